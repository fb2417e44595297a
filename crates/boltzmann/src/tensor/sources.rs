//! What gravitational waves send towards us from each node.

use lastscatter_numerics::Real;

use crate::nodes::Node;

/// Sources of the line-of-sight integrals at one node, for h = 1 at first and P = P_t.
///
/// ```text
/// T_ℓ = √((ℓ+2)!/(ℓ−2)!) ∫dτ S_T j_ℓ/x²,   E_ℓ = ∫dτ S_P ε_ℓ,   B_ℓ = ∓∫dτ S_P β_ℓ,   x = k(τ₀−τ)
/// S_T = ½ (gΨ − ½ e^{−κ} h′),   S_P = 2 gΨ
/// ε_ℓ = ¼ (−j_ℓ + j_ℓ″ + 2j_ℓ/x² + 4j_ℓ′/x),   β_ℓ = ½ (j_ℓ′ + 2j_ℓ/x)
/// ```
///
/// the upper sign for right-handed waves.
///
/// # References
///
/// `zaldarriaga1997`, section III; `huwhite1997`, appendix C (the radial functions for m = 2).
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct TensorSources<R> {
    pub temperature: R,
    pub polarisation: R,
}

impl<R: Real> TensorSources<R> {
    /// From h′ and Ψ.
    #[inline(always)]
    pub(super) fn new(h_prime: R, scattered: R, node: &Node) -> Self {
        let light = scattered * node.visibility;
        Self {
            temperature: light * 0.5 - h_prime * (0.25 * node.transparency),
            polarisation: light * 2.0,
        }
    }
}
