//! How long a solution takes.

use std::hint::black_box;
use std::time::Instant;

use lastscatter_examples::Failure;

use crate::scenario::Scenario;
use crate::solution::{Settings, Solution};

/// The median wall time of full solutions in seconds; nothing is kept from one to the next.
pub(crate) fn median_s(
    scenario: &Scenario,
    settings: Settings,
    solves: usize,
) -> Result<f64, Failure> {
    let mut seconds = Vec::with_capacity(solves);
    for _ in 0..solves {
        let start = Instant::now();
        black_box(Solution::new(black_box(scenario), settings)?);
        seconds.push(start.elapsed().as_secs_f64());
    }
    Ok(median(seconds))
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[middle],
        _ => 0.5 * (values[middle - 1] + values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]).to_bits(), 2f64.to_bits());
        assert_eq!(median(vec![4.0, 1.0, 3.0, 2.0]).to_bits(), 2.5f64.to_bits());
    }
}
