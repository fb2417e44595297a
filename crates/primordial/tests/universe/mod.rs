//! A universe that is de Sitter space for the fluctuations, and ends.

use lastscatter_primordial::{
    Inflation,
    inflation::{Pivot, Start},
    potential::{Derivatives, Potential},
};

/// V = 1e-12 (1 − λφ − e^{(φ − φ_e)/w}): ε = λ²/2 = 5e-11 until the fall.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cliff;

const SLOPE: f64 = 1e-5;
const EDGE: f64 = 90.0 * SLOPE;
const WIDTH: f64 = 0.5 * SLOPE;

impl Potential for Cliff {
    fn at(&self, field: f64) -> Derivatives {
        let fall = ((field - EDGE) / WIDTH).exp();
        let scale = 1e-12;
        Derivatives {
            value: scale * (1.0 - SLOPE * field - fall),
            first: -scale * (SLOPE + fall / WIDTH),
            second: -scale * fall / (WIDTH * WIDTH),
            third: -scale * fall / WIDTH.powi(3),
        }
    }

    fn on_the_slope(&self) -> f64 {
        0.0
    }
}

/// Some 90 e-folds, the pivot scale leaving 60 before the end.
pub fn de_sitter(tolerance: f64) -> Inflation<Cliff> {
    Inflation {
        start: Start::Given {
            field: 0.0,
            velocity: SLOPE,
        },
        pivot: Pivot::EFolds(60.0),
        tolerance,
        ..Inflation::new(Cliff)
    }
}
