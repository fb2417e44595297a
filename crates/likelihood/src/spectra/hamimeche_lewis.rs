//! The likelihood of correlated power spectra of Hamimeche and Lewis.

use lastscatter_inference::Covariance;
use nalgebra::{DMatrix, DVector, SymmetricEigen};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use super::whitener::Whitener;
use crate::Error;

/// Steps of the chain that turns a Gaussian draw into one of the likelihood.
const STEPS: usize = 64;
/// Newton's method needs some ten steps.
const ITERATIONS: usize = 100;

/// For n maps and a covariance C of the spectra of all bins at a fiducial model:
///
/// ```text
/// −2 ln L = X C⁻¹ X,   X_b = M_f^½ g(M^−½ M̂ M^−½) M_f^½,   g(z) = sign(z − 1) √[2 (z − ln z − 1)]
/// ```
///
/// of each bin's fiducial M_f, model M and data M̂, all with noise; X runs over bins, in each over i, j ≤ i.
#[derive(Debug, Clone)]
pub(crate) struct HamimecheLewis {
    maps: usize,
    fiducials: Vec<Powers>,
    covariance: Covariance,
    whitener: Whitener,
}

impl HamimecheLewis {
    /// `None` where a fiducial matrix is not positive definite.
    pub(crate) fn new(fiducial: &[DMatrix<f64>], covariance: Covariance) -> Option<Self> {
        let maps = fiducial.first()?.nrows();
        Some(Self {
            maps,
            fiducials: fiducial.iter().map(powers).collect::<Option<_>>()?,
            whitener: Whitener::new(&covariance),
            covariance,
        })
    }

    /// −2 ln L; `None` where a matrix is not positive definite.
    pub(crate) fn chi_squared(&self, model: &[DMatrix<f64>], data: &[DMatrix<f64>]) -> Option<f64> {
        let mut x = Vec::with_capacity(self.covariance.dimension());
        for ((model, data), fiducial) in model.iter().zip(data).zip(&self.fiducials) {
            let inverse = powers(model)?.inverse_root;
            let ratio = SymmetricEigen::new(symmetric(&(&inverse * data * &inverse)));
            if ratio.eigenvalues.iter().any(|&z| z <= 0.0 || z.is_nan()) {
                return None;
            }
            let g = ratio.eigenvalues.map(gaussianised);
            let part = &fiducial.root * &ratio.eigenvectors;
            let part = &part * DMatrix::from_diagonal(&g) * part.transpose();
            x.extend(distinct(&part));
        }
        Some(self.whitener.chi_squared(&x))
    }

    /// Data M̂ of this model, drawn from L |M̂|^(−(n+1)/2) as a density of M̂: exact where the likelihood is, for one
    /// Wishart matrix a bin. `None` where the model is not positive definite.
    pub(crate) fn draw(
        &self,
        model: &[DMatrix<f64>],
        rng: &mut dyn Rng,
    ) -> Result<Option<Vec<DMatrix<f64>>>, Error> {
        let Some(models) = model.iter().map(powers).collect::<Option<Vec<_>>>() else {
            return Ok(None);
        };
        let bins = || models.iter().zip(&self.fiducials);
        let mut chosen: Option<(f64, Vec<DMatrix<f64>>)> = None;
        for _ in 0..STEPS {
            let mut x: Vec<f64> = StandardNormal
                .sample_iter(&mut *rng)
                .take(self.covariance.dimension())
                .collect();
            self.covariance.colour(&mut x)?;
            let (mut ln_weight, mut data) = (0.0, Vec::with_capacity(models.len()));
            for ((model, fiducial), x) in bins().zip(x.chunks(self.maps * (self.maps + 1) / 2)) {
                let inverse = &fiducial.inverse_root;
                let matrix = from_distinct(x, self.maps);
                let g = SymmetricEigen::new(symmetric(&(inverse * matrix * inverse)));
                let z = g.eigenvalues.map(ungaussianised);
                ln_weight += ln_jacobian(&g.eigenvalues, &z);
                let part = &model.root * &g.eigenvectors;
                data.push(symmetric(
                    &(&part * DMatrix::from_diagonal(&z) * part.transpose()),
                ));
            }
            let uniform: f64 = rng.random();
            let accepted = match &chosen {
                Some((before, _)) => uniform.ln() < ln_weight - before,
                None => true,
            };
            if accepted {
                chosen = Some((ln_weight, data));
            }
        }
        Ok(chosen.map(|(_, data)| data))
    }
}

