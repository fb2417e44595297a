//! The slow-roll approximation, for comparison.

use std::f64::consts::PI;

use super::History;

/// Spectra to second order in the Hubble-flow parameters ε₁, ε₂, ε₃ at k = aH:
///
/// ```text
/// C = γ_E + ln 2 − 2 ≈ −0.7296
/// P_ℛ = H²/(8π²ε₁) [1 − 2(C+1)ε₁ − Cε₂ + (2C² + 2C + π²/2 − 5)ε₁² + (C² − C + 7π²/12 − 7)ε₁ε₂
///                  + (C²/2 + π²/8 − 1)ε₂² + (−C²/2 + π²/24)ε₂ε₃]
/// P_t = 2H²/π² [1 − 2(C+1)ε₁ + (2C² + 2C + π²/2 − 5)ε₁² + (−C² − 2C + π²/12 − 2)ε₁ε₂]
/// n_s − 1 = −2ε₁ − ε₂ − 2ε₁² − (2C + 3)ε₁ε₂ − Cε₂ε₃
/// n_t     = −2ε₁ − 2ε₁² − 2(C + 1)ε₁ε₂
/// α_s     = −2ε₁ε₂ − ε₂ε₃ − 6ε₁²ε₂ − (2C + 3)ε₁ε₂² − (2C + 4)ε₁ε₂ε₃ − Cε₂ε₃(ε₃ + ε₄)
/// ```
///
/// The last line is the derivative of that of n_s. The modes solve all this exactly; the approximation's own error is of third order, and of fourth for
/// the running.
///
/// # Accuracy
///
/// `inflation::slow_roll_of_second_order`.
///
/// # References
///
/// `stewart1993`; `gong2001`; `leach2002`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct SlowRoll {
    /// ε₁, ε₂ and ε₃ at horizon crossing.
    pub hubble_flow: [f64; 3],
    /// P_ℛ.
    pub scalar: f64,
    /// P_t.
    pub tensor: f64,
    /// n_s.
    pub n_s: f64,
    /// n_t.
    pub n_t: f64,
    /// α_s = dn_s/dln k.
    pub running: f64,
}

impl SlowRoll {
    /// From the moment N at which k = aH; reduced Planck units.
    #[must_use]
    pub fn at(history: &History, n: f64) -> Self {
        // Products ε₂ε₃ and ε₂ε₃(ε₃ + ε₄) are derivatives of ε₂: nothing is divided by what may vanish.
        let [e1, e2, e23, e234] = history.flow(n);
        let c = 0.577_215_664_901_532_9 + std::f64::consts::LN_2 - 2.0;
        let pi2 = PI * PI;
        let hubble_squared = (2.0 * history.ln_hubble(n)).exp();
        let first =
            1.0 - 2.0 * (c + 1.0) * e1 + (2.0 * c * c + 2.0 * c + pi2 / 2.0 - 5.0) * e1 * e1;
        let scalar = first - c * e2
            + (c * c - c + 7.0 * pi2 / 12.0 - 7.0) * e1 * e2
            + (c * c / 2.0 + pi2 / 8.0 - 1.0) * e2 * e2
            + (-c * c / 2.0 + pi2 / 24.0) * e23;
        let tensor = first + (-c * c - 2.0 * c + pi2 / 12.0 - 2.0) * e1 * e2;
        Self {
            hubble_flow: history.hubble_flow(n),
            scalar: hubble_squared / (8.0 * pi2 * e1) * scalar,
            tensor: 2.0 * hubble_squared / pi2 * tensor,
            n_s: 1.0 - 2.0 * e1 - e2 - 2.0 * e1 * e1 - (2.0 * c + 3.0) * e1 * e2 - c * e23,
            n_t: -2.0 * e1 - 2.0 * e1 * e1 - 2.0 * (c + 1.0) * e1 * e2,
            running: -2.0 * e1 * e2
                - e23
                - 6.0 * e1 * e1 * e2
                - (2.0 * c + 3.0) * e1 * e2 * e2
                - (2.0 * c + 4.0) * e1 * e23
                - c * e234,
        }
    }
}
