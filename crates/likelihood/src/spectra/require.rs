//! Checks that likelihoods share.

use std::path::Path;

use lastscatter_inference::Covariance;
use nalgebra::DMatrix;

use super::Nuisance;
use crate::Error;

/// Fails unless there is a finite value for each parameter.
pub(crate) fn require_nuisance(
    likelihood: &str,
    parameters: &[Nuisance],
    values: &[f64],
) -> Result<(), Error> {
    if values.len() != parameters.len() {
        return Err(Error::NuisanceCount {
            likelihood: likelihood.to_owned(),
            found: values.len(),
            expected: parameters.len(),
        });
    }
    match parameters.iter().zip(values).find(|(_, v)| !v.is_finite()) {
        Some((parameter, &value)) => Err(Error::OutOfRange {
            likelihood: likelihood.to_owned(),
            quantity: parameter.name().to_owned(),
            value,
            lower: f64::MIN,
            upper: f64::MAX,
        }),
        None => Ok(()),
    }
}

/// Fails for a calibration that no map could have.
pub(crate) fn require_calibration(
    likelihood: &str,
    parameter: &Nuisance,
    value: f64,
) -> Result<(), Error> {
    let (lower, upper) = (0.1, 10.0);
    if lower <= value && value <= upper {
        return Ok(());
    }
    Err(Error::OutOfRange {
        likelihood: likelihood.to_owned(),
        quantity: parameter.name().to_owned(),
        value,
        lower,
        upper,
    })
}

/// Fails unless `data` can replace `count` numbers.
pub(crate) fn require_replacement(
    likelihood: &str,
    data: &[f64],
    count: usize,
) -> Result<(), Error> {
    let found = if data.len() != count {
        format!("of {} numbers", data.len())
    } else if let Some(bad) = data.iter().find(|d| !d.is_finite()) {
        format!("with {bad} among them")
    } else {
        return Ok(());
    };
    Err(Error::Replacement {
        likelihood: likelihood.to_owned(),
        found,
        expected: format!("{count} finite numbers"),
    })
}

/// A covariance from the file at `path`.
pub(crate) fn covariance_of(path: &Path, matrix: DMatrix<f64>) -> Result<Covariance, Error> {
    Covariance::new(matrix).map_err(|source| Error::Covariance {
        path: path.to_owned(),
        source,
    })
}

/// 1/A² for the one nuisance parameter A, a map calibration.
pub(crate) fn calibrated(
    likelihood: &str,
    parameters: &[Nuisance],
    values: &[f64],
) -> Result<f64, Error> {
    require_nuisance(likelihood, parameters, values)?;
    require_calibration(likelihood, &parameters[0], values[0])?;
    Ok((values[0] * values[0]).recip())
}
