//! Prometheus, which scrapes and evaluates every second. `PROMETHEUS_URL` is its address. A listing that
//! brings rules writes them into the file `PROMETHEUS_CONFIG` and posts to `/-/reload`. `PROMTOOL` is the
//! path of promtool.

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "prometheus",
    debian: &["prometheus"],
    parts: &[
        Part::program("prometheus", &["prometheus"]),
        Part::program("promtool", &["promtool"]).told_as("PROMTOOL"),
    ],
    version: ("prometheus", &["--version"]),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    let configuration = site
        .write("prometheus.yml", "global:\n  scrape_interval: 1s\n  evaluation_interval: 1s\n")?;
    let mut server = site.program("prometheus")?;
    server.args(["--config.file=prometheus.yml", "--storage.tsdb.path=data"]);
    server.args([&format!("--web.listen-address=127.0.0.1:{port}"), "--web.enable-lifecycle"]);
    Ok(Plan::of(server, Probe::Http(port, "/-/ready"))
        .tells("PROMETHEUS_URL", format!("http://127.0.0.1:{port}"))
        .tells("PROMETHEUS_CONFIG", configuration.display().to_string()))
}
