//! Records: bytes with their length and their checksum.

/// Steps of a chain, as they are written.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Visits {
    /// Steps spent where the chain stood before.
    pub(crate) stay: u32,
    /// Steps spent at each new point.
    pub(crate) times: Vec<u32>,
    /// ln p and θ of each new point.
    values: Vec<f64>,
}

impl Visits {
    pub(crate) fn stay(&mut self) {
        match self.times.last_mut() {
            Some(times) => *times += 1,
            None => self.stay += 1,
        }
    }

    pub(crate) fn arrive(&mut self, ln_density: f64, theta: &[f64]) {
        self.times.push(1);
        self.values.push(ln_density);
        self.values.extend_from_slice(theta);
    }

    pub(crate) fn clear(&mut self) {
        self.stay = 0;
        self.times.clear();
        self.values.clear();
    }

    pub(crate) fn steps(&self) -> usize {
        self.stay as usize + self.times.iter().map(|t| *t as usize).sum::<usize>()
    }

    /// ln p and θ of new point `row` in `dimension` parameters.
    pub(crate) fn row(&self, row: usize, dimension: usize) -> &[f64] {
        &self.values[row * (dimension + 1)..(row + 1) * (dimension + 1)]
    }

    pub(super) fn encode(&self, dimension: usize, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.stay.to_le_bytes());
        out.extend_from_slice(&(self.times.len() as u32).to_le_bytes());
        for (row, times) in self.times.iter().enumerate() {
            out.extend_from_slice(&times.to_le_bytes());
            for value in self.row(row, dimension) {
                out.extend_from_slice(&value.to_le_bytes());
            }
        }
    }

    /// `None` where the bytes have another form.
    pub(super) fn decode(dimension: usize, bytes: &[u8]) -> Option<Self> {
        let (stay, bytes) = bytes.split_first_chunk()?;
        let (count, bytes) = bytes.split_first_chunk()?;
        let mut visits = Self {
            stay: u32::from_le_bytes(*stay),
            ..Self::default()
        };
        let size = 4 + 8 * (dimension + 1);
        let count = u32::from_le_bytes(*count) as usize;
        if bytes.len() != count.checked_mul(size)? {
            return None;
        }
        for row in bytes.chunks_exact(size) {
            let (times, values) = row.split_first_chunk()?;
            let times = u32::from_le_bytes(*times);
            if times == 0 {
                return None;
            }
            visits.times.push(times);
            for value in values.chunks_exact(8) {
                visits
                    .values
                    .push(f64::from_le_bytes(value.try_into().ok()?));
            }
        }
        Some(visits)
    }
}

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
pub(super) fn fnv1a(bytes: &[u8]) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, step)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visits() -> Visits {
        let mut visits = Visits::default();
        visits.stay();
        visits.arrive(-1.5, &[1.0, f64::MIN_POSITIVE]);
        visits.stay();
        visits.arrive(-0.25, &[2.0, -0.0]);
        visits
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
        let mut bytes = Vec::new();
        append_record(&mut bytes, |out| visits().encode(2, out));
        let Found::Record(contents, length) = next_record(&bytes) else {
            panic!("no record");
        };
        assert_eq!(length, bytes.len());
        assert_eq!(Visits::decode(2, contents), Some(visits()));
        assert_eq!(visits().steps(), 4);
        assert_eq!(Visits::decode(3, contents), None);
        for cut in 0..bytes.len() {
            assert_eq!(next_record(&bytes[..cut]), Found::End, "cut at {cut}");
        }
    }

    #[test]
    fn a_flipped_bit_before_the_end_is_damage() {
        let mut bytes = Vec::new();
        append_record(&mut bytes, |out| visits().encode(2, out));
        let first = bytes.len();
        append_record(&mut bytes, |out| visits().encode(2, out));
        for bit in 0..8 * first {
            let mut damaged = bytes.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(next_record(&damaged), Found::Damage, "bit {bit}");
        }
    }
}
