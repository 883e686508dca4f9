//! Consistent hashing: nodes and keys on a ring, and what moves when a node comes or goes.
//!
//! ```text
//! size 100
//! node A 5 38 71         # where its virtual nodes are
//! node B 20 55 88
//! key order:17 42
//! leaves B               # or: joins C
//! ```
//!
//! A key belongs to the first virtual node at or after its place, clockwise.

mod paint;

use std::ops::Range;

use dst_kit::Lang;

use crate::engine::Fault;
use crate::script::{Word, statements};
use crate::shapes::PALETTE;
use crate::svg::Name;

const HELP: &str =
    "a line is `size N`, `node NAME PLACE…`, `key NAME PLACE`, `joins NODE` or `leaves NODE`";

/// Labels on one side of the ring that have room.
const LABELS: usize = 16;

/// A ring with what is on it.
#[derive(Debug, Default)]
struct Ring {
    /// Places are below it.
    size: u32,
    nodes: Vec<String>,
    /// The places of virtual nodes with their nodes, in order.
    tokens: Vec<(u32, usize)>,
    keys: Vec<(String, u32)>,
    /// The node that changes.
    change: Option<(Change, usize)>,
}

/// What happens to a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    Joins,
    Leaves,
}

/// A piece of the ring after `from`, up to and including `to`, and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arc {
    from: u32,
    to: u32,
    before: usize,
    after: usize,
}

impl Ring {
    /// Whether `node` is there before (or after) the change.
    fn has(&self, node: usize, after: bool) -> bool {
        match self.change {
            Some((Change::Joins, one)) if one == node => after,
            Some((Change::Leaves, one)) if one == node => !after,
            _ => true,
        }
    }

    /// Whose a place is before or after the change.
    fn owner(&self, place: u32, after: bool) -> usize {
        let there = || self.tokens.iter().filter(|(_, node)| self.has(*node, after));
        let next = there().find(|(token, _)| *token >= place).or_else(|| there().next());
        next.map_or(0, |(_, node)| *node)
    }

    /// The pieces between virtual nodes, in order; the last one goes over the ring's zero.
    fn arcs(&self) -> Vec<Arc> {
        let ends: Vec<u32> = self.tokens.iter().map(|(place, _)| *place).collect();
        let before = ends.iter().cycle().skip(ends.len() - 1);
        let pieces = before.zip(&ends).map(|(&from, &to)| Arc {
            from,
            to,
            before: self.owner(to, false),
            after: self.owner(to, true),
        });
        pieces.collect()
    }

    /// Places from one to the other, clockwise.
    fn length(&self, arc: &Arc) -> u32 {
        if arc.to > arc.from { arc.to - arc.from } else { self.size - arc.from + arc.to }
    }

    /// The part of the ring that is `node`'s, in percent.
    fn share(&self, node: usize, after: bool) -> f64 {
        let owner = |arc: &Arc| if after { arc.after } else { arc.before };
        let arcs = self.arcs();
        let own: u32 =
            arcs.iter().filter(|arc| owner(arc) == node).map(|arc| self.length(arc)).sum();
        100.0 * f64::from(own) / f64::from(self.size)
    }

    fn colour(node: usize) -> &'static str {
        PALETTE[node % PALETTE.len()]
    }
}

/// Draws the ring that `source` describes.
///
/// # Errors
///
/// Every line that says nothing, and places or nodes that are not there.
pub fn draw(source: &str, lang: Lang, name: &Name) -> Result<String, Vec<Fault>> {
    let ring = parse(source)?;
    let name = Name { description: summary(&ring, lang), ..name.clone() };
    Ok(paint::paint(&ring, lang, &name))
}

fn parse(source: &str) -> Result<Ring, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut ring = Ring { size: 100, ..Ring::default() };
    let statements = statements(source, &mut faults);
    if let Some((words, _)) = statements.iter().find(|(words, _)| words[0].text == "size") {
        match words.get(1).and_then(|word| word.text.parse().ok()).filter(|size| *size > 0) {
            Some(size) => ring.size = size,
            None => {
                faults.push(Fault::at(words[0].span.clone(), "the ring has no size").help(HELP))
            }
        }
    }
    for (words, span) in &statements {
        if let Err(fault) = statement(&mut ring, words, span.clone()) {
            faults.push(fault);
        }
    }
    if ring.nodes.len() > PALETTE.len() {
        let message = format!("more than {} nodes cannot be told apart", PALETTE.len());
        faults.push(Fault::somewhere(message));
    }
    ring.tokens.sort_unstable();
    let tokens = ring.tokens.windows(2).find(|pair| pair[0].0 == pair[1].0);
    if let Some([(place, _), _]) = tokens {
        faults.push(Fault::somewhere(format!("two virtual nodes are at {place}")));
    }
    let left = |place: u32| 2 * place >= ring.size;
    let places = || ring.tokens.iter().map(|t| t.0).chain(ring.keys.iter().map(|k| k.1));
    let crowded = places()
        .filter(|place| left(*place))
        .count()
        .max(places().filter(|place| !left(*place)).count());
    if crowded > LABELS {
        let message = format!("{crowded} labels do not fit beside one half of the ring");
        faults.push(Fault::somewhere(message).help(format!("at most {LABELS} have room")));
    }
    if faults.is_empty() && !(0..ring.nodes.len()).any(|n| ring.has(n, false) && ring.has(n, true))
    {
        faults.push(Fault::somewhere("no node is there all the time").help(HELP));
    }
    if faults.is_empty() { Ok(ring) } else { Err(faults) }
}

