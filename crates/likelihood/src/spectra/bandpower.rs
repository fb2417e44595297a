//! One measured bandpower and what predicts it.

use lastscatter_inference::{Parameter, Prior};
use lastscatter_stokes::spectra::{Field, Pair};

use super::{Nuisance, Quantity};
use crate::Error;

/// More than any survey resolves.
const LARGEST_MULTIPOLE: usize = 1_000_000;

/// Weights of consecutive multipoles of one spectrum.
#[derive(Debug, Clone, PartialEq)]
pub struct Window {
    /// Which spectrum.
    pub pair: Pair,
    /// The first multipole.
    pub first: usize,
    /// Weights of C_ℓ from there on.
    pub weights: Vec<f64>,
}

impl Window {
    /// Weights of `quantity` instead of C_ℓ, from multipole `first` on; zeros at the ends are left out.
    #[must_use]
    pub fn new(pair: Pair, quantity: Quantity, first: usize, weights: &[f64]) -> Self {
        let begin = weights
            .iter()
            .position(|&w| w != 0.0)
            .unwrap_or(weights.len());
        let end = weights
            .iter()
            .rposition(|&w| w != 0.0)
            .map_or(begin, |i| i + 1);
        let weight = |i: usize| weights[i] * quantity.factor((first + i) as f64);
        Self {
            pair,
            first: first + begin,
            weights: (begin..end).map(weight).collect(),
        }
    }

    /// The window that reads from the spectrum of an observer at rest what an observer in motion sees of it,
    ///
    /// ```text
    /// C_ℓ → C_ℓ + a ℓ dC_ℓ/dℓ
    /// ```
    ///
    /// by central differences, for the mean a = −⟨β cos θ⟩ over the survey's footprint of the angle θ to the
    /// observer's velocity βc.
    ///
    /// # References
    ///
    /// `jeong2014`.
    #[must_use]
    pub fn aberrated(&self, aberration: f64) -> Self {
        // From the multipole before on; there is none before the monopole, and its derivative is not asked for.
        let first = self.first.saturating_sub(1);
        let shift = self.first - first;
        let weight = |ell: usize| {
            let index = ell.checked_sub(self.first);
            index
                .and_then(|i| self.weights.get(i))
                .copied()
                .unwrap_or(0.0)
        };
        let slope = |ell: usize| 0.5 * aberration * ell as f64 * weight(ell);
        let count = match self.weights.len() {
            0 => 0,
            n => n + shift + 1,
        };
        let weights = (first..first.saturating_add(count)).map(|ell| {
            let below = ell.checked_sub(1).map_or(0.0, slope);
            weight(ell) + below - slope(ell + 1)
        });
        Self {
            pair: self.pair,
            first,
            weights: weights.collect(),
        }
    }

    pub(super) fn require(&self) -> Result<(), Error> {
        let unknown = matches!(self.pair, Pair::TPhi | Pair::EPhi | Pair::BPhi);
        if unknown || self.first > LARGEST_MULTIPOLE || self.weights.len() > LARGEST_MULTIPOLE {
            return Err(Error::Window {
                spectrum: self.pair,
                first: self.first,
                count: self.weights.len(),
            });
        }
        Ok(())
    }

    /// The last multipole with a weight; 0 where there is none.
    #[must_use]
    pub fn last(&self) -> usize {
        match self.weights.len() {
            0 => 0,
            n => self.first.saturating_add(n - 1),
        }
    }
}

/// One measured bandpower and what predicts it.
///
/// ```text
/// B_b = o_b + Σ_X Σ_ℓ W_b^X(ℓ) C_ℓ^X / g_X
/// ```
///
/// with the gain g_X of the [`Calibration`]s.
#[derive(Debug, Clone, PartialEq)]
pub struct Bandpower {
    /// The spectrum that it measures.
    pub pair: Pair,
    /// What it is of that spectrum.
    pub quantity: Quantity,
    /// Effective multipole.
    pub ell: f64,
    /// Measured value.
    pub observed: f64,
    /// Windows W_b^X.
    pub windows: Vec<Window>,
    /// Offset o_b.
    pub offset: f64,
}

/// A nuisance parameter c that the theory's maps of some fields are divided by.
///
/// If it calibrates T alone, C_ℓ^TT is divided by c², C_ℓ^TE by c, C_ℓ^EE not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Calibration {
    /// The parameter.
    pub nuisance: Nuisance,
    /// The fields.
    pub fields: Vec<Field>,
}

impl Calibration {
    /// Planck's `A_planck`, of all three fields.
    #[must_use]
    pub fn planck() -> Self {
        Self {
            nuisance: Nuisance::planck_calibration(),
            fields: vec![Field::T, Field::E, Field::B],
        }
    }

    /// The calibration of `fields` with this name and prior 1 ± `sigma`.
    pub(crate) fn normal(
        name: &str,
        label: &str,
        sigma: f64,
        fields: &[Field],
    ) -> Result<Self, Error> {
        Ok(Self {
            nuisance: Nuisance::calibration(name, label, sigma)?,
            fields: fields.to_vec(),
        })
    }

    /// The calibration of `fields` with this name, which nothing but the data constrain.
    pub(crate) fn free(name: &str, label: &str, fields: &[Field]) -> Result<Self, Error> {
        let parameter = Parameter::new(name, label, Prior::uniform(0.8, 1.2)?)?;
        Ok(Self {
            nuisance: Nuisance::new(parameter, 1.0, 0.01)?,
            fields: fields.to_vec(),
        })
    }

    pub(super) fn power(&self, pair: Pair) -> i32 {
        let calibrated = |field| i32::from(self.fields.contains(&field));
        let [one, other] = pair.fields();
        calibrated(one) + calibrated(other)
    }
}

/// A nuisance parameter a that a known shape is multiplied by and added to the predicted bandpowers: B_b + a t_b.
#[derive(Debug, Clone, PartialEq)]
pub struct Template {
    /// The parameter.
    pub nuisance: Nuisance,
    /// t_b, one number for each bandpower.
    pub shape: Vec<f64>,
}

impl Template {
    pub(super) fn require(&self, count: usize) -> Result<(), Error> {
        const WHAT: &str = "shape of a template";
        if self.shape.len() != count {
            return Err(lastscatter_inference::Error::Dimension {
                what: WHAT,
                found: self.shape.len(),
                expected: count,
            }
            .into());
        }
        match self.shape.iter().position(|t| !t.is_finite()) {
            Some(index) => Err(lastscatter_inference::Error::NonFiniteEntry {
                what: WHAT,
                index,
                value: self.shape[index],
            }
            .into()),
            None => Ok(()),
        }
    }
}
