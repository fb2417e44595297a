//! Baryon acoustic oscillations: distances in units of the sound horizon r_d.
//!
//! χ² of DESI DR2 for a universe, its distances from any code:
//!
//! ```no_run
//! use lastscatter_likelihood::DataFolder;
//! use lastscatter_likelihood::bao::{BaoData, BaoLikelihood, Distances};
//!
//! let likelihood = BaoLikelihood::read(&DataFolder::find(None)?, BaoData::DesiDr2)?;
//! # let (transverse_mpc, radial_mpc, r_d) = (|z: f64| 3000.0 * z, |z: f64| 3000.0 + z, 147.0);
//! let chi_squared = likelihood.chi_squared(|z| Distances {
//!     transverse: transverse_mpc(z) / r_d, // D_M/r_d
//!     radial: radial_mpc(z) / r_d,         // c/(H r_d)
//!     growth: None,                        // fσ₈, which DESI's table does not need
//! })?;
//! println!("{:.2} of {}", chi_squared.total, chi_squared.count);
//! # Ok::<(), lastscatter_likelihood::Error>(())
//! ```
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`BaoLikelihood`] | ln L, χ² by redshift, residuals, predictive draws | |
//! | [`BaoData::DesiDr2`], [`BaoData::DesiDr1`] | DESI, all tracers | `desi2025`, `desi2024` |
//! | [`BaoData::Dr12Consensus`] and others | SDSS: BOSS DR12 | `alam2017` |
//! | [`BaoData::Dr16Lrg`] and others | SDSS: eBOSS DR16 | `alam2021` |
//! | [`BaoData::Mgs`] | SDSS DR7's main galaxies | `ross2015` |

mod data;
mod likelihood;
mod observable;
mod table;

pub use data::BaoData;
pub use likelihood::{BaoLikelihood, BaoPoint, BaoResidual};
pub use observable::{Distances, Observable};
