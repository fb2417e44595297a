//! Commander: TT at ℓ = 2 to 29, Gaussian in a transformed variable.

use lastscatter_inference::Covariance;
use lastscatter_stokes::spectra::{Dl, Normalization, Pair};
use rand::{Rng, RngExt};
use rand_distr::{Distribution, StandardNormal};

use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{
    ChiSquared, Nuisance, Part, Quantity, Requirements, Residual, SpectraLikelihood, Theory,
    Whitener, calibrated, covariance_of, require_replacement,
};
use crate::table::Table;

const FIRST: usize = 2;
const MULTIPOLES: usize = 28;
const NODES: usize = 1000;
/// Multipoles in the covariance and means as published, 2 to 250.
const TABULATED: usize = 249;
/// The transformed variable is cut off here; so are likelihoods two nodes before.
const PLATEAU: f64 = 5.0;
const NAME: &str = "Commander TT";

/// Steps of the sampler behind [`draw`](SpectraLikelihood::draw); its memory fades in about ten.
const DRAW_STEPS: usize = 100;

/// Planck 2018's low-ℓ temperature likelihood, from the folder `planck2018-lowl/commander`.
///
/// Each D_ℓ, ℓ = 2 to 29, has a variable x_ℓ, cubic splines of D_ℓ, in which the posterior given the cleaned map is Gaussian:
///
/// ```text
/// ln L = Σ_ℓ ln(dx_ℓ/dD_ℓ) − ½ (x − µ)ᵀ C⁻¹ (x − µ) − constant,   x_ℓ = x_ℓ(D_ℓ / A_planck²)
/// ```
///
/// with the constant that makes ln L = 0 at a published spectrum. Where x_ℓ is not tabulated the point is
/// [rejected](Error::OutOfRange).
///
/// The observed D̂_ℓ of its residuals are that spectrum. What other skies would give was not published: draws
/// take the likelihood to depend on D_ℓ/D̂_ℓ alone, as it does for a full sky without noise.
///
/// # Accuracy
///
/// The official self-checks are met to 1.02e-6, a difference of the constant alone (`golden_planck`).
///
/// # References
///
/// `planck2020v`.
///
/// # Examples
///
/// ```no_run
/// use lastscatter_likelihood::{DataFolder, planck::Commander, spectra::SpectraLikelihood};
///
/// let commander = Commander::read(&DataFolder::find(None)?)?;
/// assert_eq!(commander.requirements().lmax, 29);
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Commander {
    transforms: Vec<Transform>,
    mean: Vec<f64>,
    covariance: Covariance,
    whitener: Whitener,
    normalisation: f64,
    nuisance: Vec<Nuisance>,
}

/// The spline x(D) of one multipole.
#[derive(Debug, Clone)]
struct Transform {
    d: Vec<f64>,
    x: Vec<f64>,
    second: Vec<f64>,
    /// First and last node allowed.
    allowed: (usize, usize),
    /// Replacement data are these times the published.
    scale: f64,
    /// D where x is the mean.
    median: f64,
    /// D where the published ln L is 0.
    observed: f64,
}

impl Transform {
    fn new(tables: [&Table; 3], column: usize, mean: f64, observed: f64) -> Result<Self, Error> {
        let [d, x, second] = tables.map(|table| table.column(column));
        let ell = FIRST + column;
        if let Some(i) = (1..NODES).find(|&i| d[i] <= d[i - 1]) {
            let found = format!("D = {} after {} at ℓ = {ell}", d[i], d[i - 1]);
            return Err(tables[0].error(tables[0].rows[i].line, found, "increasing nodes"));
        }
        let low = x.iter().position(|&x| x > -PLATEAU).map(|i| i + 2);
        let high = x
            .iter()
            .rposition(|&x| x < PLATEAU)
            .map(|i| i.saturating_sub(2));
        let allowed = low.zip(high).filter(|(low, high)| low < high);
        let Some(allowed @ (low, high)) = allowed else {
            let found = format!("no values between −5 and 5 at ℓ = {ell}");
            return Err(tables[1].error(tables[1].rows[0].line, found, "an increasing x(D)"));
        };
        if let Some(i) = (low..=high).find(|&i| x[i] <= x[i - 1]) {
            let found = format!("x = {} after {} at ℓ = {ell}", x[i], x[i - 1]);
            return Err(tables[1].error(tables[1].rows[i].line, found, "an increasing x(D)"));
        }
        let mut transform = Self {
            d,
            x,
            second,
            allowed,
            scale: 1.0,
            median: 0.0,
            observed,
        };
        transform.median = transform.inverse(mean).ok_or_else(|| {
            let found = format!("no x = {mean}, its mean, at ℓ = {ell}");
            tables[1].error(tables[1].rows[low].line, found, "x(D) that passes its mean")
        })?;
        Ok(transform)
    }

