//! Truncated Taylor series against derivatives known in closed form.

use lastscatter_numerics::{Elementary, Real, Taylor};
use proptest::prelude::*;

fn close(found: Taylor<4>, expected: [f64; 4], what: &str) {
    for (n, expected) in expected.into_iter().enumerate() {
        let found = found.derivative(n);
        let error = (found - expected).abs() / (1.0 + expected.abs());
        assert!(
            error < 1e-13,
            "{what}, derivative {n}: {found} against {expected}"
        );
    }
}

#[test]
fn derivatives_of_elementary_functions() {
    for x in [0.3, 1.0, 2.7] {
        let t = Taylor::<4>::variable(x);
        let (s, c) = f64::sin_cos(x);
        close(t.exp(), [f64::exp(x); 4], "exp");
        close(
            t.ln(),
            [f64::ln(x), 1.0 / x, -1.0 / (x * x), 2.0 / (x * x * x)],
            "ln",
        );
        close(t.sin(), [s, c, -s, -c], "sin");
        close(t.cos(), [c, -s, -c, s], "cos");
        let h = f64::tanh(x);
        let d = 1.0 - h * h;
        close(
            t.tanh(),
            [h, d, -2.0 * h * d, 2.0 * d * (3.0 * h * h - 1.0)],
            "tanh",
        );
        let power = |p: f64| {
            [
                x.powf(p),
                p * x.powf(p - 1.0),
                p * (p - 1.0) * x.powf(p - 2.0),
                p * (p - 1.0) * (p - 2.0) * x.powf(p - 3.0),
            ]
        };
        close(Real::sqrt(t), power(0.5), "sqrt");
        close(t.powf(2.0 / 3.0), power(2.0 / 3.0), "powf");
        close(t.powf(3.0), power(3.0), "powf of a whole power");
        close(t.powi(-2), power(-2.0), "powi");
        close(Taylor::from(1.0) / t, power(-1.0), "quotient");
    }
    // At zero, and to the left of it.
    close(
        Taylor::variable(0.0).powf(2.0),
        [0.0, 0.0, 2.0, 0.0],
        "square at zero",
    );
    close(
        Real::abs(Taylor::variable(-2.0)),
        [2.0, -1.0, 0.0, 0.0],
        "abs",
    );
    assert!(Taylor::<4>::variable(1.0).derivative(4).is_nan());
}

proptest! {
    #[test]
    fn composition_follows_the_chain_rule(x in -2.0..2.0f64, a in 0.1..3.0f64) {
        // tanh(u) = (e^{2u} − 1)/(e^{2u} + 1) with u = a sin x, once as a formula and once as the function.
        let u = Taylor::<6>::variable(x).sin() * a;
        let e = (u * 2.0).exp();
        let [direct, composed] = [u.tanh(), (e + -1.0) / (e + 1.0)].map(Taylor::coefficients);
        for n in 0..6 {
            prop_assert!((direct[n] - composed[n]).abs() < 1e-11 * (1.0 + a.powi(5)), "{n}: {} {}", direct[n], composed[n]);
        }
    }

    #[test]
    fn logarithm_undoes_exponential(coefficients in proptest::array::uniform5(-2.0..2.0f64)) {
        let back = Taylor::new(coefficients).exp().ln().coefficients();
        for n in 0..5 {
            prop_assert!((back[n] - coefficients[n]).abs() < 1e-12);
        }
    }
}
