//! Spectra that are solved at a few wavenumbers and known at all.

use crate::{Error, Model, Observables, Powers, PrimordialSpectra, panels::Panels};

/// The spectra of a [`Model`] over a range of wavenumbers: Chebyshev series of the logarithms of P_ℛ, P_R and P_L in panels of ln k, which are
/// halved until their last coefficients, and their errors at three wavenumbers between the nodes, fall below the tolerance.
///
/// # Accuracy
///
/// Between the nodes the error stays below three times the tolerance, in spectra with the ringing of a step, of curved space and of a
/// kinetic phase too (`tests/spectrum.rs`).
#[derive(Debug, Clone)]
pub struct Spectrum {
    panels: Panels<3>,
}

impl Spectrum {
    /// The spectra of `model` from the first to the second wavenumber in Mpc⁻¹, to a relative `tolerance` beyond that of the model.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`] for a range beyond that of the model; [`Error::OutOfDomain`] for a tolerance or range that makes no
    /// sense; [`Error::NotResolved`] when the spectrum has features too fine; those of the model.
    pub fn new(
        model: &(impl Model + ?Sized),
        range_inv_mpc: [f64; 2],
        tolerance: f64,
    ) -> Result<Self, Error> {
        let values = |k_inv_mpc: f64| {
            let powers = model.powers(k_inv_mpc)?;
            Ok([powers.scalar, powers.tensor_right, powers.tensor_left])
        };
        let (possible, resolution) = (model.range_inv_mpc(), model.resolution());
        Ok(Self {
            panels: Panels::new(values, range_inv_mpc, possible, resolution, tolerance)?,
        })
    }

    /// The powers at a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error> {
        Ok(powers(self.panels.checked(k_inv_mpc)?))
    }

    /// Tilts, runnings and the tensor-to-scalar ratio at a wavenumber in Mpc⁻¹, from the derivatives of the series.
    ///
    /// # Accuracy
    ///
    /// An error t of the series becomes one of about 10 t in n_s, 100 t in its running and 1000 t in the running of the running in the middle of a panel
    /// some e-folds wide.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`].
    pub fn observables(&self, k_inv_mpc: f64) -> Result<Observables, Error> {
        let powers = self.powers(k_inv_mpc)?;
        let [scalar, right, left] = self.panels.slopes(k_inv_mpc);
        let share = |power: f64, slope: f64| if power > 0.0 { power * slope } else { 0.0 };
        let n_t = (share(powers.tensor_right, right[0]) + share(powers.tensor_left, left[0]))
            / powers.tensor();
        Ok(Observables::new(
            [powers.scalar, powers.tensor()],
            scalar,
            n_t,
        ))
    }

    /// How many wavenumbers were solved.
    #[must_use]
    pub const fn solved(&self) -> usize {
        self.panels.solved()
    }
}

impl PrimordialSpectra for Spectrum {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        self.panels.values(k_inv_mpc)[0]
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        powers(self.panels.values(k_inv_mpc)).tensor()
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        powers(self.panels.values(k_inv_mpc)).chirality()
    }

    fn range_inv_mpc(&self) -> [f64; 2] {
        self.panels.range_inv_mpc()
    }
}

const fn powers([scalar, tensor_right, tensor_left]: [f64; 3]) -> Powers {
    Powers {
        scalar,
        tensor_right,
        tensor_left,
    }
}
