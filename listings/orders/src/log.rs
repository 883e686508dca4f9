//! The write-ahead log as bytes: records that are whole or not there.

use crate::Change;

/// Bytes before the payload: its length and its checksum.
const HEADER: usize = 8;

// ANCHOR: log
/// Adds one record to `bytes`: all of `changes`, or after a crash none of them.
pub fn append(bytes: &mut Vec<u8>, changes: &[Change]) {
    let payload = serde_json::to_vec(changes).expect("changes are plain data");
    bytes.extend((payload.len() as u32).to_le_bytes());
    bytes.extend(crc32(&payload).to_le_bytes());
    bytes.extend(payload);
}

/// Reads whole records from the front, and says where they end: what follows is torn.
pub fn read(bytes: &[u8]) -> (Vec<Vec<Change>>, usize) {
    let (mut records, mut end) = (Vec::new(), 0);
    while let Some((changes, length)) = first(&bytes[end..]) {
        records.push(changes);
        end += length;
    }
    (records, end)
}

fn first(bytes: &[u8]) -> Option<(Vec<Change>, usize)> {
    let (length, rest) = bytes.split_first_chunk()?;
    let (sum, rest) = rest.split_first_chunk()?;
    let payload = rest.get(..u32::from_le_bytes(*length) as usize)?;
    if crc32(payload) != u32::from_le_bytes(*sum) {
        return None;
    }
    let changes = serde_json::from_slice(payload).ok()?;
    Some((changes, HEADER + payload.len()))
}
// ANCHOR_END: log

/// The checksum of Ethernet and gzip, bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    let byte = |crc: u32, byte: &u8| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xEDB8_8320 & (crc & 1).wrapping_neg())
        })
    };
    !bytes.iter().fold(!0, byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_checksum_is_the_known_one() {
        assert_eq!(crc32(b"123456789"), 0xCBF4_3926);
    }

    #[test]
    fn a_changed_bit_anywhere_removes_the_record_and_no_other() {
        let mut bytes = Vec::new();
        append(&mut bytes, &[Change::Received { item: 1, pieces: 10 }]);
        let whole = bytes.len();
        append(&mut bytes, &[Change::Payment { order: 12, paid: true }]);
        assert_eq!(read(&bytes).0.len(), 2);
        for bit in whole * 8..bytes.len() * 8 {
            let mut torn = bytes.clone();
            torn[bit / 8] ^= 1 << (bit % 8);
            let (records, end) = read(&torn);
            assert_eq!((records.len(), end), (1, whole), "bit {bit}");
        }
    }

    #[test]
    fn zeros_are_no_record() {
        assert_eq!(read(&[0; 64]), (vec![], 0));
    }
}
