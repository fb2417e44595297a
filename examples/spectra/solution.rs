//! From a scenario to its spectra.

use lastscatter::cosmology::{Accuracy, Thermodynamics};
use lastscatter::stokes::spectra::{
    AngularSpectra, Cl, LensingPotential, MicrokelvinSquared, Spectrum,
};
use lastscatter::stokes::uom::si::{angle::degree, f64::Angle};
use lastscatter_examples::Failure;

use crate::scenario::Scenario;

/// How much work a solution is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Level {
    /// For a first look
    Fast,
    /// For analyses: TT, TE and EE to 0.1%
    Standard,
    /// To judge the others by
    Reference,
}

impl Level {
    const fn history(self) -> Accuracy {
        match self {
            Self::Fast => Accuracy::fast(),
            Self::Standard => Accuracy::standard(),
            Self::Reference => Accuracy::reference(),
        }
    }
}

/// Numerical settings.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Settings {
    pub(crate) level: Level,
    #[expect(dead_code, reason = "for the solver of perturbations")]
    pub(crate) lmax: usize,
}

/// What follows from a scenario.
#[derive(Debug)]
pub(crate) struct Solution {
    pub(crate) history: Thermodynamics,
    pub(crate) spectra: Option<Spectra>,
}

/// Spectra on the sky. Polarisation has been turned by the birefringence.
#[derive(Debug)]
pub(crate) struct Spectra {
    pub(crate) unlensed: AngularSpectra<MicrokelvinSquared>,
    pub(crate) lensed: AngularSpectra<MicrokelvinSquared>,
    pub(crate) tensor: AngularSpectra<MicrokelvinSquared>,
    pub(crate) potential: LensingPotential<MicrokelvinSquared>,
    pub(crate) sigma8: f64,
}

/// A source of temperature anisotropies, looked at alone.
#[derive(Debug)]
pub(crate) struct Component {
    pub(crate) name: &'static str,
    pub(crate) tt: Spectrum<Cl, MicrokelvinSquared>,
}

impl Solution {
    /// Solves everything, from the parameters on.
    pub(crate) fn new(scenario: &Scenario, settings: Settings) -> Result<Self, Failure> {
        let history = scenario.history(settings.level.history())?;
        let spectra = solved(scenario, &history, settings)?
            .map(|spectra| spectra.rotated(scenario.birefringence_deg))
            .transpose()?;
        Ok(Self { history, spectra })
    }
}

impl Spectra {
    fn rotated(self, birefringence_deg: f64) -> Result<Self, Failure> {
        let angle = Angle::new::<degree>(birefringence_deg);
        Ok(Self {
            unlensed: self.unlensed.rotated(angle)?,
            lensed: self.lensed.rotated(angle)?,
            tensor: self.tensor.rotated(angle)?,
            ..self
        })
    }
}

/// The perturbations and their spectra; none as long as there is no solver.
fn solved(
    _scenario: &Scenario,
    _history: &Thermodynamics,
    _settings: Settings,
) -> Result<Option<Spectra>, Failure> {
    Ok(None)
}

/// The sources of the temperature one by one, and all together.
pub(crate) fn components(
    _scenario: &Scenario,
    _history: &Thermodynamics,
    _settings: Settings,
) -> Result<Vec<Component>, Failure> {
    Ok(Vec::new())
}
