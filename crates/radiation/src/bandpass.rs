//! The response of a detector over frequency.

use std::sync::LazyLock;

use lastscatter_numerics::quadrature::GaussLegendre;
use uom::si::f64::Frequency;

use crate::{Error, error::positive};

/// A panel of the integration spans at most this ratio of frequencies, over which the rule is exact to
/// rounding for the spectra of this crate: up to x = 700, where a panel takes e^(−x) through e⁻¹⁰.
const PANEL_RATIO: f64 = 1.015;
static RULE: LazyLock<GaussLegendre> =
    LazyLock::new(|| GaussLegendre::new(12).expect("the order is not zero"));

/// What a tabulated transmission is a response to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Weighting {
    /// To energy: the signal is ∫ τ I_ν dν. Bolometers, and tables normalised to a source of uniform
    /// spectral radiance.
    Energy,
    /// To photons: the signal is ∫ τ I_ν/(hν) dν.
    Photon,
}

/// A power law in frequency, I_ν ∝ (ν/ν_c)^α: the spectrum that a flux in MJy/sr quotes is taken to have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PowerLaw {
    /// Index α.
    pub index: f64,
    /// Nominal frequency ν_c, where the flux is quoted.
    pub nominal: Frequency,
}

impl PowerLaw {
    /// The IRAS convention, ν I_ν constant: α = −1.
    #[must_use]
    pub const fn iras(nominal: Frequency) -> Self {
        Self {
            index: -1.0,
            nominal,
        }
    }
}

/// A tabulated bandpass: transmission against frequency, linear between the points and zero outside.
///
/// The overall normalisation is of no consequence.
///
/// # Examples
///
/// ```
/// use lastscatter_radiation::{Bandpass, Weighting};
///
/// let top_hat = Bandpass::new(&[130e9, 170e9], &[1.0, 1.0], Weighting::Energy)?;
/// let mean = top_hat.average(|nu_hz| nu_hz)?;
/// assert!((mean / 150e9 - 1.0).abs() < 1e-15);
/// # Ok::<(), lastscatter_radiation::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Bandpass {
    nu_hz: Vec<f64>,
    transmission: Vec<f64>,
    weighting: Weighting,
}

impl Bandpass {
    /// A bandpass from a table of frequencies in Hz and transmissions in any unit.
    ///
    /// # Errors
    ///
    /// [`Error::LengthMismatch`] when the columns differ in length; [`Error::Bandpass`], naming the row,
    /// when there are fewer than two, when a frequency is not positive, finite and above the one before,
    /// when a transmission is negative or not finite, or when all of them vanish.
    pub fn new(nu_hz: &[f64], transmission: &[f64], weighting: Weighting) -> Result<Self, Error> {
        if transmission.len() != nu_hz.len() {
            return Err(Error::LengthMismatch {
                what: "transmission",
                expected: nu_hz.len(),
                found: transmission.len(),
            });
        }
        let refuse = |row, problem| Err(Error::Bandpass { row, problem });
        if nu_hz.len() < 2 {
            return refuse(nu_hz.len(), "a bandpass takes at least two rows");
        }
        let mut previous = 0.0;
        for (row, (&nu, &tau)) in nu_hz.iter().zip(transmission).enumerate() {
            if !nu.is_finite() || nu <= previous {
                return refuse(row, "frequencies must be positive, finite and increasing");
            }
            if !tau.is_finite() || tau < 0.0 {
                return refuse(row, "the transmission must be finite and not negative");
            }
            previous = nu;
        }
        if transmission.iter().all(|&tau| tau == 0.0) {
            return refuse(0, "the transmission vanishes everywhere");
        }
        Ok(Self {
            nu_hz: nu_hz.to_vec(),
            transmission: transmission.to_vec(),
            weighting,
        })
    }

    /// Mean of a spectrum over the band, in the weight of its energy response.
    ///
    /// ```text
    /// ⟨f⟩ = ∫ w(ν) f(ν) dν / ∫ w(ν) dν,   w = τ (energy) or τ/ν (photons)
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when `spectrum`, a function of the frequency in Hz, makes the mean infinite or
    /// NaN.
    pub fn average(&self, mut spectrum: impl FnMut(f64) -> f64) -> Result<f64, Error> {
        let [integral, norm] = self.integrals(|nu| [spectrum(nu), 1.0]);
        let mean = integral / norm;
        if mean.is_finite() {
            Ok(mean)
        } else {
            Err(Error::OutOfDomain {
                name: "mean over a bandpass",
                value: mean,
                expected: "a spectrum that is finite in the band",
            })
        }
    }

    /// ∫ w(ν) f(ν) dν of several spectra at once.
    pub(crate) fn integrals<const N: usize>(
        &self,
        mut spectra: impl FnMut(f64) -> [f64; N],
    ) -> [f64; N] {
        let mut sums = [0.0; N];
        for (nu, tau) in self.nu_hz.windows(2).zip(self.transmission.windows(2)) {
            let [low, high] = [nu[0], nu[1]];
            if tau[0] == 0.0 && tau[1] == 0.0 {
                continue;
            }
            let span = (high / low).ln();
            let panels = (span / PANEL_RATIO.ln()).ceil().max(1.0);
            // Panels divide the ratio evenly, each growing by this part of its low end.
            let growth = (high / low).powf(1.0 / panels) - 1.0;
            let mut left = 0.0;
            for panel in 1..=panels as usize {
                let right = if panel == panels as usize {
                    high - low
                } else {
                    left + (low + left) * growth
                };
                let width = right - left;
                // Panel by panel, for the rounding of few terms.
                let mut parts = [0.0; N];
                for (t, w) in RULE.nodes().iter().zip(RULE.weights()) {
                    let offset = left + 0.5 * (1.0 + t) * width;
                    let nu = low + offset;
                    let tau = tau[0] + offset / (high - low) * (tau[1] - tau[0]);
                    let weight = match self.weighting {
                        Weighting::Energy => tau,
                        Weighting::Photon => tau / nu,
                    };
                    for (part, f) in parts.iter_mut().zip(spectra(nu)) {
                        *part += w * weight * f;
                    }
                }
                for (sum, part) in sums.iter_mut().zip(parts) {
                    *sum += 0.5 * width * part;
                }
                left = right;
            }
        }
        sums
    }
}

impl PowerLaw {
    /// (ν/ν_c)^α at a frequency in Hz.
    pub(crate) fn at(self, nu: f64) -> f64 {
        (nu / self.nominal.value).powf(self.index)
    }

    pub(crate) fn validated(self) -> Result<Self, Error> {
        positive("nominal frequency in Hz", self.nominal.value)?;
        if !self.index.is_finite() {
            return Err(Error::OutOfDomain {
                name: "index of the reference spectrum",
                value: self.index,
                expected: "a finite number",
            });
        }
        Ok(self)
    }
}
