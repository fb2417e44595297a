//! Mueller calculus: elements that act on any light, depolarisers among them.

mod cloude;
mod elements;
mod lu_chipman;
mod matrix;

pub use cloude::CloudeDecomposition;
pub use lu_chipman::LuChipman;
pub use matrix::MuellerMatrix;
