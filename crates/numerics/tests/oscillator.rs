//! Oscillators against exact solutions, conservation laws and brute force.

use std::f64::consts::PI;

use lastscatter_numerics::{
    Error,
    ode::{
        AdiabaticOrder, Coefficients, DormandPrince, Oscillator, OscillatorSolution,
        OscillatorSolver, OscillatorWork, Tolerance,
    },
};
use num_complex::Complex64;
use proptest::prelude::{Strategy, prop, prop_assert, proptest};

/// An oscillator from a function of time that gives (ω², γ), with a longest step.
struct Of<F>(F, f64);

impl<F: Fn(f64) -> (f64, f64)> Oscillator for Of<F> {
    fn coefficients(&self, t: f64) -> Coefficients {
        let (frequency_squared, damping) = self.0(t);
        Coefficients {
            frequency_squared,
            damping,
        }
    }

    fn longest_step(&self, _: f64) -> f64 {
        self.1
    }
}

fn de_sitter(efolds: f64) -> (f64, f64) {
    ((-2.0 * efolds).exp(), 1.5)
}

/// u = (1 − ix) e^{ix}, x = e^{−N}: the Bunch–Davies state with k = H = 1.
fn bunch_davies(efolds: f64) -> [Complex64; 2] {
    let x = (-efolds).exp();
    let wave = Complex64::from_polar(1.0, x);
    [Complex64::new(1.0, -x) * wave, -x * x * wave]
}

fn size(u: [Complex64; 2], rate: f64) -> f64 {
    u[0].norm().hypot(u[1].norm() / rate)
}

fn distance(u: [Complex64; 2], v: [Complex64; 2], rate: f64) -> f64 {
    size([u[0] - v[0], u[1] - v[1]], rate) / size(v, rate)
}

/// Im(u* u′): −1/2 of the Wronskian of u and u*, over i.
fn wronskian(u: [Complex64; 2]) -> f64 {
    (u[0].conj() * u[1]).im
}

/// The same equation by an explicit method of order 5.
fn brute_force(
    oscillator: &impl Oscillator,
    start: f64,
    state: [Complex64; 2],
    end: f64,
) -> Result<[Complex64; 2], Error> {
    let mut y = [state[0].re, state[0].im, state[1].re, state[1].im];
    let tolerance = Tolerance {
        absolute: 1e-14,
        relative: 1e-13,
        max_steps: 10_000_000,
    };
    DormandPrince { tolerance }.integrate(start, end, &mut y, |t, y: &[f64], dy: &mut [f64]| {
        let Coefficients {
            frequency_squared,
            damping,
        } = oscillator.coefficients(t);
        (dy[0], dy[1]) = (y[2], y[3]);
        dy[2] = -2.0 * damping * y[2] - frequency_squared * y[0];
        dy[3] = -2.0 * damping * y[3] - frequency_squared * y[1];
    })?;
    Ok([Complex64::new(y[0], y[1]), Complex64::new(y[2], y[3])])
}

const TOLERANCES: [f64; 5] = [1e-4, 1e-6, 1e-8, 1e-10, 1e-12];

#[test]
fn constant_coefficients() -> Result<(), Error> {
    // Underdamped, overdamped, growing, critical, free.
    for (squared, damping) in [
        (1e6, 0.3),
        (25.0, 0.1),
        (1.0, 3.0),
        (-4.0, 0.5),
        (9.0, -0.2),
        (1.0, 1.0),
        (0.0, 0.0),
    ] {
        let end = 7.0;
        let start = [Complex64::new(0.3, 1.0), Complex64::new(-0.5, 0.2)];
        // e^{−γt} (C u + S (u′ + γu)), with C = cos Ωt and S = sin Ωt/Ω or their hyperbolic kin.
        let root = Complex64::from(squared - damping * damping).sqrt();
        let (c, s) = if root.norm() > 0.0 {
            ((root * end).cos(), (root * end).sin() / root)
        } else {
            (Complex64::ONE, Complex64::from(end))
        };
        let velocity = start[1] + damping * start[0];
        let decay = (-damping * end).exp();
        let u = decay * (c * start[0] + s * velocity);
        let du = decay * (c * velocity - root * root * s * start[0]) - damping * u;
        for tolerance in TOLERANCES {
            let oscillator = Of(|_| (squared, damping), f64::INFINITY);
            let found = OscillatorSolver::new(tolerance).solve(&oscillator, 0.0, start, end)?;
            let error = distance(found.state, [u, du], root.norm().max(1.0));
            let rounding = 1e-15 * (root.norm() * end + 20.0);
            assert!(
                error < 0.1 * tolerance + rounding,
                "{squared}, {damping}: {error:e}, {:?}",
                found.work
            );
        }
    }
    Ok(())
}

