//! Integrators against exact solutions.

use lastscatter_numerics::{
    Error,
    ode::{DormandPrince, Rosenbrock, Step, Tolerance},
};

fn tolerance(relative: f64) -> Tolerance {
    Tolerance {
        absolute: relative,
        relative,
        ..Tolerance::default()
    }
}

/// The two-body problem of eccentricity 1/2, from pericentre; period 2π.
fn kepler(_: f64, y: &[f64], dy: &mut [f64]) {
    let r2 = y[0] * y[0] + y[1] * y[1];
    let pull = 1.0 / (r2 * r2.sqrt());
    dy.copy_from_slice(&[y[2], y[3], -pull * y[0], -pull * y[1]]);
}

fn pericentre() -> [f64; 4] {
    [0.5, 0.0, 0.0, 3.0_f64.sqrt()]
}

#[test]
fn kepler_orbit() -> Result<(), Error> {
    let period = std::f64::consts::TAU;
    for relative in [1e-5, 1e-8, 1e-11] {
        let mut state = pericentre();
        let work = DormandPrince {
            tolerance: tolerance(relative),
        }
        .integrate(0.0, period, &mut state, kepler)?;
        let error = state[1].hypot(state[0] - 0.5);
        assert!(error < 60.0 * relative, "{relative:e}: {error:e}, {work:?}");
        assert_eq!(work.evaluations, 1 + 6 * (work.steps + work.rejected));
    }
    Ok(())
}

#[test]
fn backwards_and_forwards() -> Result<(), Error> {
    let method = DormandPrince {
        tolerance: tolerance(1e-10),
    };
    let mut state = pericentre();
    method.integrate(0.0, 5.0, &mut state, kepler)?;
    method.integrate(5.0, 0.0, &mut state, kepler)?;
    for (found, start) in state.iter().zip(pericentre()) {
        assert!((found - start).abs() < 1e-7);
    }
    Ok(())
}

/// The power of the number of steps with which the error falls, from (error, steps) of two runs.
fn order_of(coarse: (f64, usize), fine: (f64, usize)) -> f64 {
    (coarse.0 / fine.0).ln() / (fine.1 as f64 / coarse.1 as f64).ln()
}

#[test]
fn explicit_order() -> Result<(), Error> {
    let run = |relative| -> Result<(f64, usize), Error> {
        let mut state = [1.0];
        let mut inside = 0.0_f64;
        let work = DormandPrince {
            tolerance: tolerance(relative),
        }
        .observe(
            0.0,
            6.0,
            &mut state,
            |t, y, dy| dy[0] = y[0] * t.cos(),
            |step| {
                for i in 1..10 {
                    let t = step.start() + 0.1 * f64::from(i) * (step.end() - step.start());
                    inside = inside.max((step.component(0, t) - t.sin().exp()).abs());
                }
            },
        )?;
        assert!(inside < 40.0 * relative, "dense {inside:e} at {relative:e}");
        Ok(((state[0] - 6.0_f64.sin().exp()).abs(), work.steps))
    };
    let order = order_of(run(1e-5)?, run(1e-10)?);
    assert!((4.6..5.6).contains(&order), "{order}");
    Ok(())
}

#[test]
fn stiff_order() -> Result<(), Error> {
    let run = |relative| -> Result<(f64, usize), Error> {
        let mut state = [1.0, 0.0];
        let mut inside = 0.0_f64;
        // y₁ = exp(sin t) and y₂ = sin t, coupled and with time in both.
        let work = Rosenbrock {
            tolerance: tolerance(relative),
        }
        .observe(
            0.0,
            6.0,
            &mut state,
            |t, y, dy| {
                dy[0] = y[0] * t.cos();
                dy[1] = t.cos() + y[0] - y[1].exp();
            },
            |step| {
                for i in 1..10 {
                    let t = step.start() + 0.1 * f64::from(i) * (step.end() - step.start());
                    inside = inside.max((step.component(1, t) - t.sin()).abs());
                }
            },
        )?;
        assert!(inside < 60.0 * relative, "dense {inside:e} at {relative:e}");
        Ok(((state[1] - 6.0_f64.sin()).abs(), work.steps))
    };
    let order = order_of(run(1e-4)?, run(1e-9)?);
    assert!((3.6..4.8).contains(&order), "{order}");
    Ok(())
}

