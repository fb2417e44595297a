//! Power spectra of matter for one primordial spectrum.

use std::f64::consts::PI;

use lastscatter_numerics::spline::Location;

use super::{
    Species,
    halofit::{Contents, Halofit},
    solver::LARGEST,
    transfer::{Instant, MatterTransfer},
};
use crate::{Error, PrimordialSpectra, primordial::correlation};

/// A spectrum that ends below this does not tell where matter becomes non-linear, in Mpc⁻¹.
const LEAST_FITTED: f64 = 1.0;

/// The power spectrum of matter, P(k, z) in Mpc³: linear, unless asked otherwise.
///
/// ```text
/// P(k, z) = 2π²/k³ Σ_ab P_ab(k) δ_a(k, z) δ_b(k, z)
/// ```
///
/// where a and b run over the modes of a mixture; adiabatic perturbations alone have P_ℛ. The contrasts are those that an observer at
/// rest with cold dark matter sees; on scales of the horizon and beyond it makes a difference.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::{MatterSolver, Species};
/// use lastscatter_cosmology::{Parameters, Thermodynamics};
/// use lastscatter_primordial::{PowerLaw};
///
/// let history = Thermodynamics::new(&Parameters::planck2018())?;
/// let transfer = MatterSolver::new(&[0.0, 0.5, 1.0]).solve(&history)?;
/// let primordial = PowerLaw::planck2018();
/// let power = transfer.power(&primordial);
///
/// let ratio = power.at(0.1, 0.7)? / power.at(0.1, 0.0)?;
/// assert!((ratio - 0.483).abs() < 0.01, "{ratio}");
/// // Neutrinos of 0.06 eV clump less.
/// let haloes = power.of(Species::ColdDarkMatterAndBaryons);
/// assert!(haloes.at(1.0, 0.0)? > power.at(1.0, 0.0)?);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct MatterPower<'a, P> {
    pub(super) transfer: &'a MatterTransfer,
    pub(super) primordial: &'a P,
    pub(super) species: Species,
}

impl<P> Clone for MatterPower<'_, P> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<P> Copy for MatterPower<'_, P> {}

