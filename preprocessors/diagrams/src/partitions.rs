//! Partitions and their replicas over nodes.
//!
//! ```text
//! zone "机房 a" n1 n2        # optional; zones in their order, nodes in theirs
//! node n1 p0* p1 p2          # * leads, ! is hot, ~ lags behind
//! node n2 p0 p1* p3~
//! node n3 p2* p3*!
//! failed n2
//! move p2 n1 -> n3
//! ```
//!
//! A partition has the same row on every node, so that replicas and gaps can be seen at a glance.

mod paint;

use std::ops::Range;

use dst_kit::Lang;

use crate::engine::Fault;
use crate::script::{Word, statements};
use crate::svg::Name;

const HELP: &str = "a line is `node NAME PARTITION…`, `zone \"NAME\" NODE…`, `failed NODE` or `move PARTITION NODE -> NODE`";

/// Nodes and what they hold.
#[derive(Debug, Default)]
struct Cluster {
    nodes: Vec<Node>,
    /// Names of zones, each with its nodes.
    zones: Vec<(String, Vec<usize>)>,
    /// Partitions in the order of their rows: that of their names.
    partitions: Vec<String>,
    moves: Vec<Move>,
}

#[derive(Debug)]
struct Node {
    name: String,
    failed: bool,
    replicas: Vec<Replica>,
}

/// A copy of a partition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Replica {
    partition: usize,
    leads: bool,
    hot: bool,
    lags: bool,
}

/// A replica under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Move {
    partition: usize,
    from: usize,
    to: usize,
}

impl Cluster {
    fn node(&self, word: &Word) -> Result<usize, Fault> {
        self.nodes.iter().position(|node| node.name == word.text).ok_or_else(|| {
            let known: Vec<&str> = self.nodes.iter().map(|node| node.name.as_str()).collect();
            Fault::at(word.span.clone(), format!("there is no node `{}`", word.text))
                .help(format!("known: {}", known.join(", ")))
        })
    }

    fn replica(&self, node: usize, partition: usize) -> Option<Replica> {
        self.nodes[node].replicas.iter().find(|replica| replica.partition == partition).copied()
    }

    /// The nodes from left to right: those of a zone beside each other.
    fn columns(&self) -> Vec<usize> {
        let zoned: Vec<usize> = self.zones.iter().flat_map(|(_, nodes)| nodes.clone()).collect();
        let rest = (0..self.nodes.len()).filter(|node| !zoned.contains(node));
        zoned.iter().copied().chain(rest).collect()
    }
}

/// Draws the cluster that `source` describes.
///
/// # Errors
///
/// Every line that says nothing, and nodes or replicas that are not there.
pub fn draw(source: &str, lang: Lang, name: &Name) -> Result<String, Vec<Fault>> {
    let cluster = parse(source)?;
    let name = Name { description: summary(&cluster, lang), ..name.clone() };
    Ok(paint::paint(&cluster, lang, &name))
}

fn parse(source: &str) -> Result<Cluster, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut cluster = Cluster::default();
    let statements = statements(source, &mut faults);
    // Zones and moves may speak of nodes that come later.
    let (nodes, rest): (Vec<_>, Vec<_>) =
        statements.iter().partition(|(words, _)| words[0].text == "node");
    let held = nodes.iter().flat_map(|(words, _)| words.iter().skip(2));
    cluster.partitions = held.map(|word| partition(word).to_owned()).collect();
    // p10 comes after p9.
    cluster.partitions.sort_by(|a, b| a.len().cmp(&b.len()).then(a.cmp(b)));
    cluster.partitions.dedup();
    for (words, span) in nodes {
        if let Err(fault) = node(&mut cluster, words, span.clone()) {
            faults.push(fault);
        }
    }
    for (words, span) in rest {
        if let Err(fault) = about_nodes(&mut cluster, words, span.clone()) {
            faults.push(fault);
        }
    }
    if faults.is_empty() && cluster.partitions.is_empty() {
        faults.push(Fault::somewhere("no node holds a partition").help(HELP));
    }
    faults.sort_by_key(|fault| fault.span.as_ref().map_or(0, |span| span.start));
    if faults.is_empty() { Ok(cluster) } else { Err(faults) }
}

/// The name of a partition, without the marks of the replica.
fn partition(word: &Word) -> &str {
    word.text.trim_end_matches(['*', '!', '~'])
}

fn node(cluster: &mut Cluster, words: &[Word], span: Range<usize>) -> Result<(), Fault> {
    let [_, name, replicas @ ..] = words else {
        return Err(Fault::at(span, "the node has no name").help(HELP));
    };
    if cluster.nodes.iter().any(|node| node.name == name.text) {
        let message = format!("node `{}` is there twice", name.text);
        return Err(Fault::at(name.span.clone(), message));
    }
    let mut node = Node { name: name.text.clone(), failed: false, replicas: Vec::new() };
    for word in replicas {
        let partition = partition(word);
        let marks = &word.text[partition.len()..];
        let row = cluster.partitions.iter().position(|known| known == partition).unwrap_or(0);
        if node.replicas.iter().any(|replica| replica.partition == row) {
            let message = format!("`{partition}` is there twice");
            return Err(Fault::at(word.span.clone(), message));
        }
        node.replicas.push(Replica {
            partition: row,
            leads: marks.contains('*'),
            hot: marks.contains('!'),
            lags: marks.contains('~'),
        });
    }
    cluster.nodes.push(node);
    Ok(())
}

