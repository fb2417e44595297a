//! Data on the homogeneous universe: distances, and quantities known from elsewhere.

use lastscatter_cosmology::Background;
use lastscatter_likelihood::GaussianConstraint;
use lastscatter_likelihood::bao::{BaoLikelihood, Distances};
use lastscatter_likelihood::spectra::ChiSquared;

use crate::{ChiSquaredOfPart, Constraint, Error, Universe, nearest};

/// Data that no angular spectrum is needed for.
#[derive(Debug, Default)]
pub(crate) struct HomogeneousData {
    distances: Vec<BaoLikelihood>,
    constraints: Vec<(GaussianConstraint, Quantity)>,
}

/// What a constraint is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quantity {
    HubbleConstant,
    MatterDensity,
    SoundHorizon,
}

impl Quantity {
    const ALL: [(&'static str, Self); 3] = [
        ("H0", Self::HubbleConstant),
        ("omega_m", Self::MatterDensity),
        ("r_drag", Self::SoundHorizon),
    ];

    fn named(name: &str) -> Result<Self, Error> {
        let known = Self::ALL.into_iter().find(|(known, _)| *known == name);
        known
            .map(|(_, quantity)| quantity)
            .ok_or_else(|| Error::UnknownQuantity {
                name: name.to_owned(),
                nearest: nearest(name, Self::ALL.map(|(known, _)| known)).to_owned(),
            })
    }
}

impl HomogeneousData {
    pub(crate) fn new(
        distances: Vec<BaoLikelihood>,
        constraints: &[Constraint],
    ) -> Result<Self, Error> {
        let constraints = constraints.iter().map(|entry| {
            let Constraint {
                name,
                quantity,
                mean,
                sigma,
            } = entry;
            let constraint = GaussianConstraint::normal(name, quantity, *mean, *sigma)?;
            Ok((constraint, Quantity::named(quantity)?))
        });
        Ok(Self {
            distances,
            constraints: constraints.collect::<Result<_, Error>>()?,
        })
    }

    /// χ² of each set; the sound horizon at the drag epoch is `r_drag_mpc`.
    pub(crate) fn chi_squared(
        &self,
        universe: &Universe,
        r_drag_mpc: f64,
    ) -> Result<Vec<ChiSquaredOfPart>, Error> {
        if self.distances.is_empty() && self.constraints.is_empty() {
            return Ok(Vec::new());
        }
        let parameters = universe.parameters()?;
        let background = Background::new(&parameters)?;
        let mut all = Vec::new();
        for set in &self.distances {
            let chi_squared = set.chi_squared(|redshift| Distances {
                transverse: background.transverse_comoving_distance_mpc(redshift) / r_drag_mpc,
                radial: 1.0 / (background.hubble_inv_mpc(redshift) * r_drag_mpc),
                growth: None,
            })?;
            all.push(ChiSquaredOfPart {
                name: set.name().to_owned(),
                chi_squared,
            });
        }
        for (constraint, quantity) in &self.constraints {
            let value = match quantity {
                Quantity::HubbleConstant => parameters.h0_km_s_mpc,
                Quantity::MatterDensity => background.omega_m(),
                Quantity::SoundHorizon => r_drag_mpc,
            };
            all.push(ChiSquaredOfPart {
                name: constraint.name().to_owned(),
                chi_squared: ChiSquared {
                    total: constraint.chi_squared(&[value])?,
                    count: 1,
                    parts: Vec::new(),
                },
            });
        }
        Ok(all)
    }
}
