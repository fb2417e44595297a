//! Reduced Wigner functions of small spin.

use std::f64::consts::{FRAC_PI_2, PI};

use crate::Error;

/// π less its rounding to `PI`.
const PI_TAIL: f64 = 1.224_646_799_147_353_2e-16;

/// Largest |m| and |n|; beyond, the first functions of a row would underflow at small angles.
const MAX_SPIN: u32 = 16;

/// Reduced Wigner functions d^ℓ_mn(β) for every ℓ = 0 … `out.len() − 1`, β in radians, 0 ≤ β ≤ π; 0 where ℓ < max(|m|, |n|).
///
/// ```text
/// d^ℓ_mn(β) = ± [k! (k+p+q)! / (k+p)! (k+q)!]^½ sin^p(β/2) cos^q(β/2) P_k^(p,q)(cos β)
/// p = |m−n|,  q = |m+n|,  k = ℓ − max(|m|, |n|),  sign (−1)^(m−n) where n < m
/// ```
///
/// The Jacobi polynomials, divided by their value at β = 0, climb by their differences: nothing cancels at small angles, and
/// angles beyond π/2 are reflected.
///
/// # Accuracy
///
/// Absolute error below 2e-14 at ℓ ≤ 5000, |m|, |n| ≤ 4 (`golden_wigner::rows`).
///
/// # References
///
/// `dlmf2010`, section 18.9 (recurrence). Phases as in Varshalovich, Moskalev & Khersonskii, section 4.3.4.
///
/// # Errors
///
/// [`Error::OutOfDomain`] when |m| or |n| exceeds 16, or the angle lies outside [0, π].
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::special::wigner_d_row_into;
///
/// let (beta, mut row) = (0.7_f64, [0.0; 3]);
/// wigner_d_row_into(2, 0, beta, &mut row)?;
/// assert_eq!(row[..2], [0.0, 0.0]);
/// assert!((row[2] - 0.375_f64.sqrt() * beta.sin().powi(2)).abs() < 1e-15);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
pub fn wigner_d_row_into(m: i32, n: i32, beta: f64, out: &mut [f64]) -> Result<(), Error> {
    check_spins(m, n)?;
    if !(0.0..=PI).contains(&beta) {
        return Err(Error::OutOfDomain {
            name: "angle in radians",
            value: beta,
            expected: "0 to pi",
        });
    }
    if beta > FRAC_PI_2 {
        // d^ℓ_mn(β) = (−1)^(ℓ+m) d^ℓ_m,−n(π−β).
        climb(m, -n, (PI - beta) + PI_TAIL, out);
        for (l, value) in out.iter_mut().enumerate() {
            if (l as i64 + i64::from(m)) % 2 != 0 {
                *value = -*value;
            }
        }
    } else {
        climb(m, n, beta, out);
    }
    Ok(())
}

/// The row at an angle up to π/2.
fn climb(m: i32, n: i32, beta: f64, out: &mut [f64]) {
    let first = first_multipole(m, n);
    let Some((below, row)) = out.split_at_mut_checked(first) else {
        out.fill(0.0);
        return;
    };
    below.fill(0.0);
    let [p, q] = [m.abs_diff(n), (m + n).unsigned_abs()].map(f64::from);
    let s = p + q;
    // 1 − cos β without cancellation.
    let (sin_half, cos_half) = (0.5 * beta).sin_cos();
    let versine = 2.0 * sin_half * sin_half;
    let mut scale = first_function(m, n, sin_half, cos_half);
    let (mut value, mut difference) = (1.0, 0.0);
    for (k, out) in row.iter_mut().enumerate() {
        *out = scale * value;
        let k = k as f64;
        let denominator = (k + p + 1.0) * (k + s + 1.0);
        let kept = if k > 0.0 {
            k * (k + q) * (2.0 * k + s + 2.0) / (denominator * (2.0 * k + s))
        } else {
            0.0
        };
        let pull = (2.0 * k + s + 1.0) * (2.0 * k + s + 2.0) / (2.0 * denominator);
        difference = kept * difference - pull * versine * value;
        value += difference;
        scale *= ((k + 1.0 + s) * (k + 1.0 + p) / ((k + 1.0) * (k + 1.0 + q))).sqrt();
    }
}

