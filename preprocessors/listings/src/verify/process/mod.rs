//! Runs a program with a limit on its time and on what it prints.

pub(super) mod environment;
pub(crate) mod group;
mod proc;
mod strays;

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::Context as _;

use group::Group;

/// What a program did.
#[derive(Debug)]
pub(crate) struct Ran {
    /// Standard output.
    pub(crate) stdout: Vec<u8>,
    /// Standard error.
    pub(crate) stderr: Vec<u8>,
    /// Its exit code, if it ended by itself.
    pub(crate) code: Option<i32>,
    /// How long it ran.
    pub(crate) took: Duration,
    /// Why it counts as failed, if it does.
    pub(crate) failure: Option<String>,
}

/// A program that prints more than this is stopped.
const MOST_BYTES: usize = 8 * 1024 * 1024;

/// Runs `command` for `limit` at most, and stops all that it has started.
pub(crate) fn run(command: &mut Command, limit: Duration) -> anyhow::Result<Ran> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let name = command.get_program().to_string_lossy().into_owned();
    let mut group = Group::spawn(command).with_context(|| format!("cannot run {name}"))?;
    let stdout = Pipe::read(group.child.stdout.take());
    let stderr = Pipe::read(group.child.stderr.take());

    let started = Instant::now();
    let mut failure = None;
    let status = loop {
        let status = group.child.try_wait();
        if let Some(status) = status.with_context(|| format!("cannot wait for {name}"))? {
            break Some(status);
        }
        if started.elapsed() > limit {
            failure = Some(format!("it ran for more than {} s and was stopped", limit.as_secs()));
        }
        if failure.is_some() || stdout.is_full() || stderr.is_full() {
            group.stop();
            break None;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let left_behind = status.is_some() && group.left_behind();
    let code = status.and_then(|status| status.code());
    let strays = group.end();
    let (full, held) = (stdout.is_full() || stderr.is_full(), stdout.is_held() || stderr.is_held());
    let failure = match status {
        _ if full => Some(format!("it printed more than {} MiB and was stopped", MOST_BYTES >> 20)),
        Some(status) if !status.success() => Some(format!("it ended with {status}")),
        _ if failure.is_some() => failure,
        Some(_) if !strays.is_empty() => Some(format!(
            "it left a process running behind it, outside of its process group ({}); a program stops what it starts",
            strays.join(", ")
        )),
        // Where nothing else is known of it, a process that has left the group is known by the output that it keeps
        // open.
        _ if left_behind || held => {
            Some("it left a process running behind it; a program stops what it starts".to_owned())
        }
        _ => None,
    };
    Ok(Ran {
        stdout: stdout.bytes(),
        stderr: stderr.bytes(),
        code,
        took: started.elapsed(),
        failure,
    })
}

/// What comes out of a program, read in the background.
struct Pipe {
    bytes: Arc<Mutex<Vec<u8>>>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Pipe {
    /// Reads `pipe` to its end, or until it holds too much.
    fn read(pipe: Option<impl Read + Send + 'static>) -> Pipe {
        let bytes = Arc::new(Mutex::new(Vec::new()));
        let shared = Arc::clone(&bytes);
        let reader = pipe.map(|mut pipe| {
            std::thread::spawn(move || {
                let mut part = [0; 16 * 1024];
                // What was read before an error is still worth showing.
                while let Ok(length @ 1..) = pipe.read(&mut part) {
                    let mut bytes = shared.lock().unwrap_or_else(PoisonError::into_inner);
                    if bytes.len() >= MOST_BYTES {
                        break;
                    }
                    bytes.extend_from_slice(&part[..length]);
                }
            })
        });
        Pipe { bytes, reader }
    }

    fn is_full(&self) -> bool {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner).len() >= MOST_BYTES
    }

    /// Whether somebody keeps the other end open although the program is gone.
    fn is_held(&self) -> bool {
        let started = Instant::now();
        while self.reader.as_ref().is_some_and(|reader| !reader.is_finished()) {
            if started.elapsed() > Duration::from_secs(2) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
        false
    }

    fn bytes(self) -> Vec<u8> {
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str, limit: u64) -> Ran {
        run(Command::new("sh").args(["-c", script]), Duration::from_secs(limit)).unwrap()
    }

    #[test]
    fn a_program_that_ends_well_gives_its_output() {
        let ran = shell("echo out; echo err >&2", 10);
        assert_eq!(
            (ran.stdout.as_slice(), ran.stderr.as_slice(), ran.failure),
            (&b"out\n"[..], &b"err\n"[..], None)
        );
    }

    #[test]
    fn a_program_that_fails_says_how() {
        assert_eq!(shell("exit 3", 10).failure.unwrap(), "it ended with exit status: 3");
    }

    #[test]
    fn a_program_that_never_ends_is_stopped() {
        assert_eq!(
            shell("exec sleep 30", 1).failure.unwrap(),
            "it ran for more than 1 s and was stopped"
        );
    }

    #[test]
    fn a_program_that_prints_without_end_is_stopped() {
        assert_eq!(
            shell("exec yes", 30).failure.unwrap(),
            "it printed more than 8 MiB and was stopped"
        );
    }

    #[test]
    fn what_a_program_starts_is_stopped_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("alive");
        let child = format!("(sleep 4; echo > '{}') & wait", file.display());
        assert!(shell(&child, 1).failure.unwrap().ends_with("1 s and was stopped"));
        std::thread::sleep(Duration::from_secs(5));
        assert!(!file.exists());
    }

    #[test]
    fn a_program_that_leaves_one_behind_fails() {
        let holding_its_output = "sleep 30 & echo done";
        let silent = "sleep 30 >/dev/null 2>&1 & echo done";
        for script in [holding_its_output, silent] {
            let ran = shell(script, 20);
            assert_eq!(ran.stdout, b"done\n");
            assert!(ran.failure.unwrap().starts_with("it left a process running"), "{script}");
        }
    }
}
