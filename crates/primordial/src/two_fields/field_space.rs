//! The metric of the space of fields.

use serde::{Deserialize, Serialize};

use crate::{Error, error::within};

/// How long a step in the fields is, M_P being the unit.
///
/// ```text
/// dσ² = dφ² + e^(2b(φ)) dχ²,     curvature K = −(b″ + b′²)
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldSpace {
    /// b = 0: both fields are canonical.
    #[default]
    Flat,
    /// b = ln φ: a flat plane, φ > 0 being the distance from a point and χ the angle about it.
    Polar,
    /// b = `rate` φ: constant curvature −`rate`².
    Exponential {
        /// db/dφ in M_P⁻¹.
        rate: f64,
    },
    /// b = ln(R sinh(φ/R)): constant curvature −1/R², φ > 0 and χ being polar coordinates.
    Hyperbolic {
        /// R in M_P.
        radius: f64,
    },
}

/// e^b, b′ and the curvature K at one φ.
#[derive(Debug, Clone, Copy)]
pub(super) struct Connection {
    pub scale: f64,
    pub slope: f64,
    pub curvature: f64,
}

impl FieldSpace {
    pub(super) fn at(&self, phi: f64) -> Connection {
        let [scale, slope, curvature] = match *self {
            Self::Flat => [1.0, 0.0, 0.0],
            Self::Polar => [phi, 1.0 / phi, 0.0],
            Self::Exponential { rate } => [(rate * phi).exp(), rate, -rate * rate],
            Self::Hyperbolic { radius } => {
                let x = phi / radius;
                [
                    radius * x.sinh(),
                    1.0 / (radius * x.tanh()),
                    -1.0 / (radius * radius),
                ]
            }
        };
        Connection {
            scale,
            slope,
            curvature,
        }
    }
}

impl FieldSpace {
    /// Checks parameters, and that φ is one of the places.
    pub(super) fn validate(&self, phi: f64) -> Result<(), Error> {
        match *self {
            Self::Flat => within("phi in M_P", phi, [-1e6, 1e6])?,
            Self::Polar => within("phi in M_P", phi, [1e-6, 1e6])?,
            Self::Exponential { rate } => {
                within("rate of field space in 1/M_P", rate, [-1e3, 1e3])?;
                within("rate times phi", rate * phi, [-100.0, 100.0])?
            }
            Self::Hyperbolic { radius } => {
                within("radius of field space in M_P", radius, [1e-3, 1e6])?;
                within(
                    "phi over the radius of field space",
                    phi / radius,
                    [1e-6, 100.0],
                )?
            }
        };
        Ok(())
    }
}
