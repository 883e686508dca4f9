//! Nodes as columns, partitions as rows, zones around them.

use std::fmt::Write;

use dst_kit::Lang;

use super::{Cluster, Move, Replica};
use crate::roles::var;
use crate::shapes::{Anchor, Type, hollow, painted, rect, text};
use crate::svg::{Name, number as n, open};

/// Height of a replica, in pixels.
const CELL: f64 = 28.0;
/// Between two rows; arrows of moves run there.
const GAP: f64 = 14.0;
/// Around the replicas of a node, and between columns.
const PAD: f64 = 10.0;
/// Height of a node's name, and of a zone's.
const HEAD: f64 = 28.0;

pub(super) fn paint(cluster: &Cluster, lang: Lang, name: &Name) -> String {
    let columns = cluster.columns();
    let names = cluster.partitions.iter().map(|name| Type::PLAIN.width(name) + 38.0);
    let nodes = cluster.nodes.iter().map(|node| Type::BOLD.width(&node.name) + 20.0);
    let cell = names.chain(nodes).fold(72.0, f64::max).ceil();
    let column = cell + 2.0 * PAD;
    let top = if cluster.zones.is_empty() { 2.0 } else { HEAD };
    let rows = cluster.partitions.len() as f64;
    let height = HEAD + rows * (CELL + GAP);
    // A zone's frame needs room between its nodes and those of its neighbours.
    let x = |node: usize| {
        let at = columns.iter().position(|one| *one == node).unwrap_or(0);
        let zones = cluster.zones.iter().scan(0, |end, (_, nodes)| {
            *end += nodes.len();
            Some(*end)
        });
        let before = zones.filter(|end| *end <= at).count() as f64;
        PAD + at as f64 * (column + PAD) + before * 2.0 * PAD
    };
    let mut out = String::new();
    for (zone, members) in &cluster.zones {
        let (Some(&first), Some(&last)) = (members.first(), members.last()) else { continue };
        let [left, right] = [x(first) - PAD, x(last) + column + PAD];
        let look = format!("rx=\"6\" {}", painted("cluster"));
        rect(&mut out, [left, 1.0, right - left, top + height + PAD], &look);
        text(&mut out, [f64::midpoint(left, right), 15.0], Anchor::Middle, Type::SMALL, zone);
    }
    for &node in &columns {
        paint_node(&mut out, cluster, node, [x(node), top], [cell, height]);
    }
    for step in &cluster.moves {
        let [from, to] = [step.from, step.to].map(|node| x(node) + PAD);
        paint_move(&mut out, cluster, step, [from, to], [top, cell]);
    }
    let bottom = top + height + PAD + 18.0;
    let row = legend(&mut out, cluster, lang, bottom);
    let last = columns.last().map_or(0.0, |node| x(*node));
    let width = (last + column + PAD + 1.0).max(row);
    format!("{}{out}</svg>", open(name, [0.0, 0.0, width, bottom + 12.0]))
}

/// The top of a partition's row in a node whose top is `top`.
fn row(top: f64, partition: usize) -> f64 {
    top + HEAD + partition as f64 * (CELL + GAP)
}

fn paint_node(
    out: &mut String,
    cluster: &Cluster,
    node: usize,
    [x, top]: [f64; 2],
    [cell, height]: [f64; 2],
) {
    let one = &cluster.nodes[node];
    let look = if one.failed { hollow("failed") } else { painted("node") };
    rect(out, [x, top, cell + 2.0 * PAD, height], &format!("rx=\"6\" {look}"));
    let middle = x + PAD + cell / 2.0;
    text(out, [middle, top + 15.0], Anchor::Middle, Type::BOLD, &one.name);
    if one.failed {
        // A cross that does not need its colour to be seen.
        let _ = write!(
            out,
            "<path d=\"M{} {}l8 8m0 -8l-8 8\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
            n(x + 8.0),
            n(top + 11.0),
            var("failed-line")
        );
    }
    for replica in &one.replicas {
        let at = [x + PAD, row(top, replica.partition)];
        paint_replica(out, &cluster.partitions[replica.partition], *replica, at, cell);
    }
}

fn paint_replica(out: &mut String, name: &str, replica: Replica, [x, y]: [f64; 2], cell: f64) {
    let role = match replica {
        Replica { hot: true, .. } => "hot",
        Replica { leads: true, .. } => "leader",
        _ => "follower",
    };
    let width = if replica.leads { " stroke-width=\"2.5\"" } else { "" };
    let dash = if replica.lags { " stroke-dasharray=\"4 3\"" } else { "" };
    rect(out, [x, y, cell, CELL], &format!("rx=\"4\" {}{width}{dash}", painted(role)));
    let look = if replica.leads { Type::BOLD } else { Type::PLAIN };
    text(out, [x + cell / 2.0, y + CELL / 2.0], Anchor::Middle, look, name);
}

/// A dashed place at the end, and an arrow that runs under the row.
fn paint_move(
    out: &mut String,
    cluster: &Cluster,
    step: &Move,
    [from, to]: [f64; 2],
    [top, cell]: [f64; 2],
) {
    let y = row(top, step.partition);
    rect(out, [to, y, cell, CELL], &format!("rx=\"4\" {}", hollow("accent")));
    let name = &cluster.partitions[step.partition];
    let muted = Type { role: "muted", ..Type::PLAIN };
    text(out, [to + cell / 2.0, y + CELL / 2.0], Anchor::Middle, muted, name);
    let [start, end] = [from, to].map(|x| x + cell / 2.0);
    let bottom = y + CELL;
    let _ = write!(
        out,
        "<path d=\"M{start} {bottom}v7H{end}v-3\" fill=\"none\" stroke=\"{line}\" stroke-width=\"1.75\"/>\
         <path d=\"M{} {}l5 8h-10z\" fill=\"{line}\"/>",
        n(end),
        n(bottom - 1.0),
        start = n(start),
        bottom = n(bottom),
        end = n(end),
        line = var("accent-line"),
    );
}

/// What the looks mean, as far as the figure has them; its width.
fn legend(out: &mut String, cluster: &Cluster, lang: Lang, y: f64) -> f64 {
    let replicas = || cluster.nodes.iter().flat_map(|node| &node.replicas);
    let signs = [
        (
            replicas().any(|one| one.leads),
            lang.pick("主副本", "leader"),
            format!("{} stroke-width=\"2.5\"", painted("leader")),
        ),
        (replicas().any(|one| !one.leads), lang.pick("从副本", "follower"), painted("follower")),
        (replicas().any(|one| one.hot), lang.pick("热点", "hot"), painted("hot")),
        (
            replicas().any(|one| one.lags),
            lang.pick("落后", "lagging"),
            format!("{} stroke-dasharray=\"4 3\"", painted("follower")),
        ),
        (!cluster.moves.is_empty(), lang.pick("正在迁入", "moving in"), hollow("accent")),
        (
            cluster.nodes.iter().any(|node| node.failed),
            lang.pick("失效的节点", "failed node"),
            hollow("failed"),
        ),
    ];
    let mut x = 2.0;
    for (_, label, look) in signs.into_iter().filter(|(there, ..)| *there) {
        rect(out, [x, y - 6.0, 18.0, 12.0], &format!("rx=\"2\" {look}"));
        text(out, [x + 24.0, y], Anchor::Start, Type::SMALL, label);
        x += 24.0 + Type::SMALL.width(label) + 16.0;
    }
    x
}
