//! Special functions against mpmath at 40 digits (`tests/scripts/special.py`).

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a broken table must fail the test; the measured errors are worth seeing"
)]

use lastscatter_numerics::{Error, special};

const TABLE: &str = include_str!("data/special.csv");

/// The worst error over a function's rows, in the stated measure (error, argument, reference → ratio).
fn worst(
    name: &str,
    function: impl Fn(f64, f64) -> f64,
    measure: impl Fn(f64, f64, f64) -> f64,
) -> f64 {
    let mut worst = 0.0;
    let mut rows = 0;
    for line in TABLE.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        if fields[0] != name {
            continue;
        }
        rows += 1;
        let [x, parameter, reference] = [1, 2, 3].map(|i| fields[i].parse::<f64>().unwrap());
        let error = measure((function(x, parameter) - reference).abs(), x, reference);
        assert!(error.is_finite(), "{name}({x}, {parameter})");
        worst = f64::max(worst, error);
    }
    assert!(rows > 50, "{name} has {rows} rows");
    println!("{name}: {worst:.2e}");
    worst
}

fn relative(error: f64, _: f64, reference: f64) -> f64 {
    error / reference.abs()
}

#[test]
fn error_functions() {
    assert!(worst("erf", |x, _| special::erf(x), relative) < 1e-15);
    assert!(worst("erfc", |x, _| special::erfc(x), relative) < 1e-15);
}

#[test]
fn normal() {
    // The rounding of x/√2 alone moves the tail by x² ulp.
    let tail = |error: f64, x: f64, reference: f64| error / reference / (1.0 + x * x);
    assert!(worst("normal_cdf", |x, _| special::normal_cdf(x), tail) < 1e-15);
    assert!(
        worst(
            "normal_quantile",
            |p, _| special::normal_quantile(p),
            relative
        ) < 2e-15
    );
}

#[test]
fn gamma() {
    let absolute_or_relative =
        |error: f64, _: f64, reference: f64| error / reference.abs().max(1.0);
    assert!(
        worst(
            "ln_gamma",
            |x, _| special::ln_gamma(x),
            absolute_or_relative
        ) < 1e-14
    );
    // A value exp(−s) carries the rounding of s.
    let tail = |error: f64, _: f64, reference: f64| error / reference / (1.0 - reference.ln());
    let survival = |x, dof| special::chi_squared_survival(x, dof).unwrap();
    assert!(worst("chi_squared_survival", survival, tail) < 1e-14);
}

/// mpmath, Γ(dof/2, x/2)/Γ(dof/2) at 30 digits.
#[test]
fn less_than_one_degree_of_freedom() {
    for (x, dof, expected) in [
        (1e-8, 1e-3, 0.009_225_691_439_910_950_44),
        (1.0, 1e-3, 0.000_279_960_102_571_393_933),
        (1.9, 0.1, 0.012_516_385_435_536_611_1),
        (1.0, 0.5, 0.153_513_595_808_322_463),
        (1.0, 1e-10, 2.798_867_973_954_149_01e-11),
    ] {
        let found = special::chi_squared_survival(x, dof).unwrap();
        assert!((found - expected).abs() < 2e-15, "{x} {dof}: {found}");
    }
}

#[test]
fn bessel() {
    assert!(worst("bessel_i0e", |x, _| special::bessel_i0e(x), relative) < 1.5e-15);
    assert!(worst("bessel_i1e", |x, _| special::bessel_i1e(x), relative) < 1.5e-15);
}

#[test]
fn limits() {
    assert!(special::erf(f64::NAN).is_nan() && special::erfc(f64::NAN).is_nan());
    assert!(special::bessel_i0e(f64::NAN).is_nan() && special::bessel_i1e(f64::NAN).is_nan());
    assert!(special::ln_gamma(-1.5).is_nan() && special::ln_gamma(f64::NAN).is_nan());
    assert!(special::normal_quantile(1.5).is_nan());
    let exact = [
        (special::erf(0.0), 0.0),
        (special::erf(f64::NEG_INFINITY), -1.0),
        (special::erfc(f64::INFINITY), 0.0),
        (special::erfc(f64::NEG_INFINITY), 2.0),
        (special::normal_cdf(0.0), 0.5),
        (special::normal_quantile(0.0), f64::NEG_INFINITY),
        (special::normal_quantile(1.0), f64::INFINITY),
        (special::bessel_i0e(0.0), 1.0),
        (special::bessel_i1e(0.0), 0.0),
        (special::bessel_i0e(f64::INFINITY), 0.0),
        (special::bessel_i0e(-3.0), special::bessel_i0e(3.0)),
        (special::bessel_i1e(-3.0), -special::bessel_i1e(3.0)),
    ];
    for (i, (value, expected)) in exact.into_iter().enumerate() {
        assert_eq!(value.to_bits(), expected.to_bits(), "case {i}: {value}");
    }
}

#[test]
fn survival_far_in_the_tail() -> Result<(), Error> {
    // mpmath: gammainc(9, 725, regularized=True).
    let far = special::chi_squared_survival(1450.0, 18.0)?;
    assert!(
        (far / 2.62117647146402071e-297 - 1.0).abs() < 1e-12,
        "{far:e}"
    );
    for dof in [1e-3, 3.0, 43.0, 1e4] {
        for x in [1e5, 1e100, f64::MAX] {
            assert_eq!(special::chi_squared_survival(x, dof)?.to_bits(), 0);
        }
    }
    Ok(())
}

#[test]
fn survival_refuses_nonsense() {
    for (x, dof) in [
        (-1.0, 3.0),
        (f64::NAN, 3.0),
        (1.0, 0.0),
        (1.0, f64::INFINITY),
    ] {
        let result = special::chi_squared_survival(x, dof);
        assert!(
            matches!(result, Err(Error::OutOfDomain { .. })),
            "{x} {dof}"
        );
    }
}
