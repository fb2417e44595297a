//! The likelihood of spectra between bands.

use std::ops::RangeInclusive;

use lastscatter_inference::Covariance;
use lastscatter_stokes::spectra::{Dl, Normalization};
use nalgebra::{Cholesky, DMatrix};
use rand::Rng;

use super::data::{Bin, Data, Map, Release};
use super::foreground::Foregrounds;
use super::sky::{Foreground, Pivots};
use crate::Error;
use crate::folder::DataFolder;
use crate::spectra::{
    ChiSquared, HamimecheLewis, Nuisance, Part, Quantity, Requirements, Residual,
    SpectraLikelihood, Theory, Window, distinct, dot, from_distinct, require_replacement,
};

/// Auto- and cross-spectra of maps at several frequencies, with the likelihood of Hamimeche and Lewis.
///
/// ```text
/// −2 ln L = X C⁻¹ X,   X_b = M_f^½ g(M^−½ M̂ M^−½) M_f^½,   g(z) = sign(z − 1) √[2 (z − ln z − 1)]
/// M_b^ij = Σ_ℓ W_b^ij(ℓ) (D_ℓ + D_ℓ^ij) + N_b^ij
/// ```
///
/// with the [foregrounds](Foregrounds) D_ℓ^ij, whose free parameters are the nuisance parameters. χ² has a part for
/// each map, its own auto-spectrum.
///
/// # Accuracy
///
/// An independent evaluation of the joint analysis of 2015 is met to all its digits (`golden_bicep_keck`).
/// Draws are of the distribution that the likelihood implies, exact for one Wishart matrix a bin.
///
/// # References
///
/// `hamimeche2008`, `bkplanck2015`, `bicepkeck2018`.
///
/// # Examples
///
/// ```no_run
/// use lastscatter_likelihood::bicep_keck::{BicepKeck, Foregrounds, Release};
/// use lastscatter_likelihood::{DataFolder, spectra::SpectraLikelihood};
///
/// let folder = DataFolder::find(None)?;
/// let likelihood = BicepKeck::read(&folder, Release::BkPlanck2015, Foregrounds::bk_planck_2015())?;
/// let names: Vec<_> = likelihood.nuisance().iter().map(|n| n.name()).collect();
/// assert_eq!(names, ["BBdust", "BBbetadust"]);
/// # Ok::<(), lastscatter_likelihood::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct BicepKeck {
    name: &'static str,
    maps: Vec<Map>,
    bins: Vec<Bin>,
    pivots: Pivots,
    foregrounds: Foregrounds,
    nuisance: Vec<Nuisance>,
    requirements: Requirements,
    sigma: Vec<f64>,
    joint: HamimecheLewis,
    /// Each map alone.
    alone: Vec<HamimecheLewis>,
}

impl BicepKeck {
    /// The maps and bins of the release's baseline analysis.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Io`], [`Error::Checksum`], [`Error::Data`] and [`Error::Covariance`] for files
    /// that are not there or not as published.
    pub fn read(
        folder: &DataFolder,
        release: Release,
        foregrounds: Foregrounds,
    ) -> Result<Self, Error> {
        Self::read_maps(folder, release, release.maps(), release.bins(), foregrounds)
    }

    /// These maps, by their published names, and bins, from 1 on.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read); [`Error::NoSuchMap`] and [`Error::NoSuchBins`] for what is not there.
    pub fn read_maps(
        folder: &DataFolder,
        release: Release,
        maps: &[&str],
        bins: RangeInclusive<usize>,
        foregrounds: Foregrounds,
    ) -> Result<Self, Error> {
        let data = Data::read(folder, release, maps, bins)?;
        let fiducials: Vec<_> = data.bins.iter().map(|bin| bin.fiducial.clone()).collect();
        let indefinite = || lastscatter_inference::Error::NotPositiveDefinite {
            what: "fiducial or measured bandpower matrix",
        };
        if !data.bins.iter().all(|bin| is_positive(&bin.data)) {
            return Err(indefinite().into());
        }
        let sigma = data.covariance.standard_deviations();
        let alone = (0..data.maps.len())
            .map(|i| one_map(&fiducials, &data.covariance, i))
            .collect::<Result<_, Error>>()?;
        let joint = HamimecheLewis::new(&fiducials, data.covariance).ok_or_else(indefinite)?;
        let windows = data.bins.iter().flat_map(|bin| &bin.windows);
        let lmax = windows.map(|window| window.last()).max().unwrap_or(0);
        Ok(Self {
            name: release.name(),
            maps: data.maps,
            bins: data.bins,
            pivots: Pivots {
                dust_hz: data.dust_pivot_hz,
                synchrotron_hz: data.synchrotron_pivot_hz,
            },
            nuisance: foregrounds.nuisance(),
            foregrounds,
            requirements: Requirements {
                lmax,
                phi_phi_lmax: None,
            },
            sigma,
            joint,
            alone,
        })
    }

    /// M_b without noise, bin by bin.
    fn prediction(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
    ) -> Result<Vec<DMatrix<f64>>, Error> {
        theory.require(self.requirements, self.name)?;
        let values = self.foregrounds.at(self.name, &self.nuisance, nuisance)?;
        let sky = Foreground::new(&self.maps, self.pivots, self.requirements.lmax, &values);
        let predictions = self.bins.iter().map(|bin| {
            let mut elements = Vec::with_capacity(bin.windows.len());
            for i in 0..self.maps.len() {
                for j in 0..=i {
                    let window = &bin.windows[elements.len()];
                    let mean =
                        |cl: &[f64]| dot(&window.weights, cl.get(window.first..).unwrap_or(&[]));
                    let cl = theory.cl(window.pair);
                    let mut element = mean(&cl[..cl.len().min(window.last() + 1)]);
                    for component in &sky.components {
                        element += component.weights[(i, j)] * mean(&component.cl);
                    }
                    elements.push(element);
                }
            }
            from_distinct(&elements, self.maps.len())
        });
        Ok(predictions.collect())
    }

