//! The sky of one universe with different beginnings.

use std::fmt::Write;

use lastscatter::boltzmann::{Solution, Solver, Tensors};
use lastscatter::cosmology::{Parameters, Thermodynamics};
use lastscatter::primordial::{Observables, PowerLaw, PrimordialSpectra};
use lastscatter::stokes::spectra::{AngularSpectra, MicrokelvinSquared};
use lastscatter_examples::{Failure, ModelFile};

/// Where tilts are taken, in Mpc⁻¹.
const PIVOT_INV_MPC: f64 = 0.05;

/// Relative error of the primordial spectra.
const TOLERANCE: f64 = 1e-6;

/// Transfer functions of the Planck 2018 cosmology, and its ΛCDM sky.
pub(crate) struct Universe {
    solution: Solution,
    t_cmb_k: f64,
    standard: AngularSpectra<MicrokelvinSquared>,
}

/// Lensed scalars and tensors of a model, in µK².
pub(crate) struct Sky {
    pub(crate) title: String,
    pub(crate) shape: Observables,
    spectra: AngularSpectra<MicrokelvinSquared>,
}

/// A model without all the wavenumbers that a flat universe has.
#[derive(Debug, thiserror::Error)]
#[error("{path}: the model has wavenumbers from {:.3e} to {:.3e} / Mpc: expected {:.3e} to {:.3e}, all that make the sky of flat space", found[0], found[1], needed[0], needed[1])]
struct Incomplete {
    path: String,
    found: [f64; 2],
    needed: [f64; 2],
}

impl Universe {
    pub(crate) fn solve(lmax: usize) -> Result<Self, Failure> {
        let parameters = Parameters::planck2018();
        let solver = Solver {
            tensors: Tensors::Included,
            ..Solver::new(lmax)
        };
        let solution = solver.solve(&Thermodynamics::new(&parameters)?)?;
        let t_cmb_k = parameters.t_cmb_k;
        let standard = sum(&solution, &PowerLaw::planck2018(), t_cmb_k)?;
        Ok(Self {
            solution,
            t_cmb_k,
            standard,
        })
    }

    /// The sky of a model.
    pub(crate) fn sky(&self, file: &ModelFile) -> Result<Sky, Failure> {
        let needed = self.solution.range_inv_mpc();
        let primordial = file.solve(needed, TOLERANCE)?;
        let found = primordial.range_inv_mpc();
        if found[0] > needed[0] || found[1] < needed[1] {
            let path = file.path.clone();
            return Err(Incomplete {
                path,
                found,
                needed,
            }
            .into());
        }
        Ok(Sky {
            title: file.title.clone(),
            shape: primordial.observables(PIVOT_INV_MPC)?,
            spectra: sum(&self.solution, &primordial, self.t_cmb_k)?,
        })
    }

    /// ℓ and (C_ℓ − C_ℓ^ΛCDM)/σ_ℓ from the quadrupole on, σ_ℓ² = 2 C_ℓ²/(2ℓ+1) of ΛCDM.
    pub(crate) fn residuals(
        &self,
        sky: &Sky,
        of: fn(&AngularSpectra<MicrokelvinSquared>) -> &[f64],
    ) -> Vec<(f64, f64)> {
        let both = of(&sky.spectra).iter().zip(of(&self.standard)).enumerate();
        both.skip(2)
            .map(|(ell, (c, standard))| {
                let sigma = (2.0 / (2 * ell + 1) as f64).sqrt() * standard;
                (ell as f64, (c - standard) / sigma)
            })
            .collect()
    }

    /// C_ℓ in µK² and residuals in units of cosmic variance as CSV.
    pub(crate) fn table(&self, sky: &Sky) -> String {
        let s = &sky.spectra;
        let columns = [s.tt(), s.ee(), s.bb(), s.te(), s.tb(), s.eb()].map(|c| c.values());
        let residuals = [Sky::tt, Sky::ee].map(|of| self.residuals(sky, of));
        let mut text = "ell,tt,ee,bb,te,tb,eb,residual_tt,residual_ee\n".to_owned();
        for ell in 2..columns[0].len() {
            text += &ell.to_string();
            let residuals = residuals.iter().map(|r| r[ell - 2].1);
            for value in columns.iter().map(|c| c[ell]).chain(residuals) {
                // Writing to a string cannot fail.
                let _ = write!(text, ",{value:.9e}");
            }
            text.push('\n');
        }
        text
    }
}

impl Sky {
    pub(crate) fn tt(spectra: &AngularSpectra<MicrokelvinSquared>) -> &[f64] {
        spectra.tt().values()
    }

    pub(crate) fn ee(spectra: &AngularSpectra<MicrokelvinSquared>) -> &[f64] {
        spectra.ee().values()
    }
}

/// Lensed scalars plus lensed tensors.
fn sum(
    solution: &Solution,
    primordial: &impl PrimordialSpectra,
    t_cmb_k: f64,
) -> Result<AngularSpectra<MicrokelvinSquared>, Failure> {
    let spectra = solution.spectra(primordial)?;
    let lensed = spectra.lensed()?.sum(&spectra.lensed_tensor()?)?;
    Ok(lensed.in_microkelvin_squared(t_cmb_k)?)
}
