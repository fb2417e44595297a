//! Lensed spectra as likelihoods see them.

use std::f64::consts::TAU;
use std::path::Path;

use lastscatter_likelihood::spectra::Theory;
use lastscatter_primordial::PrimordialSpectra;
use lastscatter_stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, MicrokelvinSquared, Spectrum,
};

use crate::{Error, SolvedUniverse};

/// The sky of one universe and one beginning.
#[derive(Debug, Clone)]
pub struct Sky {
    lensed: AngularSpectra<MicrokelvinSquared>,
    phi_phi: Spectrum<Cl, Dimensionless>,
    r_drag_mpc: f64,
}

impl Sky {
    /// Scalars and gravitational waves, lensed.
    ///
    /// # Errors
    ///
    /// [`Error::Boltzmann`].
    pub fn new(
        universe: &SolvedUniverse,
        primordial: &impl PrimordialSpectra,
    ) -> Result<Self, Error> {
        let spectra = universe.solution.spectra(primordial)?;
        let spectra_error = lastscatter_boltzmann::Error::from;
        let lensed = spectra
            .lensed()?
            .sum(&spectra.lensed_tensor()?)
            .and_then(|sum| sum.in_microkelvin_squared(universe.t_cmb_k))
            .map_err(spectra_error)?;
        Ok(Self {
            lensed,
            phi_phi: spectra.potential()?.phi_phi().clone(),
            r_drag_mpc: universe.r_drag_mpc,
        })
    }

    /// The sky of a file as Planck publishes them (`*.theory_cl`): rows of ℓ, then D_ℓ of TT, TE, EE and BB in µK² and
    /// [ℓ(ℓ+1)]² C_ℓ^φφ/2π, from ℓ = 2 on.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::Spectra`] with the line.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            file: file.clone(),
            source,
        })?;
        let mut columns: [Vec<f64>; 5] = std::array::from_fn(|_| vec![0.0; 2]);
        for (line, row) in text.lines().enumerate() {
            if row.trim_start().starts_with('#') || row.trim().is_empty() {
                continue;
            }
            let numbers: Result<Vec<f64>, _> = row.split_whitespace().map(str::parse).collect();
            let ell = columns[0].len() as f64;
            match numbers.as_deref() {
                Ok([first, rest @ ..]) if (first - ell).abs() < 0.5 && rest.len() == 5 => {
                    let laplacian = ell * (ell + 1.0);
                    for (column, d) in columns.iter_mut().zip(rest) {
                        column.push(TAU * d / laplacian);
                    }
                    if let Some(phi_phi) = columns[4].last_mut() {
                        *phi_phi /= laplacian;
                    }
                }
                _ => {
                    return Err(Error::Spectra {
                        file,
                        line: line + 1,
                        expected: format!("ℓ = {ell}, TT, TE, EE, BB and φφ"),
                    });
                }
            }
        }
        let [tt, te, ee, bb, phi_phi] = columns;
        let spectra_error = lastscatter_boltzmann::Error::from;
        Ok(Self {
            lensed: AngularSpectra::from_values(tt, ee, bb, te).map_err(spectra_error)?,
            phi_phi: Spectrum::new(phi_phi).map_err(spectra_error)?,
            r_drag_mpc: f64::NAN,
        })
    }

    /// The sky of these spectra.
    pub(crate) const fn of(
        lensed: AngularSpectra<MicrokelvinSquared>,
        phi_phi: Spectrum<Cl, Dimensionless>,
        r_drag_mpc: f64,
    ) -> Self {
        Self {
            lensed,
            phi_phi,
            r_drag_mpc,
        }
    }

    /// The sound horizon at the end of the baryons' drag, comoving, in Mpc; NaN where spectra came from a file, which
    /// distances are then refused for.
    #[must_use]
    pub const fn r_drag_mpc(&self) -> f64 {
        self.r_drag_mpc
    }

    /// C_ℓ^φφ.
    #[must_use]
    pub const fn phi_phi(&self) -> &Spectrum<Cl, Dimensionless> {
        &self.phi_phi
    }

    /// The lensed spectra C_ℓ in µK².
    #[must_use]
    pub const fn lensed(&self) -> &AngularSpectra<MicrokelvinSquared> {
        &self.lensed
    }

    /// As likelihoods take it.
    #[must_use]
    pub const fn theory(&self) -> Theory<'_> {
        Theory::new(&self.lensed).with_phi_phi(&self.phi_phi)
    }
}
