//! The homogeneous universe as the equations of motion read it.

use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::Real;

use crate::momenta::{Bin, Momenta, Relic};

/// The universe at one conformal time. Times in Mpc; a prime is d/dτ; ρ stands for 4πGa²ρ, in Mpc⁻².
#[derive(Debug, Clone, Copy)]
pub(crate) struct Moment<R> {
    /// Scale factor a.
    pub a: R,
    /// Conformal Hubble rate ℋ = a′/a, ℋ′ and ℋ″.
    pub hubble: R,
    pub hubble_prime: R,
    pub hubble_second: R,
    pub photons: R,
    pub massless: R,
    pub baryons: R,
    pub cold: R,
    /// All species but dark energy: ρ + p.
    pub enthalpy: R,
    /// (ρ + p) of dark energy.
    pub dark_enthalpy: R,
    /// κ′, κ″, c_b².
    pub opacity: R,
    pub opacity_prime: R,
    pub sound_speed_squared: R,
}

/// Hydrogen is reionised within this Δz of z_re: three widths of the transition.
const TRANSITION: f64 = 1.5;
/// The fewest steps through reionisation.
const SUDDEN_STEPS: f64 = 12.0;
/// Columns of the table.
const COLUMNS: usize = 8;

/// The history tabulated on a uniform grid in ln τ.
#[derive(Debug)]
pub(crate) struct Timeline {
    rows: Vec<[f64; COLUMNS]>,
    /// q/ε of every bin, row after row.
    velocities: Vec<f64>,
    /// 4πGa⁴ρ and 4πGa⁴p of every massive species, row after row.
    relics: Vec<[f64; 2]>,
    ln_start: f64,
    inverse_step: f64,
    photons: f64,
    massless: f64,
    baryons: f64,
    cold: f64,
    pub momenta: Momenta,
    pub dark_energy_perturbed: bool,
    /// When hydrogen is reionised, from beginning to end.
    reionisation: Option<[f64; 2]>,
    pub start: f64,
    pub today: f64,
}

impl Timeline {
    /// Conformal time of the first row in Mpc: before any wavenumber of interest enters the horizon.
    const START: f64 = 2e-4;
    /// Rows per e-fold of τ: 1.1 Mpc at last scattering.
    const ROWS_PER_EFOLD: f64 = 250.0;

    pub(crate) fn new(history: &Thermodynamics, momenta: Momenta) -> Self {
        let universe = history.background();
        let parameters = universe.parameters();
        let equation = parameters.dark_energy;
        let today = history.knots().last();
        let start = Self::START;
        let count = ((today / start).ln() * Self::ROWS_PER_EFOLD).ceil() as usize;
        let step = (today / start).ln() / count as f64;
        let ln_start = start.ln();
        let dense = universe.densities(0.0);
        let dark_energy_perturbed = equation != lastscatter_cosmology::DarkEnergy::LAMBDA;

        let species = momenta.species();
        let mut velocities = Vec::with_capacity((count + 3) * momenta.bins.len());
        let mut relics = Vec::with_capacity((count + 3) * species);
        let mut row = |i: usize| {
            // One row before the first and one after the last serve the stencil.
            let tau = (ln_start + step * (i as f64 - 1.0)).exp();
            let inside = tau.min(today);
            let a = universe.scale_factor(inside);
            let velocity = |bin: &Bin| 1.0 / (1.0 + a * a * bin.mass_squared).sqrt();
            velocities.extend(momenta.bins.iter().map(velocity));
            relics.extend((0..species).map(|one| momenta.background(universe, one, a)));
            let [h, slope] = universe.expansion(a);
            let hubble = a * h;
            let conditions = history.at(inside);
            let w = equation.equation_of_state(a);
            let z = 1.0 / a - 1.0;
            let densities = universe.densities(z);
            let a2 = a * a;
            let pressure = densities.radiation() / 3.0;
            // Massive neutrinos as their momenta have them, or matter and metric would disagree (test `gauges::massive_neutrino`).
            let exact =
                densities.massive_neutrinos + densities.massive_neutrinos_triple_pressure / 3.0;
            let summed: f64 = momenta
                .bins
                .iter()
                .map(|bin| bin.weight / (velocity(bin) * a2))
                .sum();
            let total = densities.total() - densities.dark_energy - densities.curvature;
            [
                a / tau,
                hubble * tau,
                (1.0 + slope) * hubble * hubble * tau * tau,
                (1.5 * a2 * (total + pressure - exact) + summed * (4.0 / 3.0)) * tau * tau,
                1.5 * a2 * (1.0 + w) * densities.dark_energy,
                conditions.opacity * tau * tau,
                conditions.opacity_derivative * tau * tau * tau,
                conditions.baryon_sound_speed_squared,
            ]
        };
        let mut rows: Vec<[f64; COLUMNS]> = (0..=count + 1).map(&mut row).collect();
        // There is no history after today: the last row goes on from those before.
        let next = |[a, b, c, d]: [f64; 4]| 4.0 * (a + c) - 6.0 * b - d;
        let end = rows.len();
        rows.push(std::array::from_fn(|column| {
            next([1, 2, 3, 4].map(|back| rows[end - back][column]))
        }));
        for _ in 0..species {
            let end = relics.len();
            relics.push(std::array::from_fn(|column| {
                next([1, 2, 3, 4].map(|back: usize| relics[end - back * species][column]))
            }));
        }
        let bins = momenta.bins.len();
        for _ in 0..bins {
            let end = velocities.len();
            velocities.push(next([1, 2, 3, 4].map(|back| velocities[end - back * bins])));
        }
        let time = |z: f64| universe.conformal_time_mpc(z.max(0.0));
        Self {
            rows,
            velocities,
            relics,
            ln_start,
            inverse_step: 1.0 / step,
            photons: 1.5 * dense.photons,
            massless: 1.5 * dense.massless_neutrinos,
            baryons: 1.5 * dense.baryons,
            cold: 1.5 * dense.cold_dark_matter,
            momenta,
            dark_energy_perturbed,
            reionisation: history
                .reionisation()
                .redshift()
                .map(|z| [time(z + TRANSITION), time(z - TRANSITION)]),
            start,
            today,
        }
    }

