//! Special functions.
//!
//! Those of one real variable follow IEEE 754 (`ieee2019`) where it speaks: NaN in gives NaN out, and so does an argument outside the
//! stated domain, except where a `Result` is returned.

mod bessel;
mod gamma;
mod normal;
mod spherical_bessel;
mod wigner;

pub use bessel::{bessel_i0e, bessel_i1e};
pub use gamma::{chi_squared_survival, ln_gamma};
pub use normal::{erf, erfc, normal_cdf, normal_quantile};
pub use spherical_bessel::{spherical_bessel, spherical_bessel_rows_into};
pub use wigner::{WignerRecurrence, wigner_d_row_into};
