//! How finely lensing is computed.

/// Numerical choices of the lensing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Order of the Gauss–Legendre rule over (ℓ_max + ℓ_max,out)/2.
    pub(super) sampling: f64,
    /// Angles in radians where the window of small angles begins to fall, and where it ends.
    pub(super) window: Option<[f64; 2]>,
    /// Largest multipole outside the window; 0 leaves large angles out.
    pub(super) far: usize,
}

impl Accuracy {
    /// Small angles alone.
    #[must_use]
    pub const fn fast() -> Self {
        Self { sampling: 1.4, window: Some([0.05, 0.15]), far: 0 }
    }

    /// Small angles, and the large scales on the rest of the sky.
    #[must_use]
    pub const fn standard() -> Self {
        Self { sampling: 1.8, window: Some([0.1, 0.2]), far: 600 }
    }

    /// One rule for the whole sky.
    #[must_use]
    pub const fn reference() -> Self {
        Self { sampling: 2.2, window: None, far: 0 }
    }
}
