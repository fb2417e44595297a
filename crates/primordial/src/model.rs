//! Models of the beginning, one wavenumber at a time.

use crate::Error;

/// The powers of one wavenumber, dimensionless.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Powers {
    /// P_ℛ.
    pub scalar: f64,
    /// That part of P_t which right-handed gravitational waves have.
    pub tensor_right: f64,
    /// That part of P_t which left-handed gravitational waves have.
    pub tensor_left: f64,
}

impl Powers {
    /// P_ℛ and P_t of a model that conserves parity.
    #[must_use]
    pub const fn even(scalar: f64, tensor: f64) -> Self {
        Self {
            scalar,
            tensor_right: 0.5 * tensor,
            tensor_left: 0.5 * tensor,
        }
    }

    /// P_t, both helicities together.
    #[must_use]
    pub const fn tensor(&self) -> f64 {
        self.tensor_right + self.tensor_left
    }

    /// (P_R − P_L)/(P_R + P_L); zero without gravitational waves.
    #[must_use]
    pub fn chirality(&self) -> f64 {
        if self.tensor() > 0.0 {
            (self.tensor_right - self.tensor_left) / self.tensor()
        } else {
            0.0
        }
    }

    /// All times `factor`.
    #[must_use]
    pub const fn scaled(&self, factor: f64) -> Self {
        Self {
            scalar: factor * self.scalar,
            tensor_right: factor * self.tensor_right,
            tensor_left: factor * self.tensor_left,
        }
    }
}

/// A solved model of the beginning: the powers of any wavenumber of its range, each computed afresh.
///
/// [`Spectrum`](crate::Spectrum) makes of it something that can be evaluated at will.
pub trait Model: Send + Sync {
    /// The powers at a wavenumber in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutsideSpectrum`] for a wavenumber outside [`range_inv_mpc`](Self::range_inv_mpc); whatever else keeps the mode from
    /// being solved.
    fn powers(&self, k_inv_mpc: f64) -> Result<Powers, Error>;

    /// The wavenumbers that it can do, in Mpc⁻¹.
    fn range_inv_mpc(&self) -> [f64; 2];

    /// The width in ln k at which features of the spectrum would show: interpolation looks at least so closely.
    fn resolution(&self) -> f64 {
        4.0
    }
}
