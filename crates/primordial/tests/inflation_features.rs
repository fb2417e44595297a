//! Features of the potential against brute force: another variable, another time, another integrator.

use std::f64::consts::PI;

use lastscatter_numerics::ode::{DormandPrince, Tolerance};
use lastscatter_primordial::{
    Inflation, Model,
    inflation::{Amplitude, Ending, Pivot, Start},
    potential::{Kink, Monomial, Potential, TanhStep},
};
use num_complex::Complex64;

/// P_ℛ of ln k by the field's perturbation Q on flat slices in cosmic time:
///
/// ```text
/// Q̈ + 3HQ̇ + [k²/a² + V″ + 3φ̇² + 2φ̇V′/H − φ̇⁴/2H²] Q = 0,   ℛ = HQ/φ̇
/// ```
///
/// from a universe's first moment φ, φ_N and a = 1 on. Q begins at x = k/aH = 1000 as (1 + i/x) e^(ix)/(a√2k), right up to slow roll/x², and ends at
/// x = 3e-5.
fn brute_force(potential: &impl Potential, field: f64, velocity: f64, ln_k: f64) -> f64 {
    let k = (ln_k + 10.0).exp();
    let hubble = |y: &[f64]| ((0.5 * y[1] * y[1] + potential.at(y[0]).value) / 3.0).sqrt();
    // y[2] = 10 + ln a, for relative errors make no sense about zero.
    let ln_k = ln_k + 10.0;
    let depth = |y: &[f64]| (ln_k - y[2]).exp() / hubble(y);
    let system = |_: f64, y: &[f64], dy: &mut [f64]| {
        let (h, v, w) = (hubble(y), potential.at(y[0]), y[1]);
        dy[0] = w;
        dy[1] = -3.0 * h * w - v.first;
        dy[2] = h;
        let mass = v.second + 3.0 * w * w + 2.0 * w * v.first / h - w.powi(4) / (2.0 * h * h);
        let squared = (2.0 * (ln_k - y[2])).exp() + mass;
        for i in (3..y.len()).step_by(2) {
            dy[i] = y[i + 1];
            dy[i + 1] = -3.0 * h * y[i + 1] - squared * y[i];
        }
    };
    let solver = DormandPrince {
        tolerance: Tolerance {
            relative: 1e-12,
            absolute: 1e-60,
            max_steps: 10_000_000,
        },
    };
    let start = (potential.at(field).value / (3.0 - 0.5 * velocity * velocity)).sqrt();
    let mut y = [field, velocity * start, 10.0];
    while depth(&y) > 1e3 {
        let step = 1e-2 / hubble(&y);
        solver
            .integrate(0.0, step, &mut y, system)
            .expect("a smooth way");
    }
    let x = depth(&y);
    let norm = 1.0 / (y[2].exp() * (2.0 * k).sqrt());
    // Turned by 0.7 so that nothing begins at zero.
    let phase = Complex64::from_polar(norm, 0.7);
    let q = phase * Complex64::new(1.0, 1.0 / x);
    let slope = phase * Complex64::new(0.0, -hubble(&y) * x);
    let mut y = [y[0], y[1], y[2], q.re, slope.re, q.im, slope.im];
    while depth(&y) > 3e-5 {
        let step = 1.0 / hubble(&y);
        solver.integrate(0.0, step, &mut y, system).expect("a mode");
    }
    let curvature = hubble(&y) / y[1];
    let power = curvature * curvature * (y[3] * y[3] + y[5] * y[5]);
    k.powi(3) / (2.0 * PI * PI) * power
}

/// The largest relative error of powers at wavenumbers around that which leaves the horizon at `field`.
fn error(
    potential: impl Potential + Copy,
    start: [f64; 2],
    ending: Ending,
    field: f64,
    around: [f64; 2],
) -> f64 {
    let settings = Inflation {
        start: Start::Given {
            field: start[0],
            velocity: start[1],
        },
        ending,
        pivot: Pivot::EFolds(45.0),
        amplitude: Amplitude::Potential,
        tolerance: 1e-8,
        ..Inflation::new(potential)
    };
    let solution = settings.solve().expect("it inflates");
    let history = solution.history();
    let [mut low, mut high] = [0.0, history.end()];
    for _ in 0..60 {
        let middle = 0.5 * (low + high);
        if history.field(middle) > field {
            low = middle;
        } else {
            high = middle;
        }
    }
    let ln_unit = settings.k_pivot_inv_mpc.ln() - history.ln_a_h(history.end() - 45.0);
    let mut worst = 0.0_f64;
    for i in 0..5 {
        let [from, to] = around.map(f64::ln);
        let ln_k = history.ln_a_h(low) + from + (to - from) * f64::from(i) / 4.0;
        let found = solution
            .powers((ln_k + ln_unit).exp())
            .expect("a mode")
            .scalar;
        let exact = brute_force(&potential, start[0], start[1], ln_k);
        worst = worst.max((found / exact - 1.0).abs());
    }
    worst
}

const QUADRATIC: Monomial = Monomial {
    scale: 1e-11,
    power: 2.0,
};

#[test]
fn smooth_potential() {
    let worst = error(
        QUADRATIC,
        [16.5, -0.121],
        Ending::Acceleration,
        15.0,
        [0.3, 3.0],
    );
    assert!(worst < 1e-7, "{worst:e}");
}

#[test]
fn steps_ring() {
    for (height, width) in [(1e-3, 0.02), (0.01, 0.05)] {
        let potential = TanhStep {
            base: QUADRATIC,
            height,
            field: 14.8,
            width,
        };
        let worst = error(
            potential,
            [16.5, -0.121],
            Ending::Acceleration,
            14.8,
            [0.1, 40.0],
        );
        assert!(worst < 1e-6, "{height} {width}: {worst:e}");
    }
}

#[test]
fn kinks_make_ultra_slow_roll() {
    let potential = Kink {
        scale: 1e-11,
        field: 10.0,
        slope_above: 0.05,
        slope_below: 0.005,
        width: 1e-3,
    };
    let worst = error(
        potential,
        [10.65, -0.0484],
        Ending::EFolds(60.0),
        10.0,
        [0.03, 30.0],
    );
    assert!(worst < 1e-6, "{worst:e}");
}
