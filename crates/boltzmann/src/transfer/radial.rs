//! Table of the radial functions of flat space, in the blocks that the product reads.
//!
//! Everything that makes space flat stands here and in [`super::gridding`]; a curved space would fill the same blocks
//! with hyperspherical functions of one wavenumber.

use lastscatter_numerics::special::spherical_bessel_rows_into;
use rayon::prelude::*;

use crate::Error;

/// Rows of a block.
pub(crate) const ROWS: usize = 64;
/// Multipoles of a panel: three vectors of eight, six of four.
pub(crate) const PANEL: usize = 24;
/// Row 0 lies this many rows and a half below x = 0, so that stencils near zero need no exception, and no row is at zero.
pub(crate) const ORIGIN: f64 = 3.5;

/// j_ℓ at rows x = (m − 3.5) h, `[block][panel][row][multipole]`.
#[derive(Debug)]
pub(crate) struct RadialTable {
    spacing: f64,
    panels: usize,
    /// Panels of each block, from the first, that hold anything but zeros.
    filled: Vec<usize>,
    values: Vec<f64>,
}

impl RadialTable {
    /// Of `multipoles` (ascending), for arguments up to `x_max`.
    pub(crate) fn new(multipoles: &[usize], spacing: f64, x_max: f64) -> Result<Self, Error> {
        let panels = multipoles.len().div_ceil(PANEL);
        let rows = (x_max / spacing + ORIGIN).ceil() as usize + 6;
        let blocks = rows.div_ceil(ROWS);
        let block_size = panels * ROWS * PANEL;
        let mut values = vec![0.0; blocks * block_size];
        let filled = values
            .par_chunks_mut(block_size)
            .enumerate()
            .map(|(block, out)| fill(multipoles, spacing, block, out))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            spacing,
            panels,
            filled,
            values,
        })
    }

    /// Spacing of the rows.
    pub(crate) fn spacing(&self) -> f64 {
        self.spacing
    }

    pub(crate) fn panels(&self) -> usize {
        self.panels
    }

    /// Rows in all.
    pub(crate) fn rows(&self) -> usize {
        self.filled.len() * ROWS
    }

    /// Panels of a block that hold anything but zeros.
    pub(crate) fn filled(&self, block: usize) -> usize {
        self.filled[block]
    }

    /// One panel of one block, `[row][multipole]`.
    pub(crate) fn panel(&self, block: usize, panel: usize) -> &[f64] {
        let size = ROWS * PANEL;
        &self.values[(block * self.panels + panel) * size..][..size]
    }
}

/// Fills a block; the number of its panels that are not all zero.
fn fill(multipoles: &[usize], spacing: f64, block: usize, out: &mut [f64]) -> Result<usize, Error> {
    let mut x = [0.0; ROWS];
    for (row, x) in x.iter_mut().enumerate() {
        *x = ((block * ROWS + row) as f64 - ORIGIN) * spacing;
    }
    let last = x[ROWS - 1];
    // Beyond, j_ℓ < 1e-8 of its peak: the decay exponent (2√2/3) (ℓ−x)^(3/2) x^(−1/2) has passed 18.
    let reach = last + 7.2 * last.cbrt() + 6.0;
    let columns = multipoles.partition_point(|&l| l as f64 <= reach);
    let mut arguments = x;
    arguments.iter_mut().for_each(|x| *x = x.abs());
    arguments.sort_unstable_by(f64::total_cmp);
    let mut table = vec![0.0; ROWS * columns];
    spherical_bessel_rows_into(&multipoles[..columns], &arguments, &mut table)?;
    for (row, &x) in x.iter().enumerate() {
        let sorted = if block == 0 { mirrored(row) } else { row };
        for (column, &value) in table[sorted * columns..][..columns].iter().enumerate() {
            let odd = x < 0.0 && multipoles[column] % 2 == 1;
            let place = ((column / PANEL) * ROWS + row) * PANEL + column % PANEL;
            out[place] = if odd { -value } else { value };
        }
    }
    Ok(columns.div_ceil(PANEL))
}

/// Where |x| of a row of the first block has gone by sorting: rows 3, 2, 1, 0 pair with 4, 5, 6, 7.
fn mirrored(row: usize) -> usize {
    match row {
        0..=3 => 2 * (3 - row),
        4..=7 => 2 * (row - 4) + 1,
        _ => row,
    }
}

#[cfg(test)]
mod tests {
    use lastscatter_numerics::special::spherical_bessel;

    use super::{ORIGIN, PANEL, ROWS, RadialTable};

    #[test]
    fn blocks_hold_the_functions() -> Result<(), crate::Error> {
        let multipoles: Vec<usize> = (2..60).map(|i| i + i * i / 8).collect();
        let table = RadialTable::new(&multipoles, 0.6, 700.0)?;
        for row in 0..table.rows() {
            let x = (row as f64 - ORIGIN) * 0.6;
            for (column, &l) in multipoles.iter().enumerate() {
                let (block, panel) = (row / ROWS, column / PANEL);
                let value = table.panel(block, panel)[(row % ROWS) * PANEL + column % PANEL];
                assert!((value - spherical_bessel(l, x)).abs() < 3e-9, "j_{l}({x})");
                assert!(panel < table.filled(block) || value.abs() < f64::MIN_POSITIVE);
            }
        }
        Ok(())
    }
}