/// Prothero and Robinson's problem: the solution cos t, reached at any rate.
#[test]
fn stiff_problem_against_its_exact_solution() -> Result<(), Error> {
    for rate in [1.0, 1e3, 1e6, 1e9] {
        let mut state = [2.0];
        let work = Rosenbrock {
            tolerance: tolerance(1e-8),
        }
        .integrate(0.0, 10.0, &mut state, |t, y, dy| {
            dy[0] = rate * (t.cos() - y[0]) - t.sin();
        })?;
        let exact = 10.0_f64.cos() + (-10.0 * rate).exp();
        assert!((state[0] - exact).abs() < 2e-7, "{rate:e}: {state:?}");
        assert!(work.steps < 700, "{rate:e}: {work:?}");
    }
    Ok(())
}

/// Robertson's kinetics: rates over nine orders of magnitude; reference values from the literature's test set.
#[test]
fn robertson_kinetics() -> Result<(), Error> {
    let mut state = [1.0, 0.0, 0.0];
    let tolerance = Tolerance {
        absolute: 1e-13,
        relative: 1e-9,
        ..Tolerance::default()
    };
    let work = Rosenbrock { tolerance }.integrate(0.0, 40.0, &mut state, |_, y, dy| {
        let (slow, fast, square) = (0.04 * y[0], 1e4 * y[1] * y[2], 3e7 * y[1] * y[1]);
        dy.copy_from_slice(&[fast - slow, slow - fast - square, square]);
    })?;
    for (found, known) in state.iter().zip([
        0.715_827_068_718_967_7,
        9.185_534_764_557_624e-6,
        0.284_163_745_745_799_2,
    ]) {
        assert!((found / known - 1.0).abs() < 1e-7, "{state:?} {work:?}");
    }
    Ok(())
}

#[test]
fn steps_join() -> Result<(), Error> {
    let mut last = (0.0, vec![1.0, 0.0]);
    let mut state = [1.0, 0.0];
    let check = |step: &Step<'_>, last: &mut (f64, Vec<f64>)| {
        assert!(step.start().to_bits() == last.0.to_bits());
        assert!(step.contains(step.end()) && !step.contains(step.start()));
        let mut out = [0.0; 2];
        step.interpolate_into(step.start(), &mut out);
        assert!((out[0] - last.1[0]).abs() < 1e-15 && (out[1] - last.1[1]).abs() < 1e-15);
        *last = (step.end(), step.state().to_vec());
    };
    let oscillator = |_: f64, y: &[f64], dy: &mut [f64]| dy.copy_from_slice(&[y[1], -y[0]]);
    DormandPrince::default().observe(0.0, 3.0, &mut state, oscillator, |step| {
        check(step, &mut last);
    })?;
    assert!((last.0 - 3.0).abs() < 1e-300 && (state[0] - 3.0_f64.cos()).abs() < 1e-7);
    let (mut state, mut last) = ([1.0, 0.0], (0.0, vec![1.0, 0.0]));
    Rosenbrock::default().observe(0.0, 3.0, &mut state, oscillator, |step| {
        check(step, &mut last);
    })?;
    assert!((last.0 - 3.0).abs() < 1e-300 && (state[0] - 3.0_f64.cos()).abs() < 1e-7);
    Ok(())
}

#[test]
fn failure_says_where() {
    // A pole at t = 1.
    let mut state = [1.0];
    let explicit = DormandPrince::default().integrate(0.0, 2.0, &mut state, |_, y, dy| {
        dy[0] = y[0] * y[0];
    });
    let mut state = [1.0];
    let implicit = Rosenbrock::default().integrate(0.0, 2.0, &mut state, |_, y, dy| {
        dy[0] = y[0] * y[0];
    });
    for error in [explicit.unwrap_err(), implicit.unwrap_err()] {
        assert!(error.is_recoverable());
        let Error::Stalled { at, .. } = error else {
            panic!("{error}")
        };
        assert!((at - 1.0).abs() < 1e-3, "{at}");
    }
    let mut state = [f64::NAN];
    assert!(
        DormandPrince::default()
            .integrate(0.0, 1.0, &mut state, |_, _, _| {})
            .is_err()
    );
    let mut state = [1.0];
    let none = DormandPrince {
        tolerance: tolerance(f64::NAN),
    };
    assert!(none.integrate(0.0, 1.0, &mut state, |_, _, _| {}).is_err());
    let nan = DormandPrince::default().integrate(0.0, 1.0, &mut state, |_, _, dy| dy[0] = f64::NAN);
    assert!(nan.is_err());
}
