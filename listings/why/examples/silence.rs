//! Three ways to hear nothing, and what three reactions lead to.

use sim::show;
use why::silence::{Fate, Reaction, Seen, Times, run};

fn main() {
    use Fate::{Answered, ReplyLost, RequestLost, Slow};
    use Reaction::{GiveUp, Retry, RetryWithKey};

    let times = Times::default();
    let mut text = format!(
        "{:<12} {:<26} {:>7} {:>7} {:>13}\n",
        "what happens", "the client by 100 ms", "GiveUp", "Retry", "RetryWithKey"
    );
    for fate in [Answered, RequestLost, ReplyLost, Slow] {
        let worlds =
            [GiveUp, Retry, RetryWithKey].map(|how| run(&[fate], how, times));
        let seen = |&(at, _, seen): &(u64, usize, Seen)| format!("{at} {seen:?}");
        let view: Vec<String> = worlds[0].nodes[0]
            .log()
            .iter()
            .filter(|(at, ..)| *at <= times.timeout)
            .map(seen)
            .collect();
        let [a, b, c] = worlds.map(|world| world.nodes[1].reserved());
        let (fate, view) = (format!("{fate:?}"), view.join(", "));
        text += &format!("{fate:<12} {view:<26} {a:>7} {b:>7} {c:>13}\n");
    }
    let world = run(&[RequestLost, ReplyLost, Slow], GiveUp, times);
    show(&world.trace, &text);
}
