//! Benchmarks of the lastscatter crates.
