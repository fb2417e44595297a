//! The integrated autocorrelation time.

use super::draws::{checked, mean};
use crate::error::Error;

const NAME: &str = "autocorrelation time";

/// Sokal's window closes at the first lag of this many times τ.
const WINDOW: f64 = 5.0;

/// Chains shorter than this many times τ give an estimate that is noisy and biased low.
const RELIABLE: f64 = 50.0;

/// An estimate of the integrated autocorrelation time τ, in steps.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AutocorrelationTime {
    /// The estimate: right or wrong, see [`reliable`](Self::reliable).
    pub tau: f64,
    /// The lag at which the sum was cut.
    pub window: usize,
    /// Draws a chain.
    pub draws: usize,
}

impl AutocorrelationTime {
    /// τ where the chains are at least 50 τ long.
    ///
    /// # Errors
    ///
    /// [`Error::ChainTooShort`] with the length that would do.
    pub fn reliable(self) -> Result<f64, Error> {
        let required = (RELIABLE * self.tau).ceil() as usize;
        if self.draws >= required {
            Ok(self.tau)
        } else {
            Err(Error::ChainTooShort {
                what: NAME,
                draws: self.draws,
                required,
            })
        }
    }
}

/// The integrated autocorrelation time of an ensemble, one chain a walker,
///
/// ```text
/// τ = 1 + 2 Σ_{t=1}^{M} ρ(t),   M the first lag with M ≥ 5 max(1, τ(M)),
/// ```
///
/// with ρ the mean of the walkers' autocorrelation functions. N steps of the ensemble are worth N/τ
/// independent ones. Lags are evaluated one by one until the window closes: O(N τ). The floor of 1 in
/// the window keeps it open for antithetic chains, whose τ is below 1.
///
/// # References
///
/// `sokal1997`, section 3; `goodman2010`, section 3, with the walkers' autocorrelations averaged rather
/// than the walkers, as emcee does.
///
/// # Errors
///
/// [`Error::ChainTooShort`] below two draws or where the window does not close within the chain,
/// [`Error::ConstantDraws`] where a walker never moved, [`Error::NonFiniteDraw`], [`Error::Dimension`].
pub fn autocorrelation_time<C: AsRef<[f64]>>(draws: &[C]) -> Result<AutocorrelationTime, Error> {
    let chains = checked(NAME, draws, 2)?;
    let length = chains[0].len();
    let mut centred = Vec::with_capacity(chains.len());
    for chain in &chains {
        let mean = mean(chain);
        let deviations: Vec<f64> = chain.iter().map(|x| x - mean).collect();
        let norm: f64 = deviations.iter().map(|d| d * d).sum();
        if norm <= 0.0 {
            return Err(Error::ConstantDraws { what: NAME });
        }
        centred.push((deviations, norm));
    }
    let correlation = |lag: usize| {
        let sum: f64 = centred
            .iter()
            .map(|(d, norm)| d.iter().zip(&d[lag..]).map(|(a, b)| a * b).sum::<f64>() / norm)
            .sum();
        sum / centred.len() as f64
    };
    let mut tau = 1.0;
    for window in 1..length {
        tau += 2.0 * correlation(window);
        if window as f64 >= WINDOW * tau.max(1.0) {
            return Ok(AutocorrelationTime {
                tau,
                window,
                draws: length,
            });
        }
    }
    Err(Error::ChainTooShort {
        what: NAME,
        draws: length,
        required: (RELIABLE * WINDOW.recip() * length as f64).ceil() as usize,
    })
}
