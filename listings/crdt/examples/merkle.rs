//! Bytes to bring two replicas of 65,536 keys together, as CSV.

use crdt::lww::Lww;
use crdt::merkle::{Tree, synchronize};

const KEYS: u64 = 1 << 16;

fn main() {
    println!("# {KEYS} keys, values of 200 bytes; half of the differing ones");
    println!("# are newer here, half there; kB = 1000 bytes, both ways");
    println!("differing,everything,256 leaves,4096 leaves,65536 leaves");
    let bases = [0, 8, 12, 16].map(base);
    for differing in [1, 10, 100, 1_000, 10_000, 65_536] {
        let costs = bases.each_ref().map(|base| {
            let bytes = cost(base, differing);
            format!("{}.{:03}", bytes / 1000, bytes % 1000)
        });
        println!("{differing},{}", costs.join(","));
    }
}

fn write(tree: &mut Tree, key: u64, time: u64, replica: usize) {
    let mut register = Lww::default();
    register.write(replica, time, vec![time as u8; 200]);
    tree.merge(&(key, register));
}

fn base(depth: u32) -> Tree {
    let mut tree = Tree::new(depth);
    (0..KEYS).for_each(|key| write(&mut tree, key, 1, 0));
    tree
}

fn cost(base: &Tree, differing: u64) -> u64 {
    let mut replicas = [base.clone(), base.clone()];
    for i in 0..differing {
        // An odd factor visits each key once, in no order that a tree could use.
        let key = i.wrapping_mul(40_503) % KEYS;
        let at = (i % 2) as usize;
        write(&mut replicas[at], key, 2, at);
    }
    let [mut a, mut b] = replicas;
    let cost = synchronize(&mut a, &mut b);
    assert!(a.entries().eq(b.entries()), "still different");
    cost.bytes
}
