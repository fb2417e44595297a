//! Spectra in closed form: slopes, pivots, nonsense.

use lastscatter_primordial::{
    Observables, PrimordialSpectra, from_fn,
    templates::{
        BrokenPowerLaw, Bump, Envelope, ExponentialCutoff, KineticCutoff, Oscillations, PowerLaw,
        TensorTilt, Variable,
    },
};

#[test]
fn power_laws() {
    let power = PowerLaw {
        alpha_s: 0.02,
        beta_s: -0.01,
        r: 0.1,
        k_pivot_tensor_inv_mpc: 0.01,
        ..PowerLaw::planck2018()
    };
    assert!((power.scalar(0.05) / power.a_s - 1.0).abs() < 1e-15);
    assert!((power.tensor(0.01) / (0.1 * power.a_s) - 1.0).abs() < 1e-15);
    // dln P/dln k = n_s − 1 + α L + β L²/2.
    let (k, step) = (1.0, 1e-4_f64);
    let slope =
        (power.scalar(k * step.exp()) / power.scalar(k * (-step).exp())).ln() / (2.0 * step);
    let l = (k / 0.05_f64).ln();
    assert!((slope - (power.n_s - 1.0 + 0.02 * l - 0.005 * l * l)).abs() < 1e-8);
    assert!((power.tensor_tilt() + 0.0125 * (2.0 - 0.9649 - 0.0125)).abs() < 1e-15);
    assert!(power.validated().is_ok() && power.scalar(-1.0).is_nan());
    let nan = PowerLaw {
        n_s: f64::NAN,
        ..power
    };
    assert!(nan.validated().is_err());
    let tilt = TensorTilt::Given(f64::NAN);
    assert!(PowerLaw { n_t: tilt, ..power }.validated().is_err());
}

/// k/k_c and the power there.
const KINETIC: [(f64, f64); 6] = [
    (0.01, 7.959383804838e-06),
    (0.3, 3.427593102677e-02),
    (1.0, 4.072135519373e-01),
    (2.5, 1.182991891773e+00),
    (10.0, 1.003414692285e+00),
    (60.0, 1.000330858895e+00),
];

const K: [f64; 6] = [1e-6, 3e-4, 0.01, 0.05, 0.7, 30.0];

fn base() -> PowerLaw {
    PowerLaw {
        r: 0.05,
        ..PowerLaw::planck2018()
    }
}

/// dln P/dln k.
fn slope(spectra: &impl PrimordialSpectra, k: f64) -> f64 {
    let step = 1e-3_f64;
    let at = |steps: f64| spectra.scalar(k * (steps * step).exp()).ln();
    (8.0 * (at(1.0) - at(-1.0)) - (at(2.0) - at(-2.0))) / (12.0 * step)
}

fn near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs(),
        "{found:e} {expected:e}"
    );
}

/// The limit in which a template is its base; gravitational waves are the base's anyway.
fn is_its_base(template: &impl PrimordialSpectra) {
    for k in K {
        near(template.scalar(k), base().scalar(k), 1e-12);
        near(template.tensor(k), base().tensor(k), 0.0);
    }
    assert!(template.scalar(-1.0).is_nan());
    assert!(template.scalar(f64::NAN).is_nan());
}

#[test]
fn broken_power_laws() {
    let broken = BrokenPowerLaw {
        base: base(),
        k_break_inv_mpc: 1e-3,
        tilt_change: 0.7,
        sharpness: 4.0,
    };
    assert!(broken.validated().is_ok());
    near(broken.modulation(1e-3), 0.5_f64.powf(0.7 / 4.0), 1e-14);
    near(broken.modulation(1e-7), 1e-4_f64.powf(0.7), 1e-12);
    near(slope(&broken, 1e-7), 0.9649 - 1.0 + 0.7, 1e-8);
    near(slope(&broken, 1.0), 0.9649 - 1.0, 1e-8);
    near(slope(&broken, 1e-3), 0.9649 - 1.0 + 0.35, 1e-8);
    // No overflow however sharp and far.
    let sharp = BrokenPowerLaw {
        sharpness: 1e3,
        ..broken
    };
    near(sharp.modulation(1e-7), 1e-4_f64.powf(0.7), 1e-12);
    is_its_base(&BrokenPowerLaw {
        tilt_change: 0.0,
        ..broken
    });
    for wrong in [f64::NAN, -1.0] {
        let at = BrokenPowerLaw {
            k_break_inv_mpc: wrong,
            ..broken
        };
        let sharp = BrokenPowerLaw {
            sharpness: wrong,
            ..broken
        };
        assert!(at.validated().is_err() && sharp.validated().is_err());
    }
}

