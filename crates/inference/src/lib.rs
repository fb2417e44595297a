//! Densities, priors, optimisers, samplers, convergence diagnostics and chains on disk.

mod calibration;
mod chains;
mod closure;
mod covariance;
mod density;
pub mod diagnostics;
mod ensemble;
mod error;
mod finite_difference;
mod fisher;
pub mod getdist;
mod hessian;
mod laplace;
mod least_squares;
mod maximise;
mod metropolis;
mod parameter;
mod posterior;
mod prior;
mod progress;
mod require;
mod ridders;
mod rng;
mod start;
mod transform;
mod unconstrained;

pub use calibration::{Calibration, Uniformity};
pub use chains::{BurnIn, Chain, Chains, Interval, Marginal};
pub use closure::{Density, DifferentiableDensity};
pub use covariance::Covariance;
pub use density::{LogDensity, LogDensityGradient};
pub use ensemble::{EnsembleOptions, EnsembleSampler, EnsembleState, Move};
pub use error::{BoxedError, DensityError, Error};
pub use finite_difference::FiniteDifference;
pub use fisher::FisherMatrix;
pub use hessian::Hessian;
pub use laplace::LaplaceApproximation;
pub use least_squares::{
    Fit, FitStop, GaussianLikelihood, LeastSquares, LevenbergMarquardt, LinearModel, Residuals,
};
pub use maximise::{Adam, Lbfgs, Maximum, MaximumStop, NelderMead};
pub use metropolis::{MetropolisOptions, MetropolisSampler, MetropolisState, Proposal};
/// The matrices that [`Covariance`] and its kin take.
pub use nalgebra;
pub use parameter::{Parameter, ParameterInfo, ParameterRole};
pub use posterior::Posterior;
pub use prior::Prior;
pub use progress::{Execution, Outcome, Phase, Progress, quiet};
pub use rng::stream;
pub use start::scatter;
pub use transform::Transform;
pub use unconstrained::Unconstrained;
