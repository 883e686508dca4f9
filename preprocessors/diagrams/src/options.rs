//! What an author says in the info string of a fence.

use std::ops::Range;

use dst_kit::{Fence, Spanned, SyntaxError, Words};

use crate::chart::{self, Look};
use crate::spacetime::{Clocks, Filter};
use crate::svg::TALLEST;

/// Options of every figure.
const COMMON: [&str; 4] = ["caption", "id", "number", "height"];

/// Options of a space-time diagram besides.
const OF_RUNS: [&str; 6] = ["from", "to", "nodes", "hide", "fold", "clocks"];

/// What the listings stage writes: the author's line, and `receipt=none` if nothing vouches for what is drawn.
const OF_LISTINGS: [&str; 2] = ["at", "receipt"];

/// The language of a fence that is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Mermaid.
    Mermaid,
    /// A run, by hand or as a trace.
    Spacetime,
    /// Measured numbers.
    Chart,
    /// Consistent hashing.
    Ring,
    /// Replicated logs side by side.
    Log,
    /// Replicas over nodes.
    Partitions,
}

impl Kind {
    /// The languages of fences that are drawn.
    pub const LANGUAGES: [&str; 6] = ["mermaid", "spacetime", "chart", "ring", "log", "partitions"];

    /// The kind of a fence in `language`.
    pub fn of(language: &str) -> Option<Self> {
        match language {
            "mermaid" => Some(Kind::Mermaid),
            "spacetime" => Some(Kind::Spacetime),
            "chart" => Some(Kind::Chart),
            "ring" => Some(Kind::Ring),
            "log" => Some(Kind::Log),
            "partitions" => Some(Kind::Partitions),
            _ => None,
        }
    }
}

/// The options of one figure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Options {
    /// What stands under the figure.
    pub caption: Option<String>,
    /// Its id in the page.
    pub id: Option<String>,
    /// Its number, as `2.7-1`.
    pub number: Option<String>,
    /// The height that the author allows, in pixels, if it is not a screen's.
    pub height: Option<u32>,
    /// What of a run is shown.
    pub filter: Filter,
    /// How measured numbers are drawn.
    pub chart: Look,
    /// Where `nodes` stands, for messages.
    pub nodes_span: Option<Range<usize>>,
    /// The author's line, where the fence itself is not the author's.
    pub line: Option<usize>,
    /// Whether the figure says that it is not verified.
    pub unverified: bool,
}

impl Options {
    /// How tall the figure may be, in pixels.
    pub fn limit(&self) -> f64 {
        self.height.map_or(TALLEST, f64::from)
    }
}

