//! The lock file, as far as it concerns one package.

use std::collections::{BTreeSet, HashMap};

use toml::Value;

use super::workspace::canonical;

/// The entries of a `Cargo.lock`.
pub(super) struct Lock {
    entries: Vec<Entry>,
    by_name: HashMap<String, Vec<usize>>,
    /// What is not an entry, and the whole file, each in a form that white space does not change.
    rest: String,
    whole: String,
}

struct Entry {
    version: String,
    /// It has no source: it is a folder of ours.
    is_path: bool,
    /// `NAME` or `NAME VERSION` or `NAME VERSION (SOURCE)`.
    dependencies: Vec<String>,
    text: String,
}

impl Lock {
    /// The entries of a parsed lock file.
    pub(super) fn new(mut lock: toml::Table) -> Self {
        let whole = canonical(&Value::Table(lock.clone()));
        let packages = match lock.remove("package") {
            Some(Value::Array(packages)) => packages,
            Some(other) => vec![other],
            None => Vec::new(),
        };
        let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
        let mut entries = Vec::new();
        for package in &packages {
            let text = |key: &str| package.get(key).and_then(Value::as_str).unwrap_or_default();
            let needs = package.get("dependencies").and_then(Value::as_array);
            let needs = needs.into_iter().flatten().filter_map(Value::as_str);
            by_name.entry(text("name").to_owned()).or_default().push(entries.len());
            entries.push(Entry {
                version: text("version").to_owned(),
                is_path: package.get("source").is_none(),
                dependencies: needs.map(str::to_owned).collect(),
                // Without its dependencies: how they are written depends on what else is in the file.
                text: ["name", "version", "source", "checksum", "replace"]
                    .map(|key| format!("{:?}", text(key)))
                    .join(" "),
            });
        }
        Lock { entries, by_name, rest: canonical(&Value::Table(lock)), whole }
    }

    /// What the lock file says of the packages `names` of ours and of all that they depend on. Where it
    /// does not know one of them, all of it.
    pub(super) fn about<'a>(&self, names: impl Iterator<Item = Option<&'a str>>) -> String {
        let mut waiting = Vec::new();
        for name in names {
            let known = name.and_then(|name| self.by_name.get(name)).into_iter().flatten();
            let known: Vec<usize> =
                known.copied().filter(|&entry| self.entries[entry].is_path).collect();
            if known.is_empty() {
                return self.whole.clone();
            }
            waiting.extend(known);
        }
        let mut reached = BTreeSet::new();
        while let Some(entry) = waiting.pop() {
            if reached.insert(entry) {
                let needs = self.entries[entry].dependencies.iter();
                waiting.extend(needs.flat_map(|need| self.meant(need)));
            }
        }
        // The entries are sorted by name and version in the file; a merge may have changed that.
        let mut texts: Vec<String> = reached.iter().map(|&entry| self.edges(entry)).collect();
        texts.sort();
        texts.push(self.rest.clone());
        texts.join("\n")
    }

    /// The entries that a dependency may mean. The source is left aside: one too many does no harm.
    fn meant(&self, need: &str) -> impl Iterator<Item = usize> {
        let mut words = need.split(' ');
        let name = words.next().unwrap_or_default();
        let version = words.next().map(str::to_owned);
        let entries = self.by_name.get(name).into_iter().flatten().copied();
        entries.filter(move |&entry| {
            version.as_ref().is_none_or(|version| *version == self.entries[entry].version)
        })
    }

    /// An entry with what it depends on.
    fn edges(&self, entry: usize) -> String {
        let entry = &self.entries[entry];
        let needs = entry.dependencies.iter().flat_map(|need| self.meant(need));
        let mut needs: Vec<&str> = needs.map(|need| self.entries[need].text.as_str()).collect();
        needs.sort_unstable();
        format!("{} -> {}", entry.text, needs.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4
package = [
    { name = "a", version = "0.1.0", dependencies = ["x 1.0.0"] },
    { name = "b", version = "0.1.0", dependencies = ["x 2.0.0"] },
    { name = "x", version = "1.0.0", source = "registry", checksum = "11", dependencies = ["y"] },
    { name = "x", version = "2.0.0", source = "registry", checksum = "22" },
    { name = "y", version = "1.0.0", source = "registry", checksum = "33" },
]
"#;

    fn about(lock: &str, name: &str) -> String {
        Lock::new(lock.parse().unwrap()).about([Some(name)].into_iter())
    }

    #[test]
    fn only_what_is_reached_counts() {
        for (from, to, concerns_a, concerns_b) in [
            ("\"11\"", "\"12\"", true, false),
            ("\"22\"", "\"23\"", false, true),
            ("\"33\"", "\"34\"", true, false),
            ("\"y\", version = \"1.0.0\"", "\"y\", version = \"1.0.1\"", true, false),
            ("checksum = \"33\"", "source2 = \"33\"", true, false),
            ("[\"x 2.0.0\"]", "[\"x 2.0.0\", \"y\"]", false, true),
            ("version = 4", "version = 3", true, true),
            ("version = 4", "# a comment\nversion = 4", false, false),
        ] {
            let changed = LOCK.replacen(from, to, 1);
            assert_ne!(changed, LOCK);
            assert_eq!(about(&changed, "a") != about(LOCK, "a"), concerns_a, "a: {to}");
            assert_eq!(about(&changed, "b") != about(LOCK, "b"), concerns_b, "b: {to}");
        }
    }

    #[test]
    fn a_package_that_the_lock_does_not_know_depends_on_all_of_it() {
        let changed = LOCK.replace("22", "23");
        assert_ne!(about(LOCK, "new"), about(&changed, "new"));
        // A package of a registry is none of ours, whatever its name.
        assert_ne!(about(LOCK, "y"), about(&changed, "y"));
    }
}
