//! How finely lensing is computed.

/// Numerical choices of the lensing.
///
/// Largest errors against `reference` over 2 ≤ ℓ ≤ 2500 for a ΛCDM cosmology with unlensed spectra up to 4000 (that of TE
/// over √(TT·EE)), and the time on one core with AVX-512 vectors from spectra up to 3500 (the bench `lensing`):
///
/// | | TT | EE | TE | BB | time |
/// |---|---|---|---|---|---|
/// | `fast` | 1.8e-5 | 3.4e-5 | 1.3e-5 | 8.6e-4 | 8 ms |
/// | `standard` | 6.8e-6 | 1.8e-5 | 1.2e-5 | 5.9e-6 | 13 ms |
/// | `reference` | – | – | – | – | 105 ms |
///
/// The test `golden_lensing::settings` holds the errors. The largest of EE lie at its minima.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Order of the Gauss–Legendre rule over (ℓ_max + ℓ_max,out)/2; 1 would be exact for what stays below ℓ_max, but lensing
    /// carries power beyond, which aliases into the highest multipoles. Cost is proportional.
    sampling: f64,
    /// Angles in radians where the window on small angles begins to fall, and where it ends; none for the whole sphere. Cost is
    /// proportional to the second.
    window: Option<[f64; 2]>,
    /// Largest multipole kept outside the window.
    far: usize,
}

impl Accuracy {
    /// For exploring.
    #[must_use]
    pub const fn fast() -> Self {
        Self {
            sampling: 1.5,
            window: Some([0.06, 0.14]),
            far: 300,
        }
    }

    /// For data analysis.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            sampling: 1.8,
            window: Some([0.15, 0.3]),
            far: 400,
        }
    }

    /// One rule for the whole sphere, to check the others.
    #[must_use]
    pub const fn reference() -> Self {
        Self {
            sampling: 2.5,
            window: None,
            far: 0,
        }
    }

    pub(super) fn order(&self, l_max: usize, l_max_out: usize) -> usize {
        (0.5 * self.sampling * (l_max + l_max_out) as f64).ceil() as usize + 2
    }

    pub(super) const fn window(&self) -> Option<[f64; 2]> {
        self.window
    }

    pub(super) const fn far(&self) -> usize {
        self.far
    }
}
