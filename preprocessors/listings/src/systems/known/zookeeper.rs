//! ZooKeeper, an ensemble of one. `ZOOKEEPER_ADDR` is `host:port`.

use anyhow::Context as _;

use crate::systems::{Part, Plan, Probe, Site, System};

pub(super) const SYSTEM: System = System {
    name: "zookeeper",
    debian: &["zookeeper"],
    parts: &[
        Part::program("java", &["java"]),
        Part::program("zookeeper.jar", &["/usr/share/java/zookeeper.jar"]),
    ],
    version: (
        "java",
        &["-cp", "/usr/share/java/zookeeper.jar", "org.apache.zookeeper.version.VersionInfoMain"],
    ),
    plan: Some(plan),
    user: None,
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?;
    std::fs::create_dir(site.folder().join("data")).context("cannot make a folder")?;
    // Short ticks: a lost client is noticed after two of them, and tests wait for that.
    let configuration = format!(
        "tickTime=500\ndataDir={}/data\nclientPort={port}\nclientPortAddress=127.0.0.1\n\
         admin.enableServer=false\n4lw.commands.whitelist=ruok,srvr,mntr\n",
        site.folder().display()
    );
    site.write("zoo.cfg", &configuration)?;
    let mut server = site.program("java")?;
    // A small heap, and no file about the process in the folder for all programs.
    server.args(["-Xmx128m", "-XX:+UseSerialGC", "-XX:-UsePerfData", "-cp"]);
    server.arg(site.part("zookeeper.jar")?);
    server.args(["org.apache.zookeeper.server.quorum.QuorumPeerMain", "zoo.cfg"]);
    Ok(Plan::of(server, Probe::Answers(port, "ruok", "imok"))
        .tells("ZOOKEEPER_ADDR", format!("127.0.0.1:{port}")))
}
