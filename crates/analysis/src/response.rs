//! What any primordial spectrum does to the sky of a power law.

use lastscatter_primordial::description::Description;
use lastscatter_primordial::{PowerLaw, PrimordialSpectra};
use lastscatter_stokes::spectra::{AngularSpectra, Spectrum};
use rayon::prelude::*;

use crate::{BestFit, Error, Expansion, Model, Sky};

/// The sky of any primordial spectrum and any late universe near the best fit of a power law, without solving for it.
///
/// A spectrum is split into the power law that comes nearest to it where the sky is seen best, and its shape,
///
/// ```text
/// P(k) = A (k/k_*)^(n−1) [1 + s(ln k)],      s = Σ_j c_j B_j
/// ```
///
/// with cubic B-splines B_j. The power law and the late universe θ go into the [`Expansion`] of the power law's model, the shape into the
/// response of the lensed sky at the best fit θ₀:
///
/// ```text
/// C_ℓ^X(θ, P) ≈ C_ℓ^X(θ, A, n) + N_ℓ^X(θ, A, n) Σ_j G_ℓj^X c_j,      G_ℓj^X = ∂C_ℓ^X/∂c_j / N_ℓ^X at θ₀
/// ```
///
/// N^X is C^X, but √(C^TT C^EE) for TE, which crosses zero. BB and gravitational waves are those of the power law. Without lensing this
/// would be exact at θ₀ for any shape, and for any θ without a shape; what is left out is of second order: shape × shift of the late
/// universe, and shape² × lensing.
///
/// # Accuracy
///
/// `tests/response.rs`, with Planck's data. Oscillations in ln k are followed up to a frequency of 30, ten splines a cycle at 18.
#[derive(Debug)]
pub struct Response<'a> {
    expansion: Expansion<'a>,
    model: &'a Model,
    /// Where ln(10¹⁰A_s) and n_s stand among the parameters.
    amplitude: usize,
    tilt: usize,
    k_pivot_inv_mpc: f64,
    k_inv_mpc: Vec<f64>,
    /// The nodes of the nearest power law.
    seen: std::ops::Range<usize>,
    multipoles: Multipoles,
    /// Of each spectrum, then of each multipole: the first spline that matters, and G from there on.
    gain: Vec<(usize, Vec<f64>)>,
}

/// A primordial spectrum as a [`Response`] takes it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    /// ln(10¹⁰A) of the nearest power law.
    pub ln_1e10_amplitude: f64,
    /// Its tilt n.
    pub tilt: f64,
    /// P(k)/A(k/k_*)^(n−1) − 1 at [`Response::k_inv_mpc`].
    pub residual: Vec<f64>,
}

/// Parameters of the power law.
const AMPLITUDE: &str = "ln_1e10_a_s";
const TILT: &str = "n_s";

/// In Mpc⁻¹. Longer waves hardly vary over the sky: of their power the quadrupole sees less than 3e-5.
const LARGEST_WAVE: f64 = 2e-5;

/// Between nodes in ln k.
const SPACING: f64 = 0.035;

/// Wavenumbers in Mpc⁻¹ at which the nearest power law is taken, those of multipoles from some 100 to 2500.
const SEEN: [f64; 2] = [0.008, 0.18];

/// TT, EE, TE and φφ.
const SPECTRA: usize = 4;
const TT: usize = 0;
const EE: usize = 1;
const TE: usize = 2;

/// All multipoles up to here, then growing steps up to the largest.
const LOW: usize = 40;
const GROWTH: f64 = 1.0 / 60.0;
const LARGEST_STEP: f64 = 12.0;

/// What a spline adds to one, for the response: small beside lensing's second order, large beside rounding.
const TRIAL: f64 = 0.01;

/// Gains below this part of a multipole's largest are left out.
const NEGLIGIBLE: f64 = 1e-8;

