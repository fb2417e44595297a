//! Quadrature, root finding, splines, ordinary differential equations, special functions and vectorised
//! elementary functions; no physics.
//!
//! ```
//! use lastscatter_numerics::special;
//!
//! // The probability that a standard normal variable stays below two.
//! assert!((special::normal_cdf(2.0) - 0.977_249_868_051_820_8).abs() < 1e-15);
//! ```
//!
//! Everything here is a plain function of `f64` or of a closure. Functions documented as such return
//! NaN outside their domain; all others say so with a typed [`Error`].

pub mod elementary;
mod error;
pub mod ode;
pub mod quadrature;
mod real;
pub mod roots;
pub mod special;
pub mod spline;

pub use error::Error;
pub use real::{Elementary, Lanes, Real, Taylor, element_by_element};
