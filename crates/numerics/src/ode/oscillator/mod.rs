//! Linear oscillators with any number of cycles.
//!
//! ```text
//! u″ + 2 γ(t) u′ + ω²(t) u = 0,   real γ and ω², complex u
//! ```
//!
//! ω² may be negative or pass through zero. Where the solution oscillates faster than the coefficients change, a step follows the
//! phase and may cover any number of cycles; elsewhere a step sums the Taylor series of the solution.

mod chebyshev;
mod phase;
mod problem;
mod series;
mod solver;
mod vacuum;

pub use problem::{Coefficients, Oscillator};
pub use solver::{OscillatorSolution, OscillatorSolver, OscillatorWork};
pub use vacuum::{AdiabaticOrder, PositiveFrequency};
