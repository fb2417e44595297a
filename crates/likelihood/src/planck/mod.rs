//! Planck's likelihoods of angular spectra.
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`plik_lite`] | TT, TE, EE at ℓ ≥ 30, foregrounds marginalised | `planck2020v` |
//! | [`Commander`] | TT at ℓ = 2…29 | `planck2020v` |
//! | [`SimAll`] | EE and BB at ℓ = 2…29; EE of SRoll2 | `planck2020v`, `pagano2020` |
//! | [`low_ell_bins`], [`LogNormalBins`] | the same in two or three bins | `prince2019`, `prince2022` |
//! | [`lensing`] | lensing potential: 2018 and PR4 | `planck2020viii`, `carron2022` |

mod commander;
mod lensing;
mod log_normal;
mod plik_lite;
mod simall;

pub use commander::Commander;
pub use lensing::{Lensing, lensing};
pub use log_normal::{LogNormalBins, LogNormalData};
pub use plik_lite::{PlikLite, low_ell_bins, plik_lite};
pub use simall::{Interpolation, SimAll, SimAllData};
