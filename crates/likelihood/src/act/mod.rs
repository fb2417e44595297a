//! Likelihoods of the Atacama Cosmology Telescope.
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`lensing`] | lensing potential of DR6, alone or with Planck PR4 | `madhavacheril2024`, `qu2024` |

mod lensing;

pub use lensing::{CmbSpectra, Lensing, lensing};
