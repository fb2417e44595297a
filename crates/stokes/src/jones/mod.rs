//! Jones calculus: fully polarised light and elements that do not depolarise.

mod elements;
mod matrix;
mod vector;

pub use matrix::JonesMatrix;
pub use vector::JonesVector;
