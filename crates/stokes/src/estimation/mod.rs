//! Linear polarisation from noisy Q and U.
//!
//! The naive amplitude √(Q² + U²) is never negative, so noise alone makes it positive: it follows
//! Rice's distribution and at zero polarisation averages σ√(π/2). Three answers, from quick to
//! complete:
//!
//! | | what | when |
//! | --- | --- | --- |
//! | [`LinearMeasurement::naive`] | √(Q² + U²) | never below a signal-to-noise ratio of a few |
//! | [`LinearMeasurement::modified_asymptotic`] | most of the bias removed, analytic | maps; SNR ≳ 2 |
//! | [`LinearMeasurement::posterior`] | the distribution of amplitude and angle | anywhere; complete, given its prior |
//!
//! ```
//! use lastscatter_stokes::Iau;
//! use lastscatter_stokes::estimation::{AmplitudePrior, IntervalKind, LinearMeasurement, NoiseCovariance};
//!
//! // Q/I = 3.84e-6 and U = 0, each with a noise of 1e-6.
//! let measurement = LinearMeasurement::<Iau>::new(3.84e-6, 0.0, NoiseCovariance::isotropic(1e-6)?)?;
//! let posterior = measurement.posterior(AmplitudePrior::flat_in_amplitude())?;
//!
//! let p = posterior.amplitude().interval(IntervalKind::HighestDensity, 0.95)?;
//! assert!((p.lower - 1.7e-6).abs() < 0.1e-6 && (p.upper - 5.7e-6).abs() < 0.1e-6);
//! // The mean is pulled below the naive 3.84e-6.
//! assert!((posterior.amplitude().mean() - 3.69e-6).abs() < 0.01e-6);
//! # Ok::<(), lastscatter_stokes::Error>(())
//! ```

mod angle;
mod density_table;
mod interval;
mod kernel;
mod measurement;
mod noise;
mod point;
mod posterior;
mod prior;
mod rice;
mod ring;

pub use angle::AnglePosterior;
pub use interval::{AngleInterval, CredibleInterval, IntervalKind};
pub use measurement::LinearMeasurement;
pub use noise::NoiseCovariance;
pub use point::AmplitudeEstimate;
pub use posterior::{AmplitudePosterior, PolarizationPosterior};
pub use prior::AmplitudePrior;
pub use rice::RiceDistribution;
