//! Starting systems and stopping them.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::folder::Folder;
use super::plan::{Plan, Site};
use super::user::User;
use super::{Found, System};
use crate::verify::process::group::Group;

/// Where everything that a system prints goes, in its folder.
const LOG: &str = "log";

/// How many lines at the end of a log an error shows.
const LINES: usize = 25;

/// Between the moment when a port is found free and the moment when the server takes it, somebody else may
/// take it. Then the server ends at once, and is tried once more.
const AT_ONCE: Duration = Duration::from_secs(5);

/// How often one looks whether a server is ready.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// A system that runs; dropping it stops it and removes all that it wrote.
#[derive(Debug)]
pub struct Running {
    // Dropped in this order: first the processes, then their folder.
    servers: Vec<Group>,
    folder: Option<Folder>,
    variables: Vec<(String, String)>,
    took: Duration,
}

impl Running {
    /// What listings are told: addresses, and paths of programs.
    pub fn variables(&self) -> &[(String, String)] {
        &self.variables
    }

    /// From the first command to the moment when it was ready.
    pub fn took(&self) -> Duration {
        self.took
    }

    /// The process ids of its servers. Each leads a process group of its own.
    pub fn processes(&self) -> Vec<u32> {
        self.servers.iter().map(|server| server.child.id()).collect()
    }

    /// The folder in which it runs.
    pub(super) fn folder(&self) -> Option<&Path> {
        self.folder.as_ref().map(Folder::path)
    }

    /// The last lines of its log, if a server has ended by itself.
    pub fn ended(&mut self) -> Option<String> {
        let lives = matches!(ended(&mut self.servers), Ok(None));
        let folder = self.folder.as_ref().filter(|_| !lives)?;
        Some(last_lines(folder.path()))
    }
}

/// Starts `system` and waits until it is ready.
///
/// # Errors
///
/// If a part of it is missing, or if it ends or is not ready in time: with the end of its log.
pub fn start(system: &System) -> anyhow::Result<Running> {
    if let Some(missing) = system.missing() {
        bail!(missing);
    }
    let found = system.find().map_err(anyhow::Error::msg)?;
    let started = Instant::now();
    match attempt(system, &found) {
        Err(_) if started.elapsed() < AT_ONCE => attempt(system, &found),
        first => first,
    }
}

fn attempt(system: &System, found: &Found) -> anyhow::Result<Running> {
    let started = Instant::now();
    let mut running = Running {
        servers: Vec::new(),
        folder: None,
        variables: found.variables().to_vec(),
        took: Duration::ZERO,
    };
    let Some(plan) = system.plan else {
        return Ok(running);
    };
    let folder = Folder::new()?;
    let path = folder.path().to_owned();
    running.folder = Some(folder);
    let user = match system.user {
        Some(name) => User::instead_of_root(name).with_context(|| system.name.to_owned())?,
        None => None,
    };
    if let Some(user) = user {
        user.own(&path)?;
    }
    let site = Site::new(&path, found, user);
    let plan = plan(&site)?;
    site.release_ports();
    let told = plan.variables.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    running.variables.extend(told);
    bring_up(system.name, plan, &path, &mut running.servers)?;
    running.took = started.elapsed();
    Ok(running)
}

/// Runs the plan until all probes hold.
fn bring_up(name: &str, plan: Plan, folder: &Path, servers: &mut Vec<Group>) -> anyhow::Result<()> {
    let log = File::create(folder.join(LOG)).context("cannot write to a temporary folder")?;
    let end = Instant::now() + plan.limit;
    let seconds = plan.limit.as_secs();
    let failed = |what: String| {
        anyhow::anyhow!("{name} {what}; the end of its log:\n{}", last_lines(folder))
    };
    for mut command in plan.prepare {
        let mut group = [spawn(&mut command, &log)?];
        let status = loop {
            match ended(&mut group)? {
                Some(status) => break status,
                None if Instant::now() > end => {
                    return Err(failed(format!("was not prepared in {seconds} s")));
                }
                None => std::thread::sleep(LOOK_EVERY),
            }
        };
        if !status.success() {
            let program = program(&command);
            return Err(failed(format!("was not prepared: {program} ended with {status}")));
        }
    }
    for mut command in plan.servers {
        servers.push(spawn(&mut command, &log)?);
    }
    for mut probe in plan.ready {
        loop {
            let holds = probe.holds();
            // Another process may have the port: only if ours lives can it be the one that answered.
            if let Some(status) = ended(servers)? {
                return Err(failed(format!("ended at its start with {status}")));
            }
            if holds {
                break;
            }
            if Instant::now() > end {
                return Err(failed(format!("is not ready after {seconds} s")));
            }
            std::thread::sleep(LOOK_EVERY);
        }
    }
    Ok(())
}

fn spawn(command: &mut Command, log: &File) -> anyhow::Result<Group> {
    let out = log.try_clone().context("cannot write a log")?;
    let err = log.try_clone().context("cannot write a log")?;
    command.stdin(Stdio::null()).stdout(out).stderr(err);
    Group::spawn(command).with_context(|| format!("cannot run {}", program(command)))
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn ended(servers: &mut [Group]) -> anyhow::Result<Option<std::process::ExitStatus>> {
    for server in servers {
        if let Some(status) = server.child.try_wait().context("cannot wait for a server")? {
            return Ok(Some(status));
        }
    }
    Ok(None)
}

fn last_lines(folder: &Path) -> String {
    let log = std::fs::read(folder.join(LOG)).unwrap_or_default();
    let log = String::from_utf8_lossy(&log);
    let lines: Vec<&str> = log.lines().collect();
    if lines.is_empty() {
        return "  (it printed nothing)".to_owned();
    }
    let last = &lines[lines.len().saturating_sub(LINES)..];
    last.iter().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

#[cfg(unix)]
#[cfg(test)]
#[path = "tests.rs"]
mod tests;