impl<'a> Response<'a> {
    /// The response about the best fit of a model with a power law, whose amplitude `ln_1e10_a_s` and tilt `n_s` are parameters.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownParameter`] or [`Error::Value`] for a model without; what the solver fails with.
    pub fn new(model: &'a Model, best: &BestFit) -> Result<Self, Error> {
        let Description::PowerLaw(law) = model.description()? else {
            return Err(Error::Value {
                name: "name in [primordial]".to_owned(),
                value: "another model".to_owned(),
                expected: "power_law",
            });
        };
        let solution = model.solution(&best.theta)?;
        let law = PowerLaw {
            a_s: 1e-10 * best.theta[model.place_of(AMPLITUDE)?].exp(),
            n_s: best.theta[model.place_of(TILT)?],
            ..law
        };
        let [low, high] = solution.solution.range_inv_mpc();
        let low = low.max(LARGEST_WAVE);
        let count = ((high / low).ln() / SPACING).ceil() as usize + 1;
        let step = (high / low).ln() / (count - 1) as f64;
        let k_inv_mpc: Vec<f64> = (0..count).map(|j| low * (step * j as f64).exp()).collect();
        let seen = k_inv_mpc.partition_point(|&k| k < SEEN[0])
            ..k_inv_mpc.partition_point(|&k| k <= SEEN[1]);

        let sky_of = |trial: Option<usize>| -> Result<[Vec<f64>; SPECTRA], Error> {
            let raised = Raised {
                law,
                ln_low: low.ln(),
                step,
                trial,
            };
            Ok(values(&Sky::new(&solution, &raised)?))
        };
        let here = sky_of(None)?;
        let lmax = here[0].len() - 1;
        let multipoles = Multipoles::new(lmax);
        let sampled = &multipoles.sampled;
        let norm = |x: usize, ell: usize| norm(&here, x, ell);
        // One column of gains for each spline.
        let columns = (0..count)
            .into_par_iter()
            .with_max_len(1)
            .map(|j| {
                let there = sky_of(Some(j))?;
                let pairs = (0..SPECTRA).flat_map(|x| sampled.iter().map(move |&ell| (x, ell)));
                Ok(pairs
                    .map(|(x, ell)| (there[x][ell] - here[x][ell]) / (TRIAL * norm(x, ell)))
                    .collect())
            })
            .collect::<Result<Vec<Vec<f64>>, Error>>()?;
        let gain = (0..SPECTRA * sampled.len())
            .map(|row| {
                let whole: Vec<f64> = columns.iter().map(|column| column[row]).collect();
                let largest = whole.iter().fold(0.0, |m: f64, g| m.max(g.abs()));
                let matters = |g: &f64| g.abs() > NEGLIGIBLE * largest;
                let first = whole.iter().position(matters).unwrap_or(0);
                let last = whole
                    .iter()
                    .rposition(matters)
                    .map_or(first, |last| last + 1);
                (first, whole[first..last].to_vec())
            })
            .collect();
        Ok(Self {
            expansion: Expansion::new(model, &best.theta, &best.covariance)?,
            model,
            amplitude: model.place_of(AMPLITUDE)?,
            tilt: model.place_of(TILT)?,
            k_pivot_inv_mpc: law.k_pivot_inv_mpc,
            k_inv_mpc,
            seen,
            multipoles,
            gain,
        })
    }

