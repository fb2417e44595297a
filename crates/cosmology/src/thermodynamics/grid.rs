//! Where the history is tabulated.

use crate::{Accuracy, Background, ReionisationHistory, reionisation};

/// Radiation temperatures between which the gas recombines, K.
const RECOMBINING_K: [f64; 2] = [25_000.0, 400.0];
/// Coarse steps in units of the fine one, where everything is a power law.
const COARSER: f64 = 5.0;
/// Redshift of the first point.
const BEGINNING: f64 = 0.999e10;
/// Hydrogen is being reionised within this Δz of z_re; one step of the grid there is at most this part of Δz = 1.
const TRANSITION: f64 = 4.0;
const STEPS_PER_REDSHIFT: f64 = 25.0;

/// Ascending ln a from redshift 10¹⁰ to today.
pub(super) fn ln_scale_factors(
    universe: &Background,
    reionisation: &ReionisationHistory,
    accuracy: Accuracy,
) -> Vec<f64> {
    let fine = accuracy.step;
    let [hot, cold] = RECOMBINING_K.map(|kelvin| (universe.parameters().t_cmb_k / kelvin).ln());
    let stars = -reionisation::BEGINNING.ln_1p();
    let refinement = fine / Accuracy::standard().step;
    let step = |ln_a: f64| {
        let z = (-ln_a).exp_m1();
        let recombining = ln_a >= hot && ln_a < cold;
        if !recombining && ln_a < stars {
            return COARSER * fine;
        }
        match reionisation.redshift() {
            Some(z_re) if (z - z_re).abs() < TRANSITION => {
                fine.min(refinement / (STEPS_PER_REDSHIFT * (1.0 + z)))
            }
            _ => fine,
        }
    };
    let mut grid = vec![-BEGINNING.ln_1p()];
    loop {
        let last = grid[grid.len() - 1];
        let next = last + step(last);
        // The last interval is never a sliver.
        if next > -0.5 * fine {
            grid.push(0.0);
            return grid;
        }
        grid.push(next);
    }
}
