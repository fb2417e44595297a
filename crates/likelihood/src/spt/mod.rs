//! Likelihoods of the South Pole Telescope.
//!
//! | | what | publication |
//! | --- | --- | --- |
//! | [`lite_2018`] | TT, TE, EE of SPT-3G 2018, foregrounds marginalised | `balkenhol2023`, `balkenhol2024` |
//! | [`lite_d1_approximate`] | TT, TE, EE of SPT-3G D1, in flat bins | `camphuis2025` |

mod lite;

pub use lite::{lite_2018, lite_d1_approximate};
