//! Globally adaptive Gauss–Kronrod quadrature.

use crate::Error;

/// Nodes t ≥ 0 of the 21-point Kronrod rule; those of odd index are the 10 Gauss nodes.
const NODES: [f64; 11] = [
    0.0,
    0.148_874_338_981_631_210_88,
    0.294_392_862_701_460_198_13,
    0.433_395_394_129_247_190_8,
    0.562_757_134_668_604_683_34,
    0.679_409_568_299_024_406_23,
    0.780_817_726_586_416_897_06,
    0.865_063_366_688_984_510_73,
    0.930_157_491_355_708_226,
    0.973_906_528_517_171_720_08,
    0.995_657_163_025_808_080_74,
];

const KRONROD: [f64; 11] = [
    0.149_445_554_002_916_905_66,
    0.147_739_104_901_338_491_37,
    0.142_775_938_577_060_080_8,
    0.134_709_217_311_473_325_93,
    0.123_491_976_262_065_851_08,
    0.109_387_158_802_297_641_9,
    0.093_125_454_583_697_605_535,
    0.075_039_674_810_919_952_767,
    0.054_755_896_574_351_996_031,
    0.032_558_162_307_964_727_479,
    0.011_694_638_867_371_874_278,
];

/// Gauss weights of nodes 1, 3, 5, 7, 9.
const GAUSS: [f64; 5] = [
    0.295_524_224_714_752_870_17,
    0.269_266_719_309_996_355_09,
    0.219_086_362_515_982_044,
    0.149_451_349_150_580_593_15,
    0.066_671_344_308_688_137_594,
];

/// The value of an integral with the method's estimate of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Integral {
    /// The value.
    pub value: f64,
    /// Estimated absolute error, as a rule far too large for a smooth integrand.
    pub error: f64,
    /// Evaluations of the integrand.
    pub evaluations: usize,
}

/// Adaptive quadrature by the (10, 21) Gauss–Kronrod pair: the interval with the largest error is halved
/// until the sum of the errors is small enough.
///
/// # References
///
/// `piessens1983` (the scheme), `laurie1997` (the rule).
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::quadrature::AdaptiveQuadrature;
///
/// let integral = AdaptiveQuadrature::default().integral(0.0, 1.0, |t: f64| t.sqrt())?;
/// assert!((integral.value - 2.0 / 3.0).abs() <= integral.error);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdaptiveQuadrature {
    /// Absolute error that is small enough. Default 0: the relative one decides, which an integral that
    /// vanishes cannot meet.
    pub absolute: f64,
    /// Error relative to the integral that is small enough. Default 1e-10.
    pub relative: f64,
    /// The most intervals to use, 42 evaluations for each beyond the first. Default 1000.
    pub max_intervals: usize,
}

impl Default for AdaptiveQuadrature {
    fn default() -> Self {
        Self {
            absolute: 0.0,
            relative: 1e-10,
            max_intervals: 1000,
        }
    }
}

#[derive(Clone, Copy)]
struct Piece {
    low: f64,
    high: f64,
    value: f64,
    error: f64,
}

impl AdaptiveQuadrature {
    /// ∫ f from `low` to `high`, both finite and in any order.
    ///
    /// # Errors
    ///
    /// [`Error::NotConverged`] when `max_intervals` do not suffice; [`Error::OutOfDomain`] when a bound or
    /// a value of the integrand is not finite.
    pub fn integral(
        &self,
        low: f64,
        high: f64,
        mut f: impl FnMut(f64) -> f64,
    ) -> Result<Integral, Error> {
        let mut pieces = vec![piece(low, high, &mut f)?];
        loop {
            let mut value = 0.0;
            let mut error = 0.0;
            let mut worst = 0;
            for (i, p) in pieces.iter().enumerate() {
                value += p.value;
                error += p.error;
                if p.error > pieces[worst].error {
                    worst = i;
                }
            }
            let tolerance = self.absolute.max(self.relative * value.abs());
            if error <= tolerance {
                let evaluations = 21 * (2 * pieces.len() - 1);
                return Ok(Integral {
                    value,
                    error,
                    evaluations,
                });
            }
            let Piece { low, high, .. } = pieces[worst];
            let middle = 0.5 * (low + high);
            if pieces.len() >= self.max_intervals || middle <= low.min(high) {
                return Err(Error::NotConverged {
                    what: "adaptive quadrature",
                    iterations: pieces.len(),
                    residual: error,
                    tolerance,
                });
            }
            pieces[worst] = piece(low, middle, &mut f)?;
            pieces.push(piece(middle, high, &mut f)?);
        }
    }
}

fn piece(low: f64, high: f64, f: &mut impl FnMut(f64) -> f64) -> Result<Piece, Error> {
    let (middle, half) = (0.5 * (low + high), 0.5 * (high - low));
    let centre = f(middle);
    let mut kronrod = KRONROD[0] * centre;
    let mut gauss = 0.0;
    let mut magnitude = kronrod.abs();
    for i in 1..NODES.len() {
        let (left, right) = (f(middle - half * NODES[i]), f(middle + half * NODES[i]));
        kronrod += KRONROD[i] * (left + right);
        magnitude += KRONROD[i] * (left.abs() + right.abs());
        if i % 2 == 1 {
            gauss += GAUSS[i / 2] * (left + right);
        }
    }
    let value = half * kronrod;
    if !value.is_finite() {
        return Err(Error::OutOfDomain {
            name: "integral over an interval",
            value,
            expected: "finite bounds and a finite integrand",
        });
    }
    // The Gauss rule's error is the 3/2 power of the difference at best; rounding bounds it from below.
    let magnitude = half.abs() * magnitude;
    let difference = (half * (kronrod - gauss)).abs();
    let sharpened = (200.0 * difference / magnitude).powf(1.5) * magnitude;
    let error = if magnitude > 0.0 {
        difference
            .min(sharpened)
            .max(2.0 * f64::EPSILON * magnitude)
    } else {
        0.0
    };
    Ok(Piece {
        low,
        high,
        value,
        error,
    })
}
