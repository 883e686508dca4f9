//! Coordinates with as many digits as an eye can see.

/// `value` with at most two decimals and no sign on zero.
pub fn number(value: f64) -> String {
    let rounded = (value * 100.0).round() / 100.0;
    if rounded == 0.0 {
        return "0".to_owned();
    }
    let text = format!("{rounded:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// `text` with every number in it rounded: path data, point lists, transforms.
pub fn round_all(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+')) {
        let (before, here) = rest.split_at(at);
        out.push_str(before);
        let len = number_len(here);
        match here[..len].parse::<f64>() {
            Ok(value) => out.push_str(&number(value)),
            Err(_) => out.push_str(&here[..len]),
        }
        rest = &here[len..];
        // `1.5.5` is two numbers: rounding must not join them.
        if rest.starts_with(|c: char| c == '.' || c.is_ascii_digit()) {
            out.push(' ');
        }
    }
    out.push_str(rest);
    out
}

/// The length of the number at the start of `text`, at least one byte.
fn number_len(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |mut at: usize| {
        while bytes.get(at).is_some_and(u8::is_ascii_digit) {
            at += 1;
        }
        at
    };
    let sign = usize::from(matches!(bytes.first(), Some(b'-' | b'+')));
    let mut end = digits(sign);
    if bytes.get(end) == Some(&b'.') {
        end = digits(end + 1);
    }
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let signed = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'-' | b'+')));
        let exponent = digits(signed);
        if exponent > signed {
            end = exponent;
        }
    }
    end.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_decimals_at_most() {
        assert_eq!(number(1.005_01), "1.01");
        assert_eq!(number(-0.001), "0");
        assert_eq!(number(12.50), "12.5");
        assert_eq!(number(100.0), "100");
    }

    #[test]
    fn every_number_of_a_path_is_rounded() {
        assert_eq!(round_all("M43.50642,135.10478L-0.0001-7.777e1"), "M43.51,135.1L0-77.77");
        assert_eq!(round_all("translate(28.79918, 120.39754)"), "translate(28.8, 120.4)");
        assert_eq!(round_all("M.256.004z"), "M0.26 0z");
    }
}
