//! Examples against their goldens: the book shows the golden, so it must be what the program prints.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;
use similar::TextDiff;

use super::cargo::Program;
use super::process::{self, environment};
use super::report::Report;
use super::servers::Variables;
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
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let twins = twins(programs, report)?;
    for program in
        programs.iter().filter(|program| program.example && !twins.contains(&program.golden()))
    {
        let package = &program.package;
        let folder = package.dir.join("examples");
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
                report.fault(package, format_args!("example {}: {failure}", program.name))?;
                report.quote(&ran.stderr)?;
                continue;
            }
            if std::str::from_utf8(&ran.stdout).is_err() {
                let fact = format_args!(
                    "example {} prints bytes that are no UTF-8 text, and a page shows text",
                    program.name
                );
                report.fault(package, fact)?;
                continue;
            }
            let again = process::run(&mut command, EXAMPLE_LIMIT)?;
            if again.stdout != ran.stdout {
                let fact =
                    format_args!("example {} prints something else each time:", program.name);
                report.fault(package, fact)?;
                let file = format!("examples/{file}");
                show_difference(package, &file, &ran.stdout, &again.stdout, report)?;
                report.say(
                    "take time and chance from a seed, and order from a BTreeMap, not from a HashMap",
                )?;
                continue;
            }
            hold(program, &format!("examples/{file}"), &ran.stdout, accept, report)?;
        }
        if !has_any && !accept {
            report.of(package).acceptable = true;
            report.fault(
                package,
                format_args!(
                    "example {} has no golden, so nobody sees when its output changes",
                    program.name
                ),
            )?;
        }
    }
    orphans(packages, programs, report)
}

/// Compares what the program printed with the golden `file` of its package; with `accept`, writes it instead.
pub(super) fn hold(
    program: &Program,
    file: &str,
    printed: &[u8],
    accept: bool,
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let package = &program.package;
    let path = package.dir.join(file);
    let golden = std::fs::read(&path).unwrap_or_default();
    if golden != printed {
        show_difference(package, file, &golden, printed, report)?;
        if !accept {
            let outcome = report.of(package);
            outcome.failures += 1;
            outcome.acceptable = true;
            return Ok(());
        }
        replace(&path, printed)?;
        report.of(package).accepted = true;
    }
    let printed = Printed { program: program.source.clone(), sha256: sha256(printed) };
    report.of(package).goldens.insert(file.to_owned(), printed);
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
    report: &mut Report<'_>,
) -> anyhow::Result<BTreeSet<(&'p Package, &'p str)>> {
    let mut printers: BTreeMap<(&Package, &str), Vec<&str>> = BTreeMap::new();
    for program in programs.iter().filter(|program| program.example) {
        printers.entry(program.golden()).or_default().push(&program.source);
    }
    printers.retain(|_, sources| sources.len() > 1);
    for ((package, name), sources) in &printers {
        report.fault(
            package,
            format_args!(
                "{} would both print the golden examples/{name}.out; give one another name",
                sources.join(" and ")
            ),
        )?;
    }
    Ok(printers.into_keys().collect())
}

/// A golden that no example prints would be shown and never checked.
fn orphans(
    packages: &[Package],
    programs: &[Program],
    report: &mut Report<'_>,
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
            report.fault(
                package,
                format_args!(
                    "examples/{name} has no program: write examples/{example}.rs or remove it"
                ),
            )?;
        }
    }
    Ok(())
}

fn show_difference(
    package: &Package,
    file: &str,
    golden: &[u8],
    printed: &[u8],
    report: &mut Report<'_>,
) -> anyhow::Result<()> {
    let (golden, printed) = (String::from_utf8_lossy(golden), String::from_utf8_lossy(printed));
    let diff = TextDiff::from_lines(&golden, &printed);
    let mut text = diff.unified_diff();
    let text = text
        .context_radius(2)
        .header(&format!("{}/{file}", package.name), "what it prints now")
        .missing_newline_hint(true);
    report.note(package, format_args!("the output of an example has changed\n{text}"))?;
    Ok(())
}
