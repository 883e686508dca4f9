//! Those who want something from the cluster during a campaign.

use std::collections::BTreeMap;

use sim::{Rng, Time, World};

use crate::{Command, Plan, Raft, Safety, Violation};

/// Writes, changes of members and reads, at random times, to all who think they lead.
#[derive(Debug)]
pub(crate) struct Clients<'a> {
    plan: &'a Plan,
    rng: Rng,
    value: u64,
    next_command: Time,
    next_change: Time,
    /// For each read how many entries were committed when it began.
    reads: BTreeMap<u64, usize>,
}

impl<'a> Clients<'a> {
    pub(crate) fn new(plan: &'a Plan, seed: u64) -> Self {
        Clients {
            plan,
            // Not the sequence that the network draws from.
            rng: Rng::new(!seed),
            value: 0,
            next_command: 0,
            next_change: 0,
            reads: BTreeMap::new(),
        }
    }

    /// Does what is due, and checks what it led to.
    pub(crate) fn act(
        &mut self,
        world: &mut World<Raft>,
        safety: &mut Safety,
    ) -> Result<(), Violation> {
        if world.now() >= self.next_command {
            self.value += 1;
            let key = ['x', 'y', 'z'][self.rng.index(3)];
            let command = Command::Set(key, self.value);
            for_each(world, |raft, out| {
                raft.propose(command, out);
            });
            safety.check(&world.nodes)?;
            self.next_command = self.after(world.now(), self.plan.command_every);
            if self.plan.reads {
                self.read(world, safety);
            }
        }
        if let Some(every) = self.plan.change_every
            && world.now() >= self.next_change
        {
            let server = self.rng.index(world.nodes.len());
            for_each(world, |raft, out| {
                let new = raft.members().toggle(server);
                // Alone, a leader appends, commits and compacts an entry in one step,
                // and no check ever sees it.
                if new.iter().count() > 1 {
                    raft.propose(Command::Members(new), out);
                }
            });
            safety.check(&world.nodes)?;
            self.next_change = self.after(world.now(), every);
        }
        Ok(())
    }

    fn read(&mut self, world: &mut World<Raft>, safety: &Safety) {
        let committed = safety.commits();
        for_each(world, |raft, out| {
            let id = self.reads.len() as u64;
            if raft.read(id, out) {
                self.reads.insert(id, committed);
            }
        });
    }

    /// Checks the answers that have come; returns how many.
    pub(crate) fn check_answers(
        &self,
        world: &mut World<Raft>,
        safety: &Safety,
    ) -> Result<usize, Violation> {
        let mut count = 0;
        if !self.plan.reads {
            return Ok(count);
        }
        for raft in &mut world.nodes {
            for answer in raft.ram.answers.drain(..) {
                safety.check_read(self.reads[&answer.id], &answer)?;
                count += 1;
            }
        }
        Ok(count)
    }

    fn after(&mut self, now: Time, average: Time) -> Time {
        now + self.rng.range(&(1..=2 * average))
    }
}

fn for_each(
    world: &mut World<Raft>,
    mut input: impl FnMut(&mut Raft, &mut crate::node::Out),
) {
    for server in 0..world.nodes.len() {
        world.call(server, &mut input);
    }
}
