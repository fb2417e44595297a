//! What every diagnostic asks of its draws, and moments of them.

use crate::error::Error;
use crate::require::require_length;

/// Splitting leaves halves of two draws, the fewest that have a variance.
pub(super) const FEWEST: usize = 4;

/// The chains as slices: one or more, of one length, at least `required` long, finite.
pub(super) fn checked<'a, C: AsRef<[f64]>>(
    what: &'static str,
    draws: &'a [C],
    required: usize,
) -> Result<Vec<&'a [f64]>, Error> {
    let chains: Vec<&[f64]> = draws.iter().map(AsRef::as_ref).collect();
    let length = chains.first().map_or(0, |c| c.len());
    if length < required {
        return Err(Error::ChainTooShort {
            what,
            draws: length,
            required,
        });
    }
    for (chain, values) in chains.iter().enumerate() {
        require_length("chain", values.len(), length)?;
        if let Some(index) = values.iter().position(|v| !v.is_finite()) {
            return Err(Error::NonFiniteDraw {
                chain,
                index,
                value: values[index],
            });
        }
    }
    Ok(chains)
}

/// First and last half of each chain; of an odd number the middle draw is left out.
pub(super) fn split<'a>(chains: &[&'a [f64]]) -> Vec<&'a [f64]> {
    chains
        .iter()
        .flat_map(|chain| {
            let half = chain.len() / 2;
            [&chain[..half], &chain[chain.len() - half..]]
        })
        .collect()
}

/// `f` applied to every draw.
pub(super) fn mapped(chains: &[&[f64]], f: impl Fn(f64) -> f64) -> Vec<Vec<f64>> {
    chains
        .iter()
        .map(|chain| chain.iter().map(|x| f(*x)).collect())
        .collect()
}

pub(super) fn slices(chains: &[Vec<f64>]) -> Vec<&[f64]> {
    chains.iter().map(Vec::as_slice).collect()
}

/// The mean, measured from the first value: exact where all are the same, so that constant draws
/// are known by a variance of zero.
pub(super) fn mean(values: &[f64]) -> f64 {
    let origin = values[0];
    origin + values.iter().map(|x| x - origin).sum::<f64>() / values.len() as f64
}

/// Variance with the divisor n − 1.
pub(super) fn variance(values: &[f64]) -> f64 {
    let mean = mean(values);
    let sum: f64 = values.iter().map(|x| (x - mean) * (x - mean)).sum();
    sum / (values.len() - 1) as f64
}

/// All draws in ascending order.
pub(super) fn pooled(chains: &[&[f64]]) -> Vec<f64> {
    let mut all = chains.concat();
    all.sort_unstable_by(f64::total_cmp);
    all
}

/// The quantile of ascending values by linear interpolation (type 7 of `hyndman1996`).
pub(super) fn quantile(ascending: &[f64], p: f64) -> f64 {
    let position = p * (ascending.len() - 1) as f64;
    let below = (position.floor() as usize).min(ascending.len() - 1);
    let above = (below + 1).min(ascending.len() - 1);
    let fraction = position - below as f64;
    (1.0 - fraction) * ascending[below] + fraction * ascending[above]
}

pub(super) fn require_inner_probability(p: f64) -> Result<(), Error> {
    if p > 0.0 && p < 1.0 {
        Ok(())
    } else {
        Err(Error::OutOfDomain {
            name: "probability",
            value: p,
            expected: "between 0 and 1",
        })
    }
}
