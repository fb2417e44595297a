//! Monte Carlo standard errors of posterior summaries.

use statrs::distribution::{Beta, ContinuousCDF};

use super::draws::{FEWEST, checked, mapped, mean, pooled, require_inner_probability, variance};
use super::effective_sample_size::{ess_mean, ess_quantile};
use crate::error::Error;

const NAME: &str = "Monte Carlo error";

/// Standard error of the posterior mean, σ̂/√ESS.
///
/// # References
///
/// `vehtari2021`, section 4.4.
///
/// # Errors
///
/// As [`ess_bulk`](super::ess_bulk).
pub fn mcse_mean<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    let chains = checked(NAME, draws, FEWEST)?;
    Ok((variance(&chains.concat()) / ess_mean(draws)?).sqrt())
}

/// Standard error of the posterior standard deviation, by error propagation from the variance,
///
/// ```text
/// se(σ̂)² = (⟨d⁴⟩ − ⟨d²⟩²) / (4 ⟨d²⟩ ESS),
/// ```
///
/// with d the deviation from the mean and ESS that of d².
///
/// # Errors
///
/// As [`ess_bulk`](super::ess_bulk).
pub fn mcse_sd<C: AsRef<[f64]>>(draws: &[C]) -> Result<f64, Error> {
    let chains = checked(NAME, draws, FEWEST)?;
    let centre = mean(&chains.concat());
    let squares = mapped(&chains, |x| (x - centre) * (x - centre));
    let all = squares.concat();
    let second = mean(&all);
    let spread = mean(
        &all.iter()
            .map(|d| (d - second) * (d - second))
            .collect::<Vec<_>>(),
    );
    Ok((spread / (4.0 * second * ess_mean(&squares)?)).sqrt())
}

/// Standard error of the posterior quantile of probability `p`.
///
/// With n the effective sample size for that quantile, the probability below it is known to a
/// Beta(n p + 1, n (1 − p) + 1) distribution; half the distance between the draws at that distribution's 16%
/// and 84% points is the error.
///
/// # References
///
/// `vehtari2021`, section 4.4.
///
/// # Errors
///
/// As [`ess_quantile`].
pub fn mcse_quantile<C: AsRef<[f64]>>(draws: &[C], p: f64) -> Result<f64, Error> {
    // Φ(−1).
    const TAIL: f64 = 0.158_655_253_931_457_05;
    require_inner_probability(p)?;
    let ascending = pooled(&checked(NAME, draws, FEWEST)?);
    let size = ess_quantile(draws, p)?;
    let beta =
        Beta::new(size * p + 1.0, size * (1.0 - p) + 1.0).map_err(|_| Error::OutOfDomain {
            name: "effective sample size",
            value: size,
            expected: "a positive, finite number",
        })?;
    let last = (ascending.len() - 1) as f64;
    let position = |tail: f64| beta.inverse_cdf(tail) * ascending.len() as f64 - 1.0;
    let lower = ascending[position(TAIL).floor().clamp(0.0, last) as usize];
    let upper = ascending[position(1.0 - TAIL).ceil().clamp(0.0, last) as usize];
    Ok(0.5 * (upper - lower))
}
