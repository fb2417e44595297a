//! The effective three-level atom with corrections: RECFAST.

use std::{cell::Cell, f64::consts::PI};

use lastscatter_constants::codata::{
    ALPHA_PARTICLE_MASS, BOLTZMANN, ELECTRON_MASS, RADIATION, SPEED_OF_LIGHT, THOMSON_CROSS_SECTION,
};
use lastscatter_numerics::ode::{Rosenbrock, Tolerance};

use super::{
    EnergyInjection, NoInjection, Recombination, RecombinationHistory, atomic,
    saha::{self, KELVIN_METRE, quantum_concentration},
};
use crate::{
    Accuracy, Background, Error,
    units::{KELVIN_PER_EV, MPC_M},
};

const C: f64 = SPEED_OF_LIGHT.si();

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
/// `seager1999` (equations 1–3), `wong2008` (helium: section 2 and appendix), `rubino2010` (the double Gaussian, section 3.3), `kholupenko2007` (absorption
/// by hydrogen).
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
        let method = Rosenbrock {
            tolerance: Tolerance {
                absolute: 1e-3 * self.accuracy.recombination_tolerance,
                relative: self.accuracy.recombination_tolerance,
                max_steps: 50_000,
            },
        };
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

/// Which fractions of hydrogen and helium are integrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unknown {
    Neutral,
    Ionised,
}

/// Ionised from neutral fractions, or the reverse.
fn ionised([hydrogen, helium, temperature]: [f64; 3]) -> [f64; 3] {
    [1.0 - hydrogen, 1.0 - helium, temperature]
}

/// The right-hand sides in one universe, in SI units.
struct Equations<'a, I> {
    model: &'a Recfast<I>,
    universe: &'a Background,
    hydrogen_today: f64,
    helium: f64,
    t_cmb: f64,
    /// The last moment asked for: finite differences and the ends of steps come back to it.
    moment: Cell<Moment>,
}

/// What does not depend on the state of the gas.
#[derive(Clone, Copy)]
struct Moment {
    ln_a: f64,
    /// Hubble rate, s⁻¹.
    hubble: f64,
    /// Hydrogen nuclei, m⁻³.
    density: f64,
    /// Temperature of radiation, K.
    radiation: f64,
    /// Twice ionised helium.
    second: f64,
    /// K = λ³/(8πH) of Lyman α, corrected, m³ s.
    trapping: f64,
    /// 8σ_T a_R T_γ⁴/(3m_e c), s⁻¹.
    coupling: f64,
}

/// What a rate equation needs to know of the gas.
struct Gas {
    /// Hubble rate, s⁻¹.
    hubble: f64,
    /// Hydrogen nuclei, m⁻³.
    density: f64,
    /// Temperature of matter, K.
    temperature: f64,
    x_e: f64,
    neutral_hydrogen: f64,
    /// Quantum concentration of electrons, m⁻³.
    concentration: f64,
}

impl Gas {
    /// e^{−hcν̃/kT}.
    fn boltzmann(&self, wave_number: f64) -> f64 {
        (-KELVIN_METRE * wave_number / self.temperature).exp()
    }
}

/// A line of helium to the ground state.
struct Line {
    wave_number: f64,
    decay: f64,
    hydrogen_cross_section: f64,
    /// Factor and exponent of the absorption by hydrogen.
    absorption: [f64; 2],
    /// Share of the absorption's channel.
    share: f64,
}

const TRIPLET: Line = Line {
    wave_number: atomic::HE_2P_TRIPLET,
    decay: atomic::HE_A_TRIPLET,
    hydrogen_cross_section: atomic::SIGMA_H_TRIPLET,
    absorption: [0.66, 0.9],
    // One in three of the 2³p levels decays.
    share: 1.0 / 3.0,
};