#[test]
fn bunch_davies_state_of_de_sitter() -> Result<(), Error> {
    let mode = Of(de_sitter, f64::INFINITY);
    let orders = [0, 1, 2, 4, 8].map(AdiabaticOrder::Fixed);
    for depth in [3.0, 5.0, 8.0, 14.0, 30.0, 100.0, 1e3, 1e5] {
        let state = bunch_davies(-f64::ln(depth));
        let exact = state[1] / state[0];
        for order in orders.into_iter().chain([AdiabaticOrder::Converged]) {
            for tolerance in [1e-4, 1e-7, 1e-10] {
                let solver = OscillatorSolver::new(tolerance);
                let found = solver.positive_frequency(&mode, -f64::ln(depth), order)?;
                let error = (found.logarithmic_derivative - exact).norm() / exact.norm();
                assert!(
                    error <= 3.0 * found.error,
                    "{depth}, {order:?}, {tolerance:e}: {error:e}, estimate {:e}",
                    found.error
                );
                // Each order gains one power of the depth.
                if let AdiabaticOrder::Fixed(n) = order {
                    let expected = depth.powi(-1 - n as i32);
                    assert!(error < 1.5 * expected + 1e-14, "{depth}, {n}: {error:e}");
                }
            }
        }
    }
    Ok(())
}

#[test]
fn wronskian_is_conserved() -> Result<(), Error> {
    let modes = [10.0, 1e3, 1e6];
    for depth in modes {
        let start = -f64::ln(depth);
        let first = wronskian(bunch_davies(start));
        for (tolerance, bound) in [(1e-6, 1e-8), (1e-10, 1e-12), (1e-12, 2e-13)] {
            let solver = OscillatorSolver::new(tolerance);
            let mode = Of(de_sitter, f64::INFINITY);
            let mut worst = 0.0_f64;
            solver.observe(&mode, start, bunch_davies(start), 3.0, |t, state| {
                let conserved = (3.0 * (t - start)).exp() * wronskian(state) / first;
                worst = worst.max((conserved - 1.0).abs());
            })?;
            assert!(worst < bound, "{depth:e} at {tolerance:e}: {worst:e}");
        }
    }
    Ok(())
}

#[test]
fn work_does_not_depend_on_depth() -> Result<(), Error> {
    for tolerance in [1e-4, 1e-6, 1e-8, 1e-10] {
        let solver = OscillatorSolver::new(tolerance);
        let work = |depth: f64| -> Result<OscillatorWork, Error> {
            let mode = Of(de_sitter, f64::INFINITY);
            let start = -depth.ln();
            let end = -f64::ln(0.003);
            Ok(solver.solve(&mode, start, bunch_davies(start), end)?.work)
        };
        let (shallow, deep) = (work(1e2)?, work(1e6)?);
        let ratio = deep.evaluations as f64 / shallow.evaluations as f64;
        assert!(ratio < 1.2, "{tolerance:e}: {shallow:?} {deep:?}");
        // One interval: a phase to the same absolute error needs a few panels more for 10⁴ times the radians.
        let work = |frequency: f64| -> Result<OscillatorWork, Error> {
            let chirp = Of(
                |t: f64| ((frequency * (1.0 + 0.5 * t.sin())).powi(2), 0.1),
                f64::INFINITY,
            );
            Ok(solver
                .solve(&chirp, 0.0, [Complex64::ONE, Complex64::ZERO], 20.0)?
                .work)
        };
        let (slow, fast) = (work(1e2)?, work(1e6)?);
        let ratio = fast.evaluations as f64 / slow.evaluations as f64;
        assert!(ratio < 3.2, "{tolerance:e}: {slow:?} {fast:?}");
    }
    Ok(())
}

#[test]
fn work_counters() -> Result<(), Error> {
    let mode = Of(de_sitter, f64::INFINITY);
    let start = -f64::ln(1e3);
    let mut seen = 0;
    let solver = OscillatorSolver::new(1e-6);
    let solution = solver.observe(&mode, start, bunch_davies(start), 5.8, |_, _| seen += 1)?;
    let work = solution.work;
    assert_eq!(seen, work.steps);
    assert!(
        work.phase_steps > 0 && work.phase_steps < work.steps,
        "{work:?}"
    );
    assert!(work.evaluations <= 80, "{work:?}");
    Ok(())
}

