//! Multipole hierarchies of free streaming, shared by photons and neutrinos.

use lastscatter_numerics::{Real, element_by_element};

/// A run of multipoles in the state: ℓ = 0 … `lmax` at `start`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Multipoles {
    pub start: usize,
    pub lmax: usize,
}

impl Multipoles {
    pub(crate) const fn end(self) -> usize {
        self.start + self.lmax + 1
    }
}

/// Streaming coefficients ℓ/(2ℓ+1) and (ℓ+1)/(2ℓ+1).
#[derive(Debug, Clone)]
pub(crate) struct Streaming {
    down: Vec<f64>,
    up: Vec<f64>,
}

impl Streaming {
    /// Coefficients for scalars up to `lmax`.
    pub(crate) fn scalar(lmax: usize) -> Self {
        let fraction = |l: usize, over: usize| over as f64 / (2 * l + 1) as f64;
        Self {
            down: (0..=lmax).map(|l| fraction(l, l)).collect(),
            up: (0..=lmax).map(|l| fraction(l, l + 1)).collect(),
        }
    }

    /// Free streaming with damping of the multipoles from `from` to the last, at which the hierarchy is closed as the spherical Bessel
    /// function would (`ma1995`, equation 51).
    ///
    /// ```text
    /// F_ℓ′ = k/(2ℓ+1) [ℓ F_{ℓ−1} − (ℓ+1) F_{ℓ+1}] − κ′ F_ℓ,   F_L′ = k F_{L−1} − ((L+1)/τ + κ′) F_L
    /// ```
    #[inline(always)]
    pub(crate) fn stream<R: Real>(
        &self,
        from: usize,
        k: R,
        damping: R,
        inverse_tau: f64,
        y: &[R],
        dy: &mut [R],
    ) {
        let last = y.len() - 1;
        let (down, up) = (&self.down[..=last], &self.up[..=last]);
        let dy = &mut dy[..=last];
        for l in from..last {
            dy[l] = k * (y[l - 1] * down[l] - y[l + 1] * up[l]) - damping * y[l];
            element_by_element();
        }
        let leak = damping + R::from((last + 1) as f64 * inverse_tau);
        dy[last] = k * y[last - 1] - leak * y[last];
    }
}
