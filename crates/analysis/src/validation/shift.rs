//! Whether two data sets put the parameters at the same place.

use lastscatter_inference::Covariance;
use lastscatter_inference::nalgebra::DMatrix;

use super::{NormalPosterior, Significance};
use crate::Error;

/// The distance between the means of two posteriors, in units of what chance allows.
#[derive(Debug, Clone)]
pub struct ParameterShift {
    /// Mean of the second less that of the first.
    pub difference: Vec<f64>,
    /// The same of each parameter alone, in standard deviations of the difference; none where the second data set adds nothing to what the first
    /// knew of the parameter.
    pub in_sigmas: Vec<Option<f64>>,
    /// Of all parameters together; its degrees of freedom are the directions that count.
    pub significance: Significance,
}

impl ParameterShift {
    /// Of two independent data sets a and b with flat priors: the difference in means,
    ///
    /// ```text
    /// Q_DM = (θ̄_b − θ̄_a)ᵀ (C_a + C_b)⁻¹ (θ̄_b − θ̄_a)
    /// ```
    ///
    /// which for normal posteriors follows the χ² distribution of as many degrees of freedom as there are parameters. Informative priors that both
    /// share make the difference smaller than chance would.
    ///
    /// # References
    ///
    /// `raveri2019`.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless both have the same parameters.
    pub fn independent(a: &NormalPosterior, b: &NormalPosterior) -> Result<Self, Error> {
        a.require_same(b)?;
        let sum = Covariance::new(a.covariance().matrix() + b.covariance().matrix())?;
        let difference = difference(a, b);
        let pairs = difference.iter().zip(sum.standard_deviations());
        Ok(Self {
            in_sigmas: pairs.map(|(d, sigma)| Some(d / sigma)).collect(),
            significance: Significance::new(sum.chi_squared(&difference)?, a.mean().len() as f64)?,
            difference,
        })
    }

    /// Of a data set a and of the same with more data, ab: the difference in means of an update,
    ///
    /// ```text
    /// Q_UDM = (θ̄_ab − θ̄_a)ᵀ (C_a − C_ab)⁻¹ (θ̄_ab − θ̄_a) = Σ_i (φ_i · Δθ̄)²/(λ_i − 1),   C_a φ_i = λ_i C_ab φ_i,   φ_iᵀ C_ab φ_i = 1
    /// ```
    ///
    /// over the directions that the new data improve by λ_i − 1 > `least_improvement` in variance (0.1, say): along others the difference of
    /// covariances is the noise of the chains.
    ///
    /// # References
    ///
    /// `raveri2019`.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] unless both have the same parameters; [`Error::Value`] where no direction is improved, or for an improvement that is not
    /// positive.
    pub fn update(
        a: &NormalPosterior,
        ab: &NormalPosterior,
        least_improvement: f64,
    ) -> Result<Self, Error> {
        a.require_same(ab)?;
        if !(least_improvement > 0.0 && least_improvement.is_finite()) {
            return Err(Error::Value {
                name: "least improvement".to_owned(),
                value: least_improvement.to_string(),
                expected: "a positive number",
            });
        }
        let difference = difference(a, ab);
        // In coordinates where C_ab is one.
        let n = difference.len();
        let whitened = |values: &[f64]| -> Result<Vec<f64>, Error> {
            let mut values = values.to_vec();
            ab.covariance().whiten(&mut values)?;
            Ok(values)
        };
        let factor = a.covariance().cholesky_factor();
        let mut columns = Vec::with_capacity(n * n);
        for column in factor.column_iter() {
            columns.extend(whitened(&column.iter().copied().collect::<Vec<_>>())?);
        }
        let root = DMatrix::from_vec(n, n, columns);
        let eigen = (&root * root.transpose()).symmetric_eigen();
        let whitened = whitened(&difference)?;
        let (mut chi_squared, mut directions) = (0.0, 0);
        for (value, vector) in eigen
            .eigenvalues
            .iter()
            .zip(eigen.eigenvectors.column_iter())
        {
            let improvement = value - 1.0;
            if improvement > least_improvement {
                let along: f64 = vector.iter().zip(&whitened).map(|(v, w)| v * w).sum();
                chi_squared += along * along / improvement;
                directions += 1;
            }
        }
        if directions == 0 {
            return Err(Error::Value {
                name: "directions that the new data improve".to_owned(),
                value: "0".to_owned(),
                expected: "1 at least",
            });
        }
        let [before, now] = [a, ab].map(|p| p.covariance().matrix().diagonal());
        let in_sigmas = difference.iter().zip(before.iter().zip(&now));
        let in_sigmas = in_sigmas.map(|(d, (before, now))| {
            let variance = before - now;
            (variance > least_improvement * now).then(|| d / variance.sqrt())
        });
        Ok(Self {
            in_sigmas: in_sigmas.collect(),
            significance: Significance::new(chi_squared, f64::from(directions))?,
            difference,
        })
    }
}

