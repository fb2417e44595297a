//! First-order propagation of uncertainty from the measured inputs, evaluated by the compiler.
//!
//! A number carries its value and, for each independent measured input, the change that one
//! standard deviation of that input makes. Products, quotients and powers of such numbers keep all
//! correlations: the electron mass cancels from `m_e / m_e` with its uncertainty.

/// The independent measured inputs from which every uncertain constant of this crate derives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Input {
    FineStructure,
    Rydberg,
    ElectronRelativeMass,
    ProtonRelativeMass,
    NeutronRelativeMass,
    DeuteronRelativeMass,
    TritonRelativeMass,
    HelionRelativeMass,
    AlphaRelativeMass,
    MuonElectronRatio,
    TauMass,
    Gravitation,
    Fermi,
    WeakMixing,
    CmbTemperature,
}

const INPUTS: usize = 15;

/// A number with its sensitivities to the inputs, each in standard deviations of the input.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Propagated {
    pub(crate) value: f64,
    sensitivity: [f64; INPUTS],
}

impl Propagated {
    pub(crate) const fn exact(value: f64) -> Self {
        Self {
            value,
            sensitivity: [0.0; INPUTS],
        }
    }

    pub(crate) const fn measured(value: f64, standard_uncertainty: f64, input: Input) -> Self {
        let mut out = Self::exact(value);
        out.sensitivity[input as usize] = standard_uncertainty;
        out
    }

    /// The same sensitivity with correlation `rho` to an input measured elsewhere.
    pub(crate) const fn correlated(mut self, own: Input, other: Input, rho: f64) -> Self {
        let sigma = self.sensitivity[own as usize];
        self.sensitivity[other as usize] = rho * sigma;
        self.sensitivity[own as usize] = sqrt(1.0 - rho * rho) * sigma;
        self
    }

    /// The relative sensitivities of `self` about another value.
    pub(crate) const fn about(self, value: f64) -> Self {
        Self {
            value,
            sensitivity: scaled(&self.sensitivity, value / self.value),
        }
    }

    /// `self` + `sign` · `other`.
    pub(crate) const fn plus(self, other: Self, sign: f64) -> Self {
        Self {
            value: self.value + sign * other.value,
            sensitivity: summed(&self.sensitivity, &other.sensitivity, sign),
        }
    }

    pub(crate) const fn times(self, other: Self) -> Self {
        let a = scaled(&self.sensitivity, other.value);
        let b = scaled(&other.sensitivity, self.value);
        Self {
            value: self.value * other.value,
            sensitivity: summed(&a, &b, 1.0),
        }
    }

    pub(crate) const fn over(self, other: Self) -> Self {
        let value = self.value / other.value;
        let a = scaled(&self.sensitivity, 1.0 / other.value);
        let b = scaled(&other.sensitivity, value / other.value);
        Self {
            value,
            sensitivity: summed(&a, &b, -1.0),
        }
    }

    pub(crate) const fn scale(self, factor: f64) -> Self {
        Self {
            value: self.value * factor,
            sensitivity: scaled(&self.sensitivity, factor),
        }
    }

    pub(crate) const fn powi(self, exponent: u32) -> Self {
        let mut out = Self::exact(1.0);
        let mut i = 0;
        while i < exponent {
            out = out.times(self);
            i += 1;
        }
        out
    }

    pub(crate) const fn sqrt(self) -> Self {
        let value = sqrt(self.value);
        Self {
            value,
            sensitivity: scaled(&self.sensitivity, 0.5 / value),
        }
    }

    pub(crate) const fn is_exact(&self) -> bool {
        let mut i = 0;
        while i < INPUTS {
            if self.sensitivity[i] != 0.0 {
                return false;
            }
            i += 1;
        }
        true
    }

    pub(crate) const fn relative_variance(&self) -> f64 {
        let mut sum = 0.0;
        let mut i = 0;
        while i < INPUTS {
            let relative = self.sensitivity[i] / self.value;
            sum += relative * relative;
            i += 1;
        }
        sum
    }

    pub(crate) fn standard_uncertainty(&self) -> f64 {
        self.value.abs() * self.relative_variance().sqrt()
    }

    /// Pearson correlation of the two numbers; zero when either is exact.
    pub(crate) fn correlation(&self, other: &Self) -> f64 {
        let variance = self.relative_variance() * other.relative_variance();
        if variance == 0.0 {
            return 0.0;
        }
        let covariance: f64 = self
            .sensitivity
            .iter()
            .zip(&other.sensitivity)
            .map(|(a, b)| (a / self.value) * (b / other.value))
            .sum();
        (covariance / variance.sqrt()).clamp(-1.0, 1.0)
    }
}

const fn scaled(x: &[f64; INPUTS], factor: f64) -> [f64; INPUTS] {
    let mut out = [0.0; INPUTS];
    let mut i = 0;
    while i < INPUTS {
        out[i] = x[i] * factor;
        i += 1;
    }
    out
}

const fn summed(a: &[f64; INPUTS], b: &[f64; INPUTS], sign: f64) -> [f64; INPUTS] {
    let mut out = [0.0; INPUTS];
    let mut i = 0;
    while i < INPUTS {
        out[i] = a[i] + sign * b[i];
        i += 1;
    }
    out
}

/// √x for 0 ≤ x < ∞ by Newton's iteration: `f64::sqrt` is not yet callable in constants.
pub(crate) const fn sqrt(x: f64) -> f64 {
    if x == 0.0 {
        return 0.0;
    }
    // Halving the exponent lands within a factor of two of the root.
    let mut y = f64::from_bits((x.to_bits() >> 1) + (1023 << 51));
    let mut i = 0;
    while i < 6 {
        y = 0.5 * (y + x / y);
        i += 1;
    }
    y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn square_root_matches_the_library() {
        for x in [1e-210, 3.7e-70, 0.25, 2.0, 1e16, 6.02e230] {
            let relative = (sqrt(x) / f64::sqrt(x) - 1.0).abs();
            assert!(relative <= 2.0 * f64::EPSILON, "{x}: {relative:e}");
        }
    }

    #[test]
    fn products_keep_correlations() {
        const A: Propagated = Propagated::measured(4.0, 0.1, Input::FineStructure);
        let b = Propagated::measured(2.0, 0.2, Input::Rydberg);
        assert!(A.over(A).is_exact());
        let product = A.times(b);
        let expected = f64::hypot(0.1 / 4.0, 0.2 / 2.0) * 8.0;
        approx::assert_relative_eq!(product.standard_uncertainty(), expected, epsilon = 1e-15);
        approx::assert_relative_eq!(A.powi(3).standard_uncertainty(), 3.0 * 16.0 * 0.1);
        approx::assert_relative_eq!(A.sqrt().standard_uncertainty(), 0.1 / 4.0);
        approx::assert_relative_eq!(A.correlation(&A.powi(2)), 1.0);
        approx::assert_relative_eq!(A.correlation(&Propagated::exact(1.0).over(A)), -1.0);
        approx::assert_relative_eq!(A.correlation(&b), 0.0);
    }

    #[test]
    fn tiny_uncertainties_do_not_underflow() {
        let a = Propagated::measured(1e-200, 1e-210, Input::Rydberg);
        approx::assert_relative_eq!(a.standard_uncertainty(), 1e-210, max_relative = 1e-14);
    }
}
