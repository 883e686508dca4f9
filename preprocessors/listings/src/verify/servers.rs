//! The real servers that packages ask for, around their tests and examples.

use anyhow::bail;

use super::report::{Outcome, Report};
use crate::Package;
use crate::systems::{self, Running, System};

/// Variables and values that a package's programs are told.
pub(super) type Variables = [(String, String)];

/// The servers of one batch of packages; dropping it stops them.
#[derive(Debug, Default)]
pub(super) struct Servers {
    variables: Vec<(String, String)>,
    /// Held for its `drop`.
    _running: Vec<Running>,
}

impl Servers {
    pub(super) fn variables(&self) -> &Variables {
        &self.variables
    }
}

/// The packages without systems together; then each of the others alone, with servers that no other package
/// has touched.
pub(super) fn batches(packages: &[Package]) -> Vec<Vec<Package>> {
    let needs_none = |package: &&Package| systems::wanted(package).is_ok_and(|all| all.is_empty());
    let (together, alone): (Vec<&Package>, Vec<&Package>) = packages.iter().partition(needs_none);
    let mut batches = vec![together.into_iter().cloned().collect::<Vec<_>>()];
    batches.extend(alone.into_iter().map(|package| vec![package.clone()]));
    batches.retain(|batch| !batch.is_empty());
    batches
}

/// Starts what the packages of `batch` ask for. `None` if they cannot run: skipped, where something is not
/// installed, or failed. With `complete` what is not installed is a failure too.
pub(super) fn start(
    batch: &[Package],
    complete: bool,
    report: &mut Report<'_>,
) -> anyhow::Result<Option<Servers>> {
    let mut servers = Servers::default();
    for package in batch {
        let outcome = report.of(package);
        let started =
            systems::wanted(package).and_then(|systems| servers.add(&systems, complete, outcome));
        match (started, outcome.skipped.clone()) {
            (Ok(()), None) => continue,
            (Ok(()), Some(missing)) => {
                report.note(package, format_args!("not run here: {missing}"))?;
            }
            (Err(error), _) => report.fault(package, format_args!("{error:#}"))?,
        }
        return Ok(None);
    }
    Ok(Some(servers))
}

impl Servers {
    /// Starts `systems`, or notes in `outcome` which of them are not installed.
    fn add(
        &mut self,
        systems: &[&System],
        complete: bool,
        outcome: &mut Outcome,
    ) -> anyhow::Result<()> {
        let missing: Vec<String> = systems.iter().filter_map(|system| system.missing()).collect();
        if !missing.is_empty() {
            let missing = missing.join("; ");
            if complete {
                bail!("it could not be tested: {missing}");
            }
            outcome.skipped = Some(missing);
            return Ok(());
        }
        for system in systems {
            let running = systems::start(system)?;
            self.variables.extend_from_slice(running.variables());
            self._running.push(running);
            outcome.systems.extend(system.release());
        }
        Ok(())
    }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use crate::systems::{Part, Plan, Probe};

    const SHELL: &[Part] = &[Part::program("sh", &["sh"])];
    const NOTHING: &[Part] = &[Part::program("srv", &["no-such-program"])];

    /// A server that is ready at once.
    const SLEEPS: System = System {
        name: "sleeps",
        debian: &["dash"],
        parts: SHELL,
        version: ("sh", &["-c", "echo 1.2"]),
        plan: Some(|site| {
            let mut server = site.program("sh")?;
            server.args(["-c", "sleep 60"]);
            let mut ready = site.program("sh")?;
            ready.args(["-c", "true"]);
            Ok(Plan::of(server, Probe::Succeeds(ready)).tells("SLEEPS_ADDR", "here"))
        }),
        user: None,
    };
    const ABSENT: System = System { name: "absent", parts: NOTHING, ..SLEEPS };

    #[test]
    fn programs_are_told_where_servers_are_and_the_receipt_what_they_were() {
        let (mut servers, mut outcome) = (Servers::default(), Outcome::default());
        servers.add(&[&SLEEPS], true, &mut outcome).unwrap();
        assert_eq!(servers.variables(), [("SLEEPS_ADDR".to_owned(), "here".to_owned())]);
        assert_eq!(outcome.systems, ["sleeps 1.2"]);
    }

    #[test]
    fn a_missing_server_is_skipped_here_and_fails_in_continuous_integration() {
        let (mut servers, mut outcome) = (Servers::default(), Outcome::default());
        let command = "missing absent (no `srv`): apt-get install dash";
        servers.add(&[&SLEEPS, &ABSENT], false, &mut outcome).unwrap();
        assert_eq!(outcome.skipped.as_deref(), Some(command));
        assert!(servers.variables().is_empty());

        let mut outcome = Outcome::default();
        let error = servers.add(&[&ABSENT], true, &mut outcome).unwrap_err().to_string();
        assert_eq!(error, format!("it could not be tested: {command}"));
        assert_eq!(outcome.skipped, None);
    }
}
