//! Whether two data sets are better explained by one universe or by two.

use lastscatter_inference::{LogDensity, NestedResult, Posterior};

use super::{Deviance, Evidence, NormalPosterior, ParameterShift, Significance};
use crate::Error;

/// The evidence of two data sets together over that of each with a universe of its own.
///
/// ```text
/// ln R = ln Z_ab − ln Z_a − ln Z_b
/// ```
///
/// R > 1 speaks for one universe. It depends on the priors of the parameters in common: the wider, the larger. Constants that ln L leaves
/// out cancel.
///
/// # References
///
/// `marshall2006`; `handleylemos2019a`.
///
/// ```
/// use lastscatter_analysis::validation::{Evidence, EvidenceRatio};
///
/// let [a, b, ab] = [(-10.0, 0.3), (-20.0, 0.4), (-25.0, 0.0)].map(|(ln_evidence, error)| Evidence {
///     ln_evidence,
///     error: Some(error),
/// });
/// let ratio = EvidenceRatio::new(&a, &b, &ab);
/// assert!((ratio.ln_ratio - 5.0).abs() < 1e-12);
/// assert!((ratio.error.unwrap() - 0.5).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvidenceRatio {
    /// ln R.
    pub ln_ratio: f64,
    /// Its standard error, where those of all three are known.
    pub error: Option<f64>,
}

impl EvidenceRatio {
    /// Of independent data sets a and b, and both together.
    #[must_use]
    pub fn new(a: &Evidence, b: &Evidence, ab: &Evidence) -> Self {
        let squares = [a, b, ab].map(|e| e.error.map(|error| error * error));
        let sum = squares.into_iter().sum::<Option<f64>>();
        Self {
            ln_ratio: ab.ln_evidence - a.ln_evidence - b.ln_evidence,
            error: sum.map(f64::sqrt),
        }
    }
}

/// What a data set says of a model as a whole.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DataEvidence {
    /// ln Z.
    pub evidence: Evidence,
    /// D, the Kullback–Leibler divergence from prior to posterior in nats.
    pub information: f64,
    /// d, the number of parameters constrained: [`Deviance::dimensionality`].
    pub dimensionality: f64,
}

impl DataEvidence {
    /// From nested sampling of a posterior.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] where the samples are not those of this posterior's parameters.
    pub fn nested<L: LogDensity>(
        result: &NestedResult,
        posterior: &Posterior<L>,
    ) -> Result<Self, Error> {
        let ln_prior = |theta: &[f64]| Ok(posterior.ln_prior(theta)?);
        Ok(Self {
            evidence: result.into(),
            information: result.information,
            dimensionality: Deviance::of(&result.chains, ln_prior, 0.0)?.dimensionality(),
        })
    }
}

/// The part of the [`EvidenceRatio`] that does not depend on how wide the priors are.
///
/// ```text
/// ln S = ln R − ln I,   ln I = D_a + D_b − D_ab,   d = d_a + d_b − d_ab
/// ```
///
/// For normal likelihoods in agreement d − 2 ln S follows the χ² distribution of d degrees of freedom.
///
/// # Accuracy
///
/// Evidences and information of normal likelihoods give what the means and covariances do: tests of this module.
///
/// # References
///
/// `handleylemos2019a`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Suspiciousness {
    /// ln S.
    pub ln_suspiciousness: f64,
    /// d − 2 ln S of d degrees of freedom.
    pub significance: Significance,
}

impl Suspiciousness {
    /// From what is known of independent data sets a and b, and of both together.
    ///
    /// # Errors
    ///
    /// [`Error::Numerics`] where the data sets constrain no parameter in common, d ≤ 0.
    pub fn new(a: &DataEvidence, b: &DataEvidence, ab: &DataEvidence) -> Result<Self, Error> {
        let ratio = EvidenceRatio::new(&a.evidence, &b.evidence, &ab.evidence);
        let information = a.information + b.information - ab.information;
        let dimensions = a.dimensionality + b.dimensionality - ab.dimensionality;
        let ln_suspiciousness = ratio.ln_ratio - information;
        let chi_squared = (dimensions - 2.0 * ln_suspiciousness).max(0.0);
        Ok(Self {
            ln_suspiciousness,
            significance: Significance::new(chi_squared, dimensions)?,
        })
    }

