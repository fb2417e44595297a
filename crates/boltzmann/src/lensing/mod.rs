//! Gravitational lensing of the spectra by full-sky correlation functions.
//!
//! Each unlensed correlation function is summed over ℓ at Gauss–Legendre angles, with the deflections' isotropic variance
//! σ²(β) = C_gl(0) − C_gl(β) in the exponent and their anisotropy C_gl,2(β) to second order; what lensing adds is integrated back
//! into multipoles. `challinor2005`, section 4.
//!
//! ```text
//! C_gl(β)   = Σ_ℓ (2ℓ+1)/4π ℓ(ℓ+1) C_ℓ^φφ d^ℓ_11(β)
//! C_gl,2(β) = Σ_ℓ (2ℓ+1)/4π ℓ(ℓ+1) C_ℓ^φφ d^ℓ_1,−1(β)
//! ```
//!
//! Lensing acts at small angles: the full rule is kept there, inside a window, and the rest of the sky, where only large
//! scales matter, takes a coarse rule and few multipoles.

mod accuracy;
mod mixing;
mod projection;
mod quadrature;
mod vectors;
mod zone;

use pulp::Arch;
use rayon::prelude::*;

pub use self::accuracy::Accuracy;
use self::zone::{Sums, Zone, variance};
use crate::Error;

/// The largest variance of deflections in rad², ten thousand times that of our sky: 6° no longer are a small angle.
const LARGEST_VARIANCE: f64 = 0.01;

/// Angles that are worked on together.
const CHUNK: usize = 64;

/// Spectra C_ℓ before lensing, from ℓ = 0 and all of one length; `bb`, `tb` and `eb` may be empty where they vanish.
#[derive(Debug, Clone, Copy)]
pub struct Unlensed<'a> {
    /// Temperature.
    pub tt: &'a [f64],
    /// E-modes.
    pub ee: &'a [f64],
    /// B-modes, those of tensors for instance.
    pub bb: &'a [f64],
    /// Temperature with E.
    pub te: &'a [f64],
    /// Temperature with B.
    pub tb: &'a [f64],
    /// E with B.
    pub eb: &'a [f64],
}

/// Lensed spectra C_ℓ from ℓ = 0, in the unit of the unlensed ones.
#[derive(Debug, Clone, PartialEq)]
pub struct Lensed {
    /// Temperature.
    pub tt: Vec<f64>,
    /// E-modes.
    pub ee: Vec<f64>,
    /// B-modes.
    pub bb: Vec<f64>,
    /// Temperature with E.
    pub te: Vec<f64>,
    /// Temperature with B.
    pub tb: Vec<f64>,
    /// E with B.
    pub eb: Vec<f64>,
}

