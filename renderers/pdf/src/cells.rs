//! How wide text is in a monospaced face: a Han character takes two cells.

/// The cells of one line of text.
pub(crate) fn cells(text: &str) -> usize {
    text.chars().map(cell).sum()
}

fn cell(c: char) -> usize {
    match c {
        '\u{0300}'..='\u{036f}' | '\u{200b}'..='\u{200f}' | '\u{fe00}'..='\u{fe0f}' => 0,
        c if is_wide(c) => 2,
        _ => 1,
    }
}

/// Whether a character is as wide as a Han character.
pub(crate) fn is_wide(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{303e}' | '\u{3041}'..='\u{33ff}'
        | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{a000}'..='\u{a4cf}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}'
        | '\u{ff00}'..='\u{ff60}' | '\u{ffe0}'..='\u{ffe6}' | '\u{1f300}'..='\u{1faff}'
        | '\u{20000}'..='\u{3fffd}' | '“' | '”' | '‘' | '’' | '…' | '—' | '①'..='⓿')
}

/// The cells of the longest stretch of `text` that cannot be broken.
pub(crate) fn longest_word(text: &str) -> usize {
    let mut longest = 0;
    let mut word = 0;
    for c in text.chars() {
        if c.is_whitespace() || is_wide(c) {
            longest = longest.max(word).max(cell(c));
            word = 0;
        } else {
            word += cell(c);
        }
    }
    longest.max(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_take_two_cells() {
        assert_eq!(cells("let x = 1; // 共识"), 14 + 4);
        assert_eq!(longest_word("日志 replication of x"), 11);
    }
}
