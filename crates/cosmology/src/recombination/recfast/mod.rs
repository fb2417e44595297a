//! The effective three-level atom with corrections: RECFAST.

mod equations;
mod line;

use lastscatter_numerics::ode::{Rosenbrock, Tolerance};

use self::equations::{Equations, Unknown, ionised};
use super::{EnergyInjection, NoInjection, Recombination, RecombinationHistory, saha};
use crate::{Accuracy, Background, Error};

/// A Gaussian correction to the escape of Lyman α photons, in ln(1+z).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gaussian {
    /// Amplitude.
    pub amplitude: f64,
    /// Centre, ln(1+z).
    pub centre: f64,
    /// Width.
    pub width: f64,
}

/// Recombination by RECFAST: an effective three-level hydrogen atom, helium with its triplet channel and the absorption of its photons by
/// hydrogen, and the temperature of matter.
///
/// With the case-B coefficient α, photoionisation β, two-photon rate Λ and K = λ³/(8πH):
///
/// ```text
/// dx_p/dln a = −C [α x_e x_p n_H − β (1−x_p) e^{−hν_α/kT}]/H
/// C = [1 + KΛ n_H (1−x_p)]/[1 + K(Λ+β) n_H (1−x_p)]
/// ```
///
/// and alike for helium; for matter
///
/// ```text
/// dT/dln a = −2T − (8σ_T a_R T_γ⁴/3m_e c) x_e/(1 + f_He + x_e) (T − T_γ)/H
/// ```
///
/// α carries a fudge factor, and K the double Gaussian that make the model follow multi-level codes. From
/// equilibrium at 11 000 K on, all three equations are integrated as the stiff system that they are; no approximation is
/// switched on or off. The second ionisation of helium is in equilibrium.
///
/// # Accuracy
///
/// x_e within 1e-3 of independent codes with the same constants, and 5e-3 of a multi-level code, for 200 < z < 3000
/// (`golden_reference::ionisation`).
///
/// # References
///
/// `seager1999` (equations 1 to 3), `wong2008` (helium's triplet channel and the fudge factor of its singlets), `kholupenko2007` (absorption
/// by hydrogen), `rubino2010` (corrections to hydrogen).
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::{Background, Parameters};
/// use lastscatter_cosmology::recombination::{Recfast, Recombination};
///
/// let universe = Background::new(&Parameters::planck2018())?;
/// let history = Recfast::planck().history(&universe)?;
/// assert!((history.fractions(1090.0).electrons - 0.13).abs() < 0.01);
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Recfast<I = NoInjection> {
    /// Factor on hydrogen's α.
    pub hydrogen_fudge: f64,
    /// Exponent of the absorption of helium's singlet photons by hydrogen.
    pub helium_fudge: f64,
    /// Corrections to K.
    pub gaussians: [Gaussian; 2],
    /// Numerical accuracy.
    pub accuracy: Accuracy,
    /// Exotic energy.
    pub injection: I,
}

impl Recfast {
    /// The constants of Planck's analyses: fudge factor 1.125, Gaussians of −0.14 and 0.079 at 7.28 and 6.73 with
    /// widths 0.18 and 0.33, helium's exponent 0.86.
    #[must_use]
    pub const fn planck() -> Self {
        Self {
            hydrogen_fudge: 1.125,
            helium_fudge: 0.86,
            gaussians: [
                Gaussian {
                    amplitude: -0.14,
                    centre: 7.28,
                    width: 0.18,
                },
                Gaussian {
                    amplitude: 0.079,
                    centre: 6.73,
                    width: 0.33,
                },
            ],
            accuracy: Accuracy::standard(),
            injection: NoInjection,
        }
    }
}

impl<I> Recfast<I> {
    /// The same model, solved to another accuracy.
    #[must_use]
    pub fn with_accuracy(self, accuracy: Accuracy) -> Self {
        Self { accuracy, ..self }
    }

    /// The same model with exotic energy.
    #[must_use]
    pub fn with_injection<J>(self, injection: J) -> Recfast<J> {
        Recfast {
            hydrogen_fudge: self.hydrogen_fudge,
            helium_fudge: self.helium_fudge,
            gaussians: self.gaussians,
            accuracy: self.accuracy,
            injection,
        }
    }
}

/// Where the integration begins: helium has its last electron back, hydrogen and helium's first electron are in equilibrium.
const START_K: f64 = 11_000.0;
/// Where the unknowns change from neutral to ionised fractions.
const TURN_K: f64 = 4_000.0;
/// Where tables may become coarser, in kelvin and in units of the fine step.
const COARSE_K: f64 = 400.0;
const COARSER: f64 = 8.0;

impl<I: EnergyInjection> Recombination for Recfast<I> {
    fn history(&self, universe: &Background) -> Result<RecombinationHistory, Error> {
        self.accuracy.validate()?;
        let equations = Equations::new(self, universe);
        let t_cmb = universe.parameters().t_cmb_k;
        let start = (t_cmb / START_K).ln();
        let density = equations.hydrogen_today * (-3.0 * start).exp();
        let [hydrogen, helium, _] = saha::neutral(START_K, density, equations.helium);
        let mut state = [hydrogen, helium, 1.0];

        let step = self.accuracy.step;
        let coarse = (t_cmb / COARSE_K).ln();
        let next = |ln_a: f64| {
            let next = ln_a + if ln_a < coarse { step } else { COARSER * step };
            // The last interval is never a sliver.
            if next + 0.5 * step > 0.0 { 0.0 } else { next }
        };
        let mut points = vec![(start, ionised(state))];
        let mut wanted = next(start);
        // The small fraction is the unknown, first the neutral one and then the ionised one: both keep all their digits.
        let turn = (t_cmb / TURN_K).ln();
        for (from, to, unknown) in [
            (start, turn, Unknown::Neutral),
            (turn, 0.0, Unknown::Ionised),
        ] {
            let ionised_at = |state| match unknown {
                Unknown::Neutral => ionised(state),
                Unknown::Ionised => state,
            };
            let relative = self.accuracy.recombination_tolerance;
            let absolute = relative
                * match unknown {
                    Unknown::Neutral => 1e-1,
                    Unknown::Ionised => 1e-3,
                };
            let method = Rosenbrock {
                tolerance: Tolerance {
                    absolute,
                    relative,
                    max_steps: 50_000,
                },
            };
            method.observe(
                from,
                to,
                &mut state,
                |ln_a, y, dy| equations.derivatives(unknown, ln_a, y, dy),
                |step| {
                    while wanted <= step.end() && points.last().is_some_and(|last| last.0 < 0.0) {
                        let mut out = [0.0; 3];
                        step.interpolate_into(wanted, &mut out);
                        points.push((wanted, ionised_at(out)));
                        wanted = next(wanted);
                    }
                },
            )?;
            if unknown == Unknown::Neutral {
                state = ionised(state);
            }
        }
        RecombinationHistory::new(universe, &points)
    }
}
