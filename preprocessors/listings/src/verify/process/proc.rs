//! The processes of this machine, as Linux tells of them in `/proc`.

/// One process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Process {
    pub(crate) id: i32,
    /// The name of its program, cut off after 15 bytes.
    pub(crate) name: String,
    /// Whether it only waits to be buried.
    pub(crate) ended: bool,
    pub(crate) parent: i32,
    pub(crate) group: i32,
}

/// All processes; none where there is no `/proc`.
pub(crate) fn processes() -> Vec<Process> {
    let entries = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let is_process = |name: &std::ffi::OsString| name.to_string_lossy().parse::<u32>().is_ok();
    entries
        .filter(|entry| is_process(&entry.file_name()))
        // A process that has gone in the meantime is none.
        .filter_map(|entry| std::fs::read(entry.path().join("stat")).ok())
        .filter_map(|stat| parse(&String::from_utf8_lossy(&stat)))
        .collect()
}

/// Reads `pid (name) state ppid pgrp …`; the name may hold anything, a `)` too.
fn parse(stat: &str) -> Option<Process> {
    let (before, after) = stat.rsplit_once(") ")?;
    let (id, name) = before.split_once(" (")?;
    let mut fields = after.split(' ');
    Some(Process {
        id: id.parse().ok()?,
        name: name.to_owned(),
        ended: matches!(fields.next()?, "Z" | "X"),
        parent: fields.next()?.parse().ok()?,
        group: fields.next()?.parse().ok()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_may_hold_anything() {
        let process = |id, name: &str, ended, parent, group| {
            Some(Process { id, name: name.to_owned(), ended, parent, group })
        };
        assert_eq!(parse("12 (sh) S 1 10 9 0 -1"), process(12, "sh", false, 1, 10));
        assert_eq!(parse("12 (a) (b) Z) Z 1 10 9"), process(12, "a) (b) Z", true, 1, 10));
        assert_eq!(parse("12 (sh"), None);
    }
}
