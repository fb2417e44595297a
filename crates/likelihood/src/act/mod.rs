//! Likelihoods of the Atacama Cosmology Telescope.
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`dr6_lite_approximate`] | TT, TE, EE of DR6, foregrounds marginalised, in flat bins | `louis2025` |
//! | [`dr4_tt_approximate`] | TT of DR4, foregrounds marginalised, in flat bins | `aiola2020` |
//! | [`lensing`] | lensing potential of DR6, alone or with Planck PR4 | `madhavacheril2024`, `qu2024` |

mod lensing;
mod lite;

pub use lensing::{CmbSpectra, Lensing, lensing};
pub use lite::{dr4_tt_approximate, dr6_lite_approximate};
