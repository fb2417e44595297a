//! The border with models of the beginning: any spectrum of primordial perturbations.

use lastscatter_cosmology::PowerLaw;
use lastscatter_numerics::spline::{Boundary, CubicSpline};

use crate::{Error, InitialCondition};

/// Spectra of primordial perturbations, dimensionless, at wavenumbers in Mpc⁻¹.
///
/// A power law, a table, or anything else that can be evaluated; [`from_fn`] makes one of a closure.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::PrimordialSpectra;
///
/// /// Less power on the largest scales.
/// struct Cut;
///
/// impl PrimordialSpectra for Cut {
///     fn scalar(&self, k_inv_mpc: f64) -> f64 {
///         2.1e-9 * (k_inv_mpc / 0.05).powf(-0.035) * (1.0 - (-(k_inv_mpc / 3e-4).powi(2)).exp())
///     }
/// }
///
/// assert!(Cut.scalar(1e-4) < 0.2 * Cut.scalar(1e-2));
/// assert_eq!(Cut.tensor(0.01), 0.0);
/// ```
pub trait PrimordialSpectra {
    /// P_ℛ(k), or the spectrum of whatever [`InitialCondition`] normalises to one.
    fn scalar(&self, k_inv_mpc: f64) -> f64;

    /// P_t(k) of gravitational waves, both helicities together: four times that of each ⟨h h⟩, as in r = P_t/P_ℛ.
    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        let _ = k_inv_mpc;
        0.0
    }

    /// Chirality of gravitational waves, (P_R − P_L)/(P_R + P_L): between −1 and 1; zero where parity holds.
    fn chirality(&self, k_inv_mpc: f64) -> f64 {
        let _ = k_inv_mpc;
        0.0
    }

    /// The spectrum ⟨a b⟩ of two modes of a mixture: by default they are not correlated, and each has the spectrum
    /// [`scalar`](Self::scalar).
    ///
    /// It must be symmetric, ⟨a b⟩ = ⟨b a⟩, and no more than full correlation allows, ⟨a b⟩² ≤ ⟨a a⟩⟨b b⟩; what uses it refuses others
    /// with [`Error::Correlation`].
    fn correlation(&self, a: InitialCondition, b: InitialCondition, k_inv_mpc: f64) -> f64 {
        if a == b { self.scalar(k_inv_mpc) } else { 0.0 }
    }
}

impl PrimordialSpectra for PowerLaw {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        Self::scalar(self, k_inv_mpc)
    }

    fn tensor(&self, k_inv_mpc: f64) -> f64 {
        // An r that makes no sense goes on to where spectra are judged.
        if self.r == 0.0 {
            0.0
        } else {
            Self::tensor(self, k_inv_mpc)
        }
    }
}

/// Relative rounding of spectra that a model computes in two ways.
const ROUNDING: f64 = 1e-10;

/// The spectrum of two modes, or of one with itself, if it can be one.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a spectrum that is not finite or, of a mode with itself, negative; [`Error::Correlation`] for one that is not
/// symmetric or more than full correlation.
pub(crate) fn correlation(
    primordial: &impl PrimordialSpectra,
    [a, b]: [InitialCondition; 2],
    k: f64,
) -> Result<f64, Error> {
    let power = primordial.correlation(a, b, k);
    if !power.is_finite() || (a == b && power < 0.0) {
        return Err(Error::OutOfDomain {
            name: "primordial spectrum",
            value: power,
            expected: "finite powers, negative ones between different modes only",
        });
    }
    // Uncorrelated pairs, the default of most mixtures, cost nothing.
    if a == b || power == 0.0 {
        return Ok(power);
    }
    let wrong = |expected| {
        Err(Error::Correlation {
            modes: [a, b],
            k_inv_mpc: k,
            value: power,
            expected,
        })
    };
    let difference = power - primordial.correlation(b, a, k);
    let symmetric = difference.abs() <= ROUNDING * power.abs();
    if !symmetric {
        return wrong("that of the same pair in the other order");
    }
    let [own, other] = [a, b].map(|mode| primordial.correlation(mode, mode, k).sqrt());
    let possible = power.abs() <= (1.0 + ROUNDING) * own * other;
    if !possible {
        return wrong("at most the root of the product of their own spectra");
    }
    Ok(power)
}

/// The spectrum of gravitational waves, if it can be one.
///
/// # Errors
///
/// [`Error::OutOfDomain`] for a power that is negative or not finite.
pub(crate) fn tensor(primordial: &impl PrimordialSpectra, k: f64) -> Result<f64, Error> {
    let power = primordial.tensor(k);
    if power >= 0.0 && power.is_finite() {
        return Ok(power);
    }
    Err(Error::OutOfDomain {
        name: "tensor power",
        value: power,
        expected: "a finite number, not negative",
    })
}

/// A scalar spectrum given by a closure of k in Mpc⁻¹; there are no gravitational waves.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::{PrimordialSpectra, from_fn};
///
/// let wiggles = from_fn(|k: f64| 2.1e-9 * (1.0 + 0.01 * (30.0 * k.ln()).sin()));
/// assert!(wiggles.scalar(0.05) > 2e-9);
/// ```
pub fn from_fn(scalar: impl Fn(f64) -> f64) -> impl PrimordialSpectra {
    Closure(scalar)
}

struct Closure<F>(F);

impl<F: Fn(f64) -> f64> PrimordialSpectra for Closure<F> {
    fn scalar(&self, k_inv_mpc: f64) -> f64 {
        (self.0)(k_inv_mpc)
    }
}

/// Spectra given at wavenumbers: splines of the spectra over ln k, level beyond the ends.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::{PrimordialSpectra, Tabulated};
///
/// let k: Vec<f64> = (0..=200).map(|i| 1e-6 * f64::powf(10.0, 0.04 * f64::from(i))).collect();
/// let scalar = k.iter().map(|k| 2.1e-9 * (k / 0.05).powf(-0.035)).collect();
/// let table = Tabulated::new(&k, scalar)?;
/// assert!((table.scalar(0.0123) / (2.1e-9 * f64::powf(0.0123 / 0.05, -0.035)) - 1.0).abs() < 1e-6);
/// # Ok::<(), lastscatter_boltzmann::Error>(())
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
