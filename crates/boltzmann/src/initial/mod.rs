//! How perturbations begin: the regular modes outside the horizon, deep in the radiation era.
//!
//! Synchronous gauge that rests with cold dark matter, in the notation of `ma1995`. Photons and baryons move as one fluid without
//! shear, neutrinos stream freely and are relativistic whatever their mass; radiation, baryons and cold dark matter are all that
//! gravitates. In such a universe the perturbations are power series in conformal time, and [`initial_state`] sums them to any order by
//! their recursion (`series`). Curvature of space, dark energy and baryon pressure play no part so early.

mod composition;
mod newtonian;
mod series;
#[cfg(test)]
mod tests;

pub(crate) use composition::Composition;
pub(crate) use series::{InitialState, MULTIPOLES, ORDER, initial_state, start_mpc};
