//! Two generals: every rule of decision, tried.

use fallacies::generals::search;

fn main() {
    println!("messages  rules tried  right");
    for messages in [1, 2, 3, 4, 8, 16] {
        let (tried, right) = search(messages);
        println!("{messages:>8}{tried:>13}{right:>7}");
    }
}
