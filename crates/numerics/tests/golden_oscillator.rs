//! Oscillators against independent numbers, `tests/scripts/oscillator.py`.

use lastscatter_numerics::{
    Error,
    ode::{AdiabaticOrder, Coefficients, Oscillator, OscillatorSolver},
};
use num_complex::Complex64;

/// Tensor modes of inflation with constant ε = −dlnH/dN, in e-folds.
struct PowerLaw(f64);

impl Oscillator for PowerLaw {
    fn coefficients(&self, efolds: f64) -> Coefficients {
        Coefficients {
            frequency_squared: (-2.0 * (1.0 - self.0) * efolds).exp(),
            damping: 0.5 * (3.0 - self.0),
        }
    }
}

struct Airy;

impl Oscillator for Airy {
    fn coefficients(&self, t: f64) -> Coefficients {
        Coefficients {
            frequency_squared: -t,
            damping: 0.0,
        }
    }
}

struct Row {
    parameter: f64,
    t: f64,
    state: [Complex64; 2],
}

fn rows(case: &str) -> Vec<Row> {
    include_str!("data/oscillator.csv")
        .lines()
        .filter_map(|line| line.strip_prefix(case)?.strip_prefix(','))
        .map(|line| {
            let n: Vec<f64> = line.split(',').filter_map(|n| n.parse().ok()).collect();
            Row {
                parameter: n[0],
                t: n[1],
                state: [Complex64::new(n[2], n[3]), Complex64::new(n[4], n[5])],
            }
        })
        .collect()
}

/// Error of a state relative to the golden one, u′ in units of the local rate.
fn error(oscillator: &impl Oscillator, row: &Row, found: [Complex64; 2]) -> f64 {
    let Coefficients {
        frequency_squared,
        damping,
    } = oscillator.coefficients(row.t);
    let rate = frequency_squared.abs().sqrt().max(damping.abs()).max(1.0);
    let size = |u: [Complex64; 2]| u[0].norm().hypot(u[1].norm() / rate);
    size([found[0] - row.state[0], found[1] - row.state[1]]) / size(row.state)
}

/// What no method can undo: the rounding of ω, times the radians.
fn rounding(radians: f64) -> f64 {
    8.0 * f64::EPSILON * (radians + 20.0)
}

#[test]
fn power_law_inflation() -> Result<(), Error> {
    for rows in rows("power_law").chunk_by(|a, b| a.parameter.total_cmp(&b.parameter).is_eq()) {
        let mode = PowerLaw(rows[0].parameter);
        for tolerance in [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] {
            let solver = OscillatorSolver::new(tolerance);
            for (i, start) in rows.iter().enumerate() {
                for end in &rows[i + 1..] {
                    let found = solver.solve(&mode, start.t, start.state, end.t)?;
                    let radians = (-start.t).exp() / (1.0 - mode.0);
                    let error = error(&mode, end, found.state) - rounding(radians);
                    assert!(
                        error < tolerance,
                        "{} {} → {} at {tolerance:e}: {error:e}, {:?}",
                        mode.0,
                        start.t,
                        end.t,
                        found.work
                    );
                }
            }
        }
    }
    Ok(())
}

#[test]
fn airy_through_the_turning_point() -> Result<(), Error> {
    let rows = rows("airy");
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10, 1e-12] {
        let solver = OscillatorSolver::new(tolerance);
        for (i, start) in rows.iter().enumerate() {
            for end in &rows[i + 1..] {
                let radians = 2.0 / 3.0 * (-start.t).powf(1.5).max(0.0);
                let found = solver.solve(&Airy, start.t, start.state, end.t)?;
                let error = error(&Airy, end, found.state) - rounding(radians);
                assert!(
                    error < tolerance,
                    "{} → {}: {error:e}, {:?}",
                    start.t,
                    end.t,
                    found.work
                );
            }
        }
    }
    Ok(())
}

#[test]
fn bunch_davies_states() -> Result<(), Error> {
    let solver = OscillatorSolver::new(1e-12);
    let orders = [0, 1, 2, 3, 4, 6, 8, 12].map(AdiabaticOrder::Fixed);
    for row in rows("power_law") {
        let depth = (-(1.0 - row.parameter) * row.t).exp();
        if depth < 9.0 {
            continue;
        }
        let exact = row.state[1] / row.state[0];
        for order in orders.into_iter().chain([AdiabaticOrder::Converged]) {
            let vacuum = solver.positive_frequency(&PowerLaw(row.parameter), row.t, order)?;
            let error = (vacuum.logarithmic_derivative - exact).norm() / exact.norm();
            assert!(
                error <= 3.0 * vacuum.error,
                "{} at {depth}, {order:?}: {error:e}, estimate {:e}",
                row.parameter,
                vacuum.error
            );
            let next = match order {
                AdiabaticOrder::Fixed(n) => {
                    (depth / (1.0 + 0.5 * f64::from(n))).powi(-(n as i32) - 1)
                }
                AdiabaticOrder::Converged => 1e-12 + 1e6 * (-2.0 * depth).exp(),
            };
            assert!(
                vacuum.error < 20.0 * next + 1e-14,
                "{depth}, {order:?}: estimate {:e}",
                vacuum.error
            );
        }
    }
    Ok(())
}
