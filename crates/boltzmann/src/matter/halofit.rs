//! Halofit: how much more matter clumps than linear growth would have it.

use lastscatter_cosmology::{Background, Densities};

/// Largest k_σ that is looked for, in Mpc⁻¹: what is linear to there is linear.
const LARGEST_SCALE: f64 = 100.0;
/// Wavenumbers of the variance end here, over [`LARGEST_SCALE`]: e^{−9} of them is left.
const REACH: f64 = 3.0;
/// The fit begins here, in h/Mpc; below, matter is linear.
const LOWEST: f64 = 0.005;
/// e-folds of the given spectrum that say how it goes on.
const TAIL: f64 = 1.5;

/// What matters of the homogeneous universe at one redshift.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Contents {
    /// h.
    hubble_100: f64,
    /// Ω_m(z) without radiation.
    omega_m: f64,
    /// Ω_w(z) (1 + w(z)).
    dark_energy: f64,
    /// Ω_ν/Ω_m of massive neutrinos.
    neutrinos: f64,
}

impl Contents {
    pub(crate) fn new(universe: &Background, densities: &Densities, redshift: f64) -> Self {
        let parameters = universe.parameters();
        let matter = densities.matter();
        let sum = matter + densities.dark_energy;
        let w = parameters
            .dark_energy
            .equation_of_state(1.0 / (1.0 + redshift));
        Self {
            hubble_100: parameters.h0_km_s_mpc / 100.0,
            omega_m: matter / sum,
            dark_energy: densities.dark_energy / sum * (1.0 + w),
            neutrinos: densities.massive_neutrinos / matter,
        }
    }

    /// The wavenumber below which matter is linear, in Mpc⁻¹.
    pub(crate) fn lowest_inv_mpc(&self) -> f64 {
        LOWEST * self.hubble_100
    }
}

/// The fit to one linear spectrum at one redshift.
///
/// With Δ² = k³P/2π² and y = k/k_σ,
///
/// ```text
/// Δ²_NL = Δ²_Q + Δ²_H,      σ²(R) = ∫ dln k Δ²_L e^{−k²R²},      σ(1/k_σ) = 1
/// n = −3 − dlnσ²/dlnR,      C = −d²lnσ²/dlnR²      at R = 1/k_σ
/// Δ²_Q = Δ²_L (1 + Δ′²)^β/(1 + αΔ′²) e^{−y/4 − y²/8}
/// Δ²_H = a y^{3f₁}/(1 + b y^{f₂} + (c f₃ y)^{3−γ})/(1 + ν/y²) (1 + 0.977 f_ν)
/// Δ′² = Δ²_L (1 + 47.48 f_ν k²/(1 + 1.5 k²)),   k in h/Mpc
/// ```
///
/// # References
///
/// `smith2003` for the form, `takahashi2012` for the coefficients, `bird2012` for the form of the terms in f_ν; their numbers are those
/// that CAMB and CLASS use beside the coefficients of `takahashi2012`, not those printed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Halofit {
    tail: Tail,
    ln_scale: f64,
    per_h: f64,
    neutrinos: f64,
    alpha: f64,
    beta: f64,
    nu: f64,
    /// ln a, ln b, ln (c f₃), and the powers of y with each.
    heights: [f64; 3],
    powers: [f64; 3],
}

impl Halofit {
    /// Of Δ²_L at ascending ln k, k in Mpc⁻¹; none when it is linear up to 100 Mpc⁻¹, as at high redshift.
    pub(crate) fn new(ln_k: &[f64], power: &[f64], contents: &Contents) -> Option<Self> {
        let tail = Tail::new(ln_k, power)?;
        let variance = Variance::new(ln_k, power, &tail);
        let (scale, index, curvature) = variance.unity()?;
        let (n, c) = (index, curvature);
        let n2 = n * n;
        let (w, m) = (contents.dark_energy, contents.omega_m);
        let ten = std::f64::consts::LN_10;
        let a = 1.5222 + 2.8553 * n + 2.3706 * n2 + 0.9903 * n2 * n + 0.2250 * n2 * n2 - 0.6038 * c
            + 0.1749 * w;
        let b = -0.5642 + 0.5864 * n + 0.5716 * n2 - 1.5474 * c + 0.2279 * w;
        let height = 0.3698 + 2.0404 * n + 0.8161 * n2 + 0.5869 * c;
        let gamma = 0.1971 - 0.0843 * n + 0.8460 * c;
        let alpha = (6.0835 + 1.3373 * n - 0.1959 * n2 - 5.5274 * c).abs();
        let beta =
            2.0379 - 0.7354 * n + 0.3157 * n2 + 1.2490 * n2 * n + 0.3980 * n2 * n2 - 0.1682 * c;
        let nu = 5.2105 + 3.6902 * n;
        let f_nu = contents.neutrinos;
        Some(Self {
            tail,
            ln_scale: scale.ln(),
            per_h: 1.0 / contents.hubble_100,
            neutrinos: f_nu,
            alpha,
            beta: beta + f_nu * (1.081 + 0.395 * n2),
            nu: (ten * nu).exp(),
            heights: [
                ten * a + (0.977 * f_nu).ln_1p(),
                ten * b,
                ten * height + 0.0743 * m.ln(),
            ],
            powers: [3.0 * m.powf(-0.0307), m.powf(-0.0585), 3.0 - gamma],
        })
    }