fn about_nodes(cluster: &mut Cluster, words: &[Word], span: Range<usize>) -> Result<(), Fault> {
    match words {
        [what, name, nodes @ ..] if what.text == "zone" && !nodes.is_empty() => {
            let mut own = Vec::new();
            for word in nodes {
                let node = cluster.node(word)?;
                if own.contains(&node) || cluster.zones.iter().any(|zone| zone.1.contains(&node)) {
                    let message = format!("node `{}` is in two zones", word.text);
                    return Err(Fault::at(word.span.clone(), message));
                }
                own.push(node);
            }
            cluster.zones.push((name.text.clone(), own));
            Ok(())
        }
        [what, name] if what.text == "failed" => {
            let node = cluster.node(name)?;
            cluster.nodes[node].failed = true;
            Ok(())
        }
        [what, name, from, arrow, to] if what.text == "move" && arrow.text == "->" => {
            let ends = (cluster.node(from)?, cluster.node(to)?);
            let row = cluster.partitions.iter().position(|known| *known == name.text);
            let Some(row) = row.filter(|row| cluster.replica(ends.0, *row).is_some()) else {
                let message = format!("`{}` is not on {}", name.text, from.text);
                return Err(Fault::at(name.span.clone(), message));
            };
            if cluster.replica(ends.1, row).is_some() {
                let message = format!("`{}` is on {} already", name.text, to.text);
                return Err(Fault::at(to.span.clone(), message));
            }
            if cluster.moves.iter().any(|known| known.partition == row) {
                let message = format!("`{}` moves twice", name.text);
                return Err(Fault::at(span, message));
            }
            cluster.moves.push(Move { partition: row, from: ends.0, to: ends.1 });
            Ok(())
        }
        _ => Err(Fault::at(span, "the line says nothing about partitions").help(HELP)),
    }
}

/// For readers that cannot see it: who holds what.
fn summary(cluster: &Cluster, lang: Lang) -> String {
    let node = |node: &Node| {
        let held = node.replicas.iter().map(|replica| {
            let name = &cluster.partitions[replica.partition];
            let leads = if replica.leads { lang.pick("（主）", " (leader)") } else { "" };
            format!("{name}{leads}")
        });
        let held: Vec<String> = held.collect();
        let failed = if node.failed { lang.pick("（失效）", " (failed)") } else { "" };
        format!(
            "{}{failed}{}{}",
            node.name,
            lang.pick("：", ": "),
            held.join(lang.pick("、", ", "))
        )
    };
    let nodes: Vec<String> = cluster.nodes.iter().map(node).collect();
    let moves = cluster.moves.iter().map(|step| {
        let [from, to] = [step.from, step.to].map(|node| cluster.nodes[node].name.as_str());
        let name = &cluster.partitions[step.partition];
        match lang {
            Lang::Zh => format!("{name} 从 {from} 移到 {to}"),
            Lang::En => format!("{name} moves from {from} to {to}"),
        }
    });
    let all: Vec<String> = nodes.into_iter().chain(moves).collect();
    format!("{}{}", all.join(lang.pick("；", "; ")), lang.pick("。", "."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cluster_is_read() {
        let cluster = parse("zone b n3\nzone a n1 n2\nnode n1 p0* p1\nnode n2 p0 p1*!\nnode n3 p1~\nfailed n2\nmove p0 n1 -> n3\n").unwrap();
        assert_eq!(cluster.columns(), [2, 0, 1]);
        assert_eq!(cluster.partitions, ["p0", "p1"]);
        let replica = cluster.replica(1, 1).unwrap();
        assert!(replica.leads && replica.hot && !replica.lags && cluster.nodes[1].failed);
        assert_eq!(cluster.moves, [Move { partition: 0, from: 0, to: 2 }]);
    }

    #[test]
    fn what_is_wrong_is_named() {
        let source = "node a p0 p0\nnode b p1\nnode b p2\nnode c\nzone z b b\nfailed d\nmove p2 b -> c\nmove p1 b -> b\nshard\n";
        let said: Vec<String> =
            parse(source).unwrap_err().into_iter().map(|fault| fault.message).collect();
        assert_eq!(
            said,
            [
                "`p0` is there twice",
                "node `b` is there twice",
                "node `b` is in two zones",
                "there is no node `d`",
                "`p2` is not on b",
                "`p1` is on b already",
                "the line says nothing about partitions",
            ]
        );
    }
}
