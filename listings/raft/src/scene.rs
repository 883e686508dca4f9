//! A run by script: nothing happens by chance, elections are called.

use sim::{Fault, Node, NodeId, Time, World};

use crate::{Command, Entry, Raft, Role, Safety, Timer, Violation};

/// The run, and what the checks said about it.
pub struct Scene {
    /// The cluster at the end.
    pub world: World<Raft>,
    /// The logs after each step.
    pub pictures: Vec<(&'static str, Time, String)>,
    /// The first broken promise.
    pub violation: Option<Violation>,
    safety: Safety,
    accused: NodeId,
}

impl Scene {
    /// A violation is noted in the trace at the server `accused`.
    pub(crate) fn new(world: World<Raft>, accused: NodeId) -> Self {
        let (pictures, safety) = (Vec::new(), Safety::default());
        Scene { world, pictures, violation: None, safety, accused }
    }

    pub(crate) fn election(&mut self, server: NodeId) {
        self.world.call(server, |raft, out| raft.on_timer(Timer::Election, out));
    }

    pub(crate) fn propose(&mut self, server: NodeId, command: Command) {
        self.world.call(server, |raft, out| {
            raft.propose(command, out);
        });
    }

    pub(crate) fn fault(&mut self, fault: Fault) {
        self.world.apply(fault);
    }

    pub(crate) fn run_until(&mut self, time: Time) {
        while self.world.next_event().is_some_and(|at| at <= time) {
            self.world.step();
            let checked = self.safety.check(&self.world.nodes);
            // After the first violation the run goes on: we want to see the damage.
            if let (Err(violation), None) = (checked, &self.violation) {
                let property = violation.property;
                self.world.call(self.accused, |_, out| {
                    out.error(format!("{property:?}"))
                });
                self.violation = Some(violation);
            }
        }
        self.world.run_until(time);
    }

    pub(crate) fn picture(&mut self, name: &'static str) {
        self.pictures.push((name, self.world.now(), logs(&self.world)));
    }
}

/// One line a server: its part, and the terms of its entries; committed ones in brackets.
pub fn logs(world: &World<Raft>) -> String {
    let mut text = String::new();
    for raft in &world.nodes {
        let name = &raft.name;
        let part = match raft.ram.role {
            _ if !world.is_up(raft.id) => "down",
            Role::Follower => "follower",
            Role::PreCandidate { .. } => "pre-vote",
            Role::Candidate { .. } => "candidate",
            Role::Leader { .. } => "leader",
        };
        text += &format!("  {name} {part:<9} term {}  log", raft.disk.term);
        for (index, entry) in (1..).zip(raft.disk.log.since(1)) {
            text += &match (entry, index <= raft.ram.commit) {
                (Entry { term, command }, true) => format!("  [{term}:{command}]"),
                (Entry { term, command }, false) => format!("   {term}:{command} "),
            };
        }
        text = text.trim_end().to_owned() + "\n";
    }
    text
}
