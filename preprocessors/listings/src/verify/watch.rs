//! Does something again whenever a file has changed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// What is known of the files below a folder: cheap to compare, and enough to see a change. Of a folder that
/// cannot be read, that it is there: what is wrong with it is for others to say.
type Files = BTreeMap<PathBuf, Option<(u64, Option<SystemTime>)>>;

/// Does `work`, and again after each change below `folder`, until it breaks; looks at the files once in `every`.
///
/// What is saved while the work is done is a change too, and so is what the work itself writes (a lock file,
/// an accepted golden): nobody can tell the two apart, and to verify once more what holds costs a look at its
/// receipts.
pub fn watch(folder: &Path, every: Duration, mut work: impl FnMut() -> ControlFlow<()>) {
    let mut seen = None;
    loop {
        let now = files(folder);
        if seen.as_ref() == Some(&now) {
            std::thread::sleep(every);
            continue;
        }
        // Looked at before the work, which may read a file just before it changes.
        seen = Some(now);
        if work().is_break() {
            return;
        }
    }
}

fn files(folder: &Path) -> Files {
    let mut found = Files::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        let Ok(entries) = std::fs::read_dir(&folder) else {
            found.insert(folder, None);
            continue;
        };
        // A file that goes away between the two looks is a change like any other.
        let entries = entries.flatten().filter_map(|entry| Some((entry.metadata().ok()?, entry)));
        for (about, entry) in entries {
            if !about.is_dir() {
                found.insert(entry.path(), Some((about.len(), about.modified().ok())));
            } else if !["target", "__pycache__"].iter().any(|built| entry.file_name() == *built) {
                waiting.push(entry.path());
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{Receiver, Sender, channel};

    use super::*;

    const LONG: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(1);

    /// A watch in a thread, whose work begins and ends when the test says so.
    struct Watched {
        folder: tempfile::TempDir,
        aside: tempfile::TempDir,
        begun: Receiver<()>,
        end: Sender<ControlFlow<()>>,
        watch: std::thread::JoinHandle<()>,
    }

    impl Watched {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            std::fs::create_dir(folder.path().join("x")).unwrap();
            std::fs::write(folder.path().join("x/lib.rs"), "1").unwrap();
            let ((begin, begun), (end, ended)) = (channel(), channel());
            let path = folder.path().to_owned();
            let watch = std::thread::spawn(move || {
                watch(&path, SHORT, || {
                    begin.send(()).unwrap();
                    ended.recv_timeout(LONG).unwrap()
                });
            });
            Watched { folder, aside: tempfile::tempdir().unwrap(), begun, end, watch }
        }

        /// In one step: a file that was seen half written would be two changes.
        fn write(&self, name: &str, text: &str) {
            let aside = self.aside.path().join("file");
            std::fs::write(&aside, text).unwrap();
            std::fs::rename(aside, self.folder.path().join(name)).unwrap();
        }

        /// Takes the file or folder away, in one step too.
        fn remove(&self, name: &str) {
            std::fs::rename(self.folder.path().join(name), self.aside.path().join("gone")).unwrap();
        }

        fn works(&self) {
            self.begun.recv_timeout(LONG).unwrap();
        }

        fn goes_on(&self) {
            self.end.send(ControlFlow::Continue(())).unwrap();
        }

        /// Until the watch has seen all of a change: a look may fall into the middle of it, and then there are two.
        fn settles(&self) {
            loop {
                self.goes_on();
                if self.begun.recv_timeout(Duration::from_millis(50)).is_err() {
                    return;
                }
            }
        }

        fn stops(self) {
            self.end.send(ControlFlow::Break(())).unwrap();
            self.watch.join().unwrap();
        }
    }

    #[test]
    fn what_is_saved_during_the_work_begins_it_again() {
        let watched = Watched::new();
        watched.works();
        watched.write("x/lib.rs", "1, and an edit during the work");
        watched.goes_on();
        watched.works();
        watched.stops();
    }

    #[test]
    fn every_kind_of_change_is_seen() {
        let watched = Watched::new();
        watched.works();
        let path = |name: &str| watched.folder.path().join(name);
        let changes: [&dyn Fn(); 4] = [
            &|| watched.write("x/lib.rs", "longer"),
            &|| watched.write("new", ""),
            &|| std::fs::rename(path("new"), path("x/new")).unwrap(),
            &|| watched.remove("x"),
        ];
        for change in changes {
            watched.settles();
            change();
            watched.works();
        }
        // The folder itself may go and come back.
        watched.settles();
        let aside = watched.folder.path().with_extension("aside");
        std::fs::rename(watched.folder.path(), &aside).unwrap();
        watched.works();
        watched.settles();
        std::fs::rename(&aside, watched.folder.path()).unwrap();
        watched.works();
        watched.stops();
    }

    #[test]
    fn nothing_is_done_while_nothing_changes() {
        let watched = Watched::new();
        watched.works();
        std::fs::create_dir(watched.folder.path().join("x/target")).unwrap();
        watched.write("x/target/built", "");
        watched.goes_on();
        let again = watched.begun.recv_timeout(Duration::from_millis(100));
        assert!(again.is_err(), "what Cargo builds is no change");
        watched.write("x/lib.rs", "now");
        watched.works();
        watched.stops();
    }
}
