//! Perturbations in curved space.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{Coefficients, Oscillator, OscillatorSolver};
use num_complex::Complex64;

use super::Vacuum;
use crate::inflation::History;

/// One wavenumber in a curved universe, in units of aH at N = 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wave<'a> {
    pub history: &'a History,
    /// k².
    pub squared: f64,
    /// K.
    pub curvature: f64,
}

/// ℛ in e-folds:
///
/// ```text
/// ℛ_NN + (3 − ε + q s) ℛ_N + (k² − 5K − K q s)/(aH)² ℛ = 0
/// q = dln ℰ/dN,  ℰ = φ_N²/2,  s = D/(D + Kℰ),  D = k² − 4K
/// ```
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scalar<'a>(pub Wave<'a>);

/// h in e-folds: h_NN + (3 − ε) h_N + (k² − K)/(aH)² h = 0.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tensor<'a>(pub Wave<'a>);

impl Wave<'_> {
    /// 1/(aH)² and ε.
    pub(crate) fn horizon(&self, n: f64) -> [f64; 2] {
        let [ln_a_h, epsilon] = self.history.horizon(n);
        [(-2.0 * ln_a_h).exp(), epsilon]
    }

    /// s, which relates the momentum of ℛ to that of flat space.
    fn share(&self, over: f64, epsilon: f64) -> f64 {
        let d = self.squared - 4.0 * self.curvature;
        // ε = ℰ + Ω_K.
        let kinetic = epsilon + self.curvature * over;
        d / (d + self.curvature * kinetic)
    }
}

impl Oscillator for Scalar<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let Self(wave) = self;
        let [ln_a_h, epsilon, damping] = wave.history.expansion(n);
        let over = (-2.0 * ln_a_h).exp();
        let q = damping - 3.0 + epsilon;
        let pushed = q * wave.share(over, epsilon);
        Coefficients {
            frequency_squared: (wave.squared - wave.curvature * (5.0 + pushed)) * over,
            damping: 0.5 * (3.0 - epsilon + pushed),
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.0.history.longest_step(n)
    }
}

impl Oscillator for Tensor<'_> {
    fn coefficients(&self, n: f64) -> Coefficients {
        let Self(wave) = self;
        let [over, epsilon] = wave.horizon(n);
        Coefficients {
            frequency_squared: (wave.squared - wave.curvature) * over,
            damping: 0.5 * (3.0 - epsilon),
        }
    }

    fn longest_step(&self, n: f64) -> f64 {
        self.0.history.longest_step(n)
    }
}

/// A kind of perturbation, with the square of its canonical variable over it.
pub(crate) trait Perturbation: Oscillator {
    /// The wave.
    fn wave(&self) -> &Wave<'_>;

    /// (z/a)² at N = 0, zℛ or zh being the canonical variable.
    fn norm(&self) -> f64;

    /// −∇².
    fn laplacian(&self) -> f64;
}

impl Perturbation for Scalar<'_> {
    fn wave(&self) -> &Wave<'_> {
        &self.0
    }

    fn norm(&self) -> f64 {
        let Self(wave) = self;
        let [over, epsilon] = wave.horizon(0.0);
        let velocity = wave.history.velocity(0.0);
        velocity * velocity * wave.share(over, epsilon)
    }

    fn laplacian(&self) -> f64 {
        self.0.squared - self.0.curvature
    }
}

impl Perturbation for Tensor<'_> {
    fn wave(&self) -> &Wave<'_> {
        &self.0
    }

    fn norm(&self) -> f64 {
        0.125
    }

    fn laplacian(&self) -> f64 {
        self.0.squared - 3.0 * self.0.curvature
    }
}

/// u_N/u of a state at N = 0.
pub(crate) fn state(mode: &impl Perturbation, vacuum: Vacuum) -> Complex64 {
    let [over, epsilon] = mode.wave().horizon(0.0);
    let frequency = -(mode.laplacian() * over).sqrt();
    match vacuum {
        Vacuum::StressEnergy => Complex64::new(0.0, frequency),
        // dln z/dN from 2γ = 2 dln z/dN + 1 − ε.
        Vacuum::BunchDavies => {
            let damping = mode.coefficients(0.0).damping;
            Complex64::new(0.5 * (1.0 - epsilon) - damping, frequency)
        }
    }
}

/// The power of a mode that starts at N = 0 with this u_N/u and positive frequency, and is followed at least to N = `settled`.
pub(crate) fn power(
    solver: &OscillatorSolver,
    mode: &impl Perturbation,
    slope: Complex64,
    settled: f64,
) -> Result<f64, lastscatter_numerics::Error> {
    let wave = mode.wave();
    let history = wave.history;
    // Outside the horizon modes change by the square of k/aH.
    let gradient = (wave.squared + 5.0 * wave.curvature.abs()).ln();
    let frozen = 0.5 * (gradient - solver.tolerance.ln());
    let end = history.crossing(frozen).unwrap_or(settled).max(settled);
    let solution = solver.solve(mode, 0.0, [Complex64::ONE, slope], end)?;
    // A state of norm 1 has the Wronskian u u*_N − u* u_N = i.
    let growth = solution.state[0].norm_sqr() / (-2.0 * slope.im);
    let k = wave.squared.sqrt();
    let measure = k * (wave.squared - wave.curvature) / (2.0 * PI * PI);
    Ok(measure * growth / (history.ln_a_h(0.0).exp() * mode.norm()))
}
