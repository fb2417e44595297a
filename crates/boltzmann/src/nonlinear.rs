//! What non-linear growth adds to the lensing potential.

use std::{f64::consts::PI, sync::Arc};

use lastscatter_cosmology::Background;
use lastscatter_numerics::spline::{Boundary, CubicSpline, Knots};
use rayon::prelude::*;

use crate::{
    Error,
    matter::{Contents, Halofit},
    nodes::Nodes,
};

/// How matter that lenses has grown.
///
/// In a universe like ours non-linear growth adds 7 % to φφ at ℓ = 500 and half of it at ℓ = 2000, and so 0.2 % and 1 % to lensed TT at
/// ℓ = 2000 and 2500, and 8 % to the B modes that lensing makes at low ℓ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum NonLinear {
    /// By linear perturbations alone.
    #[default]
    Linear,
    /// By halofit: φφ is multiplied, scale by scale and redshift by redshift, with P_NL/P_L. Tφ and Eφ stay linear.
    ///
    /// # Accuracy
    ///
    /// 2×10⁻³ of what CAMB makes of the same fit in φφ at ℓ ≤ 2500, 5×10⁻⁴ in lensed TT, EE and TE (`golden_nonlinear.rs`). Simulations
    /// differ from the fit by 5 % of P and more at k > 1 h/Mpc.
    ///
    /// # References
    ///
    /// `smith2003`, with the coefficients of `takahashi2012` and the terms for massive neutrinos of `bird2012`.
    Halofit,
}

/// Wavenumbers in Mpc⁻¹ below which nothing is needed, not even for the variance.
const LOWEST: f64 = 0.002;
/// Wavenumbers that lens end here, in Mpc⁻¹, beyond those solved for in such steps of ln k.
const LARGEST: f64 = 30.0;
const STEP: f64 = 0.2;
/// Redshift beyond which matter is linear on all scales that lens.
const EARLIEST: f64 = 15.0;

/// The lensing source, `[slice][k]` of each mode, and how it follows from the contrast of matter.
#[derive(Debug, Clone)]
pub(crate) struct LateUniverse {
    /// Those solved for, and more.
    ln_k: Arc<Knots>,
    solved: usize,
    slices: Vec<Slice>,
    /// S of each mode in the order of the solver's.
    modes: Vec<Vec<f64>>,
}

#[derive(Debug, Clone, Copy)]
struct Slice {
    node: usize,
    distance_mpc: f64,
    /// Of the integral over distance, in Mpc.
    weight_mpc: f64,
    /// δ/(k² S).
    contrast: f64,
    contents: Contents,
}

impl LateUniverse {
    /// On the solver's wavenumbers and, at `most`, so many of its nodes.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for wavenumbers that end before the variance of matter does.
    pub(crate) fn new(
        universe: &Background,
        nodes: &Nodes,
        k_inv_mpc: &[f64],
        most: usize,
    ) -> Result<Self, Error> {
        let last = k_inv_mpc.last().copied().unwrap_or_default();
        if last < 1.0 {
            return Err(Error::OutOfDomain {
                name: "largest wavenumber in 1/Mpc, with non-linear lensing,",
                value: last,
                expected: "1 at least",
            });
        }
        let late = nodes.all.iter().enumerate();
        let late: Vec<_> = late
            .filter(|(_, node)| node.lens > 0.0 && node.distance > 0.0)
            .filter(|(_, node)| node.stretch < 1.0 + EARLIEST)
            .collect();
        let stride = late.len().div_ceil(most.max(1)).max(1);
        let slices = late.iter().step_by(stride).map(|&(index, node)| {
            let redshift = (node.stretch - 1.0).max(0.0);
            let densities = universe.densities(redshift);
            // k²(φ+ψ) = −8πGa² ρ_m δ.
            let gravity = 3.0 * densities.matter() / node.stretch.powi(2);
            Slice {
                node: index,
                distance_mpc: node.distance,
                weight_mpc: stride as f64 * node.weight,
                contrast: 1.0 / (gravity * node.lens),
                contents: Contents::new(universe, &densities, redshift),
            }
        });
        let first = k_inv_mpc.partition_point(|&k| k < LOWEST);
        let mut ln_k: Vec<f64> = k_inv_mpc[first..].iter().map(|k| k.ln()).collect();
        let solved = ln_k.len();
        let more = ((LARGEST / last).ln() / STEP).ceil().max(0.0) as usize;
        ln_k.extend((1..=more).map(|i| last.ln() + STEP * i as f64));
        Ok(Self {
            ln_k: Arc::new(Knots::new(ln_k)?),
            solved,
            slices: slices.collect(),
            modes: Vec::new(),
        })
    }

    /// Adds the next mode's source of the lensing potential, `[k][node]`.
    pub(crate) fn push(&mut self, potential: &[f64], nodes: usize) {
        let rows: Vec<&[f64]> = potential.chunks_exact(nodes).collect();
        let rows = &rows[rows.len() - self.solved..];
        let slices = self.slices.iter();
        self.modes.push(
            slices
                .flat_map(|slice| rows.iter().map(|row| row[slice.node]))
                .collect(),
        );
    }