#[test]
fn exponential_cutoffs() {
    let cut = ExponentialCutoff::contaldi2003(base(), 3e-4);
    assert!(cut.validated().is_ok());
    near(cut.modulation(3e-4), 1.0 - (-1.0_f64).exp(), 1e-15);
    near(cut.modulation(3e-8), 1e-4_f64.powf(3.35), 1e-12);
    near(slope(&cut, 3e-8), 0.9649 - 1.0 + 3.35, 1e-8);
    is_its_base(&ExponentialCutoff {
        k_cut_inv_mpc: 1e-12,
        ..cut
    });
    for wrong in [f64::NAN, 0.0, -2.0] {
        assert!(
            ExponentialCutoff {
                steepness: wrong,
                ..cut
            }
            .validated()
            .is_err()
        );
        assert!(
            ExponentialCutoff::contaldi2003(base(), wrong)
                .validated()
                .is_err()
        );
    }
}

#[test]
fn kinetic_cutoffs() {
    let cut = KineticCutoff {
        base: base(),
        k_cut_inv_mpc: 1.0,
    };
    assert!(cut.validated().is_ok());
    // tests/scripts/templates.py; the integration ends at k/aH = 1e-5, and is good to 1e-9.
    for (k, expected) in KINETIC {
        near(cut.modulation(k), expected, 2e-9);
    }
    // k³ but for a logarithm squared, and ringing about 1 that dies as 1/k.
    let rise = (cut.modulation(1e-7) / cut.modulation(1e-8)).log10();
    assert!(rise > 2.8 && rise < 3.0, "{rise}");
    for k in [1e3, 1e5, 1e10] {
        assert!((cut.modulation(k) - 1.0).abs() < 1.0 / k + 1e-9);
    }
    is_its_base(&KineticCutoff {
        k_cut_inv_mpc: 1e-12 * 1e-6,
        ..cut
    });
    assert!(
        KineticCutoff {
            k_cut_inv_mpc: f64::NAN,
            ..cut
        }
        .validated()
        .is_err()
    );
}

