//! Two leaders, one cart: what each rule makes of three situations.

use replication::cart::{Items, Leader, Resolve, Version};
use sim::{Trace, show};

type Scenario = fn(&mut Leader, &mut Leader) -> (Version, Version);

/// The cart on both leaders, when each has heard of all changes.
fn converge(resolve: Resolve, scenario: Scenario) -> Items {
    let mut east = Leader::new(0, resolve);
    let mut west = Leader::new(1, resolve);
    let first = east.change(10, |items| {
        items.insert("book");
    });
    west.receive(first);
    let (from_east, from_west) = scenario(&mut east, &mut west);
    east.receive(from_west);
    west.receive(from_east);
    assert_eq!(east.items(), west.items(), "the leaders agree in the end");
    east.items()
}

/// Both add something, neither knows of the other.
fn two_adds(east: &mut Leader, west: &mut Leader) -> (Version, Version) {
    let pen = east.change(20, |items| {
        items.insert("pen");
    });
    let cup = west.change(21, |items| {
        items.insert("cup");
    });
    (pen, cup)
}

/// East adds a pen. West removes the book.
fn add_and_remove(east: &mut Leader, west: &mut Leader) -> (Version, Version) {
    let pen = east.change(20, |items| {
        items.insert("pen");
    });
    let no_book = west.change(21, |items| {
        items.remove("book");
    });
    (pen, no_book)
}

/// West hears of the pen first and then adds a cup; its clock is 100 ms slow.
fn slow_clock(east: &mut Leader, west: &mut Leader) -> (Version, Version) {
    let pen = east.change(120, |items| {
        items.insert("pen");
    });
    west.receive(pen.clone());
    let cup = west.change(130 - 100, |items| {
        items.insert("cup");
    });
    (pen, cup)
}

fn main() {
    let scenarios: [(&str, Scenario, &[&str]); 3] = [
        ("two adds", two_adds, &["book", "pen", "cup"]),
        ("add, remove", add_and_remove, &["pen"]),
        ("slow clock", slow_clock, &["book", "pen", "cup"]),
    ];
    let mut text = String::new();
    for (name, scenario, wanted) in scenarios {
        let wanted: Items = wanted.iter().copied().collect();
        text += &format!("{name:<12} {:<14} {wanted:?}\n", "wanted");
        for resolve in [Resolve::LastWriteWins, Resolve::KeepBoth] {
            let items = converge(resolve, scenario);
            let lost = wanted.difference(&items).count();
            let back = items.difference(&wanted).count();
            let resolve = format!("{resolve:?}");
            text += &format!("{:<12} {resolve:<14} {items:?}", "");
            text += match (lost, back) {
                (0, 0) => "\n",
                (0, _) => "  CAME BACK\n",
                _ => "  LOST\n",
            };
        }
    }
    show(&Trace { nodes: Vec::new(), records: Vec::new() }, &text);
}
