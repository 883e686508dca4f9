//! Targets that are not what they seem: tests that do not run, and programs that lie elsewhere than their name says.
//!
//! Cargo lets a manifest switch off what a reader takes for granted: that a file in `tests/` is run, that its tests
//! are counted by the test harness, that `examples/NAME.rs` is the program `NAME`.

use toml::Value;

use super::metadata::{Metadata, Target, TargetKind};
use crate::Package;
use crate::verify::report::Report;

/// Reports what is wrong with the manifests, and returns the packages that can be built.
pub(crate) fn check(
    packages: &[Package],
    metadata: &Metadata,
    report: &mut Report<'_>,
) -> anyhow::Result<Vec<Package>> {
    let mut sound = Vec::new();
    for package in packages {
        let problems = match metadata.of(package) {
            Some(known) => {
                let manifest = std::fs::read_to_string(package.dir.join("Cargo.toml"))?;
                let mut found = problems(&manifest.parse()?, &known.targets);
                // A test finds the program by a path that both have.
                let shared = known.names(TargetKind::Bin).filter_map(|name| {
                    let other = metadata.other_with_bin(known, name)?;
                    Some(format!(
                        "the bin `{name}` is also one of `{}`, and Cargo builds both into one file; give one another name",
                        other.name
                    ))
                });
                found.extend(shared);
                found
            }
            None => vec!["Cargo finds no package in this folder; is it a link?".to_owned()],
        };
        if problems.is_empty() {
            sound.push(package.clone());
            continue;
        }
        report.fault(package, format_args!("Cargo.toml: {}", problems.join("\n  ")))?;
    }
    Ok(sound)
}

/// What keeps a target from being what it seems, in the order of the manifest.
fn problems(manifest: &toml::Table, targets: &[Target]) -> Vec<String> {
    let mut problems = Vec::new();
    let package = manifest.get("package");
    for key in ["autolib", "autobins", "autotests", "autoexamples", "autobenches"] {
        if package.and_then(|package| package.get(key)) == Some(&Value::Boolean(false)) {
            problems.push(format!(
                "`{key} = false`: files would look like targets and be none; remove it"
            ));
        }
    }
    for (kind, word) in KINDS {
        for table in tables(manifest, word) {
            let name = table.get("name").and_then(Value::as_str).unwrap_or("lib");
            let target = format!("the {word} `{name}`");
            if table.contains_key("path") {
                problems.push(format!(
                    "`path` of {target}: a target lies where Cargo looks for its name; move the file there and remove `path`"
                ));
            }
            let bench = kind == TargetKind::Bench;
            if !bench && table.get("harness") == Some(&Value::Boolean(false)) {
                problems.push(format!(
                    "`harness = false` of {target}: nobody counts what it tests; remove it, and write #[test] functions"
                ));
            }
        }
    }
    problems.extend(targets.iter().flat_map(hidden));
    problems
}

/// The tables of targets in a manifest.
const KINDS: [(TargetKind, &str); 5] = [
    (TargetKind::Lib, "lib"),
    (TargetKind::Bin, "bin"),
    (TargetKind::Test, "test"),
    (TargetKind::Example, "example"),
    (TargetKind::Bench, "bench"),
];

/// `[lib]`, or each `[[test]]`.
fn tables<'m>(manifest: &'m toml::Table, word: &str) -> Vec<&'m toml::Table> {
    match manifest.get(word) {
        Some(Value::Table(table)) => vec![table],
        Some(Value::Array(tables)) => tables.iter().filter_map(Value::as_table).collect(),
        _ => Vec::new(),
    }
}

/// What of a target would not be built or not be run, however that was said.
fn hidden(target: &Target) -> Vec<String> {
    let kind = target.kind();
    let Some((_, word)) = KINDS.iter().find(|(known, _)| *known == kind) else {
        // A build script is run by Cargo.
        return Vec::new();
    };
    let name = &target.name;
    let mut problems = Vec::new();
    if !target.required_features.is_empty() {
        problems.push(format!(
            "`required-features` of the {word} `{name}`: it would not be built; remove them, or make a package of it"
        ));
    }
    let tested = matches!(kind, TargetKind::Lib | TargetKind::Bin | TargetKind::Test);
    if tested && !target.test {
        problems.push(format!(
            "`test = false` of the {word} `{name}`: its tests would not run; remove it"
        ));
    }
    if !tested && target.test {
        problems.push(format!(
            "`test = true` of the {word} `{name}`: it would be built as tests and not be run as a program; remove it"
        ));
    }
    if kind == TargetKind::Lib && !target.doctest {
        problems.push(format!(
            "doc tests of the lib `{name}` would not run; remove `doctest = false`, or add \"lib\" to `crate-type`"
        ));
    }
    if kind == TargetKind::Example && target.crate_types != ["bin"] {
        problems.push(format!("`crate-type` of the example `{name}`: it is no program; remove it"));
    }
    problems
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn target(kind: &str, test: bool, doctest: bool) -> Target {
        let types = if kind == "lib" { ["lib"] } else { ["bin"] };
        let value = json!({
            "name": "x", "kind": [kind], "crate_types": types, "src_path": "", "test": test, "doctest": doctest,
        });
        serde_json::from_value(value).unwrap()
    }

    fn said(manifest: &str, targets: &[Target]) -> Vec<String> {
        let problems = problems(&manifest.parse().unwrap(), targets);
        problems.iter().map(|said| said.split(':').next().unwrap().to_owned()).collect()
    }

    #[test]
    fn an_ordinary_package_has_no_problem() {
        let targets = [
            target("lib", true, true),
            target("proc-macro", true, true),
            target("bin", true, false),
            target("test", true, false),
            target("example", false, false),
            target("bench", false, false),
            target("custom-build", false, false),
        ];
        let manifest = "[lib]\nproc-macro = true\n[[test]]\nname = \"x\"\n[[bench]]\nname = \"x\"\nharness = false\n";
        assert_eq!(said(manifest, &targets), [""; 0]);
    }

    #[test]
    fn what_hides_a_file_is_named() {
        for (manifest, expected) in [
            ("[package]\nautotests = false\n", "`autotests = false`"),
            ("[package]\nautolib = false\n", "`autolib = false`"),
            ("[lib]\npath = \"src/all.rs\"\n", "`path` of the lib `lib`"),
            ("[[example]]\nname = \"a\"\npath = \"b.rs\"\n", "`path` of the example `a`"),
            ("[[test]]\nname = \"a\"\nharness = false\n", "`harness = false` of the test `a`"),
            ("[lib]\nharness = false\n", "`harness = false` of the lib `lib`"),
        ] {
            assert_eq!(said(manifest, &[]), [expected]);
        }
    }

    #[test]
    fn what_would_not_run_is_named() {
        let needs = Target {
            required_features: vec!["fast".to_owned()],
            ..target("example", false, false)
        };
        let library =
            Target { crate_types: vec!["lib".to_owned()], ..target("example", false, false) };
        for (target, expected) in [
            (target("lib", false, true), "`test = false` of the lib `x`"),
            (
                target("lib", true, false),
                "doc tests of the lib `x` would not run; remove `doctest = false`, or add \"lib\" to `crate-type`",
            ),
            (target("bin", false, false), "`test = false` of the bin `x`"),
            (target("test", false, false), "`test = false` of the test `x`"),
            (target("example", true, false), "`test = true` of the example `x`"),
            (target("bench", true, false), "`test = true` of the bench `x`"),
            (needs, "`required-features` of the example `x`"),
            (library, "`crate-type` of the example `x`"),
        ] {
            assert_eq!(said("", &[target]), [expected]);
        }
    }
}
