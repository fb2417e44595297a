//! Any potential, by its name.

use serde::{Deserialize, Serialize};

use crate::{
    Error,
    potential::{
        AlphaAttractorE, AlphaAttractorT, AxionMonodromy, DBrane, Derivatives, DoubleWell,
        Exponential, Higgs, Hilltop, Inflection, Kink, Monomial, Natural, Potential, Starobinsky,
        Tabulated, TanhStep,
    },
    quantum_gravity::AsymptoticallySafe,
    two_fields::{
        Coupled, DoubleQuadratic, ExponentialProduct, Hybrid, Landscape, Sum, TurningValley,
        TwoFieldPotential,
    },
};

/// A potential of the library, as a TOML table names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnyPotential {
    /// [`AlphaAttractorE`].
    AlphaAttractorE(AlphaAttractorE),
    /// [`AlphaAttractorT`].
    AlphaAttractorT(AlphaAttractorT),
    /// [`AsymptoticallySafe`].
    AsymptoticallySafe(AsymptoticallySafe),
    /// [`AxionMonodromy`].
    AxionMonodromy(AxionMonodromy),
    /// [`DBrane`].
    DBrane(DBrane),
    /// [`DoubleWell`].
    DoubleWell(DoubleWell),
    /// [`Exponential`].
    Exponential(Exponential),
    /// [`Higgs`].
    Higgs(Higgs),
    /// [`Hilltop`].
    Hilltop(Hilltop),
    /// [`Inflection`].
    Inflection(Inflection),
    /// [`Kink`].
    Kink(Kink),
    /// [`Monomial`].
    Monomial(Monomial),
    /// [`Natural`].
    Natural(Natural),
    /// [`Starobinsky`].
    Starobinsky(Starobinsky),
    /// [`Tabulated`].
    Tabulated(Tabulated),
    /// [`TanhStep`] in another potential.
    TanhStep(TanhStep<Box<Self>>),
}

impl AnyPotential {
    fn potential(&self) -> &dyn Potential {
        match self {
            Self::AlphaAttractorE(v) => v,
            Self::AlphaAttractorT(v) => v,
            Self::AsymptoticallySafe(v) => v,
            Self::AxionMonodromy(v) => v,
            Self::DBrane(v) => v,
            Self::DoubleWell(v) => v,
            Self::Exponential(v) => v,
            Self::Higgs(v) => v,
            Self::Hilltop(v) => v,
            Self::Inflection(v) => v,
            Self::Kink(v) => v,
            Self::Monomial(v) => v,
            Self::Natural(v) => v,
            Self::Starobinsky(v) => v,
            Self::Tabulated(v) => v,
            Self::TanhStep(v) => v,
        }
    }
}

impl Potential for AnyPotential {
    fn at(&self, field: f64) -> Derivatives {
        self.potential().at(field)
    }

    fn on_the_slope(&self) -> f64 {
        self.potential().on_the_slope()
    }

    fn validate(&self) -> Result<(), Error> {
        self.potential().validate()
    }
}

/// A potential of two fields of the library, as a TOML table names it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnyTwoFieldPotential {
    /// [`Coupled`].
    Coupled(Coupled),
    /// [`DoubleQuadratic`].
    DoubleQuadratic(DoubleQuadratic),
    /// [`ExponentialProduct`].
    ExponentialProduct(ExponentialProduct),
    /// [`Hybrid`].
    Hybrid(Hybrid),
    /// [`Sum`] of two potentials of one field.
    Sum(Box<Sum<AnyPotential, AnyPotential>>),
    /// [`TurningValley`].
    TurningValley(TurningValley),
}

impl AnyTwoFieldPotential {
    fn potential(&self) -> &dyn TwoFieldPotential {
        match self {
            Self::Coupled(v) => v,
            Self::DoubleQuadratic(v) => v,
            Self::ExponentialProduct(v) => v,
            Self::Hybrid(v) => v,
            Self::Sum(v) => v,
            Self::TurningValley(v) => v,
        }
    }
}

impl TwoFieldPotential for AnyTwoFieldPotential {
    fn at(&self, fields: [f64; 2]) -> Landscape {
        self.potential().at(fields)
    }

    fn validate(&self) -> Result<(), Error> {
        self.potential().validate()
    }
}
