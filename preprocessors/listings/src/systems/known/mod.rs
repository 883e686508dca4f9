//! The systems that can be started now.

mod alertmanager;
mod etcd;
mod haproxy;
mod nats;
mod postgresql;
mod prometheus;
mod redis;
mod zookeeper;

use super::System;

/// By name.
pub(super) const ALL: &[System] = &[
    alertmanager::SYSTEM,
    etcd::SYSTEM,
    haproxy::SYSTEM,
    nats::SYSTEM,
    postgresql::SYSTEM,
    prometheus::SYSTEM,
    redis::SYSTEM,
    zookeeper::SYSTEM,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn definitions_are_whole() {
        assert!(ALL.is_sorted_by(|a, b| a.name < b.name), "by name, and none twice");
        for system in ALL {
            let mut parts = system.parts.iter();
            assert!(parts.any(|part| part.name == system.version.0), "{}", system.name);
            assert!(!system.debian.is_empty(), "{}", system.name);
            // What listings start themselves they have to find.
            let told = system.parts.iter().any(|part| part.variable.is_some());
            assert!(system.plan.is_some() || told, "{}", system.name);
        }
    }
}
