//! Listings of the chapter on partitioning.
//!
//! Five ways to say which node holds a key ([`Placement`]), what a change of nodes
//! moves and how even the load is ([`measure`]), and the handover of a partition
//! while clients with an old routing table write ([`handover`]).

pub mod handover;
mod hash;
pub mod hash_slot;
mod jump;
pub mod measure;
mod modulo;
mod ranges;
mod rendezvous;
mod ring;
mod salt;
mod slots;

pub use hash::{hash, mix};
pub use jump::{Jump, jump};
pub use modulo::Modulo;
pub use ranges::Ranges;
pub use rendezvous::Rendezvous;
pub use ring::Ring;
pub use salt::Salted;
pub use slots::Slots;

use sim::NodeId;

/// Says which node holds a key.
pub trait Placement {
    /// The node that holds the key whose [`hash`] is `key`.
    fn owner(&self, key: u64) -> NodeId;
}
