//! Alertmanager, alone, without anybody to notify. `ALERTMANAGER_URL` is its address. A listing that brings
//! routes writes them into the file `ALERTMANAGER_CONFIG` and posts to `/-/reload`. `AMTOOL` is the path of
//! amtool.

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "alertmanager",
    debian: &["prometheus-alertmanager"],
    parts: &[
        Part::program("alertmanager", &["prometheus-alertmanager", "alertmanager"]),
        Part::program("amtool", &["amtool"]).told_as("AMTOOL"),
    ],
    version: ("alertmanager", &["--version"]),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    let configuration = site
        .write("alertmanager.yml", "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n")?;
    let mut server = site.program("alertmanager")?;
    server.args(["--config.file=alertmanager.yml", "--storage.path=data"]);
    // Without an address for the cluster it stays alone.
    server.args([&format!("--web.listen-address=127.0.0.1:{port}"), "--cluster.listen-address="]);
    Ok(Plan::of(server, Probe::Http(port, "/-/ready"))
        .tells("ALERTMANAGER_URL", format!("http://127.0.0.1:{port}"))
        .tells("ALERTMANAGER_CONFIG", configuration.display().to_string()))
}
