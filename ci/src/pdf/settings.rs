//! What the renderer is told: `pdf.toml`, or `[output.pdf]` of `book.toml` in a book that has no such file.

use std::process::Command;

use anyhow::Context as _;
use serde_json::{Map, Value};

use super::Request;
use crate::stages;
use crate::workplace::Workplace;

/// mdBook's variable for all renderers.
const OUTPUT: &str = "MDBOOK_OUTPUT";

/// Makes a run of mdBook have one renderer, `dst-pdf`, whatever `book.toml` says.
pub(super) fn only_pdf(
    place: &Workplace,
    request: &Request,
    key: &str,
    mdbook: &mut Command,
) -> anyhow::Result<()> {
    // Each would bring its renderer back. Those of the PDF are the caller's own.
    let set = mdbook.get_envs().map(|(name, _)| name.to_owned());
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let others: Vec<_> = set
        .chain(inherited)
        .filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with(OUTPUT) && !name.starts_with("MDBOOK_OUTPUT__PDF__")
        })
        .collect();
    for name in others {
        mdbook.env_remove(name);
    }
    let mut table = read(place, key)?;
    let program = stages::program(place, "pdf");
    table.insert("command".into(), stages::shell_word(&program.to_string_lossy()).into());
    // This tool runs the typesetter itself, and keeps it.
    table.remove("compile");
    let mut default = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            table.entry(name).or_insert_with(|| value.into());
        }
    };
    default("version", Some(env!("CARGO_PKG_VERSION").to_owned()));
    default("commit", place.commit().map(|commit| commit.chars().take(12).collect()));
    default("date", date(place));
    for (name, value) in [("chapter", &request.chapter), ("paper", &request.paper)] {
        if let Some(value) = value {
            table.insert(name.into(), value.as_str().into());
        }
    }
    let output = serde_json::json!({ "pdf": table });
    mdbook.env(OUTPUT, output.to_string());
    Ok(())
}

/// Makes a run of mdBook have only the stages that `book.toml` has a table for: a variable that sets a stage's
/// command would bring it into a book that is not ours.
pub(super) fn own_stages(place: &Workplace, mdbook: &mut Command) -> anyhow::Result<()> {
    let book = book(place)?;
    let names: Vec<_> = mdbook.get_envs().map(|(name, _)| name.to_owned()).collect();
    for name in names {
        let text = name.to_string_lossy().to_lowercase();
        let stage =
            text.strip_prefix("mdbook_preprocessor__").and_then(|rest| rest.split("__").next());
        if stage.is_some_and(|stage| !book["preprocessor"][stage].is_object()) {
            mdbook.env_remove(name);
        }
    }
    Ok(())
}

/// The settings of an edition: those of all, and its own.
fn read(place: &Workplace, key: &str) -> anyhow::Result<Map<String, Value>> {
    let own = std::fs::read_to_string(place.root.join("pdf.toml"));
    let Ok(own) = own else {
        let book = book(place)?;
        return Ok(book["output"]["pdf"].as_object().cloned().unwrap_or_default());
    };
    let all: Map<String, Value> = toml::from_str(&own).context("cannot read pdf.toml")?;
    let (editions, mut table): (Map<_, _>, Map<_, _>) =
        all.into_iter().partition(|(_, value)| value.is_object());
    if let Some(edition) = editions.get(key).and_then(Value::as_object) {
        table.extend(edition.clone());
    }
    Ok(table)
}

fn book(place: &Workplace) -> anyhow::Result<Value> {
    let text =
        std::fs::read_to_string(place.root.join("book.toml")).context("cannot read book.toml")?;
    toml::from_str(&text).context("cannot read book.toml")
}

/// The title of a book of one edition.
pub(crate) fn title(place: &Workplace) -> anyhow::Result<String> {
    Ok(book(place)?["book"]["title"].as_str().unwrap_or("book").to_owned())
}

/// The day of the last commit: the same on every machine. Nothing if the caller gives another one.
fn date(place: &Workplace) -> Option<String> {
    if std::env::var_os("SOURCE_DATE_EPOCH").is_some() {
        return None;
    }
    let out = Command::new("git")
        .args(["log", "-1", "--format=%cs"])
        .current_dir(&place.root)
        .output()
        .ok()?;
    let date = String::from_utf8(out.stdout).ok()?.trim().to_owned();
    (out.status.success() && !date.is_empty()).then_some(date)
}
