//! What can go wrong, typed.

/// Errors of this crate.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter lies outside the accepted range.
    #[error("{name} = {value:?}: expected {low:?} to {high:?}")]
    OutOfRange {
        /// The parameter, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// The lowest value accepted.
        low: f64,
        /// The highest value accepted.
        high: f64,
    },
    /// A number that does not make sense.
    #[error("{name} = {value:?}: expected {expected}")]
    OutOfDomain {
        /// The quantity, with its unit.
        name: &'static str,
        /// The value given.
        value: f64,
        /// What would have been accepted.
        expected: &'static str,
    },
    /// A wavenumber that the spectrum was not computed for.
    #[error("k = {k_inv_mpc:e} / Mpc: expected {:.4e} to {:.4e}", range_inv_mpc[0], range_inv_mpc[1])]
    OutsideSpectrum {
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// The range in Mpc⁻¹.
        range_inv_mpc: [f64; 2],
    },
    /// The field does not slide slowly enough anywhere on its way.
    #[error(
        "no inflation: the field starts at {field} with epsilon = {epsilon}, expected it to fall below 1"
    )]
    NoInflation {
        /// Where the field starts, in reduced Planck masses.
        field: f64,
        /// ε = −Ḣ/H² there.
        epsilon: f64,
    },
    /// Inflation goes on and on.
    #[error(
        "inflation does not end within {e_folds} e-folds: the field is at {field} with epsilon = {epsilon:e}"
    )]
    Endless {
        /// E-folds followed.
        e_folds: f64,
        /// The field then, in reduced Planck masses.
        field: f64,
        /// ε then.
        epsilon: f64,
    },
    /// Inflation is too short for the scale asked.
    #[error(
        "{e_folds} e-folds of inflation: expected at least {needed} for k = {k_inv_mpc:e} / Mpc"
    )]
    TooShort {
        /// E-folds there are.
        e_folds: f64,
        /// E-folds needed before the end.
        needed: f64,
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
    },
    /// The field rests in a minimum of the potential that is not zero: only tunnelling could end inflation.
    #[error("the field is caught at {field} in a false vacuum, V = {potential:e}")]
    FalseVacuum {
        /// Where, in reduced Planck masses.
        field: f64,
        /// V there in M_P⁴.
        potential: f64,
    },
    /// A potential without positive energy where the field begins.
    #[error("V = {potential:e} at field {field}: expected a positive potential")]
    NegativePotential {
        /// The field in reduced Planck masses.
        field: f64,
        /// V there in M_P⁴.
        potential: f64,
    },
    /// A state that is not a vacuum to the precision asked.
    #[error(
        "k = {k_inv_mpc:e} / Mpc: {what} is a vacuum to {error:e} only, expected {tolerance:e}"
    )]
    NotVacuum {
        /// The state.
        what: &'static str,
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// Relative error of the state.
        error: f64,
        /// What it had to reach.
        tolerance: f64,
    },
    /// Waves that have negative energy until they have left the horizon.
    #[error(
        "k = {k_inv_mpc:e} / Mpc: waves of one helicity are ghosts down to {cutoff_over_hubble} H, expected more than 2 H"
    )]
    Ghost {
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// The physical momentum below which they are healthy, in units of H.
        cutoff_over_hubble: f64,
    },
    /// A closed universe that contracts before it inflates.
    #[error(
        "the closed universe collapses before it inflates: the field starts at {field} with Omega_K = {omega_k}"
    )]
    Collapse {
        /// Where the field starts, in reduced Planck masses.
        field: f64,
        /// Ω_K there.
        omega_k: f64,
    },
    /// More curvature today than the beginning allows: the pivot scale would have begun outside the horizon.
    #[error("Omega_K = {omega_k_today} today: expected between 0 and {largest}")]
    TooCurved {
        /// Ω_K today.
        omega_k_today: f64,
        /// The largest Ω_K today that the Ω_K of the onset of inflation allows.
        largest: f64,
    },
    /// A spectrum that interpolation does not reach.
    #[error(
        "the spectrum near k = {k_inv_mpc:e} / Mpc is resolved to {error:e} only, expected {tolerance:e}"
    )]
    NotResolved {
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// Relative error of the interpolation.
        error: f64,
        /// What it had to reach.
        tolerance: f64,
    },
    /// A mode of perturbations could not be integrated.
    #[error("mode k = {k_inv_mpc:e} / Mpc: {source}")]
    Mode {
        /// The wavenumber in Mpc⁻¹.
        k_inv_mpc: f64,
        /// Where and why.
        source: lastscatter_numerics::Error,
    },
    /// A description that is none.
    #[error("line {line}: {message}")]
    Description {
        /// Where, from one.
        line: usize,
        /// What stands there and what was expected.
        message: String,
    },
    /// A numerical method failed.
    #[error(transparent)]
    Numerics(#[from] lastscatter_numerics::Error),
}

impl Error {
    /// Whether a sampler may reject the point and go on.
    #[must_use]
    pub fn is_recoverable(&self) -> bool {
        match self {
            Self::OutsideSpectrum { .. } | Self::Description { .. } => false,
            Self::Mode { source, .. } | Self::Numerics(source) => source.is_recoverable(),
            _ => true,
        }
    }
}

/// `value` if it lies within the range.
pub(crate) fn within(name: &'static str, value: f64, [low, high]: [f64; 2]) -> Result<f64, Error> {
    if value >= low && value <= high {
        Ok(value)
    } else {
        Err(Error::OutOfRange {
            name,
            value,
            low,
            high,
        })
    }
}

/// `k_inv_mpc` if it lies within the range.
pub(crate) fn inside(k_inv_mpc: f64, range_inv_mpc: [f64; 2]) -> Result<f64, Error> {
    if k_inv_mpc >= range_inv_mpc[0] && k_inv_mpc <= range_inv_mpc[1] {
        Ok(k_inv_mpc)
    } else {
        Err(Error::OutsideSpectrum {
            k_inv_mpc,
            range_inv_mpc,
        })
    }
}
