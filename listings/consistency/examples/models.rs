//! Which history satisfies which model and which session guarantee.

use consistency::litmus::all;
use consistency::{Guarantee, Model, Operation, only};

fn row(name: &str, history: &[Operation]) -> String {
    let models = Model::ALL.map(|model| model.allows(history));
    let sessions = Guarantee::ALL.map(|g| g.broken(history).is_none());
    let mut line = format!("{name:<18}");
    for (holds, width) in models.iter().chain(&sessions).zip(WIDTHS) {
        line += &format!("{:>width$}", if *holds { "yes" } else { "-" });
    }
    line + "\n"
}

const WIDTHS: [usize; 8] = [7, 7, 8, 6, 7, 5, 5, 5];

fn main() {
    let mut line = format!("{:<18}", "history");
    let heads = ["linear", "sequ", "causal", "pram", "ryw", "mr", "mw", "wfr"];
    for (head, width) in heads.iter().zip(WIDTHS) {
        line += &format!("{head:>width$}");
    }
    println!("{line}");
    for (name, history) in all() {
        print!("{}", row(name, &history));
        if name == "two registers" {
            print!("{}", row("  only x", &only('x', &history)));
            print!("{}", row("  only y", &only('y', &history)));
        }
    }
}