#[test]
fn backwards_returns_to_the_start() -> Result<(), Error> {
    let mode = Of(de_sitter, f64::INFINITY);
    let (start, end) = (-f64::ln(1e4), 1.0);
    for tolerance in TOLERANCES {
        let solver = OscillatorSolver::new(tolerance);
        let there = solver.solve(&mode, start, bunch_davies(start), end)?;
        // The decaying solution grows by e^{3N}: errors of the frozen state come back as large.
        let back = solver.solve(&mode, end, there.state, start)?;
        let error = distance(back.state, bunch_davies(start), 1e4);
        let amplified = 10.0 * tolerance + 1e-11;
        assert!(error < amplified, "{tolerance:e}: {error:e}");
    }
    Ok(())
}

#[test]
fn parametric_resonance() -> Result<(), Error> {
    // Mathieu's equation u″ + (a − 2q cos 2t) u = 0 in and out of its bands, ω² of both signs.
    for (a, q) in [
        (1.0, 0.3),
        (4.2, 1.0),
        (2.0, 5.0),
        (30.0, 8.0),
        (900.0, 400.0),
    ] {
        let oscillator = Of(|t: f64| (a - 2.0 * q * (2.0 * t).cos(), 0.0), f64::INFINITY);
        let start = [Complex64::ONE, Complex64::new(0.0, -1.0)];
        let exact = brute_force(&oscillator, 0.0, start, 25.0)?;
        for tolerance in [1e-5, 1e-7, 1e-9] {
            let found = OscillatorSolver::new(tolerance).solve(&oscillator, 0.0, start, 25.0)?;
            let error = distance(found.state, exact, f64::max(1.0, a).sqrt());
            assert!(
                error < 5.0 * tolerance,
                "{a}, {q} at {tolerance:e}: {error:e}, {:?}",
                found.work
            );
        }
    }
    Ok(())
}

#[test]
fn particles_from_a_smooth_change_of_frequency() -> Result<(), Error> {
    // ω² = A + B tanh(ρt): |β|² = sinh²(πω₋/ρ) / (sinh(πω_in/ρ) sinh(πω_out/ρ)), ω₋ = (ω_out − ω_in)/2.
    for (before, after, rate) in [
        (1.0, 2.0, 1.0),
        (3.0, 1.0, 2.0),
        (1.0, 40.0, 9.0),
        (200.0, 100.0, 90.0),
    ] {
        let (low, high) = (f64::powi(before, 2), f64::powi(after, 2));
        let oscillator = Of(
            |t: f64| {
                (
                    0.5 * (low + high) + 0.5 * (high - low) * (rate * t).tanh(),
                    0.0,
                )
            },
            f64::INFINITY,
        );
        let end = 18.0 / rate;
        let u = Complex64::from(1.0 / f64::sqrt(2.0 * before));
        let solver = OscillatorSolver::new(1e-10);
        let start = [u, u * Complex64::new(0.0, -before)];
        let [u, du] = solver.solve(&oscillator, -end, start, end)?.state;
        let beta = (du + Complex64::new(0.0, after) * u) / f64::sqrt(2.0 * after);
        let sinh = |w: f64| (PI * w / rate).sinh();
        let exact = sinh(0.5 * (after - before)).powi(2) / (sinh(before) * sinh(after));
        assert!(
            (beta.norm_sqr() - exact).abs() < 1e-9 * exact.sqrt(),
            "{before}, {after}, {rate}: {:e} for {exact:e}",
            beta.norm_sqr()
        );
    }
    Ok(())
}

#[test]
fn narrow_features() -> Result<(), Error> {
    // A mode of inflation whose friction has a kick of width 0.01 e-folds.
    let kicked = |n: f64| {
        let s = (n + 1.5) / 0.01;
        ((-2.0 * n).exp(), 1.5 + 20.0 * s * (-0.5 * s * s).exp())
    };
    let mode = Of(kicked, 0.05);
    let start = -f64::ln(300.0);
    let exact = brute_force(&mode, start, bunch_davies(start), 2.0)?;
    for tolerance in [1e-4, 1e-6, 1e-8] {
        let found =
            OscillatorSolver::new(tolerance).solve(&mode, start, bunch_davies(start), 2.0)?;
        let error = distance(found.state, exact, 1.0);
        assert!(
            error < 3.0 * tolerance,
            "{tolerance:e}: {error:e}, {:?}",
            found.work
        );
    }
    Ok(())
}

