//! B modes of BICEP and the Keck Array, with Planck's dust.
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`Release::BkPlanck2015`] | BICEP2/Keck and Planck, to 2012/13 | `bkplanck2015` |
//! | [`Release::Bk15`] | BICEP2/Keck to 2015, Planck and WMAP | `bicepkeck2018` |
//! | [`Foregrounds`] | dust and synchrotron through the maps' bandpasses | `bicepkeck2018` |

mod data;
mod foreground;
mod likelihood;
mod sed;
mod sky;

pub use data::Release;
pub use foreground::{ForegroundParameter, Foregrounds};
pub use likelihood::BicepKeck;
