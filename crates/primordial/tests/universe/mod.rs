//! A universe that is de Sitter space for the fluctuations.

use lastscatter_primordial::{
    Inflation,
    inflation::{Ending, Pivot, Start},
    potential::Exponential,
};

/// ε = 5e-13 for 90 e-folds, the pivot scale leaving the horizon 60 before the end.
pub(crate) const fn de_sitter(tolerance: f64) -> Inflation<Exponential> {
    let steepness = 1e-6;
    Inflation {
        start: Start::Given {
            field: 1.0,
            velocity: steepness,
        },
        ending: Ending::EFolds(90.0),
        pivot: Pivot::EFolds(60.0),
        tolerance,
        ..Inflation::new(Exponential {
            scale: 1e-12,
            steepness,
        })
    }
}