    /// The model of the power law.
    #[must_use]
    pub const fn model(&self) -> &'a Model {
        self.model
    }

    /// The expansion of the power law's spectra.
    #[must_use]
    pub const fn expansion(&self) -> &Expansion<'a> {
        &self.expansion
    }

    /// Where a primordial spectrum is looked at: even in ln k.
    #[must_use]
    pub fn k_inv_mpc(&self) -> &[f64] {
        &self.k_inv_mpc
    }

    /// Where ln(10¹⁰A) and n stand among the parameters of [`model`](Self::model).
    #[must_use]
    pub const fn power_law(&self) -> [usize; 2] {
        [self.amplitude, self.tilt]
    }

    /// A spectrum, from its values at [`k_inv_mpc`](Self::k_inv_mpc).
    #[must_use]
    pub fn shape(&self, powers: &[f64]) -> Shape {
        let l = |j: usize| (self.k_inv_mpc[j] / self.k_pivot_inv_mpc).ln();
        let mean = |of: &dyn Fn(usize) -> f64| {
            self.seen.clone().map(of).sum::<f64>() / self.seen.len() as f64
        };
        let ln_power = |j: usize| powers[j].ln();
        let (centre, height) = (mean(&l), mean(&ln_power));
        let slope = mean(&|j| (l(j) - centre) * ln_power(j)) / mean(&|j| (l(j) - centre).powi(2));
        let level = height - slope * centre;
        let residual = (0..powers.len()).map(|j| powers[j] / (level + slope * l(j)).exp() - 1.0);
        Shape {
            ln_1e10_amplitude: level + 1e10_f64.ln(),
            tilt: slope + 1.0,
            residual: residual.collect(),
        }
    }

    /// The sky: `late` is a point of [`model`](Self::model), whose amplitude and tilt are taken from the shape.
    ///
    /// # Errors
    ///
    /// [`Error::Boltzmann`] where spectra are not finite.
    pub fn sky(&self, late: &[f64], shape: &Shape) -> Result<Sky, Error> {
        let mut theta = late.to_vec();
        theta[self.amplitude] = shape.ln_1e10_amplitude;
        theta[self.tilt] = shape.tilt;
        let sky = self.expansion.sky(&theta)?;
        let mut spectra = values(&sky);
        let coefficients = spline_coefficients(&shape.residual);
        let response = |(first, gain): &(usize, Vec<f64>)| -> f64 {
            let here = &coefficients[*first..];
            gain.iter().zip(here).map(|(g, c)| g * c).sum()
        };
        let count = self.multipoles.sampled.len();
        let corrections: Vec<Vec<f64>> = (0..SPECTRA)
            .map(|x| {
                let rows = &self.gain[x * count..(x + 1) * count];
                let at: Vec<f64> = rows.iter().map(response).collect();
                self.multipoles.interpolated(&at)
            })
            .collect();
        // TE first: it takes its measure from TT and EE.
        for x in [TE, TT, EE, SPECTRA - 1] {
            for ell in 2..spectra[x].len() {
                let change = norm(&spectra, x, ell) * corrections[x][ell];
                spectra[x][ell] += change;
            }
        }
        let [tt, ee, te, phi_phi] = spectra;
        let bb = sky.lensed().bb().values().to_vec();
        let spectra_error = lastscatter_boltzmann::Error::from;
        Ok(Sky::of(
            AngularSpectra::from_values(tt, ee, bb, te).map_err(spectra_error)?,
            Spectrum::new(phi_phi).map_err(spectra_error)?,
            sky.r_drag_mpc(),
        ))
    }
}

/// A power law that one spline raises.
struct Raised {
    law: PowerLaw,
    ln_low: f64,
    step: f64,
    trial: Option<usize>,
}

impl PrimordialSpectra for Raised {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        let bump = self.trial.map_or(0.0, |j| {
            basis((k_inv_mpc.ln() - self.ln_low) / self.step - j as f64)
        });
        self.law.scalar(k_inv_mpc) * (1.0 + TRIAL * bump)
    }

    fn tensor(&self, _: f64) -> f64 {
        0.0
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        [0.0, f64::INFINITY]
    }
}

/// The cubic B-spline of unit spacing about zero, ⅔ there.
fn basis(x: f64) -> f64 {
    let x = x.abs();
    if x < 1.0 {
        2.0 / 3.0 - x * x * (1.0 - 0.5 * x)
    } else {
        (2.0 - x).max(0.0).powi(3) / 6.0
    }
}

