//! "Did you mean …?"

/// The up to three of `known` that are nearest to `wanted`, nearest first; empty when none is near.
pub fn nearest<'a>(wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let limit = (wanted.chars().count() / 3).max(2);
    let mut near: Vec<(usize, &str)> = known
        .into_iter()
        .map(|candidate| (distance(wanted, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= limit || candidate.contains(wanted))
        .collect();
    near.sort();
    near.dedup();
    near.into_iter().take(3).map(|(_, candidate)| candidate).collect()
}

/// Levenshtein distance in characters, by the two-row dynamic programme (Wagner and Fischer, 1974).
pub(crate) fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, &cb) in b.iter().enumerate() {
            let substitute = diagonal + usize::from(ca != cb);
            diagonal = row[j + 1];
            row[j + 1] = substitute.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_near_ones_only() {
        let known = ["caption", "id", "highlight"];
        assert_eq!(nearest("captoin", known), ["caption"]);
        assert_eq!(nearest("high", known), ["highlight"]);
        assert!(nearest("zzzzzz", known).is_empty());
    }

    #[test]
    fn distance_counts_characters_not_bytes() {
        assert_eq!(distance("多数派", "多数"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
    }
}
