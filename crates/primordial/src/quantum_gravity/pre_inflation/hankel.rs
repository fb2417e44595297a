//! Waves of an eternal kinetic phase.

use num_complex::Complex64;

/// Below this argument the power series, above the continued fraction.
const SERIES: f64 = 2.0;

/// Euler's constant.
const GAMMA: f64 = 0.577_215_664_901_532_9;

/// x dln H₀⁽²⁾(x)/dx of Hankel's function H₀⁽²⁾ = J₀ − iY₀ ~ e^(−ix), x > 0.
///
/// # References
///
/// `dlmf2010`, equations 10.2.2 and 10.8.2 (the series). The continued fraction is the second of Steed's method.
pub(super) fn hankel_slope(x: f64) -> Complex64 {
    if x <= SERIES { series(x) } else { fraction(x) }
}

/// J₀ = Σ t_k and (π/2)Y₀ = (ln(x/2) + γ)J₀ − Σ h_k t_k with t_k = (−x²/4)^k/(k!)² and h_k = 1 + … + 1/k.
fn series(x: f64) -> Complex64 {
    const TERMS: u32 = 20;
    let log = (0.5 * x).ln() + GAMMA;
    let [mut term, mut harmonic] = [1.0, 0.0];
    // J₀, xJ₀′, Σ h_k t_k and x times its derivative.
    let mut sums = [1.0, 0.0, 0.0, 0.0];
    for k in 1..TERMS {
        let k = f64::from(k);
        term *= -0.25 * x * x / (k * k);
        harmonic += 1.0 / k;
        sums[0] += term;
        sums[1] += 2.0 * k * term;
        sums[2] += harmonic * term;
        sums[3] += 2.0 * k * harmonic * term;
    }
    let [j, j_slope, other, other_slope] = sums;
    let y = (log * j - other) * std::f64::consts::FRAC_2_PI;
    let y_slope = (log * j_slope + j - other_slope) * std::f64::consts::FRAC_2_PI;
    Complex64::new(j_slope, -y_slope) / Complex64::new(j, -y)
}

/// x H₀⁽¹⁾′/H₀⁽¹⁾ = −1/2 + ix + i (1/2)²/(2(x + i) + (3/2)²/(2(x + 2i) + …)), and its complex conjugate.
fn fraction(x: f64) -> Complex64 {
    const TERMS: u32 = 120;
    let mut tail = Complex64::ZERO;
    for n in (1..=TERMS).rev() {
        let n = f64::from(n);
        let partial = (n - 0.5) * (n - 0.5);
        tail = partial / (Complex64::new(2.0 * x, 2.0 * n) + tail);
    }
    let slope = Complex64::new(-0.5, x) + Complex64::I * tail;
    slope.conj()
}

#[cfg(test)]
mod tests {
    use num_complex::Complex64;

    use super::hankel_slope;

    /// Numbers of mpmath 1.4.1 with 30 digits: x hankel2(0, x, derivative=1)/hankel2(0, x).
    #[test]
    fn golden_mpmath() {
        for (x, re, im) in GOLDEN {
            let ours = hankel_slope(x);
            let theirs = Complex64::new(re, im);
            assert!(
                (ours - theirs).norm() < 4e-15 * theirs.norm(),
                "{x}: {ours} {theirs}"
            );
        }
    }

    const GOLDEN: [(f64, f64, f64); 7] = [
        (1e-06, -0.07087899435168811, -0.007991740078693299),
        (0.01, -0.19076413803944867, -0.06345439514650676),
        (0.5, -0.40871756390536235, -0.5903797630900153),
        (1.9, -0.47813218365357013, -1.9513143009581715),
        (2.1, -0.4810720079000918, -2.147939382543171),
        (10.0, -0.4987877895908693, -10.012314187363037),
        (300.0, -0.49999861116126104, -300.0004166594333),
    ];
}