    fn range(&self) -> (f64, f64) {
        let (low, high) = self.allowed;
        (self.scale * self.d[low], self.scale * self.d[high])
    }

    /// x and dx/dD; `None` outside the range.
    fn at(&self, d: f64) -> Option<(f64, f64)> {
        let (low, high) = self.range();
        if !(low <= d && d <= high) {
            return None;
        }
        let d = d / self.scale;
        let j = self
            .d
            .partition_point(|&node| node <= d)
            .clamp(1, NODES - 1)
            - 1;
        Some(self.in_interval(j, d))
    }

    fn in_interval(&self, j: usize, d: f64) -> (f64, f64) {
        let h = self.d[j + 1] - self.d[j];
        let a = (self.d[j + 1] - d) / h;
        let b = 1.0 - a;
        let (x0, x1, s0, s1) = (self.x[j], self.x[j + 1], self.second[j], self.second[j + 1]);
        let value = a * x0 + b * x1 + h * h / 6.0 * ((a * a * a - a) * s0 + (b * b * b - b) * s1);
        let slope = (x1 - x0) / h + h / 6.0 * ((3.0 * b * b - 1.0) * s1 - (3.0 * a * a - 1.0) * s0);
        (value, slope)
    }

    /// D (as published) where x is this; `None` outside the range.
    fn inverse(&self, x: f64) -> Option<f64> {
        let (low, high) = self.allowed;
        if !(self.x[low] <= x && x <= self.x[high]) {
            return None;
        }
        let j = low + self.x[low..=high].partition_point(|&node| node <= x);
        let j = j.clamp(low + 1, high) - 1;
        // Newton's method from the straight line: splines bend little between nodes.
        let (left, right) = (self.d[j], self.d[j + 1]);
        let mut d = left + (right - left) * (x - self.x[j]) / (self.x[j + 1] - self.x[j]);
        for _ in 0..4 {
            let (value, slope) = self.in_interval(j, d);
            d = (d - (value - x) / slope).clamp(left, right);
        }
        d.is_finite().then_some(d)
    }
}

impl Commander {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
    /// that are not there or not as published.
    pub fn read(folder: &DataFolder) -> Result<Self, Error> {
        let path = |name: &str| format!("planck2018-lowl/commander/{name}.txt");
        let nodes = |name| Table::read(folder, &path(name), NODES, MULTIPOLES);
        let (d, x, second) = (nodes("cl2x_D")?, nodes("cl2x_x")?, nodes("cl2x_d2x")?);
        let column = |name| Table::read(folder, &path(name), TABULATED, 1);
        let mean = column("mu")?.column(0)[..MULTIPOLES].to_vec();
        let reference = column("mu_sigma")?;
        let matrix = Table::read_matrix(folder, &path("cov"), TABULATED)?;
        let matrix = matrix.view((0, 0), (MULTIPOLES, MULTIPOLES)).into_owned();
        let covariance = covariance_of(&folder.path(&path("cov")), matrix)?;
        let at = &reference.column(0)[..MULTIPOLES];
        let mut commander = Self {
            whitener: Whitener::new(&covariance),
            covariance,
            transforms: (0..MULTIPOLES)
                .map(|i| Transform::new([&d, &x, &second], i, mean[i], at[i]))
                .collect::<Result<_, Error>>()?,
            mean,
            normalisation: 0.0,
            nuisance: vec![Nuisance::planck_calibration()],
        };
        commander.normalisation = commander.ln_density(at).map_err(|e| {
            let expected = "D_ℓ inside the tables";
            reference.error(reference.rows[0].line, e.to_string(), expected)
        })?;
        Ok(commander)
    }

    /// ln L of D_ℓ, ℓ = 2 to 29, up to the constant.
    fn ln_density(&self, dl: &[f64]) -> Result<f64, Error> {
        let mut difference = [0.0; MULTIPOLES];
        let mut ln_jacobian = 0.0;
        for (i, (transform, &d)) in self.transforms.iter().zip(dl).enumerate() {
            let Some((x, slope)) = transform.at(d).filter(|(_, slope)| *slope > 0.0) else {
                let (lower, upper) = transform.range();
                return Err(Error::OutOfRange {
                    likelihood: NAME.to_owned(),
                    quantity: format!("D_{}^TT", FIRST + i),
                    value: d,
                    lower,
                    upper,
                });
            };
            difference[i] = x - self.mean[i];
            ln_jacobian += slope.ln();
        }
        Ok(ln_jacobian - 0.5 * self.whitener.chi_squared(&difference) - self.normalisation)
    }

