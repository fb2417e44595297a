//! Levels and rates of hydrogen and helium.
//!
//! Energies are wave numbers in m⁻¹, rates in s⁻¹, as `seager1999` and `wong2008` take them from laboratory and theory.

/// Hydrogen: ionisation from 1s.
pub(super) const H_IONISATION: f64 = 1.096_787_737e7;
/// Hydrogen: Lyman α, 2p–1s.
pub(super) const H_LYMAN_ALPHA: f64 = 8.225_916_453e6;
/// Hydrogen: two-photon decay of 2s.
pub(super) const H_TWO_PHOTON: f64 = 8.224_580_9;

/// Singly ionised helium: ionisation from 1s.
pub(super) const HE2_IONISATION: f64 = 4.389_088_863e7;
/// Helium: ionisation from 1¹s.
pub(super) const HE_IONISATION: f64 = 1.983_107_72e7;
/// Helium: 2¹s–1¹s.
pub(super) const HE_2S_SINGLET: f64 = 1.662_774_34e7;
/// Helium: 2¹p–1¹s.
pub(super) const HE_2P_SINGLET: f64 = 1.711_348_91e7;
/// Helium: 2³s–1¹s.
pub(super) const HE_2S_TRIPLET: f64 = 1.598_559_752_6e7;
/// Helium: 2³p–1¹s.
pub(super) const HE_2P_TRIPLET: f64 = 1.690_871_466e7;
/// Helium: ionisation from 2³s.
pub(super) const HE_TRIPLET_IONISATION: f64 = 3.845_469_384_5e6;
/// Helium: two-photon decay of 2¹s.
pub(super) const HE_TWO_PHOTON: f64 = 51.3;
/// Helium: 2¹p → 1¹s.
pub(super) const HE_A_SINGLET: f64 = 1.798_287e9;
/// Helium: 2³p₁ → 1¹s.
pub(super) const HE_A_TRIPLET: f64 = 177.58;
/// Photoionisation of hydrogen at the frequency of 2¹p–1¹s, in m².
pub(super) const SIGMA_H_SINGLET: f64 = 1.436_289e-22;
/// Photoionisation of hydrogen at the frequency of 2³p–1¹s, in m².
pub(super) const SIGMA_H_TRIPLET: f64 = 1.484_872e-22;

/// Effective case-B recombination coefficient of hydrogen in m³ s⁻¹.
///
/// ```text
/// α = 10⁻¹⁹ a t^b/(1 + c t^d),   t = T/10⁴ K
/// ```
///
/// # References
///
/// `pequignot1991`.
pub(super) fn hydrogen_case_b(temperature_k: f64) -> f64 {
    let ln_t = (temperature_k / 1e4).ln();
    4.309e-19 * (-0.6166 * ln_t).exp() / (1.0 + 0.6703 * (0.5300 * ln_t).exp())
}

/// Recombination coefficients of helium to the singlets and to the triplets, in m³ s⁻¹.
///
/// ```text
/// α = q [√(T/T₂) (1 + √(T/T₂))^{1−p} (1 + √(T/T₁))^{1+p}]⁻¹,   T₁ = 10^5.114 K,   T₂ = 3 K
/// ```
///
/// # References
///
/// `hummer1998` (the rates), `seager1999` and `wong2008` (the fits).
pub(super) fn helium(temperature_k: f64) -> [f64; 2] {
    const T1: f64 = 130_016.957_8;
    let (cold, hot) = ((temperature_k / 3.0).sqrt(), (temperature_k / T1).sqrt());
    let (ln_cold, ln_hot) = (cold.ln_1p(), hot.ln_1p());
    let fit = |q: f64, p: f64| q / cold * (-(1.0 - p) * ln_cold - (1.0 + p) * ln_hot).exp();
    // 10^−16.744 and 10^−16.306.
    [fit(1.803_017_7e-17, 0.711), fit(4.943_106_9e-17, 0.761)]
}
