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
/// symmetric or more than full correlation; [`Error::Primordial`] for a wavenumber that the spectra do not cover.
pub(crate) fn correlation(
    primordial: &impl PrimordialSpectra,
    [a, b]: [InitialCondition; 2],
    k: f64,
) -> Result<f64, Error> {
    covered(primordial, k)?;
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

/// The spectrum of gravitational waves and their chirality, if they can be that.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a power that is negative or not finite, or a chirality beyond ±1; [`Error::Primordial`] for a wavenumber
/// that the spectra do not cover.
pub(crate) fn tensor(primordial: &impl PrimordialSpectra, k: f64) -> Result<[f64; 2], Error> {
    covered(primordial, k)?;
    let (power, chirality) = (primordial.tensor(k), primordial.chirality(k));
    let wrong = |name, value, expected| {
        Err(Error::OutOfDomain {
            name,
            value,
            expected,
        })
    };
    if !(power >= 0.0 && power.is_finite()) {
        return wrong("tensor power", power, "a finite number, not negative");
    }
    if !(-1.0..=1.0).contains(&chirality) {
        return wrong("chirality of gravitational waves", chirality, "-1 to 1");
    }
    Ok([power, chirality])
}

/// Refuses a wavenumber that the spectra were not computed for.
fn covered(primordial: &impl PrimordialSpectra, k_inv_mpc: f64) -> Result<(), Error> {
    let range_inv_mpc = primordial.range_inv_mpc();
    if k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1] {
        return Ok(());
    }
    Err(Error::Primordial(
        lastscatter_primordial::Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc,
        },
    ))
}
