//! Hankel functions of orders 0 and 1.

use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

use num_complex::Complex64;

/// H₀⁽²⁾(x) and H₁⁽²⁾(x), x > 0; NaN elsewhere.
///
/// Hankel's asymptotic series above 25. Below, the integral of e^(−ix cosh t) cosh νt along t = s − ½πi tanh s, where it falls twice
/// exponentially and the sum over equal steps converges as fast:
///
/// ```text
/// H_ν⁽²⁾(x) = (2i/π) e^(iνπ/2) ∫₀^∞ e^(−ix cosh t) cosh νt dt
/// ```
///
/// # Accuracy
///
/// 1e-13 of the modulus (`hankel::against_mpmath`).
///
/// # References
///
/// `dlmf2010`, 10.9.10 and 10.17.6.
pub(super) fn hankel(x: f64) -> [Complex64; 2] {
    if !(x > 0.0 && x.is_finite()) {
        return [Complex64::new(f64::NAN, f64::NAN); 2];
    }
    if x > 25.0 { asymptotic(x) } else { integral(x) }
}

fn asymptotic(x: f64) -> [Complex64; 2] {
    [0.0_f64, 1.0].map(|order| {
        let mut term = Complex64::new(1.0, 0.0);
        let mut sum = term;
        for m in 1..30 {
            let odd = f64::from(2 * m - 1);
            let next = term
                * Complex64::new(
                    0.0,
                    -(4.0 * order * order - odd * odd) / (8.0 * f64::from(m) * x),
                );
            if next.norm() >= term.norm() || next.norm() < 1e-17 {
                break;
            }
            term = next;
            sum += term;
        }
        let phase = x - order * FRAC_PI_2 - FRAC_PI_4;
        sum * Complex64::from_polar((2.0 / (PI * x)).sqrt(), -phase)
    })
}

fn integral(x: f64) -> [Complex64; 2] {
    // The integrand is gone where x sinh s sin(½π tanh s) passes 40.
    let end = (80.0 / x).max(2.0).ln().max(1.2) + 1.0;
    let steps = (end / 0.04).ceil();
    let h = end / steps;
    let mut sums = [Complex64::default(); 2];
    for i in 0..=steps as usize {
        let s = h * i as f64;
        let bend = s.tanh();
        let t = Complex64::new(s, -FRAC_PI_2 * bend);
        let dt = Complex64::new(1.0, -FRAC_PI_2 * (1.0 - bend * bend));
        let cosh = t.cosh();
        let weight = if i == 0 { 0.5 * h } else { h };
        let term = (cosh * Complex64::new(0.0, -x)).exp() * dt * weight;
        sums[0] += term;
        sums[1] += term * cosh;
    }
    let [k0, k1] = sums;
    let i = Complex64::new(0.0, 2.0 / PI);
    [i * k0, i * Complex64::new(0.0, 1.0) * k1]
}

#[cfg(test)]
mod tests {
    use super::{asymptotic, hankel, integral};

    /// mpmath 1.4.1, hankel2(n, x) at 30 digits.
    const VALUES: [(f64, [f64; 4]); 11] = [
        (
            1e-6,
            [
                0.99999999999975,
                8.8690314816594437,
                4.999999999999375e-7,
                636619.772372175014,
            ],
        ),
        (
            0.01,
            [
                0.999975000156249566,
                3.00545563708364596,
                0.00499993750026041612,
                63.6785962820606564,
            ],
        ),
        (
            0.5,
            [
                0.938469807240812904,
                0.444518733506706557,
                0.242268457674873886,
                1.47147239267024307,
            ],
        ),
        (
            1.0,
            [
                0.765197686557966551,
                -0.088256964215676958,
                0.440050585744933516,
                0.781212821300288717,
            ],
        ),
        (
            2.0,
            [
                0.223890779141235668,
                -0.51037567264974512,
                0.576724807756873387,
                0.107032431540937547,
            ],
        ),
        (
            5.0,
            [
                -0.177596771314338304,
                0.30851762524903378,
                -0.327579137591465222,
                -0.147863143391226845,
            ],
        ),
        (
            10.0,
            [
                -0.245935764451348335,
                -0.0556711672835993914,
                0.0434727461688614367,
                -0.249015424206953884,
            ],
        ),
        (
            24.0,
            [
                -0.056230274166859267,
                0.152834028797587779,
                -0.154038065183121221,
                -0.0530597761212021689,
            ],
        ),
        (
            26.0,
            [
                0.15599931552242113,
                -0.0120446258607556028,
                0.0150457305869158111,
                0.155796553229602649,
            ],
        ),
        (
            100.0,
            [
                0.0199858503042231224,
                0.0772443133650831523,
                -0.077145352014112158,
                0.0203723120027597933,
            ],
        ),
        (
            1000.0,
            [
                0.0247866861524201746,
                -0.0047159179776228134,
                0.00472831190708952392,
                0.0247843312923517789,
            ],
        ),
    ];

    #[test]
    fn against_mpmath() {
        for (x, [a, b, c, d]) in VALUES {
            let [h0, h1] = hankel(x);
            for (found, re, im) in [(h0, a, b), (h1, c, d)] {
                let error = (found.re - re).hypot(found.im - im) / re.hypot(im);
                assert!(error < 1e-13, "{x}: {error:e}");
            }
        }
    }

    #[test]
    fn both_ways_meet() {
        for x in [22.0, 25.0, 30.0] {
            let (a, b) = (asymptotic(x), integral(x));
            for (a, b) in a.into_iter().zip(b) {
                assert!((a - b).norm() < 1e-13 * a.norm(), "{x}: {a} {b}");
            }
        }
    }
}