    /// The longest step that does not pass over reionisation, which is short beside the period of long waves.
    #[inline(always)]
    pub(crate) fn longest_step(&self, tau: f64) -> f64 {
        match self.reionisation {
            Some([begin, end]) if tau < end => (begin - tau).max((end - begin) / SUDDEN_STEPS),
            _ => f64::INFINITY,
        }
    }

    /// a/τ at the beginning, in Mpc⁻¹.
    pub(crate) fn scale_factor_slope(&self) -> f64 {
        self.rows[1][0]
    }

    /// The first of four rows around `tau`, their weights, and those of the derivative with the row.
    #[inline(always)]
    fn stencil(&self, tau: f64) -> (usize, [f64; 4], [f64; 4]) {
        let place = (tau.ln() - self.ln_start) * self.inverse_step;
        let last = self.rows.len() - 4;
        let i = (place.max(0.0) as usize).min(last);
        let t = place - i as f64;
        // Lagrange's cubic through four rows, and its derivative for ℋ″.
        let (u, v, w) = (t + 1.0, t - 1.0, t - 2.0);
        let weights = [
            -t * v * w / 6.0,
            u * v * w * 0.5,
            -u * t * w * 0.5,
            u * t * v / 6.0,
        ];
        let slopes = [
            -(3.0 * t * t - 6.0 * t + 2.0) / 6.0,
            0.5 * (3.0 * t * t - 4.0 * t - 1.0),
            -0.5 * (3.0 * t * t - 2.0 * t - 2.0),
            (3.0 * t * t - 1.0) / 6.0,
        ];
        (i, weights, slopes)
    }

    /// Massive species as fluids at conformal time `tau`, where their momenta have these velocities.
    #[inline(always)]
    pub(crate) fn relics_into<R: Real>(
        &self,
        tau: f64,
        a: R,
        velocities: &[R],
        out: &mut [Relic<R>],
    ) {
        let (i, weights, _) = self.stencil(tau);
        let inverse_a = R::from(1.0) / a;
        let inverse_a2 = inverse_a * inverse_a;
        let species = out.len();
        for (one, relic) in out.iter_mut().enumerate() {
            let [mut density, mut pressure] = [0.0; 2];
            for s in 0..4 {
                let row = self.relics[(i + s) * species + one];
                density += weights[s] * row[0];
                pressure += weights[s] * row[1];
            }
            let pressure = inverse_a2 * pressure;
            let slowed = self.momenta.slowed(one, velocities) * inverse_a2;
            *relic = Relic {
                density: inverse_a2 * density,
                pressure,
                pseudo_pressure: pressure * 5.0 - slowed * (4.0 / 3.0),
            };
        }
    }

    /// The universe at conformal time `tau` in Mpc, between `start` and `today`, and the velocities of massive neutrinos.
    #[inline(always)]
    pub(crate) fn at<R: Real>(&self, tau: f64, velocities: &mut [R]) -> Moment<R> {
        let (i, weights, slopes) = self.stencil(tau);
        let mut row = [0.0; COLUMNS];
        let mut slope = 0.0;
        for s in 0..4 {
            let source = &self.rows[i + s];
            for c in 0..COLUMNS {
                row[c] += weights[s] * source[c];
            }
            slope += slopes[s] * source[2];
        }
        let bins = velocities.len();
        for (bin, velocity) in velocities.iter_mut().enumerate() {
            let mut v = 0.0;
            for s in 0..4 {
                v += weights[s] * self.velocities[(i + s) * bins + bin];
            }
            *velocity = R::from(v);
        }
        let inverse = 1.0 / tau;
        let inverse2 = inverse * inverse;
        let a = row[0] * tau;
        let inverse_a = 1.0 / a;
        let inverse_a2 = inverse_a * inverse_a;
        let hubble_second = (slope * self.inverse_step - 2.0 * row[2]) * inverse2 * inverse;
        Moment {
            a: R::from(a),
            hubble: R::from(row[1] * inverse),
            hubble_prime: R::from(row[2] * inverse2),
            hubble_second: R::from(hubble_second),
            photons: R::from(self.photons * inverse_a2),
            massless: R::from(self.massless * inverse_a2),
            baryons: R::from(self.baryons * inverse_a),
            cold: R::from(self.cold * inverse_a),
            enthalpy: R::from(row[3] * inverse2),
            dark_enthalpy: R::from(row[4]),
            opacity: R::from(row[5] * inverse2),
            opacity_prime: R::from(row[6] * inverse2 * inverse),
            sound_speed_squared: R::from(row[7]),
        }
    }
}
