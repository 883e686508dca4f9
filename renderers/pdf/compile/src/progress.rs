//! A line that says what goes on, with the seconds that it has taken, while somebody looks.

use std::io::{IsTerminal as _, Write as _};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Says what goes on until it is dropped.
pub(crate) struct Progress {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Begins to say that `what` goes on; nothing where nobody looks.
    pub(crate) fn start(what: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Progress { stop: None, thread: None };
        }
        let (stop, stopped) = channel();
        let thread = std::thread::spawn(move || {
            let started = Instant::now();
            while let Err(RecvTimeoutError::Timeout) =
                stopped.recv_timeout(Duration::from_millis(100))
            {
                put(&format!("\r==> {what}: {:.1} s ", started.elapsed().as_secs_f64()));
            }
            put("\r\x1b[2K");
        });
        Progress { stop: Some(stop), thread: Some(thread) }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // It only writes to the terminal.
            let _ = thread.join();
        }
    }
}

fn put(text: &str) {
    let mut out = std::io::stderr().lock();
    // If the terminal has gone, nobody misses the line.
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Whether messages are coloured.
pub(crate) fn colours() -> bool {
    std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none()
}