    /// Wavenumbers at which the primordial spectrum is asked, in Mpc⁻¹.
    pub(crate) fn asked_inv_mpc(&self) -> impl Iterator<Item = f64> {
        self.ln_k.as_slice()[..self.solved].iter().map(|x| x.exp())
    }

    /// What is to be added to C_ℓ^φφ at each of ascending multipoles, given P_ab(k) of each pair of modes.
    ///
    /// ```text
    /// ΔC_ℓ = (2π²/ν³) ∫ dχ χ Σ_ab P_ab S_a S_b (P_NL/P_L − 1),   k = ν/χ,   ν = ℓ + ½
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `power`, and [`Error::Numerics`] for powers that are not finite.
    pub(crate) fn added(
        &self,
        multipoles: &[usize],
        power: impl Fn([usize; 2], f64) -> Result<f64, Error>,
    ) -> Result<Vec<f64>, Error> {
        let pairs = (0..self.modes.len()).flat_map(|a| (0..self.modes.len()).map(move |b| [a, b]));
        let mut primordial = Vec::new();
        for pair in pairs {
            let row = self.asked_inv_mpc().map(|k| power(pair, k));
            primordial.push((pair, row.collect::<Result<Vec<f64>, Error>>()?));
        }
        let parts = (0..self.slices.len())
            .into_par_iter()
            .map(|slice| self.slice(slice, multipoles, &primordial))
            .collect::<Result<Vec<Vec<f64>>, Error>>()?;
        let mut sum = vec![0.0; multipoles.len()];
        for part in parts {
            for (sum, part) in sum.iter_mut().zip(part) {
                *sum += part;
            }
        }
        Ok(sum)
    }

    fn slice(
        &self,
        index: usize,
        multipoles: &[usize],
        primordial: &[([usize; 2], Vec<f64>)],
    ) -> Result<Vec<f64>, Error> {
        let slice = &self.slices[index];
        let (ln_k, beyond) = self.ln_k.as_slice().split_at(self.solved);
        let columns = index * ln_k.len()..(index + 1) * ln_k.len();
        let mut source = vec![0.0; ln_k.len()];
        for ([a, b], row) in primordial {
            let (a, b) = (
                &self.modes[*a][columns.clone()],
                &self.modes[*b][columns.clone()],
            );
            for (i, source) in source.iter_mut().enumerate() {
                *source += row[i] * a[i] * b[i];
            }
        }
        let contrast = |x: f64| ((2.0 * x).exp() * slice.contrast).powi(2);
        let matter: Vec<f64> = ln_k
            .iter()
            .zip(&source)
            .map(|(&x, source)| source * contrast(x))
            .collect();
        let mut sum = vec![0.0; multipoles.len()];
        let Some(fit) = Halofit::new(ln_k, &matter, &slice.contents) else {
            return Ok(sum);
        };
        let lowest = slice.contents.lowest_inv_mpc().ln();
        let more = ln_k.iter().zip(&matter).zip(&source);
        let more = more.map(|((&x, &matter), source)| {
            if x < lowest || matter <= 0.0 {
                0.0
            } else {
                source * (fit.ratio(x, matter) - 1.0)
            }
        });
        let beyond = beyond.iter().map(|&x| {
            let matter = fit.linear_beyond(x);
            matter / contrast(x) * (fit.ratio(x, matter) - 1.0)
        });
        let more = more.chain(beyond);
        let more = CubicSpline::on(Arc::clone(&self.ln_k), more.collect(), Boundary::Natural)?;
        let mut knots = self.ln_k.cursor();
        for (sum, &l) in sum.iter_mut().zip(multipoles) {
            let order = l as f64 + 0.5;
            if let Some(place) = knots.locate((order / slice.distance_mpc).ln()) {
                let factor = 2.0 * PI * PI / order.powi(3);
                *sum = factor * slice.weight_mpc * slice.distance_mpc * more.value_at(place);
            }
        }
        Ok(sum)
    }
}

#[cfg(test)]
mod tests {
    use lastscatter_cosmology::{Parameters, Thermodynamics};
    use lastscatter_primordial::PowerLaw;

    use super::NonLinear;
    use crate::{Accuracy, Solver};

    #[test]
    fn slices_converge() {
        let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
        let phi_phi = |slices| {
            let mut solver = Solver {
                accuracy: Accuracy::fast(),
                nonlinear: NonLinear::Halofit,
                ..Solver::new(2000)
            };
            solver.accuracy.transfer.nonlinear_slices = slices;
            let spectra = solver.solve(&history).unwrap();
            let spectra = spectra.spectra(&PowerLaw::planck2018()).unwrap();
            spectra.potential().unwrap().phi_phi().values().to_vec()
        };
        let (usual, many) = (phi_phi(48), phi_phi(1000));
        let errors = (2..=2000).map(|l: usize| (usual[l] / many[l] - 1.0).abs());
        let worst = errors.fold(0.0, f64::max);
        assert!(worst > 0.0 && worst < 5e-4, "{worst:e}");
    }
}