impl<P: PrimordialSpectra> MatterPower<'_, P> {
    /// The same of other species.
    #[must_use]
    pub const fn of(self, species: Species) -> Self {
        Self { species, ..self }
    }

    /// P(k, z) in Mpc³, k in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for a wavenumber or a redshift outside those solved for; [`Error::OutOfDomain`] for a primordial spectrum that is
    /// negative or not finite there, and a mixture of modes that leaves negative power; [`Error::Correlation`] for modes that cannot be
    /// correlated like that.
    pub fn at(&self, k_inv_mpc: f64, redshift: f64) -> Result<f64, Error> {
        let instant = self.transfer.instant(self.species, redshift)?;
        let place = self.transfer.locate(k_inv_mpc)?;
        let [power, _] = self.dimensionless(&instant, place, k_inv_mpc)?;
        finite("P(k) in Mpc^3", 2.0 * PI * PI * power / k_inv_mpc.powi(3))
    }

    /// The non-linear P(k, z) in Mpc³ by halofit, k in Mpc⁻¹: [`Self::at`] times a fit that follows from all of the linear spectrum at that
    /// redshift. Below 0.005 h/Mpc, and where matter is linear on all scales, the linear one.
    ///
    /// ```text
    /// k³P/2π² = Δ²_Q + Δ²_H
    /// ```
    ///
    /// The fit is one to total matter, without what gas and stars do. Each call looks at all wavenumbers: some 0.1 ms.
    ///
    /// # Accuracy
    ///
    /// 2.2×10⁻³ of CAMB's evaluation of the same fit up to 7 Mpc⁻¹ (`golden_nonlinear.rs`), which finds k_σ where σ is 1 within 10⁻³; of
    /// simulations 5 to 10 %.
    ///
    /// # References
    ///
    /// `smith2003` for the form, `takahashi2012` for the coefficients, `bird2012` for massive neutrinos.
    ///
    /// # Errors
    ///
    /// As [`Self::at`]; [`Error::OutOfRange`] when wavenumbers were solved for up to less than 1 Mpc⁻¹.
    pub fn nonlinear_at(&self, k_inv_mpc: f64, redshift: f64) -> Result<f64, Error> {
        let linear = self.at(k_inv_mpc, redshift)?;
        let all = self.transfer.k_inv_mpc();
        let last = all[all.len() - 1];
        if last < LEAST_FITTED {
            return Err(Error::OutOfRange {
                name: "largest wavenumber solved for in 1/Mpc, with halofit,",
                value: last,
                low: LEAST_FITTED,
                high: LARGEST,
            });
        }
        let universe = &self.transfer.universe;
        let contents = Contents::new(universe, &universe.densities(redshift), redshift);
        if k_inv_mpc < contents.lowest_inv_mpc() {
            return Ok(linear);
        }
        let instant = self.transfer.instant(self.species, redshift)?;
        let mut ln_k = Vec::with_capacity(all.len());
        let mut power = Vec::with_capacity(all.len());
        for &k in all {
            let place = self.transfer.locate(k)?;
            ln_k.push(k.ln());
            power.push(self.dimensionless(&instant, place, k)?[0]);
        }
        let here = linear * k_inv_mpc.powi(3) / (2.0 * PI * PI);
        let ratio = Halofit::new(&ln_k, &power, &contents)
            .filter(|_| here > 0.0)
            .map_or(1.0, |fit| fit.ratio(k_inv_mpc.ln(), here));
        finite("P(k) in Mpc^3", linear * ratio)
    }

    /// P in (Mpc/h)³ at k in h/Mpc.
    ///
    /// # Errors
    ///
    /// As [`Self::at`].
    pub fn at_h_units(&self, k_h_mpc: f64, redshift: f64) -> Result<f64, Error> {
        let h = self.transfer.hubble_100;
        let power = self.at(k_h_mpc * h, redshift)? * h.powi(3);
        finite("P(k) in (Mpc/h)^3", power)
    }

    /// P(k, z) in Mpc³ at all wavenumbers that were solved for, [`MatterTransfer::k_inv_mpc`].
    ///
    /// # Errors
    ///
    /// As [`Self::at`].
    pub fn slice(&self, redshift: f64) -> Result<Vec<f64>, Error> {
        let k = self.transfer.k_inv_mpc().iter();
        k.map(|&k| self.at(k, redshift)).collect()
    }

    /// Growth rate f(k, z) = ½ dln P/dln a: one in a universe of dust, less where neutrinos stream or dark energy matters.
    ///
    /// # Errors
    ///
    /// As [`Self::at`], and [`Error::OutOfDomain`] where there is no power that could grow.
    pub fn growth_rate(&self, k_inv_mpc: f64, redshift: f64) -> Result<f64, Error> {
        let instant = self.transfer.instant(self.species, redshift)?;
        let place = self.transfer.locate(k_inv_mpc)?;
        let [power, slope] = self.dimensionless(&instant, place, k_inv_mpc)?;
        finite("growth rate of P(k)", 0.5 * slope / power)
    }

    /// k³P/2π² and its derivative with ln a.
    pub(super) fn dimensionless(
        &self,
        instant: &Instant,
        place: Location,
        k: f64,
    ) -> Result<[f64; 2], Error> {
        let mut sum = [0.0; 2];
        let mut size = 0.0;
        let modes = &self.transfer.modes;
        for a in modes {
            let [delta_a, slope_a] = self.transfer.contrast_at(a, instant, place, k);
            for b in modes {
                let weight = correlation(self.primordial, [a.initial, b.initial], k)?;
                if weight.abs() > 0.0 {
                    let [delta_b, slope_b] = self.transfer.contrast_at(b, instant, place, k);
                    sum[0] += weight * delta_a * delta_b;
                    size += (weight * delta_a * delta_b).abs();
                    sum[1] += weight * (slope_a * delta_b + delta_a * slope_b);
                }
            }
        }
        // Full correlations may cancel all power but rounding.
        if !(sum[0] >= -1e-9 * size && sum[0].is_finite()) {
            return Err(Error::OutOfDomain {
                name: "power of a mixture of modes",
                value: sum[0],
                expected: "a finite number, not negative",
            });
        }
        Ok([sum[0].max(0.0), sum[1]])
    }
}

/// A result, if it is a number.
pub(super) fn finite(name: &'static str, value: f64) -> Result<f64, Error> {
    if value.is_finite() {
        return Ok(value);
    }
    Err(Error::OutOfDomain {
        name,
        value,
        expected: "a finite number, of powers that are neither zero nor huge",
    })
}
