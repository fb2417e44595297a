//! The Higgs field with a coupling to curvature.

use lastscatter_numerics::{Real, Taylor};
use serde::{Deserialize, Serialize};

use super::{Derivatives, Potential, gentle_slope};
use crate::{Error, error::within};

/// Higgs inflation: a field h with the coupling ξh²R/2, in the Einstein frame and at energies far above the electroweak scale.
///
/// ```text
/// V = λ/4 · h⁴/(1 + ξh²)²,    dφ/dh = √(1 + ξ(1 + 6ξ)h²)/(1 + ξh²)
/// φ = √((1 + 6ξ)/ξ) asinh(√(ξ(1 + 6ξ)) h) − √6 atanh(√6 ξh/√(1 + ξ(1 + 6ξ)h²))
/// ```
///
/// φ⁴ for ξ → 0 and Starobinsky's model with V₀ = λ/4ξ² for ξ ≫ 1. Radiative corrections are left out.
///
/// # References
///
/// `bezrukov2008`; the closed form of φ is `garciabellido2009`'s.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Higgs {
    /// The quartic coupling λ.
    pub lambda: f64,
    /// The coupling to curvature ξ, 1e-6 to 1e7.
    pub xi: f64,
}

impl Higgs {
    /// φ of a given h in the Einstein frame, both in M_P.
    #[must_use]
    pub fn einstein_field(&self, h: f64) -> f64 {
        let xi = self.xi;
        let b = xi * (1.0 + 6.0 * xi);
        let root = (1.0 + b * h * h).sqrt();
        // atanh(s/root) = ½ ln((root + s)/(root − s)), with (root − s)(root + s) = 1 + ξh² against cancellation.
        let s = 6.0_f64.sqrt() * xi * h;
        let atanh = ((root + s) / (1.0 + xi * h * h).sqrt()).ln();
        ((1.0 + 6.0 * xi) / xi).sqrt() * (b.sqrt() * h).asinh() - 6.0_f64.sqrt() * atanh
    }

    /// h of a given φ.
    fn jordan_field(&self, field: f64) -> f64 {
        // ln h is close to a broken line in ln φ: Newton's steps in h, kept positive.
        let target = field.abs();
        let mut h = target.min((target / 6.0_f64.sqrt()).exp() / self.xi.sqrt());
        h = h.min(1e150);
        for _ in 0..60 {
            let step =
                (self.einstein_field(h) - target) / self.slope(Taylor::<1>::from(h)).largest();
            // Not `clamp`, which panics where φ is no number.
            let next = (h - step).max(0.2 * h).min(5.0 * h);
            let done = (next - h).abs() <= 4.0 * f64::EPSILON * h;
            h = next;
            if done {
                break;
            }
        }
        h.copysign(field)
    }

    /// dφ/dh.
    fn slope<const N: usize>(&self, h: Taylor<N>) -> Taylor<N> {
        let square = h * h * self.xi;
        (square * (1.0 + 6.0 * self.xi) + 1.0).sqrt() / (square + 1.0)
    }
}

impl Potential for Higgs {
    fn at(&self, field: f64) -> Derivatives {
        if field == 0.0 {
            return Derivatives {
                value: 0.0,
                first: 0.0,
                second: 0.0,
                third: 0.0,
            };
        }
        let value = self.jordan_field(field);
        // The series of h(φ) from dh/dφ, one order each time.
        let mut h = Taylor::<4>::from(value);
        for _ in 0..3 {
            h = (Taylor::from(1.0) / self.slope(h)).integral(value);
        }
        let ratio = h * h / (h * h * self.xi + 1.0);
        let v = ratio * ratio * (0.25 * self.lambda);
        Derivatives::of(0.0, |_| v)
    }

    fn on_the_slope(&self) -> f64 {
        let end = self.einstein_field(1.0 / self.xi.sqrt());
        gentle_slope(self, end + 40.0, 0.0)
    }

    fn validate(&self) -> Result<(), Error> {
        within("quartic coupling lambda", self.lambda, [1e-60, 1e10])?;
        within("coupling to curvature xi", self.xi, [1e-6, 1e7]).map(|_| ())
    }
}

#[cfg(test)]
mod tests {
    use super::{Higgs, Potential};
    use crate::potential::{Monomial, Starobinsky};

    #[test]
    fn no_number_is_no_panic() {
        let potential = Higgs {
            lambda: 0.1,
            xi: 1e4,
        };
        for field in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300] {
            let v = potential.at(field);
            assert!(v.value.is_nan() || v.value >= 0.0, "{field}: {v:?}");
        }
    }

    #[test]
    fn strong_and_weak_coupling() {
        let strong = Higgs {
            lambda: 0.13,
            xi: 1e5,
        };
        let limit = Starobinsky { scale: 0.13 / 4e10 };
        let [v, w] = [strong.at(6.0), limit.at(6.0)];
        // φ differs by √(3/2) ln(1 + …) of the order of 1/ξ.
        assert!((v.value / w.value - 1.0).abs() < 1e-3);
        assert!((v.first / w.first - 1.0).abs() < 1e-2);
        let weak = Higgs {
            lambda: 0.4,
            xi: 1e-6,
        };
        let limit = Monomial {
            scale: 0.1,
            power: 4.0,
        };
        let [v, w] = [weak.at(2.0), limit.at(2.0)];
        assert!((v.third / w.third - 1.0).abs() < 1e-4);
    }

    #[test]
    fn fields_of_both_frames() {
        for xi in [1e-3, 1.0, 1e4] {
            let higgs = Higgs { lambda: 1.0, xi };
            for field in [1e-3, 0.1, 1.0, 5.0, 12.0] {
                let back = higgs.einstein_field(higgs.jordan_field(field));
                assert!((back / field - 1.0).abs() < 1e-10, "{xi} {field} {back}");
            }
        }
    }
}
