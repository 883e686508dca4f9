//! Examples against their goldens: the book shows the golden, so it must be what the program prints.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use similar::TextDiff;

use super::cargo::Program;
use super::servers::Variables;
use super::{Outcome, environment, process};
use crate::Package;
use crate::Printed;
use crate::inputs::sha256;

/// An example that takes longer is stopped.
const EXAMPLE_LIMIT: Duration = Duration::from_secs(60);

/// `NAME.out` is what `NAME` prints; `NAME.trace.json` is what `NAME --trace` prints.
const GOLDENS: [(&str, &[&str]); 2] = [("out", &[]), ("trace.json", &["--trace"])];

/// Runs each example once for each of its goldens, and compares. With `accept`, goldens are rewritten, and
/// an example without one gets its `.out`.
pub(super) fn run(
    packages: &[Package],
    programs: &[Program],
    accept: bool,
    variables: &Variables,
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let twins = twins(programs, outcomes, log)?;
    for program in
        programs.iter().filter(|program| program.example && !twins.contains(&program.golden()))
    {
        let outcome = outcomes
            .get_mut(&program.package.name)
            .context("an example of a package that was not asked for")?;
        let folder = program.package.dir.join("examples");
        let has_any = GOLDENS
            .iter()
            .any(|(ending, _)| folder.join(format!("{}.{ending}", program.name)).is_file());
        for (ending, arguments) in GOLDENS {
            let file = format!("{}.{ending}", program.name);
            let path = folder.join(&file);
            let wanted = path.is_file() || (accept && !has_any && ending == "out");
            if !wanted {
                continue;
            }
            let mut command = environment::command(&program.executable, &program.package.dir);
            command.args(arguments).envs(variables.iter().cloned());
            let ran = process::run(&mut command, EXAMPLE_LIMIT)?;
            if let Some(failure) = ran.failure {
                outcome.failures += 1;
                writeln!(log, "\n{}: example {}: {failure}", program.package.name, program.name)?;
                log.write_all(&ran.stderr)?;
                continue;
            }
            let again = process::run(&mut command, EXAMPLE_LIMIT)?;
            if again.stdout != ran.stdout {
                outcome.failures += 1;
                writeln!(
                    log,
                    "\n{}: example {} prints something else each time:",
                    program.package.name, program.name
                )?;
                show_difference(
                    &program.package.name,
                    &format!("examples/{file}"),
                    &ran.stdout,
                    &again.stdout,
                    log,
                )?;
                writeln!(
                    log,
                    "take time and chance from a seed, and order from a BTreeMap, not from a HashMap"
                )?;
                continue;
            }
            hold(program, &format!("examples/{file}"), &ran.stdout, accept, outcome, log)?;
        }
        if !has_any && !accept {
            outcome.failures += 1;
            outcome.acceptable = true;
            writeln!(
                log,
                "\n{0}: example {1} has no golden, so nobody sees when its output changes",
                program.package.name, program.name
            )?;
        }
    }
    orphans(packages, programs, outcomes, log)
}

/// Compares what the program printed with the golden `file` of its package; with `accept`, writes it instead.
pub(super) fn hold(
    program: &Program,
    file: &str,
    printed: &[u8],
    accept: bool,
    outcome: &mut Outcome,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let package = &program.package;
    let path = package.dir.join(file);
    let golden = std::fs::read(&path).unwrap_or_default();
    if golden != printed {
        show_difference(&package.name, file, &golden, printed, log)?;
        if !accept {
            outcome.failures += 1;
            outcome.acceptable = true;
            return Ok(());
        }
        replace(&path, printed)?;
    }
    let printed = Printed { program: program.source.clone(), sha256: sha256(printed) };
    outcome.goldens.insert(file.to_owned(), printed);
    Ok(())
}

/// Puts `content` in the place of the file, or of a link that has its name: nobody reads half of it, and nothing
/// outside of the package is written.
fn replace(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let failed = || format!("cannot write {}", path.display());
    let aside = path.with_extension(format!("{}.tmp", std::process::id()));
    std::fs::write(&aside, content).with_context(failed)?;
    std::fs::rename(&aside, path).with_context(failed)
}

/// The goldens that more than one program would print: each would be shown as the output of the other.
fn twins<'p>(
    programs: &'p [Program],
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<BTreeSet<(&'p str, &'p str)>> {
    let mut sources: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for program in programs.iter().filter(|program| program.example) {
        sources.entry(program.golden()).or_default().push(&program.source);
    }
    sources.retain(|_, sources| sources.len() > 1);
    for ((package, name), sources) in &sources {
        if let Some(outcome) = outcomes.get_mut(*package) {
            outcome.failures += 1;
        }
        writeln!(
            log,
            "\n{package}: {} would both print the golden examples/{name}.out; give one another name",
            sources.join(" and ")
        )?;
    }
    Ok(sources.into_keys().collect())
}

/// A golden that no example prints would be shown and never checked.
fn orphans(
    packages: &[Package],
    programs: &[Program],
    outcomes: &mut BTreeMap<String, Outcome>,
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    for package in packages {
        let Ok(entries) = std::fs::read_dir(package.dir.join("examples")) else {
            continue;
        };
        let mut names: Vec<String> = entries
            .flatten()
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        for name in names {
            let Some(example) =
                GOLDENS.iter().find_map(|(ending, _)| name.strip_suffix(&format!(".{ending}")))
            else {
                continue;
            };
            let built = programs.iter().any(|program| {
                program.example && program.package == *package && program.name == example
            });
            if built {
                continue;
            }
            if let Some(outcome) = outcomes.get_mut(&package.name) {
                outcome.failures += 1;
            }
            writeln!(
                log,
                "\n{}: examples/{name} has no program: write examples/{example}.rs or remove it",
                package.name
            )?;
        }
    }
    Ok(())
}

fn show_difference(
    package: &str,
    file: &str,
    golden: &[u8],
    printed: &[u8],
    log: &mut dyn Write,
) -> anyhow::Result<()> {
    let (golden, printed) = (String::from_utf8_lossy(golden), String::from_utf8_lossy(printed));
    let diff = TextDiff::from_lines(&golden, &printed);
    let mut text = diff.unified_diff();
    let text = text
        .context_radius(2)
        .header(&format!("{package}/{file}"), "what it prints now")
        .missing_newline_hint(true);
    writeln!(log, "\n{package}: the output of an example has changed\n{text}")?;
    Ok(())
}
