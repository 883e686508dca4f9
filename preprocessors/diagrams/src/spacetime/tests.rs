//! What must be true of every figure, held against runs made at random.

use dst_kit::Lang;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use super::axis::LARGEST_GAP;
use super::labels::Text;
use super::layout::{BAR, CROSS, Figure, Head, layout};
use super::place::Rect;
use super::run::{Run, select};
use super::words::Words;
use super::{Clocks, Filter};
use crate::svg::TALLEST;
use crate::trace::{Envelope, Event, Kind, Mark, Reason, Trace, check};

/// A message of a made-up run: who, when, how long, what, and how it ends.
type Made = (usize, usize, u64, u64, usize, u8);

const LABELS: [&str; 6] =
    ["AppendEntries term=2", "ok", "RequestVote", "投票给 n2", "", "PUT order-1234 status=paid"];

prop_compose! {
    fn trace()(
        nodes in 1..6_usize,
        messages in prop::collection::vec((0..6_usize, 0..6_usize, 0..300_u64, 0..40_u64, 0..6_usize, 0..8_u8), 0..40),
        events in prop::collection::vec((0..6_usize, 0..300_u64, 0..7_u8), 0..14),
    ) -> Trace {
        let name = |at: usize| format!("n{}", at % nodes);
        let mut all = Vec::new();
        for (id, made) in messages.into_iter().enumerate() {
            message(&mut all, id as u64, made, &name);
        }
        for (at, t, what) in events {
            let at = name(at);
            let kind = match what {
                0 => Kind::Crash { at },
                1 => Kind::Restart { at },
                2 => Kind::State { at, role: "leader".into(), label: "term 7".into() },
                3 => Kind::Local { at, label: "commit x=1".into(), mark: Some(Mark::Commit) },
                4 => Kind::Local { at, label: "election timeout".into(), mark: None },
                5 => Kind::Partition { groups: vec![vec![at], (0..nodes).map(name).skip(1).collect()] },
                _ => Kind::Heal,
            };
            all.push((t, kind));
        }
        all.sort_by_key(|(t, _)| *t);
        let events = all.into_iter().map(|(t, kind)| Event { t, clock: None, kind, span: 0..0 });
        Trace { nodes: (0..nodes).map(name).collect(), events: events.collect() }
    }
}

fn message(
    all: &mut Vec<(u64, Kind)>,
    id: u64,
    (from, to, t, way, label, end): Made,
    name: &impl Fn(usize) -> String,
) {
    let envelope = Envelope { from: name(from), to: name(to), id, label: LABELS[label].to_owned() };
    all.push((t, Kind::Send(envelope.clone())));
    let ending = match end {
        0 => return,
        1 => Kind::Drop(envelope.clone(), Reason::Loss),
        2 => Kind::Drop(envelope.clone(), Reason::Partition),
        3 => Kind::Drop(envelope.clone(), Reason::Crashed),
        _ => Kind::Recv(envelope.clone()),
    };
    all.push((t + way, ending));
    if end == 7 {
        all.push((t + way, Kind::Duplicate(envelope.clone())));
        all.push((t + way + 11, Kind::Recv(envelope)));
    }
}

fn laid_out(trace: &Trace, filter: &Filter) -> Option<(Run, Figure)> {
    let words = Words::new(Lang::Zh);
    let run = select(trace, filter, &words).ok()?;
    let figure = layout(&run, &words, TALLEST);
    Some((run, figure))
}

/// That no label of `figure` lies on anything but arrows.
fn clear(run: &Run, figure: &Figure) -> Result<(), TestCaseError> {
    let bottom = figure.axis.bottom;
    for (at, label) in figure.labels.iter().enumerate() {
        for other in &figure.labels[at + 1..] {
            prop_assert!(!label.rect.overlaps(&other.rect), "{label:?} {other:?}");
        }
        for x in &figure.lanes {
            let lane = Rect { x: x - BAR, y: figure.axis.top, w: 2.0 * BAR, h: bottom };
            prop_assert!(!label.rect.overlaps(&lane), "{label:?}");
        }
        for arrow in figure.arrows.iter().filter(|arrow| arrow.head == Head::Cross) {
            let (x, y) = *arrow.points.last().unwrap();
            prop_assert!(!label.rect.overlaps(&Rect::around(x, y, CROSS, CROSS)), "{label:?}");
        }
        let frame = Rect { x: 0.0, y: 0.0, w: figure.width, h: figure.height };
        prop_assert!(frame.holds(&label.rect), "{label:?} {run:?}");
    }
    Ok(())
}