#[test]
fn tachyonic_instability() -> Result<(), Error> {
    // A dispersion relation ω²(p), p = e^{−N}, with ω² < 0 for a while.
    let mode = Of(
        |n: f64| {
            let p2 = (-2.0 * n).exp();
            (400.0 * p2 * (p2 - 1.0) * (p2 - 0.5), 1.5)
        },
        f64::INFINITY,
    );
    let start = [Complex64::ONE, Complex64::new(0.0, -10.0)];
    let exact = brute_force(&mode, -1.0, start, 5.0)?;
    for tolerance in [1e-4, 1e-6, 1e-8] {
        let found = OscillatorSolver::new(tolerance).solve(&mode, -1.0, start, 5.0)?;
        let error = distance(found.state, exact, 1.0);
        assert!(
            error < 3.0 * tolerance,
            "{tolerance:e}: {error:e}, {:?}",
            found.work
        );
    }
    Ok(())
}

/// A family of smooth oscillators on 0..8 by four numbers between 0 and 1: chirps, oscillating friction, steps, bounces, barriers.
fn family(kind: usize, p: [f64; 4]) -> impl Fn(f64) -> (f64, f64) {
    move |t| match kind {
        0 => {
            let w = 10_f64.powf(2.2 * p[0]);
            let chirp = 1.0 + 0.4 * (3.0 * p[1] * t).sin();
            (w * w * chirp, 0.2 * p[2] * (2.0 * p[3] * t).cos())
        }
        1 => {
            let friction = 1.5 + 0.3 * p[1] * (40.0 * p[2] * t).cos();
            ((6.0 * p[0] - 2.0 * t).exp(), friction)
        }
        2 => {
            let s = (t - 4.0 * p[2]) / (0.1 + 0.4 * p[3]);
            let friction = 1.5 + 5.0 * (p[1] - 0.5) / s.cosh().powi(2);
            ((6.0 * p[0] - 2.0 * t).exp(), friction)
        }
        3 => {
            let bounce = 30.0 * p[0] * (t - 5.0 * p[1]);
            (bounce * bounce + 20.0 * (p[2] - 0.7), 0.1 * p[3])
        }
        _ => {
            let barrier = 400.0 * p[1] / (t - 4.0).cosh().powi(2);
            ((60.0 * p[0]).powi(2) - barrier, 0.0)
        }
    }
}

