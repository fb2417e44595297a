//! Dust and synchrotron through a bandpass.

use lastscatter_constants::astronomical::CMB_TEMPERATURE;
use lastscatter_constants::codata::{BOLTZMANN, PLANCK};
use lastscatter_radiation::planck::occupation;

use crate::Error;
use crate::folder::DataFolder;
use crate::table::Table;

/// hν/kT at 1 Hz and 1 K.
const X: f64 = PLANCK.si() / BOLTZMANN.si();

/// A tabulated response to a source of uniform spectral radiance.
///
/// Sums stand for integrals, as they do in the published analyses; noise in the tables makes some responses slightly
/// negative, so that a [`lastscatter_radiation::Bandpass`] would refuse them.
#[derive(Debug, Clone)]
pub(super) struct Response {
    nu_hz: Vec<f64>,
    ln_nu: Vec<f64>,
    /// R Δν.
    weights: Vec<f64>,
    /// Signal of a small thermodynamic temperature difference of the background.
    thermodynamic: f64,
}

impl Response {
    /// Frequencies in GHz and responses, from the table at `relative`.
    pub(super) fn read(folder: &DataFolder, relative: &str) -> Result<Self, Error> {
        let file = folder.bytes(relative)?;
        let table = Table::parse(&file.path, &file.bytes, 2)?;
        let nu_hz: Vec<f64> = table.column(0).iter().map(|nu| 1e9 * nu).collect();
        let n = nu_hz.len();
        if n < 2 || nu_hz[0] <= 0.0 || nu_hz.windows(2).any(|pair| pair[0] >= pair[1]) {
            let line = table.rows[n - 1].line;
            return Err(table.error(line, "the last frequency", "increasing frequencies"));
        }
        let step = |i: usize| match i {
            0 => nu_hz[1] - nu_hz[0],
            i if i == n - 1 => nu_hz[i] - nu_hz[i - 1],
            i => 0.5 * (nu_hz[i + 1] - nu_hz[i - 1]),
        };
        let response = table.column(1);
        // Samples without response need no sum.
        let kept: Vec<usize> = (0..n).filter(|&i| response[i] != 0.0).collect();
        let mut this = Self {
            weights: kept.iter().map(|&i| response[i] * step(i)).collect(),
            ln_nu: kept.iter().map(|&i| nu_hz[i].ln()).collect(),
            nu_hz: kept.iter().map(|&i| nu_hz[i]).collect(),
            thermodynamic: 0.0,
        };
        this.thermodynamic = this.sum(thermodynamic);
        if this.thermodynamic <= 0.0 || !this.thermodynamic.is_finite() {
            let found = format!("a response of {} to the background", this.thermodynamic);
            return Err(table.error(table.rows[0].line, found, "a positive one"));
        }
        Ok(this)
    }

    fn sum(&self, spectrum: impl Fn(f64) -> f64) -> f64 {
        let terms = self.nu_hz.iter().zip(&self.weights);
        terms.map(|(&nu, weight)| weight * spectrum(nu)).sum()
    }

    /// Map amplitude in thermodynamic units, over that of a map at `pivot_hz`, of (ν/ν₀)^`index` times a spectrum.
    fn scaling(&self, pivot_hz: f64, index: f64, spectrum: impl Fn(f64) -> f64) -> f64 {
        let ln_pivot = pivot_hz.ln();
        let powers = self
            .ln_nu
            .iter()
            .map(|ln_nu| (index * (ln_nu - ln_pivot)).exp());
        let terms = powers.zip(&self.nu_hz).zip(&self.weights);
        let signal: f64 = terms
            .map(|((p, &nu), weight)| weight * p * spectrum(nu))
            .sum();
        signal / spectrum(pivot_hz) * thermodynamic(pivot_hz) / self.thermodynamic
    }

    /// Dust, I_ν ∝ ν^β B_ν(T).
    pub(super) fn dust(&self, pivot_hz: f64, beta: f64, temperature_k: f64) -> f64 {
        let x = X / temperature_k;
        self.scaling(pivot_hz, 3.0 + beta, |nu| occupation(x * nu))
    }

    /// Synchrotron, I_ν ∝ ν^(2+β): brightness temperature ∝ ν^β.
    pub(super) fn synchrotron(&self, pivot_hz: f64, beta: f64) -> f64 {
        self.scaling(pivot_hz, 2.0 + beta, |_| 1.0)
    }
}

/// ∂B_ν/∂T of the background up to a constant: ν⁴ n (1 + n).
fn thermodynamic(nu: f64) -> f64 {
    let n = occupation(X * nu / CMB_TEMPERATURE.si());
    nu.powi(4) * n * (1.0 + n)
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_radiation::{Bandpass, Blackbody, Weighting};

    /// A response without negative values gives what an integral over the same bandpass gives.
    #[test]
    fn sums_are_integrals_where_both_are_defined() {
        let nu_ghz: Vec<f64> = (0..=200).map(|i| 120.0 + 0.3 * f64::from(i)).collect();
        let shape = |nu: f64| (-0.5 * ((nu - 150.0) / 8.0).powi(2)).exp();
        let text: String = nu_ghz
            .iter()
            .map(|nu| format!("{nu} {}\n", shape(*nu)))
            .collect();
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("b")).unwrap();
        std::fs::write(root.path().join("b/band.txt"), text).unwrap();
        let folder = DataFolder::new(root.path()).unwrap();
        let response = Response::read(&folder, "b/band.txt").unwrap();

        let nu_hz: Vec<f64> = nu_ghz.iter().map(|nu| 1e9 * nu).collect();
        let tau: Vec<f64> = nu_ghz.iter().map(|nu| shape(*nu)).collect();
        let bandpass = Bandpass::new(&nu_hz, &tau, Weighting::Energy).unwrap();
        let cmb = Blackbody::new(CMB_TEMPERATURE.value()).unwrap();
        let derivative = |nu: f64| {
            let mut out = [0.0];
            cmb.temperature_derivative_into(&[nu], &mut out).unwrap();
            out[0]
        };
        let grey = |nu: f64| (nu / 353e9).powf(4.59) * occupation(X / 19.6 * nu);
        let expected = bandpass.average(grey).unwrap() / grey(353e9) * derivative(353e9)
            / bandpass.average(derivative).unwrap();
        let found = response.dust(353e9, 1.59, 19.6);
        // The trapezoidal sum of a smooth, narrow bump; linear interpolation differs by its curvature.
        assert!((found / expected - 1.0).abs() < 1e-5, "{found} {expected}");
    }

    #[test]
    fn a_map_at_the_pivot_is_the_pivot() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("b")).unwrap();
        std::fs::write(root.path().join("b/band.txt"), "352.999 1\n353.001 1\n").unwrap();
        let folder = DataFolder::new(root.path()).unwrap();
        let response = Response::read(&folder, "b/band.txt").unwrap();
        assert!((response.dust(353e9, 1.6, 20.0) - 1.0).abs() < 1e-8);
        assert!((response.synchrotron(353e9, -3.0) - 1.0).abs() < 1e-8);
    }
}