fn difference(from: &NormalPosterior, to: &NormalPosterior) -> Vec<f64> {
    let pairs = to.mean().iter().zip(from.mean());
    pairs.map(|(to, from)| to - from).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posterior(mean: [f64; 2], covariance: [f64; 4]) -> NormalPosterior {
        let covariance = Covariance::new(DMatrix::from_row_slice(2, 2, &covariance)).unwrap();
        let names = ["x", "y"].map(str::to_owned).to_vec();
        NormalPosterior::new(names, mean.to_vec(), covariance).unwrap()
    }

    #[test]
    fn independent_shifts_add_in_quadrature() {
        let a = posterior([0.0, 0.0], [9.0, 0.0, 0.0, 1.0]);
        let b = posterior([5.0, 1.0], [16.0, 0.0, 0.0, 3.0]);
        let shift = ParameterShift::independent(&a, &b).unwrap();
        assert!((shift.significance.chi_squared - (1.0 + 0.25)).abs() < 1e-12);
        assert!((shift.in_sigmas[0].unwrap() - 1.0).abs() < 1e-12);
        assert!((shift.significance.probability_to_exceed - (-0.625f64).exp()).abs() < 1e-12);
        // The other way round: the same.
        let back = ParameterShift::independent(&b, &a).unwrap();
        assert!((back.significance.chi_squared - shift.significance.chi_squared).abs() < 1e-12);
    }

    /// Precisions add: what the update says of (a, ab) is what a and b alone say of each other.
    #[test]
    fn an_update_sees_the_tension_that_the_parts_have() {
        let a = posterior([1.0, -2.0], [4.0, 1.5, 1.5, 2.0]);
        let b = posterior([3.0, 0.5], [1.0, -0.3, -0.3, 0.7]);
        let precision =
            |p: &NormalPosterior| p.covariance().matrix().clone().try_inverse().unwrap();
        let (pa, pb) = (precision(&a), precision(&b));
        let c = (&pa + &pb).try_inverse().unwrap();
        let vector = |p: &NormalPosterior| DMatrix::from_column_slice(2, 1, p.mean());
        let mean = &c * (&pa * vector(&a) + &pb * vector(&b));
        let ab = posterior(
            [mean[0], mean[1]],
            [c[(0, 0)], c[(0, 1)], c[(1, 0)], c[(1, 1)]],
        );
        let direct = ParameterShift::independent(&a, &b).unwrap();
        let update = ParameterShift::update(&a, &ab, 0.01).unwrap();
        let [direct, update] = [direct, update].map(|s| s.significance);
        assert!((direct.chi_squared - update.chi_squared).abs() < 1e-10);
        assert!((update.degrees_of_freedom - 2.0).abs() < 1e-15);
    }

    #[test]
    fn directions_without_news_do_not_count() {
        let a = posterior([0.0, 0.0], [4.0, 0.0, 0.0, 1.0]);
        // y moves by 0.3σ with a variance that is larger, by noise.
        let ab = posterior([1.0, 0.3], [1.0, 0.0, 0.0, 1.02]);
        let shift = ParameterShift::update(&a, &ab, 0.1).unwrap();
        assert!((shift.significance.chi_squared - 1.0 / 3.0).abs() < 1e-12);
        assert!((shift.significance.degrees_of_freedom - 1.0).abs() < 1e-15);
        assert!(shift.in_sigmas[1].is_none());
        assert!(ParameterShift::update(&a, &a, 0.1).is_err());
        assert!(ParameterShift::update(&a, &ab, 0.0).is_err());
    }
}