proptest! {
    // The same 1,000 runs each time: a figure that fails here fails for everyone.
    #![proptest_config(ProptestConfig {
        cases: 1000,
        rng_seed: RngSeed::Fixed(4),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    /// No text lies on other text, on a lane or a bar, on a cross, or outside of the figure.
    #[test]
    fn labels_keep_clear(trace in trace()) {
        prop_assert!(check(&trace).iter().all(|fault| fault.message.contains("two groups")));
        if let Some((run, figure)) = laid_out(&trace, &Filter::default()) {
            clear(&run, &figure)?;
        }
    }

    /// Nor does it with folded messages and with clocks, whose numbers are many and small.
    #[test]
    fn labels_keep_clear_of_bands_and_clocks(trace in trace(), vector in prop::bool::ANY) {
        let clocks = if vector { Clocks::Vector } else { Clocks::Lamport };
        let filter = Filter { fold: vec!["ok".into(), "append".into()], clocks: Some(clocks), ..Filter::default() };
        if let Some((run, figure)) = laid_out(&trace, &filter) {
            clear(&run, &figure)?;
            for fold in &run.folds {
                let (top, bottom) = (figure.axis.y(fold.time.start), figure.axis.y(fold.time.end));
                for (left, right) in fold.columns(&figure.lanes) {
                    let band = Rect { x: left, y: top, w: right - left, h: bottom - top };
                    for label in figure.labels.iter().filter(|label| label.rect.overlaps(&band)) {
                        let own = matches!(&label.text, Text::Fold(_) | Text::Number(_));
                        prop_assert!(own && band.holds(&label.rect), "{label:?} {band:?}");
                    }
                }
            }
        }
    }

    /// Each journey of a message is an arrow inside of the figure, and each has its own label or number.
    #[test]
    fn every_message_is_drawn(trace in trace()) {
        let Some((run, figure)) = laid_out(&trace, &Filter::default()) else { return Ok(()) };
        let count = |wanted: fn(&Kind) -> bool| trace.events.iter().filter(|event| wanted(&event.kind)).count();
        let sent = count(|kind| matches!(kind, Kind::Send(_)));
        let doubled = count(|kind| matches!(kind, Kind::Duplicate(_)));
        prop_assert_eq!(run.messages.len(), sent + doubled);
        prop_assert_eq!(figure.arrows.len(), run.messages.len());
        for arrow in &figure.arrows {
            for (x, y) in &arrow.points {
                prop_assert!((0.0..=figure.width).contains(x), "{arrow:?}");
                prop_assert!((0.0..=figure.axis.bottom + 12.0).contains(y), "{arrow:?}");
            }
        }
        let speaking = run.messages.iter().filter(|message| message.copy || !message.label.is_empty()).count();
        let said = figure.labels.len() + figure.unplaced;
        prop_assert_eq!(said, speaking + run.notes.len() + run.bands.len());
        // Messages to oneself that overlap are the one thing that can have no room; that is an error of the figure.
        let loops = run.messages.iter().any(|message| message.from == message.to);
        prop_assert!(figure.unplaced == 0 || loops, "{} without a place", figure.unplaced);
        for label in &figure.labels {
            if let Text::Number(number) = label.text {
                prop_assert!(figure.legend.iter().any(|(known, _)| *known == number), "{number}");
            }
        }
    }

    /// Folding leaves out no message: what is not an arrow is counted in a band.
    #[test]
    fn folded_messages_are_counted(trace in trace()) {
        let folded = Filter { fold: vec!["ok".into(), "append".into()], ..Filter::default() };
        let words = Words::new(Lang::En);
        let (Ok(all), Ok(some)) = (select(&trace, &Filter::default(), &words), select(&trace, &folded, &words))
        else { return Ok(()) };
        let counted: usize = some.folds.iter().flat_map(|fold| &fold.lines)
            .map(|line| line.rsplit('×').next().unwrap().parse::<usize>().unwrap()).sum();
        prop_assert_eq!(some.messages.len() + counted, all.messages.len());
        for fold in &some.folds {
            let inside = |t: u64| fold.time.start < t && t < fold.time.end;
            prop_assert!(some.messages.iter().all(|message| !inside(message.sent) && !inside(message.end)));
            prop_assert!(some.instants.iter().all(|t| !inside(*t)));
        }
    }

    /// What happens later stands lower, and never much further than a gap.
    #[test]
    fn time_runs_down(trace in trace()) {
        let Some((run, figure)) = laid_out(&trace, &Filter::default()) else { return Ok(()) };
        let places: Vec<f64> = run.instants.iter().map(|t| figure.axis.y(*t)).collect();
        let notes: usize = run.notes.iter().map(|note| note.lines.len()).sum();
        for pair in places.windows(2) {
            prop_assert!(pair[0] + 8.0 <= pair[1], "{places:?}");
            prop_assert!(pair[1] - pair[0] <= LARGEST_GAP.max(40.0) + 15.0 * notes as f64, "{places:?}");
        }
    }

    /// The same run gives the same figure.
    #[test]
    fn layout_is_a_function(trace in trace()) {
        let drawn = || laid_out(&trace, &Filter::default()).map(|(_, figure)| format!("{figure:?}"));
        prop_assert_eq!(drawn(), drawn());
    }

    /// A filter leaves what it says and nothing else.
    #[test]
    fn filters_leave_what_they_say(trace in trace(), from in 0..150_u64, length in 1..150_u64) {
        let filter = Filter {
            from: Some(from),
            to: Some(from + length),
            nodes: trace.nodes.iter().take(2).cloned().collect(),
            hide: vec!["append".to_owned()],
            ..Filter::default()
        };
        let Some((run, figure)) = laid_out(&trace, &filter) else { return Ok(()) };
        prop_assert_eq!(&run.lanes, &filter.nodes);
        for message in &run.messages {
            prop_assert!(message.sent <= from + length && message.end >= from);
            prop_assert!(!message.label.starts_with("Append"));
        }
        for (_, y) in figure.arrows.iter().flat_map(|arrow| &arrow.points) {
            prop_assert!(*y >= figure.axis.top - 0.01, "{y}");
        }
        prop_assert!(run.instants.iter().all(|t| (from..=from + length).contains(t)));
    }
}
