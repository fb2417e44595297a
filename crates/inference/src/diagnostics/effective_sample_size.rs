//! How many independent draws the chains are worth.

use super::draws::{
    FEWEST, checked, mapped, mean, pooled, quantile, require_inner_probability, slices, split,
    variance,
};
use super::rank::normal_scores;
use crate::error::Error;

const NAME: &str = "effective sample size";

/// Effective sample size for the bulk of the distribution: that of the normal scores of the split
/// chains. Wanted: above 100 a chain.
///
/// # References
///
/// `vehtari2021`, sections 3.2 and 4.1, equation 14.
///
/// # Errors
///
/// [`Error::ChainTooShort`] below four draws, [`Error::ConstantDraws`], [`Error::NonFiniteDraw`],
/// [`Error::Dimension`] where chains differ in length.
pub fn ess_bulk<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    let chains = checked(NAME, draws, FEWEST)?;
    effective_size(&slices(&normal_scores(&split(&chains))))
}

/// Effective sample size for the tails: the smaller of those of the 5% and 95% quantiles.
///
/// # References
///
/// `vehtari2021`, section 4.3.
///
/// # Errors
///
/// As [`ess_bulk`].
pub fn ess_tail<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    Ok(ess_quantile(draws, 0.05)?.min(ess_quantile(draws, 0.95)?))
}

/// Effective sample size for the mean: that of the split chains as they are.
///
/// # References
///
/// `vehtari2021`, section 3.2.
///
/// # Errors
///
/// As [`ess_bulk`].
pub fn ess_mean<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    effective_size(&split(&checked(NAME, draws, FEWEST)?))
}

/// Effective sample size for the quantile of probability `p`: that of the indicator
/// I(θ ≤ q̂_p) of the split chains.
///
/// # References
///
/// `vehtari2021`, section 4.3.
///
/// # Errors
///
/// As [`ess_bulk`]; [`Error::OutOfDomain`] for `p` outside (0, 1).
pub fn ess_quantile<C: AsRef<[f64]>>(draws: &[C], p: f64) -> Result<f64, Error> {
    require_inner_probability(p)?;
    let chains = checked(NAME, draws, FEWEST)?;
    let threshold = quantile(&pooled(&chains), p);
    let indicator = mapped(&chains, |x| if x <= threshold { 1.0 } else { 0.0 });
    effective_size(&split(&slices(&indicator)))
}

/// S / τ̂ with
///
/// ```text
/// τ̂   = −1 + 2 Σ_t P̂_t,   P̂_t = ρ̂_{2t} + ρ̂_{2t+1},
/// ρ̂_t = 1 − (W − ⟨s² ρ̂_t⟩) / var⁺,
/// ```
///
/// where ⟨s² ρ̂_t⟩ is the chains' mean autocovariance, W their mean variance and var⁺ the pooled variance.
/// P̂_t is summed while it is positive, each term no larger than the one before (`geyer1992`, section 3.3).
///
/// Two refinements are those of Stan, `posterior` and ArviZ, so that numbers agree: the even
/// lag after the last pair counts once if it is positive, and τ̂ ≥ 1/log₁₀ S, which keeps antithetic chains
/// from claiming more than S log₁₀ S.
///
/// Lags are evaluated one by one until the sum ends: O(S τ).
fn effective_size(chains: &[&[f64]]) -> Result<f64, Error> {
    let length = chains[0].len();
    let n = length as f64;
    let centred: Vec<Vec<f64>> = chains
        .iter()
        .map(|c| {
            let mean = mean(c);
            c.iter().map(|x| x - mean).collect()
        })
        .collect();
    let autocovariance = |lag: usize| {
        let sum: f64 = centred
            .iter()
            .map(|c| c.iter().zip(&c[lag..]).map(|(a, b)| a * b).sum::<f64>())
            .sum();
        sum / (n * chains.len() as f64)
    };
    let within = autocovariance(0) * n / (n - 1.0);
    let means: Vec<f64> = chains.iter().map(|c| mean(c)).collect();
    let pooled = autocovariance(0) + variance(&means);
    if pooled <= 0.0 {
        return Err(Error::ConstantDraws { what: NAME });
    }
    let correlation = |lag: usize| 1.0 - (within - autocovariance(lag)) / pooled;

    let mut tau = -1.0;
    let mut smallest = f64::INFINITY;
    let mut pair = [1.0, correlation(1)];
    let mut lag = 2;
    // The last lag that is looked at is length − 2, as in the codes above.
    while pair[0] + pair[1] > 0.0 && lag + 2 < length {
        smallest = smallest.min(pair[0] + pair[1]);
        tau += 2.0 * smallest;
        pair = [correlation(lag), correlation(lag + 1)];
        lag += 2;
    }
    tau += pair[0].max(0.0);
    let total = n * chains.len() as f64;
    Ok(total / tau.max(1.0 / total.log10()))
}
