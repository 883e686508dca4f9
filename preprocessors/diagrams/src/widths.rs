//! How wide a text is, without a font at hand: the same answer on every machine.

mod table;

/// The weight of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// CSS 400.
    Regular,
    /// CSS 600 and more.
    Bold,
}

/// The width of `text` in em. Han and other full-width characters are one em each.
pub fn em(text: &str, weight: Weight) -> f64 {
    let thousandths: u32 = text.chars().map(|c| advance(c, weight)).sum();
    f64::from(thousandths) / 1000.0
}

/// The width of `text` in pixels at `size` pixels an em.
pub fn px(text: &str, size: f64, weight: Weight) -> f64 {
    em(text, weight) * size
}

/// The advance of one character in thousandths of an em.
fn advance(c: char, weight: Weight) -> u32 {
    let code = u32::from(c);
    let runs = match weight {
        Weight::Regular => table::REGULAR,
        Weight::Bold => table::BOLD,
    };
    let after = runs.partition_point(|(start, _)| *start <= code);
    let known = after
        .checked_sub(1)
        .map(|run| runs[run])
        .and_then(|(start, run)| run.get((code - start) as usize));
    match (known, code) {
        (Some(&advance), _) => u32::from(advance),
        // Soft hyphen, combining marks, joiners, direction and variation marks.
        (
            _,
            0xad
            | 0x300..=0x36f
            | 0x200b..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0xfe00..=0xfe0f,
        ) => 0,
        // Half-width kana and Hangul.
        (_, 0xff61..=0xffdc) => 500,
        // Emoji are drawn larger than the em by the fonts of most systems.
        (_, 0x1f000..=0x1faff) => 1300,
        _ => 1000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn han_and_full_width_punctuation_are_one_em() {
        assert_eq!(em("多数派。“”——", Weight::Regular), 8.0);
        assert_eq!(em("多数派", Weight::Bold), 3.0);
    }

    #[test]
    fn latin_is_narrower_and_bold_is_wider() {
        let regular = em("AppendEntries", Weight::Regular);
        assert!((6.0..8.0).contains(&regular), "{regular}");
        assert!(em("AppendEntries", Weight::Bold) > regular);
    }

    #[test]
    fn marks_have_no_width() {
        assert_eq!(em("e\u{301}", Weight::Regular), em("e", Weight::Regular));
        assert_eq!(em("\u{200b}\u{fe0f}", Weight::Regular), 0.0);
    }

    #[test]
    fn pixels_scale_with_the_size() {
        assert_eq!(px("共识", 14.0, Weight::Regular), 28.0);
    }
}