/// ln of |Z|^(−(n+1)/2) dZ/dG, of matrices of eigenvalues z and g.
fn ln_jacobian(g: &DVector<f64>, z: &DVector<f64>) -> f64 {
    let n = g.len();
    let mut sum = 0.0;
    for i in 0..n {
        // dz/dg = g z/(z − 1)
        let slope = if (z[i] - 1.0).abs() < 1e-8 {
            1.0
        } else {
            g[i] / (z[i] - 1.0)
        };
        sum += slope.ln() + 0.5 * (1.0 - n as f64) * z[i].ln();
        for j in 0..i {
            if (g[i] - g[j]).abs() > 1e-12 {
                sum += ((z[i] - z[j]) / (g[i] - g[j])).abs().ln();
            }
        }
    }
    sum
}

/// g(z).
fn gaussianised(z: f64) -> f64 {
    let u = z - 1.0;
    // z − 1 is exact near 1, z itself far from it.
    let logarithm = if z < 0.5 { z.ln() } else { u.ln_1p() };
    (2.0 * (u - logarithm)).max(0.0).sqrt().copysign(u)
}

/// z of g(z).
fn ungaussianised(g: f64) -> f64 {
    // y = ln z solves e^y − y − 1 = g²/2, a convex function of y.
    let target = 0.5 * g * g;
    let mut y = if g > 0.0 {
        g
    } else {
        (g - target).max(-1.0 - target)
    };
    for _ in 0..ITERATIONS {
        let slope = y.exp_m1();
        if slope == 0.0 {
            break;
        }
        let step = (slope - y - target) / slope;
        y -= step;
        if step.abs() <= 1e-15 * (1.0 + y.abs()) {
            break;
        }
    }
    y.exp()
}

/// M^½ and M^−½.
#[derive(Debug, Clone)]
struct Powers {
    root: DMatrix<f64>,
    inverse_root: DMatrix<f64>,
}

fn powers(matrix: &DMatrix<f64>) -> Option<Powers> {
    let eigen = SymmetricEigen::new(symmetric(matrix));
    let largest = eigen.eigenvalues.max();
    // Anything smaller is rounding.
    let least = 1e-14 * largest;
    if eigen.eigenvalues.iter().any(|&d| d.is_nan() || d <= least) || largest.is_infinite() {
        return None;
    }
    let power = |exponent: f64| {
        let diagonal = DMatrix::from_diagonal(&eigen.eigenvalues.map(|d| d.powf(exponent)));
        &eigen.eigenvectors * diagonal * eigen.eigenvectors.transpose()
    };
    Some(Powers {
        root: power(0.5),
        inverse_root: power(-0.5),
    })
}

fn symmetric(matrix: &DMatrix<f64>) -> DMatrix<f64> {
    (matrix + matrix.transpose()) * 0.5
}

/// The elements i, j ≤ i.
pub(crate) fn distinct(matrix: &DMatrix<f64>) -> impl Iterator<Item = f64> {
    (0..matrix.nrows()).flat_map(move |i| (0..=i).map(move |j| matrix[(i, j)]))
}

