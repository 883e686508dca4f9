//! Processes that have left the group of the program that started them (`setsid`, a daemon): to stop the group
//! leaves them alone.
//!
//! Linux gives a process whose parent has ended to the nearest ancestor that has declared itself a *child
//! subreaper*, and not to init. So, once this program is one, whatever a program has left behind is a child of
//! this program, in a process group that is neither ours nor that of a program that still runs.

use std::collections::BTreeSet;

/// Takes over, from now on, what programs leave behind.
pub(crate) fn adopt() {
    #[cfg(target_os = "linux")]
    linux::adopt();
}

/// Stops what programs that are not among `live` have left behind, and what that has started. The names of what
/// did not end by itself.
///
/// Nobody can tell which program has left a process behind, so one looks after each of them; programs that run
/// side by side could be blamed for each other's.
pub(crate) fn stop(live: impl Fn() -> BTreeSet<u32>) -> Vec<String> {
    #[cfg(target_os = "linux")]
    return linux::stop(live);
    #[cfg(not(target_os = "linux"))]
    {
        let _ = live;
        Vec::new()
    }
}

/// Kills them at once.
pub(crate) fn kill(live: &BTreeSet<u32>) {
    #[cfg(target_os = "linux")]
    linux::kill(live);
    #[cfg(not(target_os = "linux"))]
    let _ = live;
}

#[cfg(target_os = "linux")]
mod linux {
    use std::collections::BTreeSet;
    use std::time::{Duration, Instant};

    use nix::sys::prctl::set_child_subreaper;
    use nix::sys::signal::{self, Signal};
    use nix::sys::wait::{WaitPidFlag, waitpid};
    use nix::unistd::{Pid, getpgrp, getpid};

    use crate::verify::process::proc::{Process, processes};

    /// What ends so soon after its program is not left behind.
    const SOON: Duration = Duration::from_millis(500);

    /// How long it may take to clean up after it was asked to end.
    const GRACE: Duration = Duration::from_secs(3);

    /// What does not even end when it is killed waits for the system, and is let go.
    const LIMIT: Duration = Duration::from_secs(6);

    pub(crate) fn adopt() {
        // Where the system does not know it, groups alone are stopped.
        let _ = set_child_subreaper(true);
    }

    pub(crate) fn stop(live: impl Fn() -> BTreeSet<u32>) -> Vec<String> {
        let started = Instant::now();
        let mut names = BTreeSet::new();
        loop {
            let strays = living(&live());
            let took = started.elapsed();
            if strays.is_empty() || took > LIMIT {
                return names.into_iter().collect();
            }
            let signal = if took > SOON + GRACE { Signal::SIGKILL } else { Signal::SIGTERM };
            for stray in strays.into_iter().filter(|_| took > SOON) {
                // It may end by itself just now. What it has started comes to us next.
                let _ = signal::kill(Pid::from_raw(stray.id), signal);
                names.insert(stray.name);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    pub(crate) fn kill(live: &BTreeSet<u32>) {
        for stray in living(live) {
            let _ = signal::kill(Pid::from_raw(stray.id), Signal::SIGKILL);
        }
    }

    /// Those that live. Those that have ended are buried: that is a parent's duty.
    fn living(live: &BTreeSet<u32>) -> Vec<Process> {
        let (me, my_group) = (getpid().as_raw(), getpgrp().as_raw());
        let is_live = |group: i32| u32::try_from(group).is_ok_and(|group| live.contains(&group));
        let mut strays = processes();
        strays.retain(|process| {
            process.parent == me && process.group != my_group && !is_live(process.group)
        });
        strays.retain(|stray| {
            if stray.ended {
                let _ = waitpid(Pid::from_raw(stray.id), Some(WaitPidFlag::WNOHANG));
            }
            !stray.ended
        });
        strays
    }
}
