//! Redis, in memory only. `REDIS_ADDR` is `host:port`, `REDIS_URL` the same as a URL.

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "redis",
    debian: &["redis-server"],
    parts: &[Part::program("redis-server", &["redis-server"])],
    version: ("redis-server", &["--version"]),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    let mut server = site.program("redis-server")?;
    server.args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    server.args(["--save", "", "--appendonly", "no"]);
    Ok(Plan::of(server, Probe::Answers(port, "PING\r\n", "+PONG"))
        .tells("REDIS_ADDR", format!("127.0.0.1:{port}"))
        .tells("REDIS_URL", format!("redis://127.0.0.1:{port}/")))
}
