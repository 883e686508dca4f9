//! A run written by hand.
//!
//! ```text
//! nodes client n1 n2 n3
//! 0        client -> n1 "PUT x=1"
//! 12..20   n1 -> n2 "Append"        # leaves at 12, arrives at 20
//! 12..19,30 n1 -> n2 "Append"       # arrives twice
//! 12       n1 -x n3 "Append"        # is lost
//! 34       n1 crash
//! 40       n3 note "timer fires"
//! 52       n2 becomes candidate "term 2"
//! 60       partition n1 | n2 n3
//! 80       heal
//! 90       n2 commit "x=1"
//! 95       n1 error "reads old value"
//! 99       n1 restart
//! ```

use std::ops::Range;

use crate::engine::Fault;
use crate::script::{Word, statements};
use crate::trace::{Envelope, Event, Kind, Mark, Reason, Trace};

/// How long a message travels if its line does not say.
const TRAVEL: u64 = 10;

const HELP: &str = "a line is `TIME NODE -> NODE \"label\"`, `TIME NODE -x NODE \"label\"`, \
    `TIME NODE becomes ROLE \"label\"`, `TIME NODE note|commit|error \"label\"`, `TIME NODE crash|restart`, \
    `TIME partition A B | C` or `TIME heal`";

/// Reads a run; it still has to pass [`crate::trace::check`].
///
/// # Errors
///
/// Every line that is not one of the forms above.
pub fn parse(text: &str) -> Result<Trace, Vec<Fault>> {
    let mut trace = Trace { nodes: Vec::new(), events: Vec::new() };
    let mut faults = Vec::new();
    let mut ids = 0;
    for (words, span) in statements(text, &mut faults) {
        if words[0].text == "nodes" {
            trace.nodes.extend(words[1..].iter().map(|word| word.text.clone()));
            continue;
        }
        match statement(&words, span, &mut ids) {
            Ok(events) => trace.events.extend(events),
            Err(fault) => faults.push(fault),
        }
    }
    if trace.nodes.is_empty() {
        faults
            .push(Fault::at(0..0, "the run has no nodes").help("begin with a line `nodes a b c`"));
    }
    // Arrivals are written with their sends; the run has them in their place.
    trace.events.sort_by_key(|event| event.t);
    if faults.is_empty() { Ok(trace) } else { Err(faults) }
}

/// When something begins, and when its message arrives.
struct When {
    start: u64,
    arrivals: Vec<u64>,
}

/// `12`, `12..20`, or `12..20,26`.
fn when(word: &Word) -> Result<When, Fault> {
    let wrong = || {
        Fault::at(word.span.clone(), format!("`{}` is no time", word.text))
            .help("write milliseconds: `12`, with the arrival `12..20`, or with two `12..20,26`")
    };
    let (start, arrivals) = word.text.split_once("..").unwrap_or((&word.text, ""));
    let start: u64 = start.parse().map_err(|_| wrong())?;
    let arrivals: Vec<u64> = arrivals
        .split(',')
        .filter(|arrival| !arrival.is_empty())
        .map(str::parse)
        .collect::<Result<_, _>>()
        .map_err(|_| wrong())?;
    if let Some(early) = arrivals.iter().find(|arrival| **arrival < start) {
        let message = format!("the message arrives at {early} and leaves at {start}");
        return Err(Fault::at(word.span.clone(), message));
    }
    let arrivals = if arrivals.is_empty() { vec![start + TRAVEL] } else { arrivals };
    Ok(When { start, arrivals })
}

fn statement(words: &[Word], span: Range<usize>, ids: &mut u64) -> Result<Vec<Event>, Fault> {
    let when = when(&words[0])?;
    let event = |t, kind| Event { t, clock: None, kind, span: span.clone() };
    let one = |kind| Ok(vec![event(when.start, kind)]);
    let plain: Vec<&str> =
        words[1..].iter().filter(|word| !word.quoted).map(|word| word.text.as_str()).collect();
    let label = words[1..].iter().find(|word| word.quoted).map(|word| word.text.clone());
    let text = label.clone().unwrap_or_default();
    let owned = |node: &str| node.to_owned();
    match (&plain[..], label.is_some()) {
        ([from, arrow @ ("->" | "-x"), to], _) => {
            *ids += 1;
            let envelope = Envelope { from: owned(from), to: owned(to), id: *ids, label: text };
            let mut events = vec![event(when.start, Kind::Send(envelope.clone()))];
            for (copy, arrival) in when.arrivals.iter().enumerate() {
                if copy > 0 {
                    events.push(event(when.start, Kind::Duplicate(envelope.clone())));
                }
                let end = if *arrow == "->" {
                    Kind::Recv(envelope.clone())
                } else {
                    Kind::Drop(envelope.clone(), Reason::Loss)
                };
                events.push(event(*arrival, end));
            }
            Ok(events)
        }
        ([at, "becomes", role], _) => {
            one(Kind::State { at: owned(at), role: owned(role), label: text })
        }
        ([at, "note"], true) => one(Kind::Local { at: owned(at), label: text, mark: None }),
        ([at, "commit"], true) => {
            one(Kind::Local { at: owned(at), label: text, mark: Some(Mark::Commit) })
        }
        ([at, "error"], true) => {
            one(Kind::Local { at: owned(at), label: text, mark: Some(Mark::Error) })
        }
        ([at, "crash"], false) => one(Kind::Crash { at: owned(at) }),
        ([at, "restart"], false) => one(Kind::Restart { at: owned(at) }),
        (["partition", nodes @ ..], false) => {
            let groups = nodes.split(|node| *node == "|");
            one(Kind::Partition {
                groups: groups
                    .map(|group| group.iter().map(|node| owned(node)).collect())
                    .collect(),
            })
        }
        (["heal"], false) => one(Kind::Heal),
        _ => Err(Fault::at(span, "the line says nothing that a run can do").help(HELP)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::check;

    #[test]
    fn a_whole_run_is_read() {
        let text = "nodes client n1 n2 # three\n\n0 client -> n1 \"PUT x=1\"\n12..20,26 n1 -> n2 \"追加\"\n13 n1 -x client \"ok\"\n34 n1 crash\n52 n2 becomes leader \"term 2\"\n60 partition client n1 | n2\n70 heal\n80 n2 commit \"x=1\"\n90 n1 restart\n91 n1 note \"t\"\n92 n1 error \"e\"\n";
        let trace = parse(text).unwrap();
        assert_eq!(trace.nodes, ["client", "n1", "n2"]);
        assert_eq!(check(&trace), []);
        let times: Vec<u64> = trace.events.iter().map(|event| event.t).collect();
        assert_eq!(times, [0, 10, 12, 12, 13, 20, 23, 26, 34, 52, 60, 70, 80, 90, 91, 92]);
    }

    #[test]
    fn each_wrong_line_is_named() {
        let text = "nodes a b\n0 a -> b \"x\nsoon a -> b\n5 a explodes\n9..3 a -> b\n";
        let faults = parse(text).unwrap_err();
        let found: Vec<(String, &str)> =
            faults.into_iter().map(|fault| (fault.message, &text[fault.span.unwrap()])).collect();
        assert_eq!(
            found,
            [
                ("the quote is not closed".to_owned(), "\"x"),
                ("`soon` is no time".to_owned(), "soon"),
                ("the line says nothing that a run can do".to_owned(), "5 a explodes"),
                ("the message arrives at 3 and leaves at 9".to_owned(), "9..3"),
            ]
        );
    }
}
