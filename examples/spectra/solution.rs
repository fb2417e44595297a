//! From a scenario to its spectra.

use lastscatter::boltzmann::{Accuracy, Components, Solver, Tensors};
use lastscatter::cosmology::{self, Thermodynamics};
use lastscatter::stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, LensingPotential, MicrokelvinSquared, Spectrum,
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
    const fn history(self) -> cosmology::Accuracy {
        match self {
            Self::Fast => cosmology::Accuracy::fast(),
            Self::Standard => cosmology::Accuracy::standard(),
            Self::Reference => cosmology::Accuracy::reference(),
        }
    }

    const fn perturbations(self) -> Accuracy {
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
    pub(crate) lmax: usize,
}

/// What follows from a scenario.
#[derive(Debug)]
pub(crate) struct Solution {
    pub(crate) history: Thermodynamics,
    pub(crate) spectra: Spectra,
}

/// Spectra on the sky. Polarisation has been turned by the birefringence.
#[derive(Debug)]
pub(crate) struct Spectra {
    pub(crate) unlensed: AngularSpectra<MicrokelvinSquared>,
    pub(crate) lensed: AngularSpectra<MicrokelvinSquared>,
    pub(crate) tensor: AngularSpectra<MicrokelvinSquared>,
    pub(crate) potential: LensingPotential<Dimensionless>,
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
        let spectra = solved(scenario, &history, settings)?;
        let spectra = spectra.rotated(scenario.birefringence_deg)?;
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

/// The solver that a scenario asks for.
fn solver(scenario: &Scenario, settings: Settings) -> Solver {
    Solver {
        accuracy: settings.level.perturbations(),
        initial: vec![scenario.initial],
        tensors: if scenario.power.r > 0.0 {
            Tensors::Included
        } else {
            Tensors::Absent
        },
        ..Solver::new(settings.lmax)
    }
}

/// The perturbations and their spectra, as they would be without birefringence.
fn solved(
    scenario: &Scenario,
    history: &Thermodynamics,
    settings: Settings,
) -> Result<Spectra, Failure> {
    let spectra = solver(scenario, settings)
        .solve(history)
        .and_then(|solution| solution.spectra(&scenario.power))
        .map_err(|error| scenario.perturbed(error))?;
    let t_cmb_k = history.background().parameters().t_cmb_k;
    Ok(Spectra {
        unlensed: spectra.unlensed()?.in_microkelvin_squared(t_cmb_k)?,
        lensed: spectra.lensed()?.in_microkelvin_squared(t_cmb_k)?,
        tensor: spectra.tensor()?.in_microkelvin_squared(t_cmb_k)?,
        potential: spectra.potential()?,
    })
}

/// All sources of the temperature together, and one by one.
pub(crate) fn components(
    scenario: &Scenario,
    history: &Thermodynamics,
    settings: Settings,
) -> Result<Vec<Component>, Failure> {
    let none = Components::NONE;
    let t_cmb_k = history.background().parameters().t_cmb_k;
    [
        ("all", Components::ALL),
        (
            "Sachs–Wolfe",
            Components {
                sachs_wolfe: true,
                ..none
            },
        ),
        (
            "Doppler",
            Components {
                doppler: true,
                ..none
            },
        ),
        (
            "early integrated Sachs–Wolfe",
            Components {
                early_integrated: true,
                ..none
            },
        ),
        (
            "late integrated Sachs–Wolfe",
            Components {
                late_integrated: true,
                ..none
            },
        ),
        (
            "polarisation",
            Components {
                polarisation: true,
                ..none
            },
        ),
    ]
    .into_iter()
    .map(|(name, components)| {
        let solver = Solver {
            components,
            tensors: Tensors::Absent,
            ..solver(scenario, settings)
        };
        let spectra = solver.solve(history)?.spectra(&scenario.power)?;
        let tt = spectra.unlensed()?.tt().in_microkelvin_squared(t_cmb_k)?;
        Ok(Component { name, tt })
    })
    .collect()
}
