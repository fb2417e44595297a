//! Coefficients of a mode equation as polynomials, cell by cell.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{Coefficients, Oscillator};

use crate::Error;

/// Powers of a cell's polynomials.
const POWERS: usize = 10;
/// What a mode equation has: ln(aq), 2γ, c and M, with ω² = c (k/aq)² + M.
pub(super) type Terms = [f64; 4];
/// Cells are not halved below this part of the first.
const SMALLEST: f64 = 1e-4;

/// A mode equation between two times, for any wavenumber.
#[derive(Debug, Clone)]
pub(super) struct Table {
    cells: Vec<Cell>,
    /// The last cell that begins at or before each of equal parts of the way.
    parts: Vec<u32>,
    range: [f64; 2],
}

#[derive(Debug, Clone)]
struct Cell {
    middle: f64,
    half: f64,
    /// Monomial coefficients in (s − middle)/half, power by power.
    powers: [Terms; POWERS],
}

impl Table {
    /// `terms` between the first and the last of `times`, each panel between neighbours halved until its polynomials are good to `tolerance`.
    pub(super) fn new(
        times: &[f64],
        tolerance: f64,
        terms: impl Fn(f64) -> Terms,
    ) -> Result<Self, Error> {
        let mut open: Vec<[f64; 2]> = times.windows(2).rev().map(|t| [t[0], t[1]]).collect();
        let mut cells: Vec<Cell> = Vec::with_capacity(2 * open.len());
        let fitting = Fitting::new();
        let mut least = 0.0;
        while let Some([from, to]) = open.pop() {
            if to <= from {
                continue;
            }
            if cells.is_empty() && least == 0.0 {
                least = SMALLEST * (to - from);
            }
            let (cell, error) = fitting.cell([from, to], &terms);
            if error <= tolerance || to - from < least.min(SMALLEST) {
                cells.push(cell);
            } else if error.is_nan() {
                return Err(Error::OutOfDomain {
                    name: "coefficient of a mode's equation",
                    value: error,
                    expected: "a finite number",
                });
            } else {
                let middle = 0.5 * (from + to);
                open.extend([[middle, to], [from, middle]]);
            }
        }
        let range = [times[0], times[times.len() - 1]];
        let count = 2 * cells.len();
        let part = (range[1] - range[0]) / count as f64;
        let parts = (0..count)
            .map(|i| {
                let s = range[0] + i as f64 * part;
                let after = cells.partition_point(|cell| cell.middle - cell.half <= s);
                after.saturating_sub(1) as u32
            })
            .collect();
        Ok(Self {
            cells,
            parts,
            range,
        })
    }

    #[inline]
    fn cell(&self, s: f64) -> &Cell {
        let count = self.parts.len();
        let part = ((s - self.range[0]) / (self.range[1] - self.range[0]) * count as f64) as usize;
        let mut index = self.parts[part.min(count - 1)] as usize;
        while let Some(next) = self.cells.get(index + 1)
            && next.middle - next.half <= s
        {
            index += 1;
        }
        &self.cells[index]
    }

    #[inline]
    pub(super) fn terms(&self, s: f64) -> Terms {
        let cell = self.cell(s);
        let x = (s - cell.middle) / cell.half;
        let mut sum = [0.0; 4];
        for power in cell.powers.iter().rev() {
            for (sum, term) in sum.iter_mut().zip(power) {
                *sum = *sum * x + term;
            }
        }
        sum
    }
}

/// Interpolation on Chebyshev nodes.
struct Fitting {
    nodes: [f64; POWERS],
    /// Row k: Chebyshev coefficient k from values.
    series: [[f64; POWERS]; POWERS],
    /// Row k: monomial coefficients of T_k.
    monomials: [[f64; POWERS]; POWERS],
}

impl Fitting {
    fn new() -> Self {
        let angle = |j: usize| PI * (j as f64 + 0.5) / POWERS as f64;
        let mut series = [[0.0; POWERS]; POWERS];
        for (k, row) in series.iter_mut().enumerate() {
            let norm = if k == 0 { 1.0 } else { 2.0 } / POWERS as f64;
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = norm * (k as f64 * angle(j)).cos();
            }
        }
        let mut monomials = [[0.0; POWERS]; POWERS];
        monomials[0][0] = 1.0;
        monomials[1][1] = 1.0;
        for k in 2..POWERS {
            for power in 0..POWERS {
                let raised = if power > 0 {
                    monomials[k - 1][power - 1]
                } else {
                    0.0
                };
                monomials[k][power] = 2.0 * raised - monomials[k - 2][power];
            }
        }
        Self {
            nodes: std::array::from_fn(|j| angle(j).cos()),
            series,
            monomials,
        }
    }

    /// The cell, and the largest of its last coefficients.
    fn cell(&self, [from, to]: [f64; 2], terms: &impl Fn(f64) -> Terms) -> (Cell, f64) {
        let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
        let values = self.nodes.map(|x| terms(middle + half * x));
        let mut powers = [[0.0; 4]; POWERS];
        let mut error = 0.0_f64;
        for term in 0..4 {
            let mut size = 1.0_f64;
            for (k, row) in self.series.iter().enumerate() {
                let sum: f64 = row
                    .iter()
                    .zip(&values)
                    .map(|(c, value)| c * value[term])
                    .sum();
                for (power, c) in powers.iter_mut().zip(&self.monomials[k]) {
                    power[term] += c * sum;
                }
                size = size.max(if term == 0 { 1.0 } else { sum.abs() });
                if k + 2 >= POWERS {
                    let part = sum.abs() / size;
                    // NaN is passed on, which max does not do.
                    error = if part > error || part.is_nan() {
                        part
                    } else {
                        error
                    };
                }
            }
        }
        (
            Cell {
                middle,
                half,
                powers,
            },
            error,
        )
    }
}

/// One wavenumber of a mode equation.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mode<'a> {
    pub table: &'a Table,
    pub ln_k: f64,
}

impl Oscillator for Mode<'_> {
    #[inline]
    fn coefficients(&self, s: f64) -> Coefficients {
        let [horizon, friction, c, mass] = self.table.terms(s);
        let depth = (2.0 * (self.ln_k - horizon)).exp();
        Coefficients {
            frequency_squared: c * depth + mass,
            damping: 0.5 * friction,
        }
    }

    fn longest_step(&self, s: f64) -> f64 {
        // What is narrower than a few cells was seen when they were made. A vacuum is not to look across the end.
        (24.0 * self.table.cell(s).half).min(2.0 * (self.table.range[1] - s))
    }
}
