//! The hash slot of a key in Redis Cluster, with its hash tags.

/// How many slots a Redis Cluster has.
pub const SLOTS: u16 = 16_384;

/// The slot of a key.
pub fn hash_slot(key: &str) -> u16 {
    crc16(tag(key).as_bytes()) % SLOTS
}

/// What of the key is hashed: the text between the first `{` and the next `}`, if
/// there is any, else the whole key.
fn tag(key: &str) -> &str {
    let inner = key.split_once('{').and_then(|(_, rest)| rest.split_once('}'));
    match inner {
        Some((tag, _)) if !tag.is_empty() => tag,
        _ => key,
    }
}

/// CRC-16/XMODEM: polynomial 0x1021, start at 0, no reflection.
fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0, |crc, &byte| {
        (0..8).fold(crc ^ (u16::from(byte) << 8), |crc, _| {
            let shifted = crc << 1;
            if crc & 0x8000 == 0 { shifted } else { shifted ^ 0x1021 }
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The check value of the specification of Redis Cluster.
    #[test]
    fn the_checksum_is_the_one_of_the_specification() {
        assert_eq!(crc16(b"123456789"), 0x31C3);
    }

    /// The examples of the command `CLUSTER KEYSLOT`.
    #[test]
    fn slots_are_those_of_a_cluster() {
        assert_eq!(hash_slot("somekey"), 11_058);
        assert_eq!(hash_slot("foo{hash_tag}"), 2_515);
    }

    /// The examples of the specification.
    #[test]
    fn only_the_first_tag_counts_and_an_empty_one_does_not() {
        assert_eq!(tag("{user1000}.following"), "user1000");
        assert_eq!(tag("foo{}{bar}"), "foo{}{bar}");
        assert_eq!(tag("foo{{bar}}zap"), "{bar");
        assert_eq!(tag("foo{bar}{zap}"), "bar");
        assert_eq!(tag("}odd{"), "}odd{");
    }

    #[test]
    fn the_tables_of_one_order_share_a_slot() {
        let slot = hash_slot("order:{o-17}:items");
        assert_eq!(hash_slot("order:{o-17}:payment"), slot);
        assert_ne!(hash_slot("order:{o-18}:items"), slot);
        assert!((0..10_000).all(|i| hash_slot(&format!("k{i}")) < SLOTS));
    }
}
