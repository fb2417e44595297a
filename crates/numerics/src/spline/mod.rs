//! Interpolation by cubic splines.

mod cubic;
mod knots;

pub use cubic::{Boundary, CubicSpline};
pub use knots::{Cursor, Knots, Location};
