//! The rate equations of RECFAST.

use std::{cell::Cell, f64::consts::PI};

use lastscatter_constants::codata::{
    ELECTRON_MASS, RADIATION, SPEED_OF_LIGHT, THOMSON_CROSS_SECTION,
};

use super::{Recfast, line::Line};
use crate::{
    Background,
    recombination::{
        EnergyInjection, atomic,
        saha::{self, KELVIN_METRE, quantum_concentration},
    },
    units::{KELVIN_PER_EV, MPC_M},
};

const C: f64 = SPEED_OF_LIGHT.si();

/// Which fractions of hydrogen and helium are integrated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    Neutral,
    Ionised,
}

/// Ionised from neutral fractions, or the reverse.
pub(super) fn ionised([hydrogen, helium, temperature]: [f64; 3]) -> [f64; 3] {
    [1.0 - hydrogen, 1.0 - helium, temperature]
}

/// The right-hand sides in one universe, in SI units.
pub(super) struct Equations<'a, I> {
    model: &'a Recfast<I>,
    universe: &'a Background,
    pub(super) hydrogen_today: f64,
    pub(super) helium: f64,
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
pub(super) struct Gas {
    /// Hubble rate, s⁻¹.
    pub(super) hubble: f64,
    /// Hydrogen nuclei, m⁻³.
    pub(super) density: f64,
    /// Temperature of matter, K.
    pub(super) temperature: f64,
    pub(super) x_e: f64,
    pub(super) neutral_hydrogen: f64,
    /// Quantum concentration of electrons, m⁻³.
    pub(super) concentration: f64,
}

impl Gas {
    /// e^{−hcν̃/kT}.
    fn boltzmann(&self, wave_number: f64) -> f64 {
        (-KELVIN_METRE * wave_number / self.temperature).exp()
    }
}

impl<'a, I: EnergyInjection> Equations<'a, I> {
    pub(super) fn new(model: &'a Recfast<I>, universe: &'a Background) -> Self {
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
    pub(super) fn derivatives(&self, unknown: Unknown, ln_a: f64, y: &[f64], dy: &mut [f64]) {
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

        let line = Line::singlet(self.model.helium_fudge);
        let lowest = atomic::HE_2S_SINGLET;
        let beta = 4.0 * alpha * gas.concentration * gas.boltzmann(atomic::HE_IONISATION - lowest);
        // Three states of 2¹p for one of 2¹s, and the two-photon decay.
        let leaving = atomic::HE_TWO_PHOTON
            + 3.0
                * line.effective_decay(gas, self.helium, ground)
                * gas.boltzmann(line.wave_number - lowest);
        let net = alpha * electrons - beta * neutral * gas.boltzmann(lowest);
        let singlet = net * leaving / (leaving + beta);

        let line = Line::TRIPLET;
        let lowest = atomic::HE_2S_TRIPLET;
        let beta = 4.0 / 3.0
            * alpha_triplet
            * gas.concentration
            * gas.boltzmann(atomic::HE_TRIPLET_IONISATION);
        let leaving = line.effective_decay(gas, self.helium, ground)
            * gas.boltzmann(line.wave_number - lowest);
        let net = alpha_triplet * electrons - 3.0 * beta * neutral * gas.boltzmann(lowest);
        singlet + net * leaving / (leaving + beta)
    }
}