    /// From normal posteriors of the parameters in common, with flat priors: ln S = (d − Q_DM)/2, the difference in means of
    /// [`ParameterShift::independent`].
    ///
    /// # Errors
    ///
    /// As there.
    pub fn normal(a: &NormalPosterior, b: &NormalPosterior) -> Result<Self, Error> {
        let significance = ParameterShift::independent(a, b)?.significance;
        Ok(Self {
            ln_suspiciousness: 0.5 * (significance.degrees_of_freedom - significance.chi_squared),
            significance,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_inference::Covariance;
    use lastscatter_inference::nalgebra::DMatrix;

    /// A normal likelihood of height 1 under a flat prior of volume V over n parameters:
    /// Z = √|2πC|/V, D = ⟨ln L⟩ − ln Z = −n/2 − ln Z, d = n.
    fn flat(ln_height: f64, covariance: &Covariance, ln_volume: f64) -> DataEvidence {
        let n = covariance.dimension() as f64;
        let ln_width = 0.5 * (n * std::f64::consts::TAU.ln() + covariance.ln_determinant());
        let ln_evidence = ln_height + ln_width - ln_volume;
        DataEvidence {
            evidence: Evidence {
                ln_evidence,
                error: Some(0.1),
            },
            information: ln_height - 0.5 * n - ln_evidence,
            dimensionality: n,
        }
    }

    #[test]
    fn evidences_say_what_means_and_covariances_do() {
        let matrix = |m: [f64; 4]| DMatrix::from_row_slice(2, 2, &m);
        let (ca, cb) = (matrix([1.0, 0.4, 0.4, 2.0]), matrix([0.5, 0.0, 0.0, 3.0]));
        let (ma, mb) = (matrix([0.0, 0.0, 0.0, 0.0]), matrix([2.0, 0.0, -1.0, 0.0]));
        let [pa, pb] = [&ca, &cb].map(|c| c.clone().try_inverse().unwrap());
        let cab = (&pa + &pb).try_inverse().unwrap();
        let offset = (&mb - &ma).column(0).into_owned();
        let q = offset.dot(&((&ca + &cb).try_inverse().unwrap() * &offset));

        let covariance = |m: DMatrix<f64>| Covariance::new(m).unwrap();
        let names = || ["x", "y"].map(str::to_owned).to_vec();
        let posterior = |mean: &DMatrix<f64>, c: &DMatrix<f64>| {
            let mean = mean.column(0).iter().copied().collect();
            NormalPosterior::new(names(), mean, covariance(c.clone())).unwrap()
        };
        let normal = Suspiciousness::normal(&posterior(&ma, &ca), &posterior(&mb, &cb)).unwrap();
        assert!((normal.ln_suspiciousness - (1.0 - 0.5 * q)).abs() < 1e-12);
        // The best of both lies ½ Q below the sum of the heights; the width of the prior does not matter.
        for ln_volume in [10.0, 30.0] {
            let a = flat(0.0, &covariance(ca.clone()), ln_volume);
            let b = flat(0.0, &covariance(cb.clone()), ln_volume);
            let ab = flat(-0.5 * q, &covariance(cab.clone()), ln_volume);
            let found = Suspiciousness::new(&a, &b, &ab).unwrap();
            assert!((found.ln_suspiciousness - normal.ln_suspiciousness).abs() < 1e-10);
            let chi_squared = found.significance.chi_squared;
            assert!((chi_squared - normal.significance.chi_squared).abs() < 1e-10);
        }
    }
}
