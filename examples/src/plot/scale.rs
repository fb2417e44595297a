//! Linear and logarithmic axes.

use std::ops::Range;

use super::tick;

/// How an axis grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    /// In equal steps.
    Linear,
    /// In equal factors; the range must be positive, and numbers that are not are left out.
    Logarithmic,
}

/// Decades below which a logarithmic axis has numbers within them too.
const FEW_DECADES: f64 = 2.5;
/// Powers of ten that are written out.
const WRITTEN_OUT: Range<i32> = -2..5;

impl Scale {
    /// Where a number stands, in a coordinate that is linear along the axis.
    pub(super) fn place(self, value: f64) -> f64 {
        match self {
            Self::Linear => value,
            Self::Logarithmic => value.log10(),
        }
    }

    /// The numbers written along a logarithmic axis.
    pub(super) fn numbers(self, range: &Range<f64>) -> impl Iterator<Item = f64> {
        let (low, high) = (range.start, range.end);
        let within: &[f64] = if (high / low).log10() < FEW_DECADES {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
        decades
            .flat_map(|n| within.iter().map(move |m| m * 10f64.powi(n)))
            .filter(move |v| (low * 0.999_999..high * 1.000_001).contains(v))
    }

    /// The text at a place of the axis.
    pub(super) fn label(self, place: f64, range: &Range<f64>) -> String {
        match self {
            Self::Linear => tick(place, range.end - range.start),
            Self::Logarithmic => power(10f64.powf(place)),
        }
    }
}

/// A number of one digit, as a power of ten where it is far from one.
fn power(value: f64) -> String {
    // Rounding must not turn 10⁻³ into 9.99×10⁻⁴.
    let exponent = (value.log10() + 1e-9).floor() as i32;
    let digit = (value / 10f64.powi(exponent)).round();
    if WRITTEN_OUT.contains(&exponent) {
        let decimals = usize::try_from(-exponent).unwrap_or(0);
        return format!("{:.decimals$}", digit * 10f64.powi(exponent));
    }
    let superscript: String = exponent
        .to_string()
        .chars()
        .map(|c| match c.to_digit(10) {
            Some(d) => ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'][d as usize],
            None => '⁻',
        })
        .collect();
    if digit > 1.0 {
        format!("{digit}×10{superscript}")
    } else {
        format!("10{superscript}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_a_logarithmic_axis() {
        let scale = Scale::Logarithmic;
        let labels = |range: Range<f64>| -> Vec<String> {
            let numbers = scale.numbers(&range);
            numbers
                .map(|v| scale.label(scale.place(v), &range))
                .collect()
        };
        assert_eq!(labels(30.0..600.0), ["50", "100", "200", "500"]);
        assert_eq!(
            labels(1e-5..1.0),
            ["10⁻⁵", "10⁻⁴", "10⁻³", "0.01", "0.1", "1"]
        );
        assert_eq!(labels(1.5e-12..6e-12), ["2×10⁻¹²", "5×10⁻¹²"]);
        assert_eq!(labels(1e4..1e7), ["10000", "10⁵", "10⁶", "10⁷"]);
    }
}
