//! Convergence diagnostics of Markov chains.
//!
//! Most functions take the draws of one quantity chain by chain (`&[Vec<f64>]`, or any slice of slices of
//! one length), as [`Chains::draws`](crate::Chains::draws) gives them; [`Summary`] does all
//! at once for every parameter of a run. R − 1 sees all parameters together.
//!
//! ```
//! use lastscatter_inference::diagnostics::{ess_bulk, r_hat};
//! use rand::RngExt;
//!
//! // Independent draws: every one counts.
//! let draws: Vec<Vec<f64>> = (0..4)
//!     .map(|chain| {
//!         let mut rng = lastscatter_inference::stream(1, chain);
//!         (0..1000).map(|_| rng.random()).collect()
//!     })
//!     .collect();
//! assert!(r_hat(&draws)? < 1.01);
//! assert!((ess_bulk(&draws)? / 4000.0 - 1.0).abs() < 0.1);
//! # Ok::<(), lastscatter_inference::Error>(())
//! ```
//!
//! # Accuracy
//!
//! Against ArviZ and emcee on autoregressive, trending, heavy-tailed and tied chains: 1e-9 relative, test
//! `tests/golden_diagnostics.rs`.

mod autocorrelation;
mod dispersion;
mod draws;
mod effective_sample_size;
mod monte_carlo_error;
mod r_hat;
mod rank;
mod summary;

pub use autocorrelation::{AutocorrelationTime, autocorrelation_time};
pub(crate) use dispersion::Dispersion;
pub use dispersion::{r_minus_1_of_limits, r_minus_1_of_means};
pub use effective_sample_size::{ess_bulk, ess_mean, ess_quantile, ess_tail};
pub use monte_carlo_error::{mcse_mean, mcse_quantile, mcse_sd};
pub use r_hat::{r_hat, r_hat_classic};
pub use summary::{ParameterSummary, Summary};
