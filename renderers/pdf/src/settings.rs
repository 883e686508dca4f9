//! `[output.pdf]` of `book.toml`.

use std::path::PathBuf;

use anyhow::Context as _;
use serde::Deserialize;

/// What the book's author sets. Every key may be left out.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
pub struct Settings {
    /// The size of the page.
    pub paper: Paper,
    /// A line under the title.
    pub subtitle: Option<String>,
    /// Whose imprint it is: who may copy the book, and how. One paragraph an item.
    pub imprint: Vec<String>,
    /// Chapters, named without `.md`, that a printed book has no use for.
    pub omit: Vec<String>,
    /// The chapter of terms, named without `.md`: what links to a term there is listed in the index.
    pub glossary: Option<String>,
    /// Only this chapter, named without `.md`.
    pub chapter: Option<String>,
    /// The version that the imprint names.
    pub version: Option<String>,
    /// The commit that the imprint names.
    pub commit: Option<String>,
    /// The book's date, as in 2026-11-23. Without it `SOURCE_DATE_EPOCH` is asked; without that there is none.
    pub date: Option<String>,
    /// The command that makes the PDF of the markup, such as `dst-typeset`. Without it there is only markup.
    pub compile: Option<String>,
    /// The name of the PDF; by default the book's title.
    pub file: Option<PathBuf>,
}

/// A size of paper.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub enum Paper {
    /// 210 × 297 mm.
    #[default]
    #[serde(rename = "a4")]
    A4,
    /// 176 × 250 mm.
    #[serde(rename = "b5")]
    B5,
    /// 185 × 260 mm, the usual size of Chinese technical books.
    #[serde(rename = "16k")]
    Sixteen,
}

impl Paper {
    /// Its name in the template.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::B5 => "b5",
            Paper::Sixteen => "16k",
        }
    }

    /// How many half-width characters of a table fit into a line.
    pub(crate) fn cells(self) -> f64 {
        match self {
            Paper::A4 => 96.0,
            Paper::B5 => 81.0,
            Paper::Sixteen => 86.0,
        }
    }
}

impl Settings {
    /// Reads the table, without the keys that are mdBook's own.
    ///
    /// # Errors
    /// For an unknown key, a value of the wrong kind, or a date that is none.
    pub fn parse(mut table: serde_json::Map<String, serde_json::Value>) -> anyhow::Result<Self> {
        for key in ["command", "optional"] {
            table.remove(key);
        }
        // A variable of the environment can be empty, and not absent.
        table.retain(|_, value| value != "");
        let settings: Settings = serde_json::from_value(table.into())
            .context("[output.pdf] cannot be read; correct the key that is named")?;
        if let Some(date) = &settings.date
            && split_date(date).is_none()
        {
            anyhow::bail!("[output.pdf]: `date` is `{date}`; write it as in 2026-11-23");
        }
        Ok(settings)
    }

    /// The book's date: the author's, or that of `SOURCE_DATE_EPOCH`.
    pub(crate) fn day(&self) -> Option<(i64, i64, i64)> {
        let given = self.date.as_deref().and_then(split_date);
        given.or_else(|| {
            let seconds: i64 = std::env::var("SOURCE_DATE_EPOCH").ok()?.parse().ok()?;
            Some(civil(seconds.div_euclid(86_400)))
        })
    }
}

/// Year, month and day of `2026-11-23`.
fn split_date(date: &str) -> Option<(i64, i64, i64)> {
    let mut parts = date.splitn(3, '-').map(str::parse);
    let (Some(Ok(year)), Some(Ok(month)), Some(Ok(day))) =
        (parts.next(), parts.next(), parts.next())
    else {
        return None;
    };
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then_some((year, month, day))
}

/// Year, month and day of a number of days since 1970-01-01 (Howard Hinnant's algorithm).
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(toml: &str) -> Result<Settings, String> {
        Settings::parse(toml::from_str(toml).unwrap()).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn days_are_those_of_the_calendar() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(19_782), (2024, 2, 29));
        assert_eq!(civil(20_780), (2026, 11, 23));
        assert_eq!(parse("date = '2026-02-03'").unwrap().day(), Some((2026, 2, 3)));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        for (toml, part) in [
            ("papr = 'a4'", "unknown field `papr`"),
            ("paper = 'letter'", "unknown variant `letter`"),
            ("date = 'today'", "2026-11-23"),
        ] {
            let error = parse(toml).unwrap_err();
            assert!(error.contains(part), "{toml}: {error}");
        }
    }

    #[test]
    fn an_empty_value_is_none() {
        assert_eq!(parse("command = 'dst-pdf'\nchapter = ''").unwrap().chapter, None);
    }
}
