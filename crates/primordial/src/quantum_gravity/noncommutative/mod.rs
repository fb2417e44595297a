//! Noncommutative geometry: coordinates that cannot all be sharp.
//!
//! - [`StringyInflation`]: time and space are uncertain together, isotropically.
//! - [`Anisotropic`]: a preferred direction, from a constant θ between time and space.
//!
//! # What is established and what is conjecture
//!
//! String theory in certain background fields has noncommuting coordinates, and Δt Δx ≥ l_s² holds in many of its processes. That cosmological
//! perturbations obey it through a star product of the one form used here is a proposal: others are possible, and the initial state at
//! the saturated uncertainty is a further choice. A constant θ breaks isotropy by hand; the spectrum then follows.

mod anisotropic;
mod stringy;

pub use anisotropic::Anisotropic;
pub use stringy::{StringyInflation, StringySolution};