#[test]
fn oscillations() {
    let ring = Oscillations {
        phase: 0.3,
        ..Oscillations::new(base(), Variable::Logarithmic, 0.03, 12.0)
    };
    assert!(ring.validated().is_ok());
    near(ring.modulation(0.05), 1.0 + 0.03 * 0.3_f64.cos(), 1e-15);
    // One period further in ln k.
    let period = (std::f64::consts::TAU / 12.0).exp();
    near(ring.modulation(0.02 * period), ring.modulation(0.02), 1e-12);
    let k = 0.013;
    let wave = 12.0 * (k / 0.05_f64).ln() + 0.3;
    let expected = 0.9649 - 1.0 - 0.03 * 12.0 * wave.sin() / (1.0 + 0.03 * wave.cos());
    near(slope(&ring, k), expected, 1e-7);

    let linear = Oscillations {
        variable: Variable::Linear,
        ..ring
    };
    let period = std::f64::consts::TAU / 12.0 * 0.05;
    near(
        linear.modulation(0.02 + period),
        linear.modulation(0.02),
        1e-12,
    );

    let drifting = Oscillations { drift: 0.1, ..ring };
    let l = (k / 0.05_f64).ln();
    near(
        drifting.modulation(k),
        1.0 + 0.03 * (12.0 * l * (1.0 + 0.1 * l) + 0.3).cos(),
        1e-14,
    );

    let local = Oscillations {
        envelope: Envelope::Gaussian {
            k_centre_inv_mpc: 0.05,
            width: 0.5,
        },
        ..ring
    };
    near(local.modulation(0.05), ring.modulation(0.05), 1e-15);
    near(local.modulation(1e-4), 1.0, 1e-6);
    let growing = Oscillations {
        envelope: Envelope::Power { index: 2.0 },
        ..ring
    };
    near(
        growing.modulation(0.1) - 1.0,
        4.0 * (ring.modulation(0.1) - 1.0),
        1e-12,
    );
    assert!(growing.validated().is_ok());
    assert!((0..1000).all(|i| growing.scalar(f64::from(i).mul_add(0.01, 0.01)) >= 0.0));

    is_its_base(&Oscillations {
        amplitude: 0.0,
        ..drifting
    });
    for wrong in [f64::NAN, -1.0, f64::INFINITY] {
        let amplitude = Oscillations {
            amplitude: wrong,
            ..ring
        };
        let frequency = Oscillations {
            frequency: wrong,
            ..ring
        };
        let envelope = Oscillations {
            envelope: Envelope::Gaussian {
                k_centre_inv_mpc: 0.05,
                width: wrong,
            },
            ..ring
        };
        assert!(amplitude.validated().is_err());
        assert!(frequency.validated().is_err());
        assert!(envelope.validated().is_err());
    }
}

#[test]
fn bumps() {
    let bump = Bump {
        base: base(),
        amplitude: 2.0,
        k_bump_inv_mpc: 0.05,
        width: 0.4,
    };
    assert!(bump.validated().is_ok());
    near(bump.modulation(0.05), 3.0, 1e-15);
    near(
        bump.modulation(0.05 * 0.4_f64.exp()),
        1.0 + 2.0 * (-0.5_f64).exp(),
        1e-14,
    );
    near(slope(&bump, 0.05), 0.9649 - 1.0, 1e-6);
    is_its_base(&Bump {
        amplitude: 0.0,
        ..bump
    });
    for wrong in [f64::NAN, -1.5] {
        let amplitude = Bump {
            amplitude: wrong,
            ..bump
        };
        let width = Bump {
            width: wrong,
            ..bump
        };
        assert!(amplitude.validated().is_err() && width.validated().is_err());
    }
    let nonsense = PowerLaw {
        a_s: f64::NAN,
        ..base()
    };
    assert!(
        Bump {
            base: nonsense,
            ..bump
        }
        .validated()
        .is_err()
    );
}

#[test]
fn descriptions() {
    let text = r#"
        variable = "linear"
        amplitude = 0.02
        frequency = 30.0
        envelope = { gaussian = { k_centre_inv_mpc = 0.1, width = 1.0 } }
        base = { a_s = 2.1e-9, n_s = 0.965, r = 0.01, n_t = { given = -0.002 } }
    "#;
    let ring: Oscillations = toml::from_str(text).unwrap();
    assert_eq!(ring.base.n_t, TensorTilt::Given(-0.002));
    let again: Oscillations = toml::from_str(&toml::to_string(&ring).unwrap()).unwrap();
    assert_eq!(ring, again);
    assert!(toml::from_str::<Oscillations>(&text.replace("width", "breadth")).is_err());
    assert!(toml::from_str::<PowerLaw>("a_s = 2e-9\nn_s = 0.96\ntilt = 1.0").is_err());
}

#[test]
fn consistency_relation() {
    let bent = PowerLaw {
        alpha_s: 0.03,
        ..base()
    };
    let f_nl = |k| Observables::of(&bent, k).map(|shape| shape.f_nl_local());
    let tilt = 0.9649 - 1.0 + 0.03 * 10.0_f64.ln();
    near(f_nl(0.5).unwrap(), -5.0 / 12.0 * tilt, 1e-9);
    assert!(f_nl(-1.0).is_err());
    assert!(f_nl(f64::NAN).is_err());
    assert!(Observables::of(&from_fn(|_| 0.0), 0.05).is_err());
}
