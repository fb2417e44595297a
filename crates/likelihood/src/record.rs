//! Binary files: Fortran records and FITS images of 64-bit numbers.

use std::path::Path;

use crate::Error;

fn record_error(
    path: &Path,
    offset: usize,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Error {
    Error::Record {
        path: path.to_owned(),
        offset,
        found: found.into(),
        expected: expected.into(),
    }
}

/// The numbers of a file that is one little-endian Fortran record of `count` of them.
pub(crate) fn fortran(path: &Path, bytes: &[u8], count: usize) -> Result<Vec<f64>, Error> {
    let length = 8 * count;
    for offset in [0, 4 + length] {
        let expected = format!("the record length {length}");
        let Some(mark) = bytes.get(offset..).and_then(|rest| rest.first_chunk()) else {
            return Err(record_error(
                path,
                bytes.len(),
                "the end of the file",
                expected,
            ));
        };
        let mark = u32::from_le_bytes(*mark);
        if mark as usize != length {
            return Err(record_error(
                path,
                offset,
                format!("the length {mark}"),
                expected,
            ));
        }
    }
    if bytes.len() != length + 8 {
        let found = format!("{} bytes more", bytes.len() - length - 8);
        return Err(record_error(path, length + 8, found, "the end of the file"));
    }
    numbers(path, &bytes[4..4 + length], 4, f64::from_le_bytes)
}

const BLOCK: usize = 2880;
const CARD: usize = 80;

/// The numbers of a FITS file whose primary HDU is an image of `count` 64-bit floats.
pub(crate) fn fits_image(path: &Path, bytes: &[u8], count: usize) -> Result<Vec<f64>, Error> {
    let mut axes = None;
    let mut product = 1_usize;
    let mut cards = bytes.chunks_exact(CARD).enumerate();
    let begin = loop {
        let Some((i, card)) = cards.next() else {
            return Err(record_error(
                path,
                bytes.len(),
                "the end of the file",
                "the card END",
            ));
        };
        let offset = i * CARD;
        let key = card[..8].trim_ascii_end();
        let value = || {
            let text = str::from_utf8(&card[10..]).unwrap_or("").split('/').next();
            text.unwrap_or("").trim()
        };
        let require = |expected: &str| {
            if value() == expected {
                return Ok(());
            }
            let key = String::from_utf8_lossy(key);
            let found = format!("{key} = {:?}", value());
            Err(record_error(
                path,
                offset,
                found,
                format!("{key} = {expected}"),
            ))
        };
        match key {
            b"SIMPLE" => require("T")?,
            _ if i == 0 => return Err(record_error(path, 0, "no SIMPLE", "a FITS file")),
            b"BITPIX" => require("-64")?,
            b"END" => break (offset + CARD).next_multiple_of(BLOCK),
            b"NAXIS" => axes = value().parse::<usize>().ok(),
            key if key.starts_with(b"NAXIS") => {
                product = value()
                    .parse()
                    .ok()
                    .and_then(|n| product.checked_mul(n))
                    .unwrap_or(usize::MAX);
            }
            _ => {}
        }
    };
    if axes.unwrap_or(0) == 0 || product != count {
        let found = format!(
            "an image of {product} numbers in {} axes",
            axes.unwrap_or(0)
        );
        return Err(record_error(path, 0, found, format!("{count} numbers")));
    }
    let Some(image) = bytes.get(begin..begin + 8 * count) else {
        let expected = format!("an image of {} bytes from byte {begin} on", 8 * count);
        return Err(record_error(
            path,
            bytes.len(),
            "the end of the file",
            expected,
        ));
    };
    numbers(path, image, begin, f64::from_be_bytes)
}

fn numbers(
    path: &Path,
    bytes: &[u8],
    begin: usize,
    number: impl Fn([u8; 8]) -> f64,
) -> Result<Vec<f64>, Error> {
    let (chunks, _) = bytes.as_chunks();
    chunks
        .iter()
        .enumerate()
        .map(|(i, &chunk)| match number(chunk) {
            value if value.is_finite() => Ok(value),
            value => Err(record_error(
                path,
                begin + 8 * i,
                value.to_string(),
                "a finite number",
            )),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn file(values: &[f64]) -> Vec<u8> {
        let length = (8 * values.len() as u32).to_le_bytes();
        let values = values.iter().flat_map(|v| v.to_le_bytes());
        length.into_iter().chain(values).chain(length).collect()
    }

    fn image(values: &[f64]) -> Vec<u8> {
        let cards = ["SIMPLE  = T", "BITPIX  = -64", "NAXIS   = 1"];
        let mut bytes: Vec<u8> = cards
            .map(str::to_owned)
            .into_iter()
            .chain([
                format!("NAXIS1  = {} / numbers", values.len()),
                "END".to_owned(),
            ])
            .flat_map(|card| format!("{card:80}").into_bytes())
            .collect();
        bytes.resize(BLOCK, b' ');
        bytes.extend(values.iter().flat_map(|v| v.to_be_bytes()));
        bytes.resize(bytes.len().next_multiple_of(BLOCK), 0);
        bytes
    }

    fn offset(result: Result<Vec<f64>, Error>) -> usize {
        match result {
            Err(Error::Record { offset, .. }) => offset,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn wrong_records_are_placed() {
        let path = Path::new("record");
        let good = file(&[1.0, -2.5]);
        assert_eq!(fortran(path, &good, 2).unwrap(), [1.0, -2.5]);
        assert_eq!(offset(fortran(path, &good, 3)), 0);
        assert_eq!(offset(fortran(path, &good[..20], 2)), 20);
        assert_eq!(
            offset(fortran(path, &[good.clone(), vec![0]].concat(), 2)),
            24
        );
        assert_eq!(offset(fortran(path, &file(&[1.0, f64::NAN]), 2)), 12);
        assert_eq!(offset(fortran(path, b"", 2)), 0);
    }

    #[test]
    fn wrong_images_are_placed() {
        let path = Path::new("image");
        let good = image(&[1.0, -2.5]);
        assert_eq!(fits_image(path, &good, 2).unwrap(), [1.0, -2.5]);
        assert_eq!(offset(fits_image(path, &good, 3)), 0);
        assert_eq!(offset(fits_image(path, &good[..BLOCK + 9], 2)), BLOCK + 9);
        assert_eq!(offset(fits_image(path, &image(&[f64::INFINITY]), 1)), BLOCK);
        assert_eq!(offset(fits_image(path, b"no FITS file", 1)), 12);
        let single = String::from_utf8_lossy(&good[..240]).replace("-64", "-32");
        assert_eq!(offset(fits_image(path, single.as_bytes(), 2)), 80);
    }

    proptest! {
        #[test]
        fn no_bytes_make_a_panic(
            mut bytes in prop::collection::vec(any::<u8>(), 0..400),
            at in 0..2000_usize,
            byte in any::<u8>(),
        ) {
            let path = Path::new("noise");
            let _ = fortran(path, &bytes, 2);
            let _ = fits_image(path, &bytes, 2);
            bytes = image(&[1.0, 2.0]);
            bytes[at] = byte;
            let _ = fits_image(path, &bytes, 2);
        }
    }
}
