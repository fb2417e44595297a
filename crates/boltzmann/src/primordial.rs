//! Primordial spectra, judged where they are used.

use lastscatter_primordial::PrimordialSpectra;

use crate::{Error, InitialCondition};

/// Relative rounding of spectra that a model computes in two ways.
const ROUNDING: f64 = 1e-10;

/// The spectrum of two modes, or of one with itself, if it can be one.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a spectrum that is not finite or, of a mode with itself, negative; [`Error::Correlation`] for one that is not
/// symmetric or more than full correlation.
pub(crate) fn correlation(
    primordial: &impl PrimordialSpectra,
    [a, b]: [InitialCondition; 2],
    k: f64,
) -> Result<f64, Error> {
    let power = primordial.correlation(a, b, k);
    if !power.is_finite() || (a == b && power < 0.0) {
        return Err(Error::OutOfDomain {
            name: "primordial spectrum",
            value: power,
            expected: "finite powers, negative ones between different modes only",
        });
    }
    // Uncorrelated pairs, the default of most mixtures, cost nothing.
    if a == b || power == 0.0 {
        return Ok(power);
    }
    let wrong = |expected| {
        Err(Error::Correlation {
            modes: [a, b],
            k_inv_mpc: k,
            value: power,
            expected,
        })
    };
    let difference = power - primordial.correlation(b, a, k);
    let symmetric = difference.abs() <= ROUNDING * power.abs();
    if !symmetric {
        return wrong("that of the same pair in the other order");
    }
    let [own, other] = [a, b].map(|mode| primordial.correlation(mode, mode, k).sqrt());
    let possible = power.abs() <= (1.0 + ROUNDING) * own * other;
    if !possible {
        return wrong("at most the root of the product of their own spectra");
    }
    Ok(power)
}

/// The spectrum of gravitational waves, if it can be one.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a power that is negative or not finite.
pub(crate) fn tensor(primordial: &impl PrimordialSpectra, k: f64) -> Result<f64, Error> {
    let power = primordial.tensor(k);
    if power >= 0.0 && power.is_finite() {
        return Ok(power);
    }
    Err(Error::OutOfDomain {
        name: "tensor power",
        value: power,
        expected: "a finite number, not negative",
    })
}
