//! Potentials in the limits that their documentation names.

use std::f64::consts::PI;

use lastscatter_primordial::{
    Inflation, Model, Observables, PrimordialSpectra, Spectrum,
    inflation::{Amplitude, Ending, InflationSolution, Pivot, Start},
    potential::{
        AlphaAttractorE, AlphaAttractorT, AxionMonodromy, DBrane, DBraneForm, DoubleWell, Higgs,
        Kink, Monomial, Natural, Potential, Starobinsky, TanhStep,
    },
};

fn solved(potential: impl Potential) -> InflationSolution {
    Inflation::new(potential).solve().expect("it inflates")
}

fn observed(potential: impl Potential) -> Observables {
    Spectrum::new(&solved(potential), [0.005, 0.5], 1e-5)
        .and_then(|spectrum| spectrum.observables(0.05))
        .expect("a smooth spectrum")
}

fn close(a: Observables, b: Observables, tilt: f64, ratio: f64) {
    assert!((a.n_s - b.n_s).abs() < tilt, "{a:?} {b:?}");
    assert!((a.r / b.r - 1.0).abs() < ratio, "{a:?} {b:?}");
}

const SCALE: f64 = 1e-10;

#[test]
fn quadratic_minima() {
    let quadratic = observed(Monomial {
        scale: SCALE,
        power: 2.0,
    });
    let natural = Natural {
        scale: SCALE,
        decay_constant: 1e3,
    };
    close(observed(natural), quadratic, 1e-4, 1e-2);
    let well = DoubleWell {
        scale: SCALE,
        minimum: 3e3,
    };
    close(observed(well), quadratic, 3e-4, 2e-2);
    let attractor = AlphaAttractorT {
        scale: SCALE,
        alpha: 1e5,
        power: 2.0,
    };
    close(observed(attractor), quadratic, 1e-4, 1e-2);
}

#[test]
fn plateaus() {
    let starobinsky = observed(Starobinsky { scale: SCALE });
    let higgs = Higgs {
        lambda: 0.1,
        xi: 1e4,
    };
    close(observed(higgs), starobinsky, 1e-5, 1e-3);
    let attractor = AlphaAttractorE {
        scale: SCALE,
        alpha: 1.0,
        power: 2.0,
    };
    close(observed(attractor), starobinsky, 1e-6, 1e-5);
    // 1 − 2/N and 12α/N², less corrections of relative order ln N/N.
    for alpha in [0.01, 0.1, 1.0] {
        let t = observed(AlphaAttractorT {
            scale: SCALE,
            alpha,
            power: 2.0,
        });
        assert!((t.n_s - (1.0 - 2.0 / 55.0)).abs() < 2e-3, "{alpha}: {t:?}");
        let r = 12.0 * alpha / (55.0 * 55.0);
        assert!((t.r / r - 1.0).abs() < 0.12, "{alpha}: {t:?}");
    }
}

#[test]
fn distant_branes() {
    for form in [DBraneForm::Kklti, DBraneForm::Coulomb] {
        let brane = observed(DBrane {
            scale: SCALE,
            mu: 0.01,
            power: 4.0,
            form,
        });
        let n_s = 1.0 - 2.0 * 5.0 / 6.0 / 55.0;
        assert!((brane.n_s - n_s).abs() < 1e-3, "{form:?}: {brane:?}");
    }
}

/// P = P₀ [1 + δn_s cos(φ_k/f + …)] with
///
/// ```text
/// δn_s = 12b/√(1 + (3fφ_*)²) · √[π/8 · coth(π/(2fφ_*)) fφ_*]
/// ```
///
/// for b ≪ 1 (`flauger2010`), φ_* = √(2N) being the field when the wavenumber leaves the horizon.
#[test]
fn axions_modulate_in_ln_k() {
    let [b, f] = [0.01, 0.01];
    let wavy = AxionMonodromy {
        scale: SCALE,
        power: 1.0,
        modulation: b,
        decay_constant: f,
        phase: 0.3,
    };
    let smooth = AxionMonodromy {
        modulation: 0.0,
        ..wavy
    };
    let [wavy, smooth] = [solved(wavy), solved(smooth)];
    let n = smooth.crossing(0.05).expect("it leaves the horizon");
    let x = f * smooth.history().field(n);
    let period = 2.0 * PI * x;
    let count = 48;
    let mut wave = [0.0; 2];
    for i in 0..count {
        let t = f64::from(i) / f64::from(count);
        let k = 0.05 * (period * (t - 0.5)).exp();
        let [p, q] = [&wavy, &smooth].map(|s| s.powers(k).expect("a mode").scalar);
        let (sin, cos) = (2.0 * PI * t).sin_cos();
        wave[0] += 2.0 / f64::from(count) * (p / q) * cos;
        wave[1] += 2.0 / f64::from(count) * (p / q) * sin;
    }
    let amplitude = wave[0].hypot(wave[1]);
    let expected =
        12.0 * b / (1.0 + 9.0 * x * x).sqrt() * (PI / 8.0 * x / (PI / 2.0 / x).tanh()).sqrt();
    assert!(
        (amplitude / expected - 1.0).abs() < 0.03,
        "{amplitude} {expected}"
    );
}

#[test]
fn kinks_raise_the_power() {
    let settings = Inflation {
        start: Start::Given {
            field: 0.6,
            velocity: -0.05,
        },
        ending: Ending::EFolds(60.0),
        pivot: Pivot::EFolds(45.0),
        amplitude: Amplitude::Potential,
        ..Inflation::new(Kink {
            scale: SCALE,
            field: 0.0,
            slope_above: 0.05,
            slope_below: 0.01,
            width: 1e-4,
        })
    };
    let solution = settings.solve().expect("it inflates");
    // The kink passes at N = 12, three e-folds before the pivot; V falls but little meanwhile.
    let powers = |x: f64| solution.powers(0.05 * x.exp()).expect("a mode").scalar;
    let ratio = powers(20.0) / powers(-10.0);
    assert!((ratio / 25.0 - 1.0).abs() < 0.1, "{ratio}");
}

#[test]
fn spectra_resolve_ringing() {
    let solution = solved(TanhStep {
        base: Monomial {
            scale: SCALE,
            power: 2.0,
        },
        height: 1e-3,
        field: 14.8,
        width: 0.02,
    });
    let spectrum = Spectrum::new(&solution, [1e-4, 1.0], 1e-4).expect("a spectrum");
    for i in 0..200 {
        let k = 1e-4 * 1e4_f64.powf((f64::from(i) + 0.37) / 200.0);
        let exact = solution.powers(k).expect("a mode");
        assert!(
            (spectrum.scalar(k) / exact.scalar - 1.0).abs() < 1e-4,
            "{k:e}"
        );
        assert!(
            (spectrum.tensor(k) / exact.tensor() - 1.0).abs() < 1e-4,
            "{k:e}"
        );
    }
}
