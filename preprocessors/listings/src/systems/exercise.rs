//! Trying out a system that is installed.

use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::{Running, System, start};
use crate::verify::process::group::lives;

/// How long what was stopped may take to be gone for everybody.
const GONE: Duration = Duration::from_secs(5);

/// Starts `system` twice at once, looks that the two do not share an address, stops them, and looks that
/// nothing is left. A system that listings start themselves only has to say its version. Returns how long
/// the first start took.
///
/// # Errors
///
/// If any of that does not hold.
pub fn exercise(system: &System) -> anyhow::Result<Duration> {
    if system.plan.is_none() {
        let started = Instant::now();
        let version = system.version();
        version.with_context(|| format!("{} does not say its version", system.name))?;
        return Ok(started.elapsed());
    }
    let (mut one, mut two) = (start(system)?, start(system)?);
    let took = one.took();
    let addresses = [addresses(&one), addresses(&two)];
    if addresses[0].is_empty() || !addresses[0].is_disjoint(&addresses[1]) {
        bail!("two at once do not have addresses of their own: {addresses:?}");
    }
    for running in [&mut one, &mut two] {
        if let Some(log) = running.ended() {
            bail!("{} ended after its start:\n{log}", system.name);
        }
    }
    let processes = [one.processes(), two.processes()].concat();
    let folders: Vec<_> = [&one, &two].iter().filter_map(|running| running.folder()).collect();
    let folders: Vec<_> = folders.into_iter().map(std::path::Path::to_owned).collect();
    drop((one, two));

    let stopped = Instant::now();
    loop {
        let process = processes.iter().copied().find(|id| lives(*id));
        let address = addresses
            .iter()
            .flatten()
            .find(|address| TcpStream::connect_timeout(address, Duration::from_secs(1)).is_ok());
        let folder = folders.iter().find(|folder| folder.exists());
        if (process, address, folder) == (None, None, None) {
            return Ok(took);
        }
        if stopped.elapsed() > GONE {
            bail!(
                "it left something behind: process {process:?}, address {address:?}, folder {folder:?}"
            );
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The loopback addresses that are told to listings.
fn addresses(running: &Running) -> BTreeSet<SocketAddr> {
    let values = running.variables().iter().map(|(_, value)| value.as_str());
    let parts = values.flat_map(|value| value.split(['/', '@']));
    parts.filter_map(|part| part.parse().ok()).collect()
}
