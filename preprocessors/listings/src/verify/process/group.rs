//! A program and all that it starts, as one group that can be stopped at once.
//!
//! A script starts servers, and a server starts workers: to kill the script alone would leave them behind.
//! On Unix every program therefore leads a process group of its own. Such a group gets no Ctrl-C from
//! the terminal, so a handler stops the groups that live and then ends this program. What has left its group is
//! stopped too, where that can be known ([`strays`]).

use std::collections::BTreeSet;
use std::io;
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};
use std::time::{Duration, Instant};

use super::strays;

/// How long a group may take to clean up after it was asked to end.
const GRACE: Duration = Duration::from_secs(3);

/// The exit code of a program that Ctrl-C has ended, as shells give it.
const INTERRUPTED: i32 = 130;

static LIVE: Mutex<BTreeSet<u32>> = Mutex::new(BTreeSet::new());

fn live() -> MutexGuard<'static, BTreeSet<u32>> {
    LIVE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A group that lives; dropping it stops what is left of it.
#[derive(Debug)]
pub(crate) struct Group {
    /// The leader.
    pub(crate) child: Child,
}

impl Group {
    /// Starts `command` as the leader of a new group.
    pub(crate) fn spawn(command: &mut Command) -> io::Result<Group> {
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            strays::adopt();
            // Where another handler is there already, Ctrl-C is its business.
            let _ = ctrlc::set_handler(|| {
                // Held to the end: from now on no group starts.
                let groups = live();
                groups.iter().for_each(|id| unix::ask_to_end(*id));
                let started = Instant::now();
                while started.elapsed() < GRACE && groups.iter().any(|id| unix::is_alive(*id)) {
                    std::thread::sleep(Duration::from_millis(20));
                }
                groups.iter().for_each(|id| unix::kill(*id));
                strays::kill(&BTreeSet::new());
                crate::systems::remove_folders();
                std::process::exit(INTERRUPTED);
            });
        });
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        // The handler sees this group, or it does not start.
        let mut live = live();
        let child = command.spawn()?;
        live.insert(child.id());
        Ok(Group { child })
    }

    /// Ends the group, and stops what of it lives on, in the group or outside of it. The names of what has left the
    /// group and did not end by itself.
    pub(crate) fn end(self) -> Vec<String> {
        drop(self);
        strays::stop(|| live().clone())
    }

    /// Asks the whole group to end, waits a little, and kills what is left.
    pub(crate) fn stop(&mut self) {
        let id = self.child.id();
        unix::ask_to_end(id);
        let started = Instant::now();
        while started.elapsed() < GRACE && (self.runs() || unix::is_alive(id)) {
            std::thread::sleep(Duration::from_millis(5));
        }
        unix::kill(id);
        // It may have ended by itself between the check and now.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    /// Whether anything of the group lives on after its leader has ended.
    pub(crate) fn left_behind(&self) -> bool {
        let started = Instant::now();
        // What is just about to end is not left behind.
        while unix::is_alive(self.child.id()) {
            if started.elapsed() > Duration::from_millis(500) {
                return true;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        false
    }

    fn runs(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }
}

/// Whether anything of the group with this leader lives.
pub(crate) fn lives(leader: u32) -> bool {
    unix::is_alive(leader)
}

impl Drop for Group {
    fn drop(&mut self) {
        if self.runs() || unix::is_alive(self.child.id()) {
            self.stop();
        }
        live().remove(&self.child.id());
    }
}

#[cfg(unix)]
mod unix {
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;

    use crate::verify::process::proc::{Process, processes};

    fn group(id: u32) -> Option<Pid> {
        i32::try_from(id).ok().filter(|id| *id > 1).map(Pid::from_raw)
    }

    pub(crate) fn ask_to_end(id: u32) {
        // A group that is gone needs no signal.
        let _ = group(id).map(|group| killpg(group, Signal::SIGTERM));
    }

    pub(crate) fn kill(id: u32) {
        let _ = group(id).map(|group| killpg(group, Signal::SIGKILL));
    }

    pub(crate) fn is_alive(id: u32) -> bool {
        group(id).is_some_and(|group| killpg(group, None).is_ok()) && !only_zombies(id)
    }

    /// Whether the group's members have all ended and only wait to be buried. In a container whose first
    /// process is no init, nobody ever does that. Known on Linux; elsewhere `false`.
    fn only_zombies(id: u32) -> bool {
        let processes = processes();
        let is_member = |process: &&Process| u32::try_from(process.group) == Ok(id);
        !processes.is_empty() && processes.iter().filter(is_member).all(|member| member.ended)
    }
}

/// Without process groups only the leader is stopped, by [`Group::stop`] itself.
#[cfg(not(unix))]
mod unix {
    pub(crate) fn ask_to_end(_id: u32) {}

    pub(crate) fn kill(_id: u32) {}

    pub(crate) fn is_alive(_id: u32) -> bool {
        false
    }
}
