//! HAProxy. A proxy is nothing without its configuration, and that is what a listing shows: so listings
//! start it themselves. `HAPROXY_BIN` is its path.

use crate::systems::{Part, System};

pub(super) const SYSTEM: System = System {
    name: "haproxy",
    debian: &["haproxy"],
    parts: &[Part::program("haproxy", &["haproxy"]).told_as("HAPROXY_BIN")],
    version: ("haproxy", &["-v"]),
    plan: None,
    user: None,
};
