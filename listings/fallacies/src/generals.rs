//! Two generals: all rules of decision, searched.
//!
//! They take turns; each message is sent only when the one before has arrived, so a
//! run is known by how many messages arrived. A rule says, for each number of
//! messages received, whether to attack.

/// Which counts of received messages make a general attack: bit `c` for count `c`.
type Rule = u32;

/// How many pairs of rules there are for `messages` messages, and how many are right.
pub fn search(messages: u32) -> (u64, u64) {
    // The second general hears the messages 1, 3, 5 …; the first 2, 4, 6 …
    let (first, second) = (messages / 2, messages.div_ceil(2));
    let mut right = 0;
    for a in 0..1 << (first + 1) {
        for b in 0..1 << (second + 1) {
            right += u64::from(is_right(messages, a, b));
        }
    }
    (1 << (first + second + 2), right)
}

// ANCHOR: right
/// Whether both always do the same, attack if all arrives, and don't if nothing does.
fn is_right(messages: u32, a: Rule, b: Rule) -> bool {
    let attack = |arrived: u32| {
        let first = a >> (arrived / 2) & 1 == 1;
        let second = b >> arrived.div_ceil(2) & 1 == 1;
        (first, second)
    };
    let agree = (0..=messages).all(|k| attack(k).0 == attack(k).1);
    agree && attack(messages) == (true, true) && attack(0) == (false, false)
}
// ANCHOR_END: right

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_rule_is_right_for_any_number_of_messages() {
        for messages in 0..=20 {
            let (tried, right) = search(messages);
            assert_eq!((tried, right), (1 << (messages + 2), 0));
        }
    }

    #[test]
    fn rules_that_meet_two_demands_break_the_third() {
        // Always attack and never attack agree, but each breaks another demand.
        assert!(!is_right(3, 0b11, 0b111));
        assert!(!is_right(3, 0b00, 0b000));
        // Attack from the first message heard on: one alone, if only that one comes.
        assert!(!is_right(1, 0b1, 0b10));
        assert!(!is_right(2, 0b10, 0b10));
    }
}
