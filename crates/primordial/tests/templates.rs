//! Spectra in closed form: slopes, pivots, nonsense.

use lastscatter_primordial::templates::{PowerLaw, TensorTilt};

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
