//! The unit tests of the `spectra` example: cargo runs those of an example only where it then does not build the
//! program itself, which `tests/spectra.rs` needs.

#![expect(dead_code, reason = "the program uses the rest")]

#[path = "../spectra/error.rs"]
mod error;
#[path = "../spectra/file.rs"]
mod file;
#[path = "../spectra/keys.rs"]
mod keys;
#[path = "../spectra/scenario.rs"]
mod scenario;
#[path = "../spectra/solution.rs"]
mod solution;
#[path = "../spectra/tables.rs"]
mod tables;
#[path = "../spectra/timing.rs"]
mod timing;