    fn dl(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<f64>, Error> {
        theory.require(self.requirements(), NAME)?;
        let gain = calibrated(NAME, &self.nuisance, nuisance)?;
        let cl = &theory.cl(Pair::TT)[FIRST..];
        let dl = (FIRST..).zip(&cl[..MULTIPOLES]);
        Ok(dl.map(|(ell, c)| gain * Dl::factor(ell) * c).collect())
    }
}

impl SpectraLikelihood for Commander {
    fn name(&self) -> &str {
        NAME
    }

    fn requirements(&self) -> Requirements {
        Requirements {
            lmax: FIRST + MULTIPOLES - 1,
            phi_phi_lmax: None,
        }
    }

    fn nuisance(&self) -> &[Nuisance] {
        &self.nuisance
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        self.ln_density(&self.dl(theory, nuisance)?)
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let total = -2.0 * self.ln_likelihood(theory, nuisance)?;
        Ok(ChiSquared {
            total,
            count: MULTIPOLES,
            parts: vec![Part {
                name: Pair::TT.to_string(),
                chi_squared: total,
                count: MULTIPOLES,
            }],
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let predicted = self.dl(theory, nuisance)?;
        let sigma = self.covariance.standard_deviations();
        let residual = |i: usize| {
            let transform = &self.transforms[i];
            let observed = transform.scale * transform.observed;
            let slope = transform.at(observed).map_or(f64::NAN, |(_, slope)| slope);
            Residual {
                pair: Pair::TT,
                quantity: Quantity::Dl,
                ell: (FIRST + i) as f64,
                observed,
                predicted: predicted[i],
                sigma: transform.scale * sigma[i] / slope,
            }
        };
        Ok((0..MULTIPOLES).map(residual).collect())
    }

    /// With v_ℓ = ln(D_ℓ/D̂_ℓ) the likelihood is the density of ln D̂_ℓ; the published one, as a density of v, is
    /// N(x; µ, C)/∏D_ℓ in x, which elliptical slice sampling (`murray2010`) draws from.
    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        let dl = self.dl(theory, nuisance)?;
        // Deviations from the mean, and D as published.
        let at = |z: &[f64]| -> Option<(Vec<f64>, f64)> {
            let transforms = self.transforms.iter().zip(z).zip(&self.mean);
            let d: Vec<f64> = transforms
                .map(|((transform, z), mean)| transform.inverse(mean + z))
                .collect::<Option<_>>()?;
            let weight = -d.iter().map(|d| d.ln()).sum::<f64>();
            Some((d, weight))
        };
        let mut z = vec![0.0; MULTIPOLES];
        let mut d: Vec<f64> = self.transforms.iter().map(|t| t.median).collect();
        let mut weight = -d.iter().map(|d| d.ln()).sum::<f64>();
        for _ in 0..DRAW_STEPS {
            let mut other: Vec<f64> = StandardNormal
                .sample_iter(&mut *rng)
                .take(MULTIPOLES)
                .collect();
            self.covariance.colour(&mut other)?;
            let threshold = weight + rng.random::<f64>().ln();
            let mut angle = rng.random_range(0.0..std::f64::consts::TAU);
            let (mut low, mut high) = (angle - std::f64::consts::TAU, angle);
            // The bracket shrinks onto the present point, which is above the threshold.
            while high - low > 1e-12 {
                let (sin, cos) = angle.sin_cos();
                let pairs = z.iter().zip(&other);
                let trial: Vec<f64> = pairs.map(|(z, o)| cos * z + sin * o).collect();
                if let Some((trial_d, trial_weight)) = at(&trial).filter(|t| t.1 > threshold) {
                    (z, d, weight) = (trial, trial_d, trial_weight);
                    break;
                }
                if angle < 0.0 {
                    low = angle;
                } else {
                    high = angle;
                }
                angle = rng.random_range(low..high);
            }
        }
        let draws = self.transforms.iter().zip(&dl).zip(&d);
        Ok(draws
            .map(|((transform, theory), d)| transform.observed * theory / d)
            .collect())
    }

    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        require_replacement(NAME, data, MULTIPOLES)?;
        let mut other = self.clone();
        for (transform, &observed) in other.transforms.iter_mut().zip(data) {
            if observed <= 0.0 {
                return Err(Error::Replacement {
                    likelihood: NAME.to_owned(),
                    found: format!("with {observed} among them"),
                    expected: "positive D_ℓ".to_owned(),
                });
            }
            transform.scale = observed / transform.observed;
        }
        Ok(Box::new(other))
    }
}
