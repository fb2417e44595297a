//! The beginning: primordial power spectra of inflation and quantum gravity, solved mode by mode.
//!
//! Starobinsky's inflation, from its potential to the numbers that surveys measure:
//!
//! ```
//! use lastscatter_primordial::{Inflation, PrimordialSpectra, Spectrum, potential::Starobinsky};
//!
//! let inflation = Inflation::new(Starobinsky { scale: 1e-10 }).solve()?; // N_* = 55 and P_ℛ = 2.1e-9 at 0.05 / Mpc
//! let spectrum = Spectrum::new(&inflation, [1e-5, 1.0], 1e-6)?; // in 1/Mpc; every mode solved, none by slow roll
//! let pivot = spectrum.observables(0.05)?;
//! println!("n_s = {:.4}, r = {:.5}", pivot.n_s, pivot.r); // n_s = 0.9649, r = 0.00355
//! println!("P_t(k = 0.002 / Mpc) = {:.2e}", spectrum.tensor(0.002)); // 7.46e-12
//! # assert_eq!(format!("{:.4} {:.5}", pivot.n_s, pivot.r), "0.9649 0.00355");
//! # assert_eq!(format!("{:.2e}", spectrum.tensor(0.002)), "7.46e-12");
//! # Ok::<(), lastscatter_primordial::Error>(())
//! ```
//!
//! The same with gravity that knows left from right, described as in a TOML file:
//!
//! ```
//! use lastscatter_primordial::{PrimordialSpectra, description::Description};
//!
//! let text = r#"
//!     name = "chern_simons"
//!     scale_over_hubble = 50.0
//!     coupling = "constant"
//!     standard = { potential = { name = "starobinsky", scale = 1e-10 } }
//! "#;
//! let solved = Description::from_toml(text)?.solve([1e-5, 1.0], 1e-6)?;
//! println!("chirality: {:.3}", solved.chirality(0.05)); // 0.031, π/100: TB and EB do not vanish
//! assert!((solved.chirality(0.05) - 0.0314).abs() < 1e-3);
//! # Ok::<(), lastscatter_primordial::Error>(())
//! ```
//!
//! | What | Where |
//! | --- | --- |
//! | inflation by one field; potentials | [`inflation`], [`potential`] |
//! | by two fields, with isocurvature; in closed and open space | [`two_fields`], [`curved`] |
//! | quantum gravity, one proposal a module | [`quantum_gravity`] |
//! | initial states | [`Vacuum`], [`Bogoliubov`] |
//! | spectra given by formulae, closures or tables | [`templates`], [`PowerLaw`], [`from_fn`], [`Tabulated`] |
//! | one wavenumber, solved afresh; all of a range, interpolated | [`Model`], [`Spectrum`] |
//! | A_s, n_s, r, runnings, n_t; squeezed f_NL | [`Observables`] |
//! | what Boltzmann codes take | [`PrimordialSpectra`], [`InitialCondition`] |
//! | any model from its name and settings | [`description`] |
//!
//! Models are structs of settings; `solve` checks them and gives an immutable solution. Wavenumbers k are in Mpc⁻¹ at every border, for
//! a = 1 today; fields, H and potentials in reduced Planck units, M_P = (8πG)^(−1/2) = 1; time is N = ln a from the beginning of a
//! history. Spectra are dimensionless:
//!
//! ```text
//! P_ℛ = k³|ℛ|²/2π²,   P_t = P_R + P_L = 2H²/π² in de Sitter space,   r = P_t/P_ℛ,   n_s − 1 = dln P_ℛ/dln k,   n_t = dln P_t/dln k
//! ```
//!
//! [`Error::is_recoverable`] tells a sampler which errors mean a point to reject.

pub mod curved;
pub mod description;
mod error;
pub mod inflation;
mod initial_condition;
mod model;
mod observables;
mod panels;
pub mod potential;
pub mod quantum_gravity;
mod spectra;
mod spectrum;
mod tabulated;
pub mod templates;
pub mod two_fields;
mod vacuum;

pub use curved::Curved;
pub use error::Error;
pub use inflation::Inflation;
pub use initial_condition::InitialCondition;
pub use model::{Model, Powers};
pub use observables::Observables;
pub use spectra::{PrimordialSpectra, from_fn};
pub use spectrum::Spectrum;
pub use tabulated::Tabulated;
pub use templates::{PowerLaw, TensorTilt};
pub use vacuum::{Bogoliubov, SurfaceState, Vacuum};
