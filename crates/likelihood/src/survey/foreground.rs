//! What cleaning leaves of foregrounds.

use lastscatter_stokes::spectra::{Dl, Normalization, Pair};

use crate::Error;
use crate::spectra::Nuisance;

/// How a residual foreground depends on scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForegroundShape {
    /// D_ℓ = A (ℓ/80)^−0.42, as interstellar dust.
    Dust,
    /// D_ℓ = A (ℓ/3000)², as point sources that are not clustered.
    PointSources,
}

impl ForegroundShape {
    /// D_ℓ at unit amplitude.
    fn dl(self, ell: f64) -> f64 {
        match self {
            Self::Dust => (ell / 80.0).powf(-0.42),
            Self::PointSources => (ell / 3000.0).powi(2),
        }
    }
}

/// A foreground that is left in the combined map, its amplitude a nuisance parameter.
///
/// The amplitude is that of TT; TE has none.
#[derive(Debug, Clone, PartialEq)]
pub struct ResidualForeground {
    /// How it depends on scale.
    pub shape: ForegroundShape,
    /// Its amplitude A in µK². Data are drawn at the default.
    pub nuisance: Nuisance,
    /// EE over TT.
    pub ee_ratio: f64,
    /// BB over TT.
    pub bb_ratio: f64,
}

impl ResidualForeground {
    /// C_ℓ at unit amplitude.
    pub(super) fn cl(&self, pair: Pair, ell: usize) -> f64 {
        let ratio = match pair {
            Pair::TT => 1.0,
            Pair::EE => self.ee_ratio,
            Pair::BB => self.bb_ratio,
            _ => 0.0,
        };
        ratio * self.shape.dl(ell as f64) / Dl::factor(ell)
    }

    pub(super) fn require(&self) -> Result<(), Error> {
        for ratio in [self.ee_ratio, self.bb_ratio] {
            if !(ratio >= 0.0 && ratio.is_finite()) {
                return Err(lastscatter_inference::Error::OutOfDomain {
                    name: "foreground's ratio of polarisation to temperature",
                    value: ratio,
                    expected: "a finite number that is not negative",
                }
                .into());
            }
        }
        Ok(())
    }
}