/// Reads the options of `fence`.
///
/// # Errors
///
/// Everything that is wrong with them.
pub fn read(fence: &Fence, kind: Kind) -> Result<Options, Vec<SyntaxError>> {
    let words = fence.words().map_err(|error| vec![error])?;
    let known: Vec<&str> = match kind {
        Kind::Mermaid | Kind::Ring | Kind::Log | Kind::Partitions => COMMON.to_vec(),
        Kind::Spacetime => COMMON.iter().chain(&OF_RUNS).chain(&OF_LISTINGS).copied().collect(),
        Kind::Chart => {
            COMMON.iter().chain(&chart::look::OPTIONS).chain(&OF_LISTINGS).copied().collect()
        }
    };
    let mut errors = words.check(&known);
    for target in &words.targets {
        errors.push(SyntaxError {
            span: target.span.clone(),
            message: format!("`{}` is no option of a figure", target.value),
            help: format!("write key=\"value\"; known: {}", known.join(", ")),
        });
    }
    let mut number = |key: &str, unit: &str| {
        let value = words.get(key)?;
        value.value.parse().map_err(|_| errors.push(no_number(key, value, unit))).ok()
    };
    let height: Option<u64> = number("height", "pixels");
    let height = height.and_then(|height| u32::try_from(height).ok());
    let mut time = |key: &str| number(key, "simulated milliseconds");
    let filter = Filter {
        from: time("from"),
        to: time("to"),
        nodes: list(&words, "nodes"),
        hide: list(&words, "hide"),
        fold: list(&words, "fold"),
        clocks: None,
    };
    let line = time("at").map(|line| line as usize);
    if let (Some(from), Some(to)) = (filter.from, filter.to)
        && from >= to
        && let Some(value) = words.get("to")
    {
        errors.push(SyntaxError {
            span: value.span.clone(),
            message: format!("the figure would end at {to} ms and begin at {from} ms"),
            help: "`to` is later than `from`".to_owned(),
        });
    }
    let filter = match clocks(&words) {
        Ok(clocks) => Filter { clocks, ..filter },
        Err(error) => {
            errors.push(error);
            filter
        }
    };
    let chart = match kind {
        Kind::Chart => chart::look::read(&words).unwrap_or_else(|wrong| {
            errors.extend(wrong);
            Look::default()
        }),
        _ => Look::default(),
    };
    if kind == Kind::Chart && line.is_none() && words.get("source").is_none() {
        errors.push(SyntaxError {
            span: fence.info_span.clone(),
            message: "nobody knows where these numbers come from".to_owned(),
            help: "draw what a listing prints with {{#chart PACKAGE/EXAMPLE …}}, or name a public source: source=\"…\"".to_owned(),
        });
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    let text = |key: &str| words.text(key).map(str::to_owned);
    Ok(Options {
        caption: text("caption"),
        id: text("id"),
        number: text("number"),
        height,
        filter,
        chart,
        nodes_span: words.get("nodes").map(|nodes| nodes.span.clone()),
        line,
        unverified: words.get("receipt").is_some(),
    })
}

/// Words apart by spaces or commas.
fn list(words: &Words, key: &str) -> Vec<String> {
    let text = words.text(key).unwrap_or_default();
    let items = text.split([' ', ',']).filter(|item| !item.is_empty());
    items.map(str::to_owned).collect()
}

fn clocks(words: &Words) -> Result<Option<Clocks>, SyntaxError> {
    let Some(value) = words.get("clocks") else {
        return Ok(None);
    };
    match value.value.as_str() {
        "lamport" => Ok(Some(Clocks::Lamport)),
        "vector" => Ok(Some(Clocks::Vector)),
        other => Err(SyntaxError {
            span: value.span.clone(),
            message: format!("no such clock: `{other}`"),
            help: "known: lamport, vector".to_owned(),
        }),
    }
}

fn no_number(key: &str, value: &Spanned<String>, unit: &str) -> SyntaxError {
    SyntaxError {
        span: value.span.clone(),
        message: format!("`{key}` is `{}`, which is no whole number", value.value),
        help: format!("write {unit}, as in {key}=900"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use dst_kit::fences;

    fn of(info: &str, kind: Kind) -> Result<Options, Vec<String>> {
        let text = format!("```{info}\nx\n```\n");
        let fence = fences(&text, |_| true).remove(0);
        read(&fence, kind).map_err(|errors| {
            errors.into_iter().map(|e| format!("{}; {}", e.message, e.help)).collect()
        })
    }

    #[test]
    fn all_options_are_read() {
        let options = of(
            "spacetime at=7 caption=\"选举\" id=e number=2.7-1 from=1 to=\"30\" nodes=\"n0, n1\" hide=heartbeat fold=ok clocks=vector height=1200",
            Kind::Spacetime,
        )
        .unwrap();
        assert_eq!(options.caption.as_deref(), Some("选举"));
        assert_eq!((options.filter.from, options.filter.to), (Some(1), Some(30)));
        assert_eq!(options.filter.nodes, ["n0", "n1"]);
        assert_eq!(options.filter.hide, ["heartbeat"]);
        assert_eq!(options.filter.fold, ["ok"]);
        assert_eq!(options.filter.clocks, Some(Clocks::Vector));
        assert_eq!(options.limit(), 1200.0);
        assert_eq!(options.line, Some(7));
    }

    #[test]
    fn what_is_wrong_is_said_with_what_is_known() {
        assert_eq!(
            of("mermaid from=1", Kind::Mermaid).unwrap_err(),
            ["unknown option `from`; known: caption, id, number, height"]
        );
        assert_eq!(
            of("spacetime from=soon to=5", Kind::Spacetime).unwrap_err(),
            [
                "`from` is `soon`, which is no whole number; write simulated milliseconds, as in from=900"
            ]
        );
        assert_eq!(
            of("spacetime from=9 to=5", Kind::Spacetime).unwrap_err(),
            ["the figure would end at 5 ms and begin at 9 ms; `to` is later than `from`"]
        );
        assert_eq!(
            of("spacetime clocks=wall", Kind::Spacetime).unwrap_err(),
            ["no such clock: `wall`; known: lamport, vector"]
        );
        assert!(
            of("mermaid wide", Kind::Mermaid).unwrap_err()[0].starts_with("`wide` is no option")
        );
    }
}
