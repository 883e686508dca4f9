//! Runs a program with a limit on its time and on what it prints.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;

/// What a program did.
#[derive(Debug)]
pub(super) struct Ran {
    /// Standard output.
    pub(super) stdout: Vec<u8>,
    /// Standard error.
    pub(super) stderr: Vec<u8>,
    /// Why it counts as failed, if it does.
    pub(super) failure: Option<String>,
}

/// A program that prints more than this is stopped.
const MOST_BYTES: u64 = 8 * 1024 * 1024;

/// Runs `command` for `limit` at most.
pub(super) fn run(command: &mut Command, limit: Duration) -> anyhow::Result<Ran> {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let name = command.get_program().to_string_lossy().into_owned();
    let mut child = command.spawn().with_context(|| format!("cannot run {name}"))?;
    let full = Arc::new(AtomicBool::new(false));
    let stdout = child.stdout.take().map(|pipe| read_in_background(pipe, full.clone()));
    let stderr = child.stderr.take().map(|pipe| read_in_background(pipe, full.clone()));

    let started = Instant::now();
    let mut failure = None;
    let status = loop {
        if let Some(status) = child.try_wait().with_context(|| format!("cannot wait for {name}"))? {
            break status;
        }
        if started.elapsed() > limit {
            failure = Some(format!("it ran for more than {} s and was stopped", limit.as_secs()));
        }
        if failure.is_some() || full.load(Ordering::Relaxed) {
            // It may have ended by itself between the check and now.
            let _ = child.kill();
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let collect = |reader: Option<std::thread::JoinHandle<Vec<u8>>>| {
        reader.and_then(|reader| reader.join().ok()).unwrap_or_default()
    };
    let (stdout, stderr) = (collect(stdout), collect(stderr));
    if full.load(Ordering::Relaxed) {
        failure = Some(format!("it printed more than {} MiB and was stopped", MOST_BYTES >> 20));
    } else if failure.is_none() && !status.success() {
        failure = Some(format!("it ended with {status}"));
    }
    Ok(Ran { stdout, stderr, failure })
}

/// Reads `pipe` to its end, or until it holds too much and `full` is set.
fn read_in_background(
    pipe: impl Read + Send + 'static,
    full: Arc<AtomicBool>,
) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // What was read before an error is still worth showing.
        let _ = pipe.take(MOST_BYTES).read_to_end(&mut bytes);
        if bytes.len() as u64 == MOST_BYTES {
            full.store(true, Ordering::Relaxed);
        }
        bytes
    })
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
}
