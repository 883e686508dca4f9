//! What must be true of every run.

use std::collections::{HashMap, HashSet};

use dst_kit::nearest;

use super::{Envelope, Event, Kind, Trace};
use crate::engine::Fault;

/// What is wrong with `trace`: nodes that are not there, messages from nowhere, time that goes back.
pub fn check(trace: &Trace) -> Vec<Fault> {
    let mut faults = Vec::new();
    if trace.nodes.is_empty() {
        faults.push(Fault::somewhere("the run has no nodes"));
    }
    let mut seen = HashSet::new();
    for node in &trace.nodes {
        if !seen.insert(node) {
            faults.push(Fault::somewhere(format!("node `{node}` is named twice")));
        }
    }
    let mut sent: HashMap<u64, &Envelope> = HashMap::new();
    let mut before = 0;
    for event in &trace.events {
        let fault = |message: String| Fault::at(event.span.clone(), message);
        if event.t < before {
            faults.push(fault(format!("time goes back: {} after {before}", event.t)));
        }
        before = before.max(event.t);
        faults.extend(unknown_nodes(trace, event));
        match &event.kind {
            Kind::Send(envelope) => {
                let before = sent.insert(envelope.id, envelope);
                faults.extend(
                    before.map(|before| fault(format!("message {} is sent twice", before.id))),
                );
            }
            Kind::Recv(envelope) => faults.extend(without_send(event, "received", envelope, &sent)),
            Kind::Drop(envelope, _) => faults.extend(without_send(event, "lost", envelope, &sent)),
            Kind::Duplicate(envelope) => {
                faults.extend(without_send(event, "doubled", envelope, &sent))
            }
            Kind::Partition { groups } => {
                let mut grouped = HashSet::new();
                for node in groups.iter().flatten() {
                    if !grouped.insert(node) {
                        faults.push(fault(format!("node `{node}` is in two groups")));
                    }
                }
            }
            _ => {}
        }
    }
    faults
}

fn without_send(
    event: &Event,
    what: &str,
    envelope: &Envelope,
    sent: &HashMap<u64, &Envelope>,
) -> Option<Fault> {
    let Envelope { from, to, id, .. } = envelope;
    match sent.get(id) {
        None => Some(Fault::at(
            event.span.clone(),
            format!("message {id} is {what} and was never sent"),
        )),
        Some(send) if (&send.from, &send.to) != (from, to) => Some(Fault::at(
            event.span.clone(),
            format!(
                "message {id} went from `{}` to `{}` and is {what} from `{from}` to `{to}`",
                send.from, send.to
            ),
        )),
        Some(_) => None,
    }
}

fn unknown_nodes<'a>(trace: &'a Trace, event: &'a Event) -> impl Iterator<Item = Fault> + 'a {
    let named: Vec<&String> = match &event.kind {
        Kind::Send(e) | Kind::Recv(e) | Kind::Drop(e, _) | Kind::Duplicate(e) => {
            vec![&e.from, &e.to]
        }
        Kind::Local { at, .. }
        | Kind::State { at, .. }
        | Kind::Crash { at }
        | Kind::Restart { at } => vec![at],
        Kind::Partition { groups } => groups.iter().flatten().collect(),
        Kind::Heal => Vec::new(),
    };
    named
        .into_iter()
        .filter(|node| !trace.nodes.contains(node))
        .map(|node| unknown_node(trace, node, event.span.clone()))
}

/// The fault for a node that the run does not have.
pub(crate) fn unknown_node(trace: &Trace, node: &str, span: std::ops::Range<usize>) -> Fault {
    let known = trace.nodes.join(", ");
    let help = match nearest(node, trace.nodes.iter().map(String::as_str)).first() {
        Some(near) => format!("did you mean `{near}`? nodes: {known}"),
        None => format!("nodes: {known}"),
    };
    Fault::at(span, format!("no such node: `{node}`")).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::from_json;

    fn wrong(events: &str) -> Vec<String> {
        let text = format!("{{\"nodes\":[\"a\",\"b\"],\"events\":[{events}]}}");
        let faults =
            from_json(&text).map(|trace| check(&trace)).unwrap_or_else(|fault| vec![fault]);
        faults
            .into_iter()
            .map(|fault| match fault.span {
                Some(span) => format!("{} | {}", fault.message, &text[span]),
                None => fault.message,
            })
            .collect()
    }

    #[test]
    fn a_whole_run_passes() {
        let run = r#"{"t":1,"clock":1,"event":"send","from":"a","to":"b","id":1,"label":"x"},
            {"t":2,"clock":2,"event":"duplicate","from":"a","to":"b","id":1},
            {"t":3,"clock":3,"event":"recv","from":"a","to":"b","id":1,"label":"x"},
            {"t":4,"clock":3,"event":"drop","from":"a","to":"b","id":1,"label":"x","reason":"crashed"},
            {"t":5,"event":"partition","groups":[["a"],["b"]]},
            {"t":6,"event":"heal"},
            {"t":7,"event":"local","at":"b","mark":"commit","label":"commit x"}"#;
        assert_eq!(wrong(run), Vec::<String>::new());
    }

    #[test]
    fn messages_come_from_somewhere() {
        let recv = r#"{"t":1,"event":"recv","from":"a","to":"b","id":1}"#;
        assert_eq!(wrong(recv), [format!("message 1 is received and was never sent | {recv}")]);
        let send = r#"{"t":0,"event":"send","from":"b","to":"a","id":1,"label":"x"}"#;
        assert_eq!(
            wrong(&format!("{send},{recv}")),
            [format!("message 1 went from `b` to `a` and is received from `a` to `b` | {recv}")]
        );
        assert_eq!(wrong(&format!("{send},{send}")), [format!("message 1 is sent twice | {send}")]);
    }

    #[test]
    fn time_and_nodes_are_checked() {
        let crash = r#"{"t":1,"event":"crash","at":"c"}"#;
        assert_eq!(wrong(crash), [format!("no such node: `c` | {crash}")]);
        let heal = r#"{"t":0,"event":"heal"}"#;
        assert_eq!(
            wrong(&format!(r#"{{"t":5,"event":"heal"}},{heal}"#)),
            [format!("time goes back: 0 after 5 | {heal}")]
        );
    }

    #[test]
    fn unknown_words_name_the_known_ones() {
        let event = r#"{"t":1,"event":"sendd","from":"a","to":"b","id":1}"#;
        assert_eq!(wrong(event), [format!("no such event: `sendd` | {event}")]);
        let fault = from_json(&format!("{{\"nodes\":[],\"events\":[{event}]}}")).unwrap_err();
        assert!(fault.help.unwrap().starts_with("did you mean `send`? known: send, recv"));
        assert!(
            wrong(r#"{"t":1,"event":"heal","wat":1}"#)[0]
                .starts_with("the trace cannot be read: unknown field `wat`")
        );
        assert!(wrong(r#"{"t":1,"event":"crash"}"#)[0].starts_with("`crash` has no `at`"));
    }
}
