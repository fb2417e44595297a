//! Ridders' extrapolation of central differences.

use crate::error::Error;

/// Reduction of the step from one column to the next.
const REDUCTION: f64 = 1.5;
const COLUMNS: usize = 8;
/// Halvings of the first step when it leaves the support.
const MOST_HALVINGS: usize = 20;

/// Limit at zero step of an even function of the step, entry by entry, with error estimates.
///
/// `what` and `theta`, the point concerned, are for the error. `difference(t)` is evaluated at t = 1, 1/1.5, …; `None` where a point has no density, upon which the first step is
/// halved. Of all the extrapolations the one with the least error is kept: larger steps suffer from higher
/// derivatives, smaller ones from rounding (`ridders1982`).
pub(crate) fn extrapolation(
    what: &'static str,
    theta: &[f64],
    mut difference: impl FnMut(f64) -> Result<Option<Vec<f64>>, Error>,
) -> Result<(Vec<f64>, Vec<f64>), Error> {
    let mut first = 1.0;
    for _ in 0..MOST_HALVINGS {
        if let Some(rows) = differences(first, &mut difference)? {
            return Ok(best(&rows));
        }
        first *= 0.5;
    }
    Err(Error::NotConverged {
        what,
        iterations: MOST_HALVINGS,
        residual: f64::INFINITY,
        tolerance: first,
        theta: theta.to_vec(),
    })
}

fn differences(
    first: f64,
    difference: &mut impl FnMut(f64) -> Result<Option<Vec<f64>>, Error>,
) -> Result<Option<Vec<Vec<f64>>>, Error> {
    let mut rows = Vec::with_capacity(COLUMNS);
    let mut step = first;
    for _ in 0..COLUMNS {
        match difference(step)? {
            Some(row) => rows.push(row),
            None => return Ok(None),
        }
        step /= REDUCTION;
    }
    Ok(Some(rows))
}

fn best(rows: &[Vec<f64>]) -> (Vec<f64>, Vec<f64>) {
    (0..rows[0].len())
        .map(|entry| {
            let column: Vec<f64> = rows.iter().map(|row| row[entry]).collect();
            neville(&column)
        })
        .unzip()
}

fn neville(column: &[f64]) -> (f64, f64) {
    let mut previous = vec![column[0]];
    let (mut value, mut error) = (column[0], f64::INFINITY);
    for &next in &column[1..] {
        let mut current = vec![next];
        let mut factor = 1.0;
        for order in 0..previous.len() {
            factor *= REDUCTION * REDUCTION;
            let extrapolated = (factor * current[order] - previous[order]) / (factor - 1.0);
            let change = (extrapolated - current[order])
                .abs()
                .max((extrapolated - previous[order]).abs());
            if change < error {
                (value, error) = (extrapolated, change);
            }
            current.push(extrapolated);
        }
        previous = current;
    }
    (value, error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn second_derivative_of_an_exponential() {
        let second = |t: f64| {
            let h = 0.5 * t;
            Ok(Some(vec![(h.exp() - 2.0 + (-h).exp()) / (h * h)]))
        };
        let (value, error) = extrapolation("test", &[0.0], second).unwrap();
        assert!((value[0] - 1.0).abs() < 1e-11 && error[0] < 1e-9);
        assert!((value[0] - 1.0).abs() <= error[0]);
    }

    #[test]
    fn no_density_anywhere_is_an_error() {
        assert!(matches!(
            extrapolation("test", &[0.0], |_| Ok(None)),
            Err(Error::NotConverged { .. })
        ));
    }
}
