//! Reionisation of hydrogen and helium by the first stars and quasars.

use lastscatter_constants::codata::THOMSON_CROSS_SECTION;
use lastscatter_numerics::{quadrature::GaussLegendre, roots::brent};

use crate::{Background, Error, error::within, units::MPC_M};

/// What is known about reionisation.
#[derive(Debug, Clone, PartialEq)]
pub enum Reionisation {
    /// None ever: the relics of recombination remain.
    Never,
    /// The tanh model with a given optical depth τ: z_re is solved for.
    OpticalDepth(f64),
    /// The tanh model with hydrogen half ionised at a given z_re.
    Redshift(f64),
    /// Electrons per hydrogen nucleus at ascending redshifts from 0, linear in between. Earlier, and wherever it is larger,
    /// the relic of recombination holds.
    Tabulated(Vec<(f64, f64)>),
}

impl Reionisation {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        match self {
            Self::Never => {}
            Self::OpticalDepth(depth) => {
                within("optical depth of reionisation", *depth, [0.0, 5.0])?;
            }
            Self::Redshift(redshift) => {
                within("redshift of reionisation", *redshift, [0.0, LATEST])?;
            }
            Self::Tabulated(table) => {
                let domain = |value, expected| Error::OutOfDomain {
                    name: "table of the ionised fraction",
                    value,
                    expected,
                };
                if table.len() < 2 {
                    return Err(domain(table.len() as f64, "at least 2 rows"));
                }
                let first = table[0].0;
                if first.is_nan() || first.abs() > 0.0 {
                    return Err(domain(first, "the first redshift to be 0"));
                }
                for pair in table.windows(2) {
                    if !(pair[1].0 > pair[0].0 && pair[1].0 <= LATEST) {
                        return Err(domain(pair[1].0, "ascending redshifts up to 60"));
                    }
                }
                for &(_, x_e) in table {
                    within("x_e of a table", x_e, [0.0, 2.0])?;
                }
            }
        }
        Ok(())
    }
}

/// Highest z_re.
const LATEST: f64 = 60.0;
/// Redshift by which nothing of reionisation remains.
pub(crate) const BEGINNING: f64 = 66.0;
/// Width Δz of hydrogen's transition.
const WIDTH: f64 = 0.5;
/// Redshift and width of helium's second ionisation.
const HELIUM_REDSHIFT: f64 = 3.5;
const HELIUM_WIDTH: f64 = 0.4;

/// The ionised fraction of a solved reionisation.
///
/// ```text
/// x_e = x_rec + (1 + f_He − x_rec) ½[1 + tanh((y_re − y)/Δy)] + f_He ½[1 + tanh((3.5 − z)/0.4)]
/// y = (1+z)^{3/2},   Δy = 3/2 √(1+z_re) Δz,   Δz = 0.5
/// ```
///
/// Helium loses its first electron with hydrogen. The optical depth counts what reionisation adds to neutral gas (x_rec = 0).
///
/// # References
///
/// `lewis2008`, appendix B.
#[derive(Debug, Clone, PartialEq)]
pub struct ReionisationHistory {
    model: Model,
    helium_per_hydrogen: f64,
    optical_depth: f64,
}

#[derive(Debug, Clone, PartialEq)]
enum Model {
    Never,
    Tanh(f64),
    Tabulated(Vec<(f64, f64)>),
}

impl Model {
    fn electrons(&self, redshift: f64, relic: f64, helium: f64) -> f64 {
        match self {
            Self::Never => relic,
            Self::Tanh(z_re) => {
                let width = 1.5 * (1.0 + z_re).sqrt() * WIDTH;
                let distance = three_halves(1.0 + z_re) - three_halves(1.0 + redshift);
                let hydrogen = risen(distance / width);
                let second = risen((HELIUM_REDSHIFT - redshift) / HELIUM_WIDTH);
                relic + (1.0 + helium - relic) * hydrogen + helium * second
            }
            Self::Tabulated(table) => {
                let above = table.partition_point(|row| row.0 <= redshift);
                if above == 0 || above == table.len() && table[above - 1].0 < redshift {
                    return relic;
                }
                let i = above.min(table.len() - 1);
                let ((z0, x0), (z1, x1)) = (table[i - 1], table[i]);
                let linear = x0 + (x1 - x0) * (redshift - z0) / (z1 - z0);
                relic.max(linear)
            }
        }
    }
}

