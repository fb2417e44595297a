//! Potential scale reduction.

use super::draws::{FEWEST, checked, mapped, mean, pooled, quantile, slices, split, variance};
use super::rank::normal_scores;
use crate::error::Error;
use crate::require::require_at_least;

/// The rank-normalised split R̂: below 1.01 chains are taken to agree.
///
/// The larger of R̂ of the normal scores of the split chains, and of the normal scores of their
/// distance from the median: the first finds chains that differ in location, the second in scale.
/// Heavy tails do not disturb it.
///
/// # References
///
/// `vehtari2021`, equations 1–4 and 14 and section 4.2.
///
/// # Errors
///
/// [`Error::ChainTooShort`] below four draws, [`Error::ConstantDraws`], [`Error::NonFiniteDraw`],
/// [`Error::Dimension`] where chains differ in length.
pub fn r_hat<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    let chains = checked("R-hat", draws, FEWEST)?;
    let halves = split(&chains);
    let median = quantile(&pooled(&halves), 0.5);
    let folded = mapped(&halves, |x| (x - median).abs());
    let location = scale_reduction(&slices(&normal_scores(&halves)))?;
    let scale = scale_reduction(&slices(&normal_scores(&slices(&folded))))?;
    Ok(location.max(scale))
}

/// Gelman and Rubin's R̂ of whole chains, for comparison with older results; needs two chains.
///
/// ```text
/// R̂² = ((N − 1)/N W + B/N) / W,
/// ```
///
/// with W the mean variance within the chains and B/N the variance of their means.
///
/// # References
///
/// `vehtari2021`, equations 1–4.
///
/// # Errors
///
/// As [`r_hat`]; [`Error::TooFew`] for a single chain.
pub fn r_hat_classic<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    let chains = checked("R-hat", draws, FEWEST)?;
    require_at_least("chains", chains.len(), 2)?;
    scale_reduction(&chains)
}

fn scale_reduction(chains: &[&[f64]]) -> Result<f64, Error> {
    let n = chains[0].len() as f64;
    let means: Vec<f64> = chains.iter().map(|c| mean(c)).collect();
    let variances: Vec<f64> = chains.iter().map(|c| variance(c)).collect();
    let within = mean(&variances);
    if within > 0.0 {
        Ok(((variance(&means) / within) + (n - 1.0) / n).sqrt())
    } else {
        Err(Error::ConstantDraws { what: "R-hat" })
    }
}
