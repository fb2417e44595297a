//! Spectra given as tables.

use lastscatter_numerics::spline::{Boundary, CubicSpline};

use crate::{Error, PrimordialSpectra};

/// Spectra given at wavenumbers: splines of the spectra over ln k, level beyond the ends.
///
/// # Examples
///
/// ```
/// use lastscatter_primordial::{PrimordialSpectra, Tabulated};
///
/// let k: Vec<f64> = (0..=200).map(|i| 1e-6 * f64::powf(10.0, 0.04 * f64::from(i))).collect();
/// let scalar = k.iter().map(|k| 2.1e-9 * (k / 0.05).powf(-0.035)).collect();
/// let table = Tabulated::new(&k, scalar)?;
/// assert!((table.scalar(0.0123) / (2.1e-9 * f64::powf(0.0123 / 0.05, -0.035)) - 1.0).abs() < 1e-6);
/// # Ok::<(), lastscatter_primordial::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Tabulated {
    scalar: CubicSpline,
    tensor: Option<[CubicSpline; 2]>,
}

impl Tabulated {
    /// A scalar spectrum at ascending wavenumbers in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for a power that is negative or not finite and a wavenumber that is not positive; [`Error::Numerics`] for
    /// wavenumbers that do not ascend, or fewer than four.
    pub fn new(k_inv_mpc: &[f64], scalar: Vec<f64>) -> Result<Self, Error> {
        Ok(Self {
            scalar: spline(k_inv_mpc, scalar, [0.0, f64::MAX])?,
            tensor: None,
        })
    }

    /// The same with gravitational waves: the spectrum of both helicities together, and chirality.
    ///
    /// # Errors
    ///
    /// As [`Self::new`], and for a chirality that is not between −1 and 1.
    pub fn with_tensors(
        mut self,
        k_inv_mpc: &[f64],
        tensor: Vec<f64>,
        chirality: Vec<f64>,
    ) -> Result<Self, Error> {
        self.tensor = Some([
            spline(k_inv_mpc, tensor, [0.0, f64::MAX])?,
            spline(k_inv_mpc, chirality, [-1.0, 1.0])?,
        ]);
        Ok(self)
    }
}

fn spline(k: &[f64], values: Vec<f64>, [low, high]: [f64; 2]) -> Result<CubicSpline, Error> {
    let wrong = |name, value, expected| {
        Err(Error::OutOfDomain {
            name,
            value,
            expected,
        })
    };
    if let Some(&k) = k.iter().find(|k| !(**k > 0.0 && k.is_finite())) {
        return wrong(
            "wavenumber of a primordial table in 1/Mpc",
            k,
            "positive and finite",
        );
    }
    if let Some(&value) = values.iter().find(|v| !(**v >= low && **v <= high)) {
        return wrong(
            "primordial table",
            value,
            "powers that are finite and not negative, chirality between -1 and 1",
        );
    }
    let ln_k = k.iter().map(|k| k.ln()).collect();
    Ok(CubicSpline::new(ln_k, values, Boundary::NotAKnot)?)
}

fn within(spline: &CubicSpline, k: f64) -> f64 {
    let knots = spline.knots();
    spline.value(k.ln().clamp(knots.first(), knots.last()))
}

impl PrimordialSpectra for Tabulated {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        within(&self.scalar, k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let tensor = self.tensor.as_ref();
        tensor.map_or(0.0, |[tensor, _]| within(tensor, k_inv_mpc))
    }

    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        let tensor = self.tensor.as_ref();
        tensor.map_or(0.0, |[_, chirality]| {
            within(chirality, k_inv_mpc).clamp(-1.0, 1.0)
        })
    }
}