    /// Δ²_L at wavenumbers beyond those given.
    pub(crate) fn linear_beyond(&self, ln_k: f64) -> f64 {
        self.tail.power(ln_k)
    }

    /// P_NL/P_L at k in Mpc⁻¹ and its Δ²_L.
    #[inline]
    pub(crate) fn ratio(&self, ln_k: f64, power: f64) -> f64 {
        let ln_y = ln_k - self.ln_scale;
        let y = ln_y.exp();
        let k = y * self.ln_scale.exp() * self.per_h;
        let k2 = k * k;
        let [a, b, c] = self.heights;
        let [first, second, third] = self.powers;
        let primed = power * (1.0 + 47.48 * self.neutrinos * k2 / (1.0 + 1.5 * k2));
        let decay = -0.25 * y - 0.125 * y * y;
        let quasi = (self.beta * primed.ln_1p() + decay).exp() / (1.0 + self.alpha * primed);
        let halo = (a + first * ln_y).exp()
            / (1.0 + (b + second * ln_y).exp() + (third * (c + ln_y)).exp());
        quasi + halo / (1.0 + self.nu / (y * y)) / power
    }
}

/// How a linear spectrum goes on beyond the last wavenumber given: δ ∝ ln(bk), and a tilt.
///
/// ```text
/// Δ²_L = A k^s ln²(1 + b k)
/// ```
#[derive(Debug, Clone, Copy)]
struct Tail {
    last: f64,
    ln_power: f64,
    tilt: f64,
}

impl Tail {
    /// b in Mpc: some five e-folds above the horizon of equality.
    const BEND_MPC: f64 = 16.0;

    fn ln_shape(ln_k: f64) -> f64 {
        2.0 * (Self::BEND_MPC * ln_k.exp()).ln_1p().ln()
    }

    fn new(ln_k: &[f64], power: &[f64]) -> Option<Self> {
        let (&last, &end) = (ln_k.last()?, power.last()?);
        let from = ln_k.partition_point(|&x| x < last - TAIL);
        // Least squares through the end.
        let reduced = |x: f64, power: f64| power.ln() - Self::ln_shape(x);
        let end = reduced(last, end);
        let [mut across, mut along] = [0.0; 2];
        for (&x, &power) in ln_k[from..].iter().zip(&power[from..]) {
            across += (x - last) * (reduced(x, power) - end);
            along += (x - last).powi(2);
        }
        let tilt = across / along;
        (tilt.is_finite() && end.is_finite()).then_some(Self {
            last,
            ln_power: end,
            tilt,
        })
    }

    fn power(&self, ln_k: f64) -> f64 {
        (self.ln_power + self.tilt * (ln_k - self.last) + Self::ln_shape(ln_k)).exp()
    }
}

/// Δ² d ln k by k², and on as far as it can matter.
struct Variance {
    square: Vec<f64>,
    weighted: Vec<f64>,
}

impl Variance {
    fn new(ln_k: &[f64], power: &[f64], tail: &Tail) -> Self {
        let last = ln_k.len() - 1;
        let step = (ln_k[last] - ln_k[last - 1]).min(0.1);
        let end = (REACH * LARGEST_SCALE).ln();
        let beyond = ((end - ln_k[last]) / step).ceil().max(0.0) as usize;
        let mut all = Self {
            square: Vec::with_capacity(last + 1 + beyond),
            weighted: Vec::with_capacity(last + 1 + beyond),
        };
        for (i, (&x, &power)) in ln_k.iter().zip(power).enumerate() {
            let before = if i == 0 { 0.0 } else { x - ln_k[i - 1] };
            let after = if i == last { step } else { ln_k[i + 1] - x };
            all.push(x, 0.5 * (before + after) * power);
        }
        for i in 1..=beyond {
            let x = ln_k[last] + step * i as f64;
            all.push(x, step * tail.power(x));
        }
        all
    }

    fn push(&mut self, ln_k: f64, weighted: f64) {
        self.square.push((2.0 * ln_k).exp());
        self.weighted.push(weighted);
    }

    /// σ² and its first two derivatives with ln R.
    fn at(&self, ln_radius: f64) -> [f64; 3] {
        let radius2 = (2.0 * ln_radius).exp();
        let mut sum = [0.0; 3];
        for (&k2, &power) in self.square.iter().zip(&self.weighted) {
            let x2 = k2 * radius2;
            if x2 > 40.0 {
                break;
            }
            let part = power * (-x2).exp();
            sum[0] += part;
            sum[1] -= 2.0 * x2 * part;
            sum[2] += 4.0 * x2 * (x2 - 1.0) * part;
        }
        sum
    }

    /// k_σ, n and C.
    fn unity(&self) -> Option<(f64, f64, f64)> {
        let least = -LARGEST_SCALE.ln();
        let [smallest, ..] = self.at(least);
        if smallest.is_nan() || smallest <= 1.0 {
            return None;
        }
        // ln σ² falls ever steeper with ln R: Newton's steps end right of the root, and then descend to it.
        let mut x: f64 = 0.0;
        for _ in 0..40 {
            let [value, first, second] = self.at(x);
            let slope = first / value;
            let step = -value.ln() / slope;
            if step.abs() < 1e-6 {
                let curvature = slope.powi(2) - second / value;
                return Some(((-x).exp(), -3.0 - slope, curvature));
            }
            x = (x + step.clamp(-1.0, 1.0)).max(least);
        }
        None
    }
}