/// The splines whose sum takes these values at the nodes; the first and the last have the weight of their node.
fn spline_coefficients(values: &[f64]) -> Vec<f64> {
    // c_{j−1} + 4 c_j + c_{j+1} = 6 s_j, by elimination.
    let n = values.len();
    let mut c = values.to_vec();
    let mut pivots = vec![0.0; n];
    for j in 1..n.saturating_sub(1) {
        pivots[j] = 1.0 / (4.0 - pivots[j - 1]);
        c[j] = (6.0 * values[j] - c[j - 1]) * pivots[j];
    }
    for j in (1..n.saturating_sub(1)).rev() {
        c[j] -= pivots[j] * c[j + 1];
    }
    c
}

/// TT, EE, TE and φφ.
fn values(sky: &Sky) -> [Vec<f64>; SPECTRA] {
    let lensed = sky.lensed();
    let phi_phi = sky.phi_phi().values();
    let [tt, ee, te] = [lensed.tt(), lensed.ee(), lensed.te()].map(|s| s.values().to_vec());
    [tt, ee, te, phi_phi.to_vec()]
}

fn norm(spectra: &[Vec<f64>; SPECTRA], x: usize, ell: usize) -> f64 {
    match x {
        TE => (spectra[TT][ell] * spectra[EE][ell]).max(0.0).sqrt(),
        x => spectra[x][ell],
    }
}

/// Multipoles with responses, and how those between come by theirs.
#[derive(Debug)]
struct Multipoles {
    sampled: Vec<usize>,
    /// For each ℓ the first of four sampled ones, and the weights of the cubic through them.
    stencils: Vec<(usize, [f64; 4])>,
}

impl Multipoles {
    fn new(lmax: usize) -> Self {
        let mut sampled = vec![2];
        while let Some(&ell) = sampled.last()
            && ell < lmax
        {
            let step = (1.0 + GROWTH * ell.saturating_sub(LOW) as f64).min(LARGEST_STEP);
            sampled.push((ell + step as usize).min(lmax));
        }
        let stencils = (0..=lmax).map(|ell| {
            let below = sampled.partition_point(|&s| s < ell);
            let first = below.saturating_sub(2).min(sampled.len().saturating_sub(4));
            let weights = std::array::from_fn(|a| {
                let others = (0..4).filter(|&b| b != a);
                others.fold(1.0, |product, b| {
                    let [from, to] = [b, a].map(|i| sampled[(first + i).min(sampled.len() - 1)]);
                    product * (ell as f64 - from as f64) / (to as f64 - from as f64)
                })
            });
            (first, weights)
        });
        let stencils = stencils.collect();
        Self { sampled, stencils }
    }

    /// Values at all multipoles from those at the sampled ones.
    fn interpolated(&self, values: &[f64]) -> Vec<f64> {
        let at = |(first, weights): &(usize, [f64; 4])| {
            let here = &values[*first..];
            weights.iter().zip(here).map(|(w, v)| w * v).sum()
        };
        self.stencils.iter().map(at).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn splines_go_through_their_values() {
        let values: Vec<f64> = (0..60).map(|j| (0.3 * f64::from(j)).sin()).collect();
        let c = spline_coefficients(&values);
        let sum = |x: f64| -> f64 {
            let terms = c.iter().enumerate();
            terms.map(|(j, c)| c * basis(x - j as f64)).sum()
        };
        for j in 2..58 {
            assert!((sum(f64::from(j)) - values[j as usize]).abs() < 1e-12);
        }
        // Between nodes the error is of fourth order: 0.3⁴/400.
        for j in 10..50 {
            let x = f64::from(j) + 0.5;
            assert!((sum(x) - (0.3 * x).sin()).abs() < 3e-5);
        }
    }

    #[test]
    fn cubics_between_multipoles_are_exact() {
        let multipoles = Multipoles::new(2500);
        let at = &multipoles.sampled;
        assert!(at.len() < 450 && at.last() == Some(&2500));
        let cubic = |ell: usize| (ell as f64 / 1000.0 - 1.0).powi(3);
        let values: Vec<f64> = at.iter().map(|&ell| cubic(ell)).collect();
        let all = multipoles.interpolated(&values);
        for ell in 2..=2500 {
            assert!((all[ell] - cubic(ell)).abs() < 1e-12);
        }
    }
}
