//! Integrals of functions of one variable.

mod gauss_kronrod;
mod gauss_legendre;
mod gaussian;

pub use gauss_kronrod::{AdaptiveQuadrature, Integral};
pub use gauss_legendre::GaussLegendre;
pub use gaussian::gauss_rule;
