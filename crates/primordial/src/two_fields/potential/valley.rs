//! A valley that bends.

use serde::{Deserialize, Serialize};

use super::{Landscape, TwoFieldPotential, valid_masses};
use crate::{Error, error::within};

/// A quadratic slope whose valley runs aside by `shift` and straight on:
///
/// ```text
/// V = ½m²φ² + ½M²(χ − χ₀(φ))²,     χ₀ = ½d (1 + tanh((φ_t − φ)/w))
/// ```
///
/// On the way down the trajectory turns towards larger χ at φ_t and back.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TurningValley {
    /// m in M_P: the slope along the valley.
    pub mass: f64,
    /// M in M_P: the walls of the valley.
    pub wall_mass: f64,
    /// φ_t in M_P, where the valley turns.
    pub turn: f64,
    /// w in M_P: along how much of φ.
    pub width: f64,
    /// d in M_P: how far aside it goes.
    pub shift: f64,
}

impl TwoFieldPotential for TurningValley {
    fn at(&self, [phi, chi]: [f64; 2]) -> Landscape {
        let [m, wall] = [self.mass * self.mass, self.wall_mass * self.wall_mass];
        let t = ((self.turn - phi) / self.width).tanh();
        let half = 0.5 * self.shift;
        // Derivatives of −χ₀.
        let first = half * (1.0 - t * t) / self.width;
        let second = half * 2.0 * t * (1.0 - t * t) / (self.width * self.width);
        let off = chi - half * (1.0 + t);
        Landscape {
            value: 0.5 * (m * phi * phi + wall * off * off),
            gradient: [m * phi + wall * off * first, wall * off],
            hessian: [
                m + wall * (first.powi(2) + off * second),
                wall * first,
                wall,
            ],
        }
    }

    fn validate(&self) -> Result<(), Error> {
        valid_masses(&[self.mass, self.wall_mass])?;
        within("turn of the valley in M_P", self.turn, [-1e3, 1e3])?;
        within("width of the turn in M_P", self.width, [1e-4, 1e3])?;
        within("shift of the valley in M_P", self.shift, [-1e3, 1e3]).map(|_| ())
    }
}