/// Spectra up to ℓ = `l_max_out`, lensed by a potential of spectrum C_ℓ^φφ (`phiphi`, dimensionless, from ℓ = 0).
///
/// The unlensed spectra should reach well above `l_max_out`, by 500 for TT, EE and TE and by 1500 for BB: lensing moves power
/// from there. All spectra are linear in the unlensed ones, so scalars and tensors may come added or apart.
///
/// # Accuracy
///
/// In the limit of weak lensing the harmonic-space kernel is met to 6e-5 in BB, to 2e-6 of C_ℓ^EE in EE and better in TT and TE
/// (`golden_lensing::first_order`): the method takes the isotropic part of the deflections as flat. The errors of the quadrature
/// are listed at [`Accuracy`].
///
/// # References
///
/// `challinor2005`, section 4; `hu2000` for the weak limit.
///
/// # Errors
///
/// [`Error::OutOfDomain`] when a spectrum has another length than TT or holds a NaN, C_ℓ^φφ is negative somewhere, deflections are not
/// small (C_gl(0) above 0.01 rad²) or `l_max_out` exceeds the unlensed range.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::lensing::{Accuracy, Unlensed, lensed};
///
/// // E-modes that fill a band, and a weak potential, make B-modes.
/// let band: Vec<f64> = (0..400).map(|l| if l < 2 { 0.0 } else { 1.0 }).collect();
/// let phiphi: Vec<f64> = (0..400).map(|l| if l < 2 { 0.0 } else { 1e-9 * f64::from(l).powi(-4) }).collect();
/// let unlensed = Unlensed { tt: &band, ee: &band, bb: &[], te: &band, tb: &[], eb: &[] };
/// let lensed = lensed(&unlensed, &phiphi, 100, &Accuracy::standard())?;
/// assert!(lensed.bb[2..].iter().all(|&bb| bb > 0.0));
/// # Ok::<(), lastscatter_boltzmann::Error>(())
/// ```
pub fn lensed(
    unlensed: &Unlensed<'_>,
    phiphi: &[f64],
    l_max_out: usize,
    accuracy: &Accuracy,
) -> Result<Lensed, Error> {
    check(unlensed, phiphi, l_max_out)?;
    let zones = Zone::all(unlensed, phiphi, l_max_out, accuracy)?;
    let jobs: Vec<(&Zone, usize)> = zones
        .iter()
        .flat_map(|zone| zone.chunks().map(move |index| (zone, index)))
        .collect();
    let arch = Arch::new();
    let parts: Vec<Sums> = jobs
        .into_par_iter()
        .map(|(zone, index)| arch.dispatch(zone.chunk(index)))
        .collect();
    let mut parts = parts.into_iter();
    let mut total = Sums::default();
    for zone in &zones {
        let mut share = Sums::default();
        parts
            .by_ref()
            .take(zone.chunks().len())
            .for_each(|part| share.add(part));
        zone.weigh(&mut share);
        total.add(share);
    }
    let added = |base: &[f64], change: &dyn Fn(usize) -> f64| -> Vec<f64> {
        (0..=l_max_out)
            .map(|l| base.get(l).unwrap_or(&0.0) + change(l))
            .collect()
    };
    let at = |sum: &[f64], l: usize| sum.get(l).copied().unwrap_or(0.0);
    let half_sum = |l| 0.5 * (at(&total.plus, l) + at(&total.minus, l));
    let half_difference = |l| 0.5 * (at(&total.plus, l) - at(&total.minus, l));
    Ok(Lensed {
        tt: added(unlensed.tt, &|l| at(&total.tt, l)),
        ee: added(unlensed.ee, &half_sum),
        bb: added(unlensed.bb, &half_difference),
        te: added(unlensed.te, &|l| at(&total.te, l)),
        tb: added(unlensed.tb, &|l| at(&total.tb, l)),
        eb: added(unlensed.eb, &|l| 0.5 * at(&total.twice_eb, l)),
    })
}

fn check(unlensed: &Unlensed<'_>, phiphi: &[f64], l_max_out: usize) -> Result<(), Error> {
    let refused = |name, value, expected| {
        Err(Error::OutOfDomain {
            name,
            value,
            expected,
        })
    };
    let length = unlensed.tt.len();
    for (name, spectrum, optional) in [
        ("C_l^TT", unlensed.tt, false),
        ("C_l^EE", unlensed.ee, false),
        ("C_l^TE", unlensed.te, false),
        ("C_l^BB", unlensed.bb, true),
        ("C_l^TB", unlensed.tb, true),
        ("C_l^EB", unlensed.eb, true),
    ] {
        if spectrum.len() != length && !(optional && spectrum.is_empty()) {
            let expected = "a spectrum as long as that of TT, or none for BB, TB and EB";
            return refused(name, spectrum.len() as f64, expected);
        }
        if let Some(&value) = spectrum.iter().find(|value| !value.is_finite()) {
            return refused(name, value, "finite numbers");
        }
    }
    if l_max_out >= length {
        return refused(
            "l_max of the lensed spectra",
            l_max_out as f64,
            "no more than that of the unlensed ones",
        );
    }
    if let Some(&value) = phiphi
        .iter()
        .find(|&&value| !(0.0..f64::INFINITY).contains(&value))
    {
        return refused("C_l^phiphi", value, "finite numbers of at least 0");
    }
    let variance = variance(phiphi);
    if variance > LARGEST_VARIANCE {
        let name = "variance of deflections by lensing in rad^2";
        return refused(name, variance, "at most 0.01");
    }
    Ok(())
}
