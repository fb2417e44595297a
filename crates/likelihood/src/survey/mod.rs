//! Simulated surveys, which need no file: bands, beams, noise and sky fraction give bandpowers and their covariance.
//!
//! A data set of a survey like Planck's, drawn for a universe, and χ² of that universe:
//!
//! ```
//! use lastscatter_likelihood::spectra::{SpectraLikelihood, Theory};
//! use lastscatter_likelihood::survey::Survey;
//! # use lastscatter_stokes::spectra::{AngularSpectra, MicrokelvinSquared};
//! # let cl = |a: f64| (0..=2508).map(|l| a / f64::from(l * l + 100)).collect::<Vec<_>>();
//! # let lensed = AngularSpectra::<MicrokelvinSquared>::from_values(cl(6e3), cl(60.0), cl(1.0), cl(-100.0))?;
//!
//! let truth = Theory::new(&lensed); // C_ℓ in µK² to ℓ = 2508, from any solver
//! let survey = Survey::planck_like().with_multipoles(30..=2508)?;
//! let likelihood = survey.observation(&truth, 30, 1)?; // bins of 30 multipoles, seed 1
//! let nuisance: Vec<f64> = likelihood.nuisance().iter().map(|n| n.default()).collect();
//! let chi_squared = likelihood.chi_squared(&truth, &nuisance)?;
//! assert_eq!(chi_squared.count, 3 * 83); // TT, TE, EE
//! assert!((chi_squared.total - 249.0).abs() < 4.0 * (2.0 * 249.0_f64).sqrt());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Errors of bandpowers are nearly Gaussian where many modes share a bin. At the lowest multipoles they are not: there
//! [`Survey::wishart`] has the exact likelihood, multipole by multipole.
//!
//! | | what |
//! | --- | --- |
//! | [`Survey`] | the survey: [`Survey::planck_like`], [`Survey::simons_observatory_like`] |
//! | [`Band`], [`Noise`], [`Knee`] | its frequency bands |
//! | [`ResidualForeground`] | what cleaning leaves, one amplitude each |
//! | [`Wishart`] | the exact likelihood of full-sky spectra |

mod band;
mod definition;
mod foreground;
mod knox;
mod presets;

mod wishart;

pub use band::{Band, Knee, Noise};
pub use definition::{Fields, Survey};
pub use foreground::{ForegroundShape, ResidualForeground};
pub use wishart::Wishart;