impl Line {
    /// Decay rate of the upper level that leaves the ground state populated: photons that escape by redshifting, and those that
    /// hydrogen absorbs.
    fn effective_decay(&self, gas: &Gas, helium: f64, ground: f64) -> f64 {
        let Self {
            wave_number, decay, ..
        } = *self;
        let depth = 3.0 * decay * helium * gas.density * ground
            / (8.0 * PI * gas.hubble * wave_number.powi(3));
        let escape = if depth > 1e-8 {
            -(-depth).exp_m1() / depth
        } else {
            1.0
        };
        let mass = ALPHA_PARTICLE_MASS.si() + 2.0 * ELECTRON_MASS.si();
        let speed = (2.0 * BOLTZMANN.si() * gas.temperature / mass).sqrt();
        // Both densities hold n_H, and ν²Δν = c²ν̃³v.
        let ratio = 3.0 * decay * helium * ground
            / (8.0
                * PI
                * PI.sqrt()
                * self.hydrogen_cross_section
                * wave_number.powi(3)
                * speed
                * gas.neutral_hydrogen);
        let [factor, exponent] = self.absorption;
        let absorbed = self.share / (1.0 + factor * ratio.powf(exponent));
        decay * (escape + absorbed)
    }
}

impl<'a, I: EnergyInjection> Equations<'a, I> {
    fn new(model: &'a Recfast<I>, universe: &'a Background) -> Self {
        Self {
            model,
            universe,
            hydrogen_today: universe.hydrogen_density_today_inv_m3(),
            helium: universe.helium_per_hydrogen(),
            t_cmb: universe.parameters().t_cmb_k,
            moment: Cell::new(Moment {
                ln_a: f64::NAN,
                hubble: 0.0,
                density: 0.0,
                radiation: 0.0,
                second: 0.0,
                trapping: 0.0,
                coupling: 0.0,
            }),
        }
    }

    fn moment(&self, ln_a: f64) -> Moment {
        let last = self.moment.get();
        if last.ln_a.to_bits() == ln_a.to_bits() {
            return last;
        }
        let a = ln_a.exp();
        let radiation = self.t_cmb / a;
        let density = self.hydrogen_today / (a * a * a);
        let hubble = self.universe.rates().hubble(a) * C / MPC_M;
        let correction: f64 = self
            .model
            .gaussians
            .iter()
            .map(|g| g.amplitude * (-((ln_a + g.centre) / g.width).powi(2)).exp())
            .sum();
        let per_kelvin4 =
            8.0 * THOMSON_CROSS_SECTION.si() * RADIATION.si() / (3.0 * ELECTRON_MASS.si() * C);
        let moment = Moment {
            ln_a,
            hubble,
            density,
            radiation,
            second: if radiation > 8_000.0 {
                saha::second_helium(radiation, density, self.helium)
            } else {
                0.0
            },
            trapping: (1.0 + correction) / (8.0 * PI * hubble * atomic::H_LYMAN_ALPHA.powi(3)),
            coupling: per_kelvin4 * radiation.powi(4),
        };
        self.moment.set(moment);
        moment
    }

