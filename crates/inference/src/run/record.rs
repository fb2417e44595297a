//! Records: bytes with their length and their checksum.

const HEAD: usize = 8;
const TAIL: usize = 8;

/// Appends a record of what `contents` writes.
pub(super) fn append_record(out: &mut Vec<u8>, contents: impl FnOnce(&mut Vec<u8>)) {
    let begin = out.len();
    out.extend_from_slice(&[0; HEAD]);
    contents(out);
    let length = (out.len() - begin - HEAD) as u32;
    out[begin..begin + 4].copy_from_slice(&length.to_le_bytes());
    out[begin + 4..begin + HEAD].copy_from_slice(&(!length).to_le_bytes());
    let checksum = fnv1a(&out[begin + HEAD..]);
    out.extend_from_slice(&checksum.to_le_bytes());
}

/// What stands at the beginning of some bytes.
#[derive(Debug, PartialEq)]
pub(super) enum Found<'a> {
    /// A record, and its length with head and tail.
    Record(&'a [u8], usize),
    /// Nothing more, or a record whose writing was broken off: the end of what counts.
    End,
    /// Something that no broken-off writing explains.
    Damage,
}

pub(super) fn next_record(bytes: &[u8]) -> Found<'_> {
    // A file system that lost power may have lengthened the file and not filled it.
    if bytes.len() < HEAD || bytes.iter().all(|b| *b == 0) {
        return Found::End;
    }
    let word =
        |at: usize| u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
    let length = word(0);
    if word(4) != !length {
        return Found::Damage;
    }
    let whole = HEAD + length as usize + TAIL;
    if bytes.len() < whole {
        return Found::End;
    }
    let contents = &bytes[HEAD..whole - TAIL];
    if fnv1a(contents).to_le_bytes() == bytes[whole - TAIL..whole] {
        Found::Record(contents, whole)
    } else if bytes.len() == whole || bytes[whole..].iter().all(|b| *b == 0) {
        Found::End
    } else {
        Found::Damage
    }
}

/// The 64-bit FNV-1a checksum: it finds damage, not malice.
pub(crate) fn fnv1a(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(values: &[f64]) -> Vec<u8> {
        let mut bytes = Vec::new();
        append_record(&mut bytes, |out| {
            for value in values {
                out.extend_from_slice(&value.to_le_bytes());
            }
        });
        bytes
    }

    #[test]
    fn checksum_is_the_published_function() {
        // From the authors' test vectors.
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn records_come_back_and_any_cut_is_the_end() {
        let bytes = record(&[-1.5, f64::MIN_POSITIVE]);
        let Found::Record(contents, length) = next_record(&bytes) else {
            panic!("no record");
        };
        assert_eq!((length, contents.len()), (bytes.len(), 16));
        assert_eq!(contents[..8], (-1.5_f64).to_le_bytes());
        for cut in 0..bytes.len() {
            assert_eq!(next_record(&bytes[..cut]), Found::End, "cut at {cut}");
        }
        assert!(matches!(next_record(&record(&[])), Found::Record([], 16)));
    }

    #[test]
    fn a_flipped_bit_before_the_end_is_damage() {
        let mut bytes = record(&[1.0, -0.0]);
        let first = bytes.len();
        bytes.extend(record(&[2.0]));
        for bit in 0..8 * first {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(next_record(&damaged), Found::Damage, "bit {bit}");
        }
    }
}
