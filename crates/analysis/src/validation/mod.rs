//! Whether to believe a posterior.

mod goodness;

pub use goodness::{Goodness, goodness};
