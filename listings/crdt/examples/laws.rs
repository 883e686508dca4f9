//! Five right types and four wrong ones: which laws do the same runs see broken?

use std::collections::BTreeSet;

use crdt::Replicated;
use crdt::check::{Lab, Law, exhaust, random_script};
use crdt::counter::PnCounter;
use crdt::lww::{Lww, LwwMap};
use crdt::mv::MvRegister;
use crdt::or_set::{OrSet, SetUpdate};
use crdt::wrong::{AddingCounter, TieRegister, TwoPhaseSet, UnionSet};

const SCRIPTS: u64 = 1_000;
const LAWS: [(Law, &str); 6] = [
    (Law::Commutative, "commut."),
    (Law::Associative, "assoc."),
    (Law::Idempotent, "idemp."),
    (Law::Inflationary, "inflat."),
    (Law::Convergent, "conv."),
    (Law::Meaningful, "value"),
];

fn main() {
    let counts = [1, -2, 4];
    let words = [SetUpdate::Add("cup"), SetUpdate::Remove("cup")];
    let writes = [(1, 'x'), (1, 'y')];
    let keyed = [(1, 'k', Some('x')), (1, 'k', None)];
    println!(
        "4 steps on 2 replicas, all scripts; deltas in all orders, twice each"
    );
    println!("{:<14}{:>8}{:>10}{}", "", "scripts", "orders", header());
    all::<PnCounter>("PnCounter", &counts[..2]);
    all::<OrSet<&str>>("OrSet", &words);
    all::<Lww<char>>("Lww", &writes);
    all::<LwwMap<char, char>>("LwwMap", &keyed);
    all::<MvRegister<char>>("MvRegister", &['x', 'y']);
    all::<AddingCounter>("AddingCounter", &counts[..2]);
    all::<UnionSet>("UnionSet", &words);
    all::<TwoPhaseSet<&str>>("TwoPhaseSet", &words);
    all::<TieRegister>("TieRegister", &writes);

    println!(
        "\n{SCRIPTS} random scripts, 40 steps on 3 replicas: how many break it"
    );
    println!("{:<32}{}", "", header());
    random::<PnCounter>("PnCounter", &counts);
    random::<OrSet<&str>>("OrSet", &words);
    random::<Lww<char>>("Lww", &writes);
    random::<LwwMap<char, char>>("LwwMap", &keyed);
    random::<MvRegister<char>>("MvRegister", &['x', 'y', 'z']);
    random::<AddingCounter>("AddingCounter", &counts);
    random::<UnionSet>("UnionSet", &words);
    random::<TwoPhaseSet<&str>>("TwoPhaseSet", &words);
    random::<TieRegister>("TieRegister", &writes);
}

fn header() -> String {
    LAWS.map(|(_, name)| format!("{name:>9}")).concat()
}

fn all<T: Replicated>(name: &str, updates: &[T::Update]) {
    let (broken, scripts, orders) = exhaust::<T>(updates, 4);
    let cells = LAWS.map(|(law, _)| {
        format!("{:>9}", if broken.contains(&law) { "BROKEN" } else { "." })
    });
    println!("{name:<14}{scripts:>8}{orders:>10}{}", cells.concat());
}

fn random<T: Replicated>(name: &str, updates: &[T::Update]) {
    let broken: Vec<BTreeSet<Law>> = (0..SCRIPTS)
        .map(|seed| {
            let pick =
                |rng: &mut sim::Rng| updates[rng.index(updates.len())].clone();
            Lab::<T>::run(3, &random_script(seed, 3, 40, pick)).broken
        })
        .collect();
    let cells = LAWS.map(|(law, _)| {
        match broken.iter().filter(|broken| broken.contains(&law)).count() {
            0 => format!("{:>9}", "."),
            count => format!("{count:>9}"),
        }
    });
    println!("{name:<32}{}", cells.concat());
}
