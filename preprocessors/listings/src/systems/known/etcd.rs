//! etcd, a cluster of one. `ETCD_ENDPOINT` is the URL for clients.

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "etcd",
    debian: &["etcd-server"],
    parts: &[Part::program("etcd", &["etcd"])],
    version: ("etcd", &["--version"]),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    let clients = format!("http://127.0.0.1:{port}");
    let peers = format!("http://127.0.0.1:{}", site.port()?);
    let mut server = site.program("etcd")?;
    server.args(["--name", "n0", "--data-dir", "data"]);
    server.args(["--listen-client-urls", &clients, "--advertise-client-urls", &clients]);
    server.args(["--listen-peer-urls", &peers, "--initial-advertise-peer-urls", &peers]);
    server.args(["--initial-cluster", &format!("n0={peers}")]);
    Ok(Plan::of(server, Probe::Http(port, "/health")).tells("ETCD_ENDPOINT", clients))
}
