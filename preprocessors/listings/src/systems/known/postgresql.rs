//! PostgreSQL, with one superuser `postgres` without a password, reached over TCP. `PG_URL` is the URL for
//! clients; `PGHOST` and the like are what psql and libpq read; `PSQL` is the path of psql.

use crate::systems::{Part, Plan, Probe, Site, System};

/// Debian keeps the programs of several versions side by side, out of the `PATH`.
macro_rules! program {
    ($name:literal) => {
        Part::program($name, &[concat!("/usr/lib/postgresql/*/bin/", $name), $name])
    };
}

pub(super) const SYSTEM: System = System {
    name: "postgresql",
    debian: &["postgresql"],
    parts: &[
        program!("initdb"),
        program!("postgres"),
        program!("pg_isready"),
        program!("psql").told_as("PSQL"),
    ],
    version: ("postgres", &["--version"]),
    plan: Some(plan),
    user: Some("postgres"),
};

fn plan(site: &Site) -> anyhow::Result<Plan> {
    let port = site.port()?.to_string();
    let mut create = site.program("initdb")?;
    create.args(["--pgdata=data", "--username=postgres", "--auth=trust"]);
    create.args(["--encoding=UTF8", "--locale=C", "--no-sync"]);
    let mut server = site.program("postgres")?;
    // The data need not outlive a crash of the machine: no fsync.
    server.args(["-D", "data", "-F", "-h", "127.0.0.1", "-p", &port, "-k", "."]);
    // Two-phase commit is off unless somebody asks for it.
    server.args(["-c", "max_prepared_transactions=16"]);
    let mut ready = site.program("pg_isready")?;
    ready.args(["--host=127.0.0.1", "--port", &port]);
    let mut plan = Plan::of(server, Probe::Succeeds(ready))
        .tells("PG_URL", format!("postgresql://postgres@127.0.0.1:{port}/postgres"))
        .tells("PGHOST", "127.0.0.1")
        .tells("PGPORT", port)
        .tells("PGUSER", "postgres")
        .tells("PGDATABASE", "postgres");
    plan.prepare.push(create);
    Ok(plan)
}
