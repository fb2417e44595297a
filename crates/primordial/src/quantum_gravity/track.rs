//! The way of one wave from where it begins to the end of inflation.

use std::f64::consts::PI;

use lastscatter_numerics::{
    Error as Numerics,
    ode::{AdiabaticOrder, Oscillator},
};
use num_complex::Complex64;

use crate::{
    Error, Model,
    error::inside,
    inflation::{Failure, History, InflationSolution, at_the_end},
};

/// k/aH at which the vacuum is set where nothing speaks against it.
pub(super) const DEPTH: f64 = 34.0;

/// What waves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    /// ℛ.
    Scalar,
    /// Gravitational waves of one helicity.
    Tensor,
}

/// The wavenumbers in Mpc⁻¹ that are as deep as asked soon enough after the beginning of the history for an adiabatic series to look around.
pub(super) fn range_inv_mpc(inflation: &InflationSolution, depths: &[f64]) -> [f64; 2] {
    let history = inflation.history();
    let smallest = |depth: f64| {
        let first = (30.0 / depth).min(8.0) + 0.1;
        // H was larger when shorter waves began.
        1.05 * depth * (inflation.ln_unit() + history.ln_a_h(first.min(history.end()))).exp()
    };
    let [low, high] = inflation.range_inv_mpc();
    [
        depths.iter().copied().map(smallest).fold(low, f64::max),
        high,
    ]
}

/// A wavenumber on its way through inflation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Track<'a> {
    pub inflation: &'a InflationSolution,
    pub k_inv_mpc: f64,
    /// In units of aH at N = 0 and M_P.
    pub ln_k: f64,
}

impl<'a> Track<'a> {
    /// If the wavenumber lies within the range.
    pub(super) fn new(
        inflation: &'a InflationSolution,
        k_inv_mpc: f64,
        range_inv_mpc: [f64; 2],
    ) -> Result<Self, Error> {
        inside(k_inv_mpc, range_inv_mpc)?;
        Ok(Self {
            inflation,
            k_inv_mpc,
            ln_k: k_inv_mpc.ln() - inflation.ln_unit(),
        })
    }

    pub(super) const fn history(&self) -> &'a History {
        self.inflation.history()
    }

    /// N at which k/aH falls to `depth`; earlier, if the state can be set earlier and features of the potential touch it by then.
    pub(super) fn depth(&self, depth: f64) -> Result<f64, Error> {
        let history = self.history();
        let crossing = history.crossing(self.ln_k - depth.ln());
        let untouched = if depth < DEPTH {
            Some(f64::INFINITY)
        } else {
            let knot = self.inflation.windows().start(self.ln_k);
            knot.map(|knot| history.knots()[knot].n)
        };
        crossing
            .zip(untouched)
            .map(|(crossing, untouched)| crossing.min(untouched))
            .ok_or_else(|| Error::TooShort {
                e_folds: history.end(),
                needed: history.end() - self.ln_k + depth.ln() + history.ln_hubble(0.0),
                k_inv_mpc: self.k_inv_mpc,
            })
    }

    /// u_N/u of the adiabatic vacuum.
    pub(super) fn vacuum(
        &self,
        wave: &impl Oscillator,
        n: f64,
        what: &'static str,
    ) -> Result<Complex64, Error> {
        let solver = self.inflation.solver();
        let not_vacuum = |error| Error::NotVacuum {
            what,
            k_inv_mpc: self.k_inv_mpc,
            error,
            tolerance: solver.tolerance,
        };
        match solver.positive_frequency(wave, n, AdiabaticOrder::Converged) {
            Ok(state) if state.error <= solver.tolerance => Ok(state.logarithmic_derivative),
            Ok(state) => Err(not_vacuum(state.error)),
            // Waves that expansion overdamps.
            Err(Numerics::NotConverged { .. }) => Err(not_vacuum(1.0)),
            Err(source) => Err(self.failure(source)),
        }
    }

    /// P_ℛ, or the part of P_t of one helicity, from u_N/u at the beginning; for the potential of the settings.
    pub(super) fn power(
        &self,
        wave: &impl Oscillator,
        field: Field,
        start: f64,
        slope: Complex64,
    ) -> Result<f64, Error> {
        let history = self.history();
        let knots = history.knots();
        let windows = self.inflation.windows();
        let solver = self.inflation.solver();
        let first = knots.partition_point(|knot| knot.n <= start);
        let size = (-2.0 * slope.im).sqrt().recip();
        let state = [Complex64::from(size), slope * size];
        let frozen = |mut share: f64| {
            loop {
                let (knot, left, gradient) = match field {
                    Field::Scalar => windows.scalar_end(self.ln_k, first, share),
                    Field::Tensor => windows.tensor_end(self.ln_k, first, share),
                };
                // What is left is that of ω = k.
                let n = knots[knot].n;
                let standard = (2.0 * (self.ln_k - history.ln_a_h(n))).exp();
                let excess = wave.coefficients(n).frequency_squared / standard - 1.0;
                let missed = gradient * excess.abs();
                if knot + 1 == knots.len() || missed <= 0.25 * solver.tolerance || share < 1e-9 {
                    return (knot, left, gradient);
                }
                share *= 0.3;
            }
        };
        let small = windows.small();
        let end = at_the_end(solver, wave, knots, start, state, small, frozen);
        let end = end.map_err(|failure: Failure| failure.into_error(self.k_inv_mpc, solver))?;
        // v = zℛ and v = ah/2 have the Wronskian of e^(−ikτ)/√(2k).
        let unit = (3.0 * self.ln_k - 2.0 * start - history.ln_a_h(start)).exp() / (2.0 * PI * PI);
        let normalisation = match field {
            Field::Scalar => history.velocity(start).powi(-2),
            Field::Tensor => 4.0,
        };
        let power = end.norm_sqr() * unit * normalisation;
        // Imaginary frequencies amplify without limit.
        if power > 0.0 && power.is_finite() {
            Ok(power)
        } else {
            Err(Error::OutOfDomain {
                name: "power of a wave",
                value: power,
                expected: "a positive number",
            })
        }
    }

    pub(super) const fn failure(&self, source: Numerics) -> Error {
        Error::Mode {
            k_inv_mpc: self.k_inv_mpc,
            source,
        }
    }
}