fn three_halves(x: f64) -> f64 {
    x * x.sqrt()
}

/// ½(1 + tanh x).
fn risen(x: f64) -> f64 {
    1.0 / (1.0 + (-2.0 * x).exp())
}

/// Nodes in redshift with σ_T n_H dl/dz there: the optical depth of one electron per hydrogen nucleus.
struct Column {
    nodes: Vec<(f64, f64)>,
}

impl Column {
    fn new(universe: &Background) -> Result<Self, Error> {
        const PANELS: usize = 132;
        let rule = GaussLegendre::new(6)?;
        let opacity = opacity_today(universe);
        let half = 0.5 * BEGINNING / PANELS as f64;
        let mut nodes = Vec::with_capacity(6 * PANELS);
        for panel in 0..PANELS {
            for (node, weight) in rule.nodes().iter().zip(rule.weights()) {
                let z = half * (2.0 * panel as f64 + 1.0 + node);
                let depth = opacity * (1.0 + z) * (1.0 + z) / universe.hubble_inv_mpc(z);
                nodes.push((z, half * weight * depth));
            }
        }
        Ok(Self { nodes })
    }

    fn depth(&self, model: &Model, helium: f64) -> f64 {
        let nodes = self.nodes.iter();
        nodes
            .map(|&(z, w)| w * model.electrons(z, 0.0, helium))
            .sum()
    }
}

/// σ_T n_H today in Mpc⁻¹.
pub(crate) fn opacity_today(universe: &Background) -> f64 {
    THOMSON_CROSS_SECTION.si() * universe.hydrogen_density_today_inv_m3() * MPC_M
}

impl ReionisationHistory {
    /// Solves for what the parameters of `universe` state.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for an optical depth that no z_re between 0 and 60 gives.
    pub fn new(universe: &Background) -> Result<Self, Error> {
        let helium_per_hydrogen = universe.helium_per_hydrogen();
        let column = Column::new(universe)?;
        let model = match &universe.parameters().reionisation {
            Reionisation::Never => Model::Never,
            Reionisation::Redshift(redshift) => Model::Tanh(*redshift),
            Reionisation::Tabulated(table) => Model::Tabulated(table.clone()),
            Reionisation::OpticalDepth(depth) => {
                let excess = |z| column.depth(&Model::Tanh(z), helium_per_hydrogen) - depth;
                let range = [0.0, LATEST].map(|z| depth + excess(z));
                within("optical depth of reionisation", *depth, range)?;
                Model::Tanh(brent(excess, 0.0, LATEST, 1e-10)?)
            }
        };
        Ok(Self {
            optical_depth: column.depth(&model, helium_per_hydrogen),
            model,
            helium_per_hydrogen,
        })
    }

    /// Electrons per hydrogen nucleus when recombination alone left `relic`.
    #[must_use]
    pub fn electrons(&self, redshift: f64, relic: f64) -> f64 {
        self.model
            .electrons(redshift, relic, self.helium_per_hydrogen)
    }

    /// Optical depth τ of the electrons that reionisation freed.
    #[must_use]
    pub const fn optical_depth(&self) -> f64 {
        self.optical_depth
    }

    /// z_re, where half of the hydrogen is ionised; `None` unless it is the tanh model.
    #[must_use]
    pub const fn redshift(&self) -> Option<f64> {
        if let Model::Tanh(redshift) = self.model {
            Some(redshift)
        } else {
            None
        }
    }
}
