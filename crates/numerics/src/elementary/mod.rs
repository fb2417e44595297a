//! Elementary functions that the compiler can vectorise.
//!
//! Each function is one branch-free expression of additions, multiplications and bit operations, without
//! fused multiply-add. A plain loop over a slice therefore compiles to vector code, and every instruction
//! set, lane width and scalar call gives the same bits. [`map_into`] compiles such a loop for the best
//! instruction set that the machine has.

mod exponential;
mod map;

pub use exponential::{ReducedExp, exp, exp_into, exp_m1, exp_m1_into};
pub use map::{Kernel, map_into};
