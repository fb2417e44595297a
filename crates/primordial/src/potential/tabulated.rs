//! A potential given as a table.

use lastscatter_numerics::spline::{Boundary, CubicSpline};
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential};
use crate::{Error, error::within};

/// A potential given at fields in ascending order: a cubic spline, and none beyond the ends.
///
/// V‴ jumps at the knots; powers follow to the accuracy to which the spline has V′ and V″.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::potential::{Potential, Tabulated};
///
/// let fields: Vec<f64> = (0..=400).map(|i| 0.05 * f64::from(i)).collect();
/// let values = fields.iter().map(|x| 0.5 * x * x).collect();
/// let v = Tabulated::new(fields, values, 10.0)?.at(12.34);
/// assert!((v.first - 12.34).abs() < 1e-9 && (v.second - 1.0).abs() < 1e-9);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(try_from = "Table", into = "Table")]
pub struct Tabulated {
    spline: CubicSpline,
    table: Table,
}

/// What it is made of.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Table {
    fields: Vec<f64>,
    values: Vec<f64>,
    on_the_slope: f64,
}

impl Tabulated {
    /// V in M_P⁴ at ascending φ in M_P, and a φ of the slope that inflates.
    ///
    /// # Errors
    ///
    /// [`Error::Numerics`] for fields that do not ascend, fewer than four of them, and values that are not finite;
    /// [`Error::OutOfRange`] for a slope outside the table.
    pub fn new(fields: Vec<f64>, values: Vec<f64>, on_the_slope: f64) -> Result<Self, Error> {
        let spline = CubicSpline::new(fields.clone(), values.clone(), Boundary::NotAKnot)?;
        let ends = [spline.knots().first(), spline.knots().last()];
        within("field on the slope of a table in M_P", on_the_slope, ends)?;
        Ok(Self {
            spline,
            table: Table {
                fields,
                values,
                on_the_slope,
            },
        })
    }
}

impl TryFrom<Table> for Tabulated {
    type Error = Error;

    fn try_from(table: Table) -> Result<Self, Error> {
        Self::new(table.fields, table.values, table.on_the_slope)
    }
}

impl From<Tabulated> for Table {
    fn from(potential: Tabulated) -> Self {
        potential.table
    }
}

impl Potential for Tabulated {
    fn at(&self, field: f64) -> Derivatives {
        let Some(place) = self.spline.knots().locate(field) else {
            return Derivatives {
                value: f64::NAN,
                first: f64::NAN,
                second: f64::NAN,
                third: f64::NAN,
            };
        };
        let i = place.interval();
        let [low, high] = [self.table.fields[i], self.table.fields[i + 1]];
        let bend = |x| self.spline.second_derivative(x);
        Derivatives {
            value: self.spline.value_at(place),
            first: self.spline.first_derivative_at(place),
            second: self.spline.second_derivative_at(place),
            third: (bend(high) - bend(low)) / (high - low),
        }
    }

    fn on_the_slope(&self) -> f64 {
        self.table.on_the_slope
    }
}