/// The three-term recurrence of d^ℓ_mn over ℓ for vectorised loops: two multiply-adds a step.
///
/// ```text
/// u_(ℓ+1) = (a_ℓ cos β + b_ℓ) u_ℓ + u_(ℓ−1),   d^ℓ_mn(β) = N_ℓ u_ℓ(β)
/// ```
///
/// N changes sign every second multipole, a and b at each. All tables start at ℓ = 0. Below the first multipole max(|m|, |n|) they are zero and [`Self::seed`] is such that the same loop
/// runs through, so functions of different spins can climb side by side from ℓ = 0; the u there mean nothing, and N is zero.
/// The recurrence of −n has −b.
///
/// # Accuracy
///
/// Absolute error below 1e-9 for ℓ ≤ 5000 and β, π − β ≥ 1e-4 (`golden_wigner::recurrence`): the rounding of cos β alone moves the
/// phase by 1e-16 ℓ/sin β. [`wigner_d_row_into`] has no such loss.
///
/// # References
///
/// `dlmf2010`, section 18.9.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::special::WignerRecurrence;
///
/// // Legendre polynomials.
/// let steps = WignerRecurrence::new(0, 0, 3)?;
/// let beta = 0.5_f64;
/// let (sin_half, cos_half) = (0.5 * beta).sin_cos();
/// let [mut previous, mut u] = steps.seed(sin_half, cos_half);
/// for l in 0..3 {
///     (previous, u) = (u, (steps.cosine()[l] * beta.cos() + steps.constant()[l]) * u + previous);
/// }
/// let x = beta.cos();
/// assert!((steps.norm()[3] * u - 0.5 * (5.0 * x.powi(3) - 3.0 * x)).abs() < 1e-15);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct WignerRecurrence {
    m: i32,
    n: i32,
    cosine: Vec<f64>,
    constant: Vec<f64>,
    norm: Vec<f64>,
}

impl WignerRecurrence {
    /// Steps up to ℓ = `l_max`.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] when |m| or |n| exceeds 16.
    pub fn new(m: i32, n: i32, l_max: usize) -> Result<Self, Error> {
        check_spins(m, n)?;
        let first = first_multipole(m, n);
        let [m2, n2] = [m * m, n * n].map(f64::from);
        // √((ℓ²−m²)(ℓ²−n²))/ℓ: the weight of d^(ℓ−1) against d^ℓ.
        let weight = |l: usize| {
            let l = l as f64;
            ((l * l - m2) * (l * l - n2)).sqrt() / l
        };
        let product = f64::from(m * n);
        let mut cosine = vec![0.0; l_max + 1];
        let mut constant = vec![0.0; l_max + 1];
        let mut norm = vec![0.0; l_max + 1];
        let mut here = weight(first + 1);
        let mut above = weight(first + 2);
        // N_ℓ/N_(ℓ+1); its first value is free, and this one keeps the even and odd multipoles in line.
        let mut ratio = (above / here).sqrt();
        let mut scale = 1.0;
        for l in first..=l_max {
            norm[l] = scale;
            let multipole = l as f64;
            let step = (2.0 * multipole + 1.0) * ratio / here;
            cosine[l] = step;
            if product != 0.0 {
                constant[l] = -step * product / (multipole * (multipole + 1.0));
            }
            scale /= ratio;
            ratio = -above / (here * ratio);
            here = above;
            above = weight(l + 3);
        }
        Ok(Self {
            m,
            n,
            cosine,
            constant,
            norm,
        })
    }

    /// a_ℓ, the coefficient of cos β.
    #[must_use]
    pub fn cosine(&self) -> &[f64] {
        &self.cosine
    }

    /// b_ℓ.
    #[must_use]
    pub fn constant(&self) -> &[f64] {
        &self.constant
    }

    /// N_ℓ.
    #[must_use]
    pub fn norm(&self) -> &[f64] {
        &self.norm
    }

    /// (u₋₁, u₀) at the angle β, from sin(β/2) and cos(β/2).
    #[must_use]
    #[inline]
    pub fn seed(&self, sin_half: f64, cos_half: f64) -> [f64; 2] {
        let start = first_function(self.m, self.n, sin_half, cos_half);
        // u_(ℓ+1) = u_(ℓ−1) below the first multipole.
        if first_multipole(self.m, self.n).is_multiple_of(2) {
            [0.0, start]
        } else {
            [start, 0.0]
        }
    }
}

fn first_multipole(m: i32, n: i32) -> usize {
    m.unsigned_abs().max(n.unsigned_abs()) as usize
}

/// d^ℓ_mn(β) at ℓ = max(|m|, |n|).
#[inline]
fn first_function(m: i32, n: i32, sin_half: f64, cos_half: f64) -> f64 {
    let (p, q) = (m.abs_diff(n), (m + n).unsigned_abs());
    let mut binomial = 1.0;
    for i in 1..=p {
        binomial *= f64::from(q + i) / f64::from(i);
    }
    let magnitude = binomial.sqrt() * sin_half.powi(p as i32) * cos_half.powi(q as i32);
    if n < m && p % 2 == 1 {
        -magnitude
    } else {
        magnitude
    }
}

fn check_spins(m: i32, n: i32) -> Result<(), Error> {
    for spin in [m, n] {
        if spin.unsigned_abs() > MAX_SPIN {
            return Err(Error::OutOfDomain {
                name: "spin of a Wigner function",
                value: f64::from(spin),
                expected: "-16 to 16",
            });
        }
    }
    Ok(())
}
