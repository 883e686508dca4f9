//! A figure that takes too long, is too large or makes its engine panic is an error, not the end of the build.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use super::Fault;

/// Longer than any figure takes, even in a build without optimisation.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(10);

/// The longest source, in bytes. A chapter's longest figure has a tenth of it.
pub(super) const LARGEST_SOURCE: usize = 40_000;

/// The largest drawing, in bytes: more than a reader can see at once, and a heavy page.
pub(super) const LARGEST_DRAWING: usize = 400_000;

/// Nested groups are laid out by recursion; the main thread of some systems has 1 MB.
const STACK: usize = 32 << 20;

/// The drawing that `draw` makes of a source of `length` bytes, within the limits.
///
/// # Errors
///
/// That of `draw`, a panic inside of it, or a limit that is passed. A drawing that takes longer than `limit` is
/// abandoned: its thread ends with the process.
pub(super) fn guarded(
    length: usize,
    limit: Duration,
    draw: impl FnOnce() -> Result<String, Fault> + Send + 'static,
) -> Result<String, Fault> {
    if length > LARGEST_SOURCE {
        let message = format!("the figure's source has {length} bytes, more than {LARGEST_SOURCE}");
        return Err(Fault::somewhere(message).help("split it in two"));
    }
    let (done, result) = channel();
    let _silent = Silence::new();
    let worker = thread::Builder::new().stack_size(STACK).spawn(move || {
        // Nobody listens once the time is over.
        let _ = done.send(catch_unwind(AssertUnwindSafe(draw)));
    });
    if let Err(error) = worker {
        return Err(Fault::somewhere(format!("the diagram engine cannot start: {error}")));
    }
    match result.recv_timeout(limit) {
        Ok(Ok(Ok(drawing))) if drawing.len() > LARGEST_DRAWING => Err(Fault::somewhere(format!(
            "the figure is too large: {} kB of SVG, more than {}",
            drawing.len() / 1000,
            LARGEST_DRAWING / 1000
        ))
        .help("split it in two")),
        Ok(Ok(drawn)) => drawn,
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => {
            Err(Fault::somewhere("the diagram engine failed on this figure (a panic inside of it)")
                .help("simplify the figure: remove lines until it draws, then report the line"))
        }
        Err(RecvTimeoutError::Timeout) => Err(too_long(limit)),
    }
}

/// The fault of a figure that took longer than `limit`.
pub(super) fn too_long(limit: Duration) -> Fault {
    Fault::somewhere(format!("the figure took longer than {} s to draw", limit.as_secs_f64()))
        .help("split it in two")
}

/// Keeps the message of a panic inside the engine off the terminal while it lives.
struct Silence(Option<Hook>);

type Hook = Box<dyn Fn(&std::panic::PanicHookInfo<'_>) + Sync + Send>;

impl Silence {
    fn new() -> Self {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(|_| {}));
        Silence(Some(before))
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        if let Some(before) = self.0.take() {
            std::panic::set_hook(before);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(
        length: usize,
        draw: impl FnOnce() -> Result<String, Fault> + Send + 'static,
    ) -> String {
        guarded(length, Duration::from_millis(200), draw).unwrap_err().message
    }

    #[test]
    fn a_panic_is_a_fault() {
        assert!(message(1, || panic!("inside")).contains("a panic inside of it"));
    }

    #[test]
    fn a_drawing_without_end_is_abandoned() {
        let endless = || {
            thread::sleep(Duration::from_secs(60));
            Ok(String::new())
        };
        assert_eq!(message(1, endless), "the figure took longer than 0.2 s to draw");
    }

    #[test]
    fn what_is_too_large_is_a_fault() {
        assert_eq!(
            message(40_001, || Ok(String::new())),
            "the figure's source has 40001 bytes, more than 40000"
        );
        assert_eq!(
            message(1, || Ok("x".repeat(LARGEST_DRAWING + 1))),
            "the figure is too large: 400 kB of SVG, more than 400"
        );
    }

    #[test]
    fn what_is_drawn_comes_through() {
        assert_eq!(guarded(1, TIME_LIMIT, || Ok("<svg/>".to_owned())), Ok("<svg/>".to_owned()));
        assert_eq!(message(1, || Err(Fault::somewhere("wrong"))), "wrong");
    }
}