fn statement(ring: &mut Ring, words: &[Word], span: Range<usize>) -> Result<(), Fault> {
    let place = |word: &Word| -> Result<u32, Fault> {
        let wrong = || {
            let message = format!("`{}` is no place on this ring", word.text);
            Fault::at(word.span.clone(), message)
                .help(format!("write a number from 0 to {}", ring.size - 1))
        };
        word.text.parse().ok().filter(|place| *place < ring.size).ok_or_else(wrong)
    };
    match words {
        [what, _] if what.text == "size" => Ok(()),
        [what, name, places @ ..] if what.text == "node" && !places.is_empty() => {
            if ring.nodes.contains(&name.text) {
                let message = format!("node `{}` is there twice", name.text);
                return Err(Fault::at(name.span.clone(), message));
            }
            let node = ring.nodes.len();
            let tokens: Vec<(u32, usize)> =
                places.iter().map(|word| Ok((place(word)?, node))).collect::<Result<_, Fault>>()?;
            ring.nodes.push(name.text.clone());
            ring.tokens.extend(tokens);
            Ok(())
        }
        [what, name, at] if what.text == "key" => {
            let key = (name.text.clone(), place(at)?);
            ring.keys.push(key);
            Ok(())
        }
        [what, name] if matches!(what.text.as_str(), "joins" | "leaves") => {
            let change = if what.text == "joins" { Change::Joins } else { Change::Leaves };
            let Some(node) = ring.nodes.iter().position(|node| *node == name.text) else {
                let message = format!("there is no node `{}`", name.text);
                return Err(Fault::at(name.span.clone(), message)
                    .help(format!("known so far: {}", ring.nodes.join(", "))));
            };
            if ring.change.replace((change, node)).is_some() {
                return Err(Fault::at(span, "one figure shows one change"));
            }
            Ok(())
        }
        _ => Err(Fault::at(span, "the line says nothing about a ring").help(HELP)),
    }
}

/// For readers that cannot see it: whose how much is.
fn summary(ring: &Ring, lang: Lang) -> String {
    let shares = ring.nodes.iter().enumerate().map(|(node, name)| {
        let [before, after] = [false, true].map(|after| ring.share(node, after));
        if ring.change.is_some() {
            format!("{name} {before:.0}% → {after:.0}%")
        } else {
            format!("{name} {before:.0}%")
        }
    });
    let shares: Vec<String> = shares.collect();
    let moved = ring.keys.iter().filter(|(_, at)| ring.owner(*at, false) != ring.owner(*at, true));
    let moved: Vec<&str> = moved.map(|(key, _)| key.as_str()).collect();
    match (lang, moved.is_empty()) {
        (Lang::Zh, true) => format!("哈希环，各节点所占：{}。", shares.join("，")),
        (Lang::Zh, false) => format!(
            "哈希环，各节点所占：{}。换了节点的键：{}。",
            shares.join("，"),
            moved.join("，")
        ),
        (Lang::En, true) => format!("A hash ring, by node: {}.", shares.join(", ")),
        (Lang::En, false) => format!(
            "A hash ring, by node: {}. Keys that move: {}.",
            shares.join(", "),
            moved.join(", ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(change: &str) -> Ring {
        parse(&format!(
            "size 100\nnode A 10 60\nnode B 30\nnode C 80\nkey k 20\nkey m 90\n{change}\n"
        ))
        .unwrap()
    }

    #[test]
    fn a_place_belongs_to_the_next_node_clockwise() {
        let ring = ring("");
        let owners = [0, 10, 11, 30, 31, 60, 61, 80, 81, 99].map(|place| ring.owner(place, false));
        assert_eq!(owners, [0, 0, 1, 1, 0, 0, 2, 2, 0, 0]);
        let shares = [0, 1, 2].map(|node| ring.share(node, false));
        assert_eq!(shares, [60.0, 20.0, 20.0]);
    }

    /// Consistent hashing in one sentence: only the pieces of the node that leaves move.
    #[test]
    fn only_the_pieces_of_the_changed_node_move() {
        for (change, one) in [("leaves B", 1), ("joins C", 2)] {
            let ring = ring(change);
            let moved: Vec<Arc> =
                ring.arcs().into_iter().filter(|arc| arc.before != arc.after).collect();
            assert!(!moved.is_empty());
            assert!(moved.iter().all(|arc| arc.before == one || arc.after == one), "{moved:?}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let source = "size 10\nnode A 3 12\nnode B\nkey k x\nleaves Z\nturns\n";
        let faults = parse(source).unwrap_err();
        let said: Vec<&str> = faults.iter().map(|fault| fault.message.as_str()).collect();
        assert_eq!(
            said,
            [
                "`12` is no place on this ring",
                "the line says nothing about a ring",
                "`x` is no place on this ring",
                "there is no node `Z`",
                "the line says nothing about a ring",
            ]
        );
    }
}
