//! What the examples print about a history.

use std::fmt::Write;

use sim::{Event, Mark, World};

use crate::store::{Peer, history};
use crate::{Guarantee, Model, Operation, first_offence};

/// The history, what allows it, what is broken.
pub fn report(history: &[Operation]) -> String {
    let mut text = String::new();
    for operation in history {
        writeln!(text, "{operation}").expect("a string takes all");
    }
    text.push('\n');
    for model in Model::ALL {
        let verdict = if model.allows(history) { "yes" } else { "NO" };
        text += &format!("{:<13} {verdict}\n", format!("{model:?}"));
    }
    for guarantee in Guarantee::ALL {
        if let Some([a, b]) = guarantee.broken(history) {
            text += &format!("\n{guarantee:?} is broken:\n  {a}\n  {b}\n");
        }
    }
    if let Some(offence) = first_offence(history) {
        text += &format!("\n{offence}");
    }
    text
}

/// Reports on a run, and marks the first impossible answer in its trace.
pub fn show(world: &mut World<Peer>) {
    let history = history(world);
    if let Some(offence) = first_offence(&history) {
        let returned = offence.operation.returned.expect("an answer offends");
        let name = format!("c{}", offence.operation.client);
        for record in &mut world.trace.records {
            if let Event::Local { at, mark, .. } = &mut record.event
                && (&name, returned.at) == (at, record.t)
            {
                *mark = Some(Mark::Error);
            }
        }
    }
    sim::show(&world.trace, &report(&history));
}
