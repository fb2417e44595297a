//! The homogeneous universe: densities, expansion, times and distances.

mod densities;
mod distances;
mod expansion;
mod fermi_dirac;
mod history;

pub use densities::Densities;
pub use expansion::Background;
pub(crate) use expansion::Rates;
