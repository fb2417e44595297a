//! C_ℓ against D_ℓ.

use std::f64::consts::TAU;
use std::fmt;
use std::hash::Hash;

mod sealed {
    #[expect(unnameable_types, reason = "seals `Normalization`")]
    pub trait Sealed {}
    impl Sealed for super::Cl {}
    impl Sealed for super::Dl {}
}

/// How a spectrum is normalised: [`Cl`] or [`Dl`].
pub trait Normalization:
    sealed::Sealed + Copy + fmt::Debug + Default + Eq + Hash + Send + Sync + 'static
{
    /// The tabulated number over C_ℓ.
    #[must_use]
    fn factor(ell: usize) -> f64;
}

/// C_ℓ = ⟨|a_ℓm|²⟩.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Cl;

/// D_ℓ = ℓ(ℓ+1) C_ℓ / 2π.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Dl;

impl Normalization for Cl {
    fn factor(_: usize) -> f64 {
        1.0
    }
}

impl Normalization for Dl {
    fn factor(ell: usize) -> f64 {
        laplacian(ell) / TAU
    }
}

/// ℓ(ℓ+1).
pub(super) fn laplacian(ell: usize) -> f64 {
    let ell = ell as f64;
    ell * (ell + 1.0)
}
