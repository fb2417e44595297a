//! From a density to a posterior that can be trusted: priors, optimisers, samplers, convergence
//! diagnostics and chains on disk.
//!
//! A model is a [`LogDensity`] (with a gradient, a [`LogDensityGradient`]) or a [`LeastSquares`] problem; nothing
//! here knows more of it. A straight line through five points, fitted, sampled, summarised and written
//! for GetDist:
//!
//! ```
//! use lastscatter_inference::{
//!     EnsembleOptions, EnsembleSampler, GaussianLikelihood, LevenbergMarquardt, Parameter,
//!     Posterior, Prior, Residuals, diagnostics::Summary, getdist, quiet, scatter,
//! };
//!
//! let (x, y, sigma) = ([0.0, 1.0, 2.0, 3.0, 4.0], [1.1, 2.9, 5.2, 6.8, 9.1], 0.2);
//! let line = Residuals::new(5, 2, move |theta, r| {
//!     for i in 0..5 {
//!         r[i] = (theta[0] + theta[1] * x[i] - y[i]) / sigma;
//!     }
//! });
//! let fit = LevenbergMarquardt::default().minimise(&line, &[0.0, 1.0])?;
//! assert!((fit.theta[1] - 1.99).abs() < 1e-6 && (fit.standard_errors()[1] - 0.0632).abs() < 1e-4);
//!
//! let parameters = vec![
//!     Parameter::new("a", "a", Prior::uniform(-10.0, 10.0)?)?,
//!     Parameter::new("b", "b", Prior::uniform(-10.0, 10.0)?)?,
//! ];
//! let posterior = Posterior::new(parameters, GaussianLikelihood(line))?;
//! let start = scatter(&fit.theta, &fit.standard_errors(), 32, 1)?;
//! let mut sampler = EnsembleSampler::new(&posterior, &start, EnsembleOptions::default())?;
//! let _ = sampler.run(500, quiet)?; // burn-in
//! sampler.discard();
//! let _ = sampler.run(2000, quiet)?;
//! let chains = sampler.chains(posterior.info())?;
//!
//! let summary = Summary::new(&chains)?; // `println!("{summary}")` prints a table
//! assert!(summary.parameters().iter().all(|p| p.r_hat < 1.02));
//! # let folder = tempfile::tempdir()?;
//! # let root = folder.path().join("line");
//! getdist::write(&root, &chains)?; // root_1.txt …, root.paramnames, root.ranges
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | What | Where |
//! | --- | --- |
//! | models | [`Density`], [`Residuals`], [`LinearModel`], [`GaussianLikelihood`], [`FiniteDifference`] |
//! | priors and parameters | [`Prior`], [`Parameter`], [`Posterior`], [`Transform`], [`Unconstrained`] |
//! | fast and slow parameters | [`SlowFast`], [`Block`], [`FastSteps`] |
//! | best fits | [`LevenbergMarquardt`], [`Lbfgs`], [`NelderMead`], [`Adam`], [`Restarts`] of them, [`Profile`] |
//! | curvature | [`Covariance`], [`FisherMatrix`], [`Hessian`], [`LaplaceApproximation`] |
//! | samplers | [`EnsembleSampler`], [`MetropolisSampler`], [`NutsSampler`], [`Calibration`] of them |
//! | evidence | [`NestedSampler`], [`LaplaceApproximation`] |
//! | starts and proposals | [`scatter`], [`GaussianMixture`], [`LaplaceApproximation`] |
//! | runs that survive their process | [`run`], [`MetropolisSampler::in_folder`], [`NestedSampler::in_folder`] |
//! | chains on several machines | [`Company`], [`MetropolisSampler::in_company`]; `mpi::World` with the feature `mpi` |
//! | what came out | [`Chains`], [`Marginal`], [`ResultTable`], [`Reweighting`], [`diagnostics`], [`getdist`]; `parquet` with the feature `parquet` |
//!
//! A run is fixed by its seed: each walker or chain owns a [random stream](stream), so the bits do not
//! depend on the number of threads, nor on whether a run was broken off and resumed.

mod block;
mod calibration;
mod chains;
mod closure;
mod company;
mod conditional;
mod covariance;
mod density;
pub mod diagnostics;
mod digits;
mod ensemble;
mod error;
mod finite_difference;
mod fisher;
pub mod getdist;
mod guided;
mod hessian;
mod importance;
mod laplace;
mod least_squares;
mod maximise;
mod metropolis;
mod mixture;
#[cfg(feature = "mpi")]
pub mod mpi;
mod nested;
mod nuts;
mod parameter;
#[cfg(feature = "parquet")]
pub mod parquet;
mod posterior;
mod prior;
mod profile;
mod progress;
mod require;
mod ridders;
mod rng;
pub mod run;
mod start;
mod table;
mod transform;
mod unconstrained;

pub use block::{Block, Memory, SlowFast};
pub use calibration::{Calibration, Uniformity};
pub use chains::{BurnIn, Chain, Chains, Interval, Marginal};
pub use closure::{Density, DifferentiableDensity};
pub use company::{Alone, Company};
pub use conditional::Conditional;
pub use covariance::Covariance;
pub use density::{LogDensity, LogDensityGradient};
pub use ensemble::{EnsembleOptions, EnsembleSampler, EnsembleState, Move};
pub use error::{BoxedError, DensityError, Error};
pub use finite_difference::FiniteDifference;
pub use fisher::FisherMatrix;
pub use guided::{Guide, Guided};
pub use hessian::Hessian;
pub use importance::Reweighting;
pub use laplace::LaplaceApproximation;
pub use least_squares::{
    Fit, FitStop, GaussianLikelihood, LeastSquares, LevenbergMarquardt, LinearModel, Residuals,
};
pub use maximise::{
    Adam, Lbfgs, Maximum, MaximumStop, NelderMead, NewtonAscent, Optimiser, Parabola, Restarts,
};
pub use metropolis::{
    Convergence, FastSteps, Learning, MetropolisOptions, MetropolisSampler, Proposal,
};
pub use mixture::GaussianMixture;
/// The matrices that [`Covariance`] and its kin take.
pub use nalgebra;
pub use nested::{
    Exploration, InsertionRanks, NestedOptions, NestedProgress, NestedResult, NestedSampler,
    NestedState,
};
pub use nuts::{MassMatrix, NutsOptions, NutsSampler, NutsState};
pub use parameter::{Parameter, ParameterInfo, ParameterRole};
pub use posterior::Posterior;
pub use prior::Prior;
pub use profile::Profile;
pub use progress::{Execution, Outcome, Phase, Progress, quiet};
pub use rng::stream;
pub use start::scatter;
pub use table::{ResultRow, ResultTable};
pub use transform::Transform;
pub use unconstrained::Unconstrained;
