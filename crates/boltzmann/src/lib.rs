//! An Einstein–Boltzmann solver: perturbations of the universe, and the spectra that they leave on the sky.
//!
//! ```
//! use lastscatter_boltzmann::{Accuracy, Solver, Tensors};
//! use lastscatter_cosmology::{Parameters, Thermodynamics};
//! use lastscatter_primordial::{PowerLaw};
//! use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
//!
//! let history = Thermodynamics::new(&Parameters::planck2018())?;
//! let solver = Solver { accuracy: Accuracy::fast(), tensors: Tensors::Included, ..Solver::new(600) };
//! let solution = solver.solve(&history)?; // knows no primordial spectrum: any number of them cost little
//! let spectra = solution.spectra(&PowerLaw { r: 0.03, ..PowerLaw::planck2018() })?;
//!
//! // What is seen: scalars and gravitational waves, lensed, then turned by a cosmic birefringence of 0.3°.
//! let sky = spectra.lensed()?.sum(&spectra.lensed_tensor()?)?;
//! let sky = sky.rotated(Angle::new::<degree>(0.3))?.in_microkelvin_squared(2.7255)?;
//! let peak = sky.tt().to_dl().get(220).unwrap();
//! println!("first peak: {peak:.0} µK²; TB there: {:.3} µK²", sky.tb().to_dl().get(220).unwrap());
//! assert!((peak - 5731.0).abs() < 20.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! | What | Where |
//! | --- | --- |
//! | angular spectra TT, EE, BB, TE, TB, EB, φφ, Tφ, Eφ | [`Solver`] → [`Solution`] → [`Spectra`] |
//! | matter power, σ(R), σ₈, fσ₈ | [`MatterSolver`] → [`MatterTransfer`] → [`MatterPower`] |
//! | how perturbations begin | [`InitialCondition`], [`PrimordialSpectra`]; `lastscatter_primordial` has models |
//! | what is kept, in which coordinates | [`Components`], [`Tensors`], [`Gauge`] |
//! | non-linear growth by halofit | [`NonLinear`] of [`Solver`], [`MatterPower::nonlinear_at`] |
//! | how accurately | [`Accuracy`] |
//! | lensing of any spectra | [`lensing`] |
//!
//! Times, lengths and wavenumbers are in Mpc with c = 1 and today's scale factor 1; spectra are dimensionless C_ℓ from ℓ = 0, and
//! [`in_microkelvin_squared`](lastscatter_stokes::spectra::AngularSpectra::in_microkelvin_squared) gives them their unit. Space is flat.
//! The notation is that of `ma1995`. All results are immutable, and the same for any number of threads.

mod accuracy;
mod components;
mod error;
mod hierarchy;
mod initial;
pub mod lensing;
mod matter;
mod momenta;
mod nodes;
mod nonlinear;
mod primordial;
mod scalar;
mod solver;
mod spectra;
mod tensor;
mod timeline;
mod transfer;
mod wavenumbers;

pub use accuracy::{Accuracy, Multipole};
pub use components::Components;
pub use error::Error;
/// The border with models of the beginning.
pub use lastscatter_primordial::{InitialCondition, PrimordialSpectra};
pub use matter::{MatterPower, MatterSolver, MatterTransfer, Species};
pub use nonlinear::NonLinear;
pub use scalar::Gauge;
pub use solver::{Solution, Solver, Tensors};
pub use spectra::Spectra;