/// The symmetric matrix of these elements i, j ≤ i.
pub(crate) fn from_distinct(elements: &[f64], n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| {
        let (i, j) = (i.max(j), i.min(j));
        elements[i * (i + 1) / 2 + j]
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use lastscatter_inference::stream;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn g_has_an_inverse(size in -6.0..1.5_f64, sign in prop::bool::ANY) {
            let g = if sign { 10_f64.powf(size) } else { -10_f64.powf(size) };
            let z = ungaussianised(g);
            prop_assert!(z > 0.0);
            // z carries ε, and so does u − ln(1 + u) of its terms: ε/g in g near z = 1.
            let rounding = 1e-15 * (1.0 + g.abs() + g.abs().recip());
            prop_assert!((gaussianised(z) - g).abs() < rounding.max(1e-12 * g * g));
        }
    }

    /// For one bin whose covariance is that of a Wishart matrix of ν degrees of freedom, ln L is that of the matrix.
    #[test]
    fn is_exact_for_one_wishart_matrix() {
        let fiducial = DMatrix::from_row_slice(2, 2, &[2.0, 0.6, 0.6, 1.0]);
        let model = DMatrix::from_row_slice(2, 2, &[2.5, 0.2, 0.2, 0.8]);
        let data = DMatrix::from_row_slice(2, 2, &[1.7, 0.9, 0.9, 1.4]);
        let nu = 9.0;
        let likelihood = HamimecheLewis::new(
            std::slice::from_ref(&fiducial),
            wishart_covariance(&fiducial, nu),
        )
        .unwrap();
        let found = likelihood
            .chi_squared(std::slice::from_ref(&model), std::slice::from_ref(&data))
            .unwrap();
        let ratio = model.try_inverse().unwrap() * data;
        let expected = nu * (ratio.trace() - ratio.determinant().ln() - 2.0);
        assert!(
            (found - expected).abs() < 1e-12 * expected,
            "{found} {expected}"
        );
    }

    /// Draws of a Wishart matrix of ν degrees of freedom: mean M, variances (M_ii M_jj + M_ij²)/ν.
    #[test]
    fn draws_are_of_the_wishart_distribution() {
        let fiducial = DMatrix::from_row_slice(2, 2, &[2.0, 0.6, 0.6, 1.0]);
        let model = DMatrix::from_row_slice(2, 2, &[2.5, 0.2, 0.2, 0.8]);
        let nu = 9.0;
        let likelihood = HamimecheLewis::new(
            std::slice::from_ref(&fiducial),
            wishart_covariance(&fiducial, nu),
        )
        .unwrap();
        let draws = 4000;
        let mut rng = stream(9, 2);
        let mut moments = [[0.0; 2]; 3];
        let truth: Vec<f64> = distinct(&model).collect();
        for _ in 0..draws {
            let draw = likelihood
                .draw(std::slice::from_ref(&model), &mut rng)
                .unwrap()
                .unwrap();
            for ((moment, m), d) in moments.iter_mut().zip(&truth).zip(distinct(&draw[0])) {
                moment[0] += (d - m) / f64::from(draws);
                moment[1] += (d - m) * (d - m) / f64::from(draws);
            }
        }
        let variances = wishart_covariance(&model, nu).standard_deviations();
        for ([mean, variance], sigma) in moments.into_iter().zip(variances) {
            // Four standard errors; the kurtosis of a Wishart element is at most 3 + 12/ν.
            let error = (f64::from(draws)).sqrt().recip();
            assert!(mean.abs() < 4.0 * error * sigma, "{mean} {sigma}");
            let spread = (2.0 + 12.0 / nu).sqrt() * error;
            assert!(
                (variance / (sigma * sigma) - 1.0).abs() < 4.0 * spread,
                "{variance}"
            );
        }
    }

    fn wishart_covariance(m: &DMatrix<f64>, nu: f64) -> Covariance {
        let index = [(0, 0), (1, 0), (1, 1)];
        let covariance = DMatrix::from_fn(3, 3, |a, b| {
            let ((i, j), (k, l)) = (index[a], index[b]);
            (m[(i, k)] * m[(j, l)] + m[(i, l)] * m[(j, k)]) / nu
        });
        Covariance::new(covariance).unwrap()
    }
}
