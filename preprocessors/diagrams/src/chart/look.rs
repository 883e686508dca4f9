//! What an author says about a chart.

use dst_kit::{Spanned, SyntaxError, Words};

/// The options of a chart besides those of every figure.
pub const OPTIONS: [&str; 10] =
    ["kind", "x", "y", "by", "log", "x-label", "y-label", "names", "mark", "source"];

/// How values are drawn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// Points joined by lines.
    #[default]
    Line,
    /// Points alone.
    Points,
    /// A line that holds its value until the next point.
    Step,
    /// Bars, in groups.
    Bar,
}

/// What is drawn, and how.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    /// Lines, points, steps or bars.
    pub form: Form,
    /// The column of the horizontal axis; the first if none is named.
    pub x: Option<String>,
    /// The columns that are drawn; all others if none is named.
    pub y: Vec<String>,
    /// The column whose values tell the series apart.
    pub by: Option<String>,
    /// Whether the horizontal axis is logarithmic.
    pub log_x: bool,
    /// Whether the vertical one is.
    pub log_y: bool,
    /// What the horizontal axis measures, with its unit.
    pub x_label: Option<String>,
    /// What the vertical one measures.
    pub y_label: Option<String>,
    /// What a series, a column or a category is called in this figure.
    pub names: Vec<(String, String)>,
    /// A line across, and what it means.
    pub mark: Option<(f64, String)>,
    /// Where the numbers come from, shown under the figure.
    pub source: Option<String>,
}

impl Look {
    /// What `name` is called in the figure.
    pub(super) fn called(&self, name: &str) -> String {
        let known = self.names.iter().find(|(from, _)| from == name);
        known.map_or_else(|| name.to_owned(), |(_, to)| to.clone())
    }
}

/// Reads the options of a chart.
///
/// # Errors
///
/// Every value that says nothing.
pub fn read(words: &Words) -> Result<Look, Vec<SyntaxError>> {
    let mut errors = Vec::new();
    let mut one_of = |key: &str, known: &[&str]| {
        let value = words.get(key)?;
        let at = known.iter().position(|known| *known == value.value);
        if at.is_none() {
            let message = format!("`{key}` is `{}`", value.value);
            errors.push(error(value, message, format!("known: {}", known.join(", "))));
        }
        at
    };
    let forms = [Form::Line, Form::Points, Form::Step, Form::Bar];
    let form =
        one_of("kind", &["line", "points", "step", "bar"]).map_or(Form::Line, |at| forms[at]);
    let log = one_of("log", &["x", "y", "xy"]);
    let list = |key: &str| {
        let text = words.text(key).unwrap_or_default();
        let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
        items.map(str::to_owned).collect::<Vec<_>>()
    };
    let text = |key: &str| words.text(key).map(str::to_owned);
    let mut names = Vec::new();
    for name in list("names") {
        match (name.split_once('='), words.get("names")) {
            (Some((from, to)), _) => names.push((from.trim().to_owned(), to.trim().to_owned())),
            (None, Some(value)) => errors.push(error(
                value,
                format!("`{name}` renames nothing"),
                "write names=\"p50=median, p99=99th percentile\"".to_owned(),
            )),
            (None, None) => {}
        }
    }
    let mark = words.get("mark").and_then(|value| {
        let (number, meaning) = value.value.split_once(' ').unwrap_or((&value.value, ""));
        let read = number.parse::<f64>().ok().filter(|number| number.is_finite());
        if read.is_none() {
            let help = "write a value of the vertical axis, then what it means: mark=\"200 limit\"";
            errors.push(error(value, format!("`{number}` is no number"), help.to_owned()));
        }
        read.map(|number| (number, meaning.trim().to_owned()))
    });
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(Look {
        form,
        x: text("x"),
        y: list("y"),
        by: text("by"),
        log_x: matches!(log, Some(0 | 2)),
        log_y: matches!(log, Some(1 | 2)),
        x_label: text("x-label"),
        y_label: text("y-label"),
        names,
        mark,
        source: text("source"),
    })
}

fn error(value: &Spanned<String>, message: String, help: String) -> SyntaxError {
    SyntaxError { span: value.span.clone(), message, help }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Look, Vec<String>> {
        read(&Words::parse(text, 0).unwrap())
            .map_err(|errors| errors.into_iter().map(|error| error.message).collect())
    }

    #[test]
    fn options_are_read() {
        let look =
            of("kind=step x=load y=\"p50, p99\" log=xy names=\"p50=中位数\" mark=\"200 目标\"");
        let look = look.unwrap();
        assert_eq!((look.form, look.log_x, look.log_y), (Form::Step, true, true));
        assert_eq!(look.y, ["p50", "p99"]);
        assert_eq!((look.called("p50"), look.called("p99")), ("中位数".into(), "p99".into()));
        assert_eq!(look.mark, Some((200.0, "目标".to_owned())));
    }

    #[test]
    fn each_wrong_value_is_named() {
        assert_eq!(
            of("kind=pie log=z names=p50 mark=soon").unwrap_err(),
            ["`kind` is `pie`", "`log` is `z`", "`p50` renames nothing", "`soon` is no number"]
        );
    }
}
