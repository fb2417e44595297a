//! The facade of the lastscatter crates.