#[test]
fn many_smooth_oscillators() -> Result<(), Error> {
    let mut seed = 1_u64;
    let mut number = || {
        seed = seed.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
        (seed >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut beyond = 0;
    for case in 0..40 {
        let p = std::array::from_fn(|_| number());
        let oscillator = Of(family(case % 5, p), f64::INFINITY);
        let rate = oscillator
            .coefficients(0.0)
            .frequency_squared
            .abs()
            .sqrt()
            .max(1.0);
        let start = [Complex64::new(1.0, 0.2), Complex64::new(0.1, -1.0) * rate];
        let exact = brute_force(&oscillator, 0.0, start, 8.0)?;
        let last = oscillator.coefficients(8.0);
        let rate = last
            .frequency_squared
            .abs()
            .sqrt()
            .max(last.damping.abs())
            .max(1.0);
        for tolerance in [1e-4, 1e-6, 1e-8] {
            let found = OscillatorSolver::new(tolerance).solve(&oscillator, 0.0, start, 8.0)?;
            let error = distance(found.state, exact, rate);
            assert!(
                error < 5.0 * tolerance,
                "{case} at {tolerance:e}: {error:e}, {p:?}"
            );
            beyond += usize::from(error > tolerance);
        }
    }
    assert!(beyond <= 3, "{beyond} of 120 beyond the tolerance");
    Ok(())
}

#[test]
fn states_of_any_size() -> Result<(), Error> {
    let solver = OscillatorSolver::new(1e-9);
    let mode = Of(de_sitter, f64::INFINITY);
    let start = bunch_davies(-5.0);
    let plain = solver.solve(&mode, -5.0, start, 3.0)?;
    for scale in [2_f64.powi(-900), 2_f64.powi(900)] {
        let found = solver.solve(&mode, -5.0, start.map(|u| u * scale), 3.0)?;
        assert_eq!(found.work, plain.work);
        assert_eq!(found.state.map(|u| u / scale), plain.state);
    }
    // e^{600}.
    let growing = Of(|_| (-4.0, 0.0), f64::INFINITY);
    let state = [Complex64::ONE, Complex64::from(2.0)];
    let found = solver.solve(&growing, 0.0, state, 300.0)?;
    assert!((found.state[0].re.ln() - 600.0).abs() < 1e-7);
    assert!(solver.solve(&growing, 0.0, state, 400.0).is_err());
    Ok(())
}

#[test]
fn nonsense_is_refused() {
    let solver = OscillatorSolver::new(1e-8);
    let mode = Of(de_sitter, f64::INFINITY);
    let state = [Complex64::ONE, Complex64::ZERO];
    for tolerance in [f64::NAN, 0.0, -1.0, 1e-20, 1.0] {
        let refused = OscillatorSolver::new(tolerance).solve(&mode, 0.0, state, 1.0);
        assert!(matches!(refused, Err(Error::OutOfDomain { .. })));
    }
    for (start, end) in [(f64::NAN, 1.0), (0.0, f64::INFINITY)] {
        let refused = solver.solve(&mode, start, state, end);
        assert!(matches!(refused, Err(Error::OutOfDomain { .. })));
    }
    let refused = solver.solve(
        &mode,
        0.0,
        [Complex64::ONE, Complex64::new(0.0, f64::NAN)],
        1.0,
    );
    assert!(matches!(refused, Err(Error::OutOfDomain { .. })));
    // The time at which the coefficients end.
    let ending = Of(|t: f64| ((1.0 - t).sqrt(), 0.0), f64::INFINITY);
    match solver.solve(&ending, 0.0, state, 2.0) {
        Err(Error::OutOfDomain { value, .. }) => assert!(value > 1.0 && value < 2.0),
        other => panic!("{other:?}"),
    }
    let order = AdiabaticOrder::Fixed(13);
    assert!(matches!(
        solver.positive_frequency(&mode, -5.0, order),
        Err(Error::OutOfDomain { .. })
    ));
    let tachyon = Of(|_| (-1.0, 0.0), f64::INFINITY);
    assert!(
        solver
            .positive_frequency(&tachyon, 0.0, AdiabaticOrder::Converged)
            .is_err()
    );
    let limited = OscillatorSolver {
        maximum_steps: 2,
        ..solver
    };
    assert!(matches!(
        limited.solve(&mode, -7.0, state, 5.0),
        Err(Error::Stalled { .. })
    ));
    // The empty integration, and rest.
    assert_eq!(solver.solve(&mode, 1.0, state, 1.0).unwrap().state, state);
    let rest = [Complex64::ZERO; 2];
    assert_eq!(solver.solve(&mode, -7.0, rest, 5.0).unwrap().state, rest);
}

fn finite(result: Result<OscillatorSolution, Error>) -> bool {
    result.is_err() || result.is_ok_and(|s| s.state.iter().all(|u| u.is_finite()))
}

fn any_size() -> impl Strategy<Value = f64> {
    (prop::num::f64::NORMAL, -12.0..12.0_f64, 0..8_u8).prop_map(|(any, power, kind)| match kind {
        0 => any,
        1 => 0.0,
        k if k < 5 => 10_f64.powf(power),
        _ => -(10_f64.powf(power)),
    })
}

proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(600))]
    #[test]
    fn nasty_coefficients_give_an_error_or_numbers(
        a in any_size(), b in any_size(), c in any_size(), d in any_size(),
        shape in 0..8_u8, exponent in -12.0..-3.0_f64,
        start in -50.0..50.0_f64, length in -30.0..30.0_f64,
    ) {
        let oscillator = Of(|t: f64| match shape {
            0 => (a + b * t, c),
            1 => (a * (b * t).sin(), c * (d * t).cos()),
            2 => (a * (b * t).exp(), c),
            3 => (a / t, b / (t - 1.0)),
            4 => (if t > c { a } else { b }, if t > d { 1.0 } else { 0.0 }),
            5 => (a * (t - c).abs(), b),
            6 => (a * (1e4 * t).sin().fract(), (t.to_bits() % 97) as f64),
            _ => (a + b * t.abs().sqrt(), (c - t).ln()),
        }, f64::INFINITY);
        let solver = OscillatorSolver {
            tolerance: 10_f64.powf(exponent),
            maximum_steps: 2000,
        };
        let state = [Complex64::new(1.0, 0.5), Complex64::new(-0.2, 3.0)];
        prop_assert!(finite(solver.solve(&oscillator, start, state, start + length)));
        for order in [AdiabaticOrder::Converged, AdiabaticOrder::Fixed(4)] {
            if let Ok(vacuum) = solver.positive_frequency(&oscillator, start, order) {
                prop_assert!(vacuum.logarithmic_derivative.is_finite());
                prop_assert!(vacuum.logarithmic_derivative.im < 0.0);
                prop_assert!(vacuum.error.is_finite() && vacuum.error > 0.0);
            }
        }
    }
}