    /// M_b with noise.
    fn model(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<DMatrix<f64>>, Error> {
        let mut model = self.prediction(theory, nuisance)?;
        for (matrix, bin) in model.iter_mut().zip(&self.bins) {
            *matrix += &bin.noise;
        }
        Ok(model)
    }

    fn data(&self) -> Vec<DMatrix<f64>> {
        self.bins.iter().map(|bin| bin.data.clone()).collect()
    }

    /// No sky has such spectra.
    fn refused(&self) -> Error {
        Error::OutOfRange {
            likelihood: self.name.to_owned(),
            quantity: "least eigenvalue of the predicted bandpower matrices".to_owned(),
            value: 0.0,
            lower: f64::MIN_POSITIVE,
            upper: f64::MAX,
        }
    }
}

/// The likelihood of map `index` alone.
fn one_map(
    fiducials: &[DMatrix<f64>],
    covariance: &Covariance,
    index: usize,
) -> Result<HamimecheLewis, Error> {
    let spectra = covariance.dimension() / fiducials.len();
    let element = index * (index + 1) / 2 + index;
    let rows: Vec<usize> = (0..fiducials.len())
        .map(|b| b * spectra + element)
        .collect();
    let matrix = covariance.matrix().select_rows(&rows).select_columns(&rows);
    let fiducials: Vec<_> = fiducials.iter().map(|f| single(f, index)).collect();
    HamimecheLewis::new(&fiducials, Covariance::new(matrix)?).ok_or_else(|| {
        let what = "fiducial bandpower matrix";
        lastscatter_inference::Error::NotPositiveDefinite { what }.into()
    })
}

fn single(matrix: &DMatrix<f64>, index: usize) -> DMatrix<f64> {
    DMatrix::from_element(1, 1, matrix[(index, index)])
}

fn is_positive(matrix: &DMatrix<f64>) -> bool {
    Cholesky::new(matrix.clone()).is_some()
}

impl SpectraLikelihood for BicepKeck {
    fn name(&self) -> &str {
        self.name
    }

    fn requirements(&self) -> Requirements {
        self.requirements
    }

    fn nuisance(&self) -> &[Nuisance] {
        &self.nuisance
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        let model = self.model(theory, nuisance)?;
        let chi_squared = self.joint.chi_squared(&model, &self.data());
        Ok(-0.5 * chi_squared.ok_or_else(|| self.refused())?)
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let (model, data) = (self.model(theory, nuisance)?, self.data());
        let total = self.joint.chi_squared(&model, &data);
        let part = |(index, likelihood): (usize, &HamimecheLewis)| {
            let of =
                |all: &[DMatrix<f64>]| all.iter().map(|m| single(m, index)).collect::<Vec<_>>();
            let chi_squared = likelihood.chi_squared(&of(&model), &of(&data));
            Ok(Part {
                name: self.maps[index].name.clone(),
                chi_squared: chi_squared.ok_or_else(|| self.refused())?,
                count: self.bins.len(),
            })
        };
        Ok(ChiSquared {
            total: total.ok_or_else(|| self.refused())?,
            count: self.sigma.len(),
            parts: self
                .alone
                .iter()
                .enumerate()
                .map(part)
                .collect::<Result<_, Error>>()?,
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let prediction = self.prediction(theory, nuisance)?;
        let predicted = prediction.iter().flat_map(distinct);
        let observed = self.bins.iter().map(|bin| &bin.data - &bin.noise);
        let observed: Vec<f64> = observed
            .flat_map(|m| distinct(&m).collect::<Vec<_>>())
            .collect();
        let windows = self.bins.iter().flat_map(|bin| &bin.windows);
        let numbers = windows.zip(observed).zip(predicted).zip(&self.sigma);
        Ok(numbers
            .map(|(((window, observed), predicted), &sigma)| Residual {
                pair: window.pair,
                quantity: Quantity::Dl,
                ell: effective_multipole(window),
                observed,
                predicted,
                sigma,
            })
            .collect())
    }

    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        let model = self.model(theory, nuisance)?;
        let draw = self
            .joint
            .draw(&model, rng)?
            .ok_or_else(|| self.refused())?;
        let without_noise = draw.iter().zip(&self.bins).map(|(m, bin)| m - &bin.noise);
        Ok(without_noise
            .flat_map(|m| distinct(&m).collect::<Vec<_>>())
            .collect())
    }

    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        require_replacement(self.name, data, self.sigma.len())?;
        let mut other = self.clone();
        let spectra = data.len() / self.bins.len();
        for (bin, data) in other.bins.iter_mut().zip(data.chunks(spectra)) {
            bin.data = from_distinct(data, self.maps.len()) + &bin.noise;
            if !is_positive(&bin.data) {
                return Err(Error::Replacement {
                    likelihood: self.name.to_owned(),
                    found: "that are not positive definite with their noise".to_owned(),
                    expected: "matrices of spectra".to_owned(),
                });
            }
        }
        Ok(Box::new(other))
    }
}

/// Mean multipole of a window of D_ℓ, given as weights of C_ℓ.
fn effective_multipole(window: &Window) -> f64 {
    let (mut sum, mut moment) = (0.0, 0.0);
    for (ell, weight) in (window.first..).zip(&window.weights) {
        let weight = weight / Dl::factor(ell);
        sum += weight;
        moment += weight * ell as f64;
    }
    moment / sum
}
