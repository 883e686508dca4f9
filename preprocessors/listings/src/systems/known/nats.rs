//! NATS with JetStream. `NATS_URL` is the URL for clients.

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "nats",
    debian: &["nats-server"],
    parts: &[Part::program("nats-server", &["nats-server"])],
    version: ("nats-server", &["--version"]),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    let mut server = site.program("nats-server")?;
    server.args(["--addr", "127.0.0.1", "--port", &port.to_string()]);
    server.args(["--jetstream", "--store_dir", "data"]);
    // The server speaks first.
    Ok(Plan::of(server, Probe::Answers(port, "", "INFO {"))
        .tells("NATS_URL", format!("nats://127.0.0.1:{port}")))
}
