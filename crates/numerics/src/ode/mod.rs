//! Initial-value problems of ordinary differential equations.
//!
//! A problem is dy/dt = f(t, y), given as a closure that writes the derivatives; the state is a slice, so that several systems
//! can advance in lockstep as one. Both methods choose their steps by an error estimate and show each accepted
//! step, with a polynomial inside it, to an observer.
//!
//! - [`DormandPrince`]: explicit, order 5; for problems that are not stiff.
//! - [`Rosenbrock`]: linearly implicit, order 4; for small stiff problems.
//!
//! One linear equation of second order whose solution oscillates by any number of cycles has its own method, [`OscillatorSolver`].

mod control;
mod dormand_prince;
mod linear;
mod oscillator;
mod rosenbrock;
mod step;
mod system;

pub use control::{Tolerance, Work};
pub use dormand_prince::DormandPrince;
pub use oscillator::{
    AdiabaticOrder, Coefficients, Oscillator, OscillatorSolution, OscillatorSolver, OscillatorWork,
    PositiveFrequency,
};
pub use rosenbrock::Rosenbrock;
pub use step::Step;
pub use system::System;
