//! What values must be, said over histories instead of states.

use std::collections::BTreeSet;

use crate::Replica;
use crate::lww::Stamp;
use crate::or_set::SetUpdate;

/// Numbers of updates in a history.
pub type Ids = BTreeSet<usize>;

/// An update, and what its replica had seen when it was made.
#[derive(Clone, Debug)]
pub struct Event<U> {
    /// Where it was made.
    pub at: Replica,
    /// What was asked for.
    pub update: U,
    /// The updates that it came after.
    pub after: Ids,
}

/// The part of a history that one replica has seen.
#[derive(Clone, Debug)]
pub struct Seen<'a, U> {
    /// All updates of the run, by number.
    pub history: &'a [Event<U>],
    /// Those that were seen.
    pub ids: Ids,
}

impl<U> Seen<'_, U> {
    /// The updates that were seen.
    pub fn updates(&self) -> impl Iterator<Item = &U> {
        self.ids.iter().map(|&id| &self.history[id].update)
    }

    /// Those of the seen updates that `keep` wants.
    pub fn only(&self, keep: impl Fn(&U) -> bool) -> Self {
        let ids = self.ids.iter().copied();
        let ids = ids.filter(|&id| keep(&self.history[id].update)).collect();
        Seen { history: self.history, ids }
    }

    /// Whether with each update all were seen that it came after.
    pub fn is_causal(&self) -> bool {
        self.ids.iter().all(|&id| self.history[id].after.is_subset(&self.ids))
    }
}

/// A counter is the sum of the steps.
pub fn sum(seen: &Seen<'_, i64>) -> i64 {
    seen.updates().sum()
}

// ANCHOR: observed-remove
/// An element is in the set if some add of it came before no remove of it.
pub fn observed_remove<E: Ord + Clone>(
    seen: &Seen<'_, SetUpdate<E>>,
) -> BTreeSet<E> {
    let removed = |add: &usize, element: &E| {
        seen.ids.iter().map(|&id| &seen.history[id]).any(|event| {
            event.after.contains(add)
                && matches!(&event.update, SetUpdate::Remove(e) if e == element)
        })
    };
    let adds = seen.ids.iter().filter_map(|id| match &seen.history[*id].update {
        SetUpdate::Add(element) => Some((id, element)),
        SetUpdate::Remove(_) => None,
    });
    adds.filter(|(id, e)| !removed(id, e)).map(|(_, e)| e.clone()).collect()
}
// ANCHOR_END: observed-remove

/// The write with the largest stamp. `read` tells a write's clock and key.
pub fn last_write<U: Clone, K: PartialEq>(
    seen: &Seen<'_, U>,
    read: impl Fn(&U) -> (u64, K),
) -> Option<U> {
    // Stamps follow from the history alone: the clock, or one more than what was seen.
    let mut times: Vec<u64> = Vec::new();
    for event in seen.history {
        let (clock, key) = read(&event.update);
        let same = |id: &&usize| read(&seen.history[**id].update).1 == key;
        let before = event.after.iter().filter(same).map(|&id| times[id] + 1);
        times.push(before.max().unwrap_or(0).max(clock));
    }
    let stamp = |id: usize| Stamp { time: times[id], replica: seen.history[id].at };
    let last = seen.ids.iter().copied().max_by_key(|&id| stamp(id))?;
    Some(seen.history[last].update.clone())
}