    /// d/dln a of the unknown fractions of hydrogen and helium and of T_m/T_γ.
    fn derivatives(&self, unknown: Unknown, ln_a: f64, y: &[f64], dy: &mut [f64]) {
        let moment = self.moment(ln_a);
        let other = [1.0 - y[0], 1.0 - y[1]];
        let (ionised, neutral) = match unknown {
            Unknown::Neutral => (other, [y[0], y[1]]),
            Unknown::Ionised => ([y[0], y[1]], other),
        };
        let f = self.helium;
        let temperature = y[2] * moment.radiation;
        let gas = Gas {
            hubble: moment.hubble,
            density: moment.density,
            temperature,
            x_e: ionised[0] + f * (ionised[1] + moment.second),
            neutral_hydrogen: neutral[0].max(1e-30),
            concentration: quantum_concentration(temperature),
        };
        let redshift = (-ln_a).exp_m1();
        let deposition = self.model.injection.deposition(redshift, gas.x_e);
        let (recombined, inhibition) =
            self.hydrogen(&gas, [ionised[0], neutral[0]], moment.trapping);
        let excited = (1.0 - inhibition) * deposition.excitation_ev_per_s / atomic::H_LYMAN_ALPHA;
        let injected = deposition.ionisation_ev_per_s / atomic::H_IONISATION + excited;
        dy[0] = (injected * KELVIN_PER_EV / KELVIN_METRE - recombined) / gas.hubble;
        dy[1] = -self.helium(&gas, [ionised[1], neutral[1]]) / gas.hubble;
        if unknown == Unknown::Neutral {
            dy[0] = -dy[0];
            dy[1] = -dy[1];
        }

        let particles = 1.0 + f + gas.x_e;
        let coupling = moment.coupling * gas.x_e / particles;
        let heating =
            deposition.heating_ev_per_s * KELVIN_PER_EV / (1.5 * particles * moment.radiation);
        dy[2] = (heating - coupling * (y[2] - 1.0)) / gas.hubble - y[2];
    }

    /// Net recombinations of a hydrogen nucleus per second, and the inhibition factor C.
    fn hydrogen(&self, gas: &Gas, [ionised, neutral]: [f64; 2], trapping: f64) -> (f64, f64) {
        let alpha = self.model.hydrogen_fudge * atomic::hydrogen_case_b(gas.temperature);
        let binding = atomic::H_IONISATION - atomic::H_LYMAN_ALPHA;
        let beta = alpha * gas.concentration * gas.boltzmann(binding);
        let trapped = trapping * gas.density * neutral;
        let two_photon = atomic::H_TWO_PHOTON;
        let inhibition = (1.0 + trapped * two_photon) / (1.0 + trapped * (two_photon + beta));
        let down = alpha * gas.x_e * ionised * gas.density;
        let up = beta * neutral * gas.boltzmann(atomic::H_LYMAN_ALPHA);
        (inhibition * (down - up), inhibition)
    }

    /// Net recombinations of a helium nucleus per second.
    fn helium(&self, gas: &Gas, [ionised, neutral]: [f64; 2]) -> f64 {
        // Nothing is left long before, and the exponentials would underflow.
        if gas.temperature < 1_000.0 || self.helium <= 0.0 {
            return 0.0;
        }
        let ground = neutral.max(0.0);
        let [alpha, alpha_triplet] = atomic::helium(gas.temperature);
        let electrons = gas.x_e * ionised * gas.density;

        let line = Line {
            wave_number: atomic::HE_2P_SINGLET,
            decay: atomic::HE_A_SINGLET,
            hydrogen_cross_section: atomic::SIGMA_H_SINGLET,
            absorption: [0.36, self.model.helium_fudge],
            share: 1.0,
        };
        let lowest = atomic::HE_2S_SINGLET;
        let beta = 4.0 * alpha * gas.concentration * gas.boltzmann(atomic::HE_IONISATION - lowest);
        // Three states of 2¹p for one of 2¹s, and the two-photon decay.
        let leaving = atomic::HE_TWO_PHOTON
            + 3.0
                * line.effective_decay(gas, self.helium, ground)
                * gas.boltzmann(line.wave_number - lowest);
        let net = alpha * electrons - beta * neutral * gas.boltzmann(lowest);
        let singlet = net * leaving / (leaving + beta);

        let lowest = atomic::HE_2S_TRIPLET;
        let beta = 4.0 / 3.0
            * alpha_triplet
            * gas.concentration
            * gas.boltzmann(atomic::HE_TRIPLET_IONISATION);
        let leaving = TRIPLET.effective_decay(gas, self.helium, ground)
            * gas.boltzmann(TRIPLET.wave_number - lowest);
        let net = alpha_triplet * electrons - 3.0 * beta * neutral * gas.boltzmann(lowest);
        singlet + net * leaving / (leaving + beta)
    }
}
