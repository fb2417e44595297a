//! The exact likelihood of spectra of the full sky.

use lastscatter_stokes::spectra::Pair;
use rand::Rng;
use rand_distr::{ChiSquared as ChiSquaredDistribution, Distribution, StandardNormal};

use super::definition::Survey;
use super::knox::covariance_of_pairs;
use crate::Error;
use crate::spectra::{
    ChiSquared, Nuisance, Part, Quantity, Requirements, Residual, SpectraLikelihood, Theory,
    require_nuisance, require_replacement,
};

/// The likelihood of a survey's C_ℓ, multipole by multipole.
///
/// ```text
/// −2 ln L = Σ_ℓ f_sky (2ℓ+1) [tr(Ĉ_ℓ C_ℓ⁻¹) − ln det(Ĉ_ℓ C_ℓ⁻¹) − n],   C of T, E (and B) with foregrounds and noise
/// ```
///
/// Exact on the full sky, for which it is meant: calibration tests, and the lowest multipoles. With f_sky below 1 it
/// keeps the multipoles apart and counts fewer modes. Data are C_ℓ less the noise, spectrum by spectrum; χ² has the
/// auto-spectra as its parts, each alone.
///
/// # Accuracy
///
/// Mean −2 ln L of draws as the digamma function says, ranks of an amplitude uniform (`survey`).
///
/// # References
///
/// `hamimeche2008`.
#[derive(Debug, Clone)]
pub struct Wishart {
    name: String,
    survey: Survey,
    nuisance: Vec<Nuisance>,
    /// Spectra of each multipole, with noise.
    data: Vec<Spectra>,
    noise: Vec<Spectra>,
}

/// C_ℓ of one multipole in the order TT, TE, EE, BB; those that are not measured are 0.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Spectra([f64; 4]);

const ORDER: [Pair; 4] = [Pair::TT, Pair::TE, Pair::EE, Pair::BB];

impl Spectra {
    fn of(&self, pair: Pair) -> f64 {
        let at = ORDER.iter().position(|&p| p == pair);
        at.map_or(0.0, |at| self.0[at])
    }

    fn determinant(&self) -> f64 {
        let [tt, te, ee, _] = self.0;
        tt * ee - te.powi(2)
    }

    /// Whether it is a covariance of the fields that have these spectra.
    fn is_positive(&self, pairs: &[Pair]) -> bool {
        let [tt, _, ee, bb] = self.0;
        let has = |pair| pairs.contains(&pair);
        tt > 0.0
            && (!has(Pair::EE) || (ee > 0.0 && self.determinant() > 0.0))
            && (!has(Pair::BB) || bb > 0.0)
    }
}

/// z − ln z − 1 of data over model.
fn excess(data: f64, model: f64) -> f64 {
    let u = data / model - 1.0;
    u - u.ln_1p()
}

impl Wishart {
    pub(super) fn new(survey: Survey, fiducial: &Theory<'_>) -> Result<Self, Error> {
        let fewest = survey.sky_fraction() * (2 * survey.multipoles().start() + 1) as f64;
        if survey.pairs().contains(&Pair::TE) && fewest <= 1.0 {
            return Err(Error::Survey {
                found: format!("{fewest} modes at the lowest multipole"),
                expected: "more than 1",
            });
        }
        let mut this = Self {
            name: format!("{}, exact", survey.name()),
            nuisance: survey
                .foregrounds()
                .iter()
                .map(|f| f.nuisance.clone())
                .collect(),
            noise: (survey.multipoles())
                .map(|ell| spectra(survey.pairs(), |pair| survey.noise(pair, ell)))
                .collect(),
            data: vec![],
            survey,
        };
        this.data = this.model(fiducial, &this.survey.defaults())?;
        Ok(this)
    }

    /// Spectra with noise.
    fn model(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Spectra>, Error> {
        theory.require(self.requirements(), &self.name)?;
        require_nuisance(&self.name, &self.nuisance, nuisance)?;
        let pairs = self.survey.pairs();
        let at = |(ell, noise): (usize, &Spectra)| {
            let sky = |pair| self.survey.sky(theory, nuisance, pair, ell);
            let model = spectra(pairs, |pair| sky(pair) + noise.of(pair));
            if model.is_positive(pairs) {
                return Ok(model);
            }
            Err(Error::OutOfRange {
                likelihood: self.name.clone(),
                quantity: format!("least eigenvalue of the spectra at ℓ = {ell}"),
                value: 0.0,
                lower: f64::MIN_POSITIVE,
                upper: f64::MAX,
            })
        };
        self.survey.multipoles().zip(&self.noise).map(at).collect()
    }

    fn modes(&self, ell: usize) -> f64 {
        self.survey.sky_fraction() * (2 * ell + 1) as f64
    }

    /// Numbers in the order of the data: spectrum by spectrum.
    fn by_pair<T>(&self, value: impl Fn(Pair, usize, usize) -> T) -> Vec<T> {
        let pairs = self.survey.pairs().iter();
        let value = &value;
        pairs
            .flat_map(|&pair| {
                let multipoles = self.survey.multipoles().enumerate();
                multipoles.map(move |(i, ell)| value(pair, i, ell))
            })
            .collect()
    }
}

/// A draw of χ² with this many degrees of freedom, which the constructor has seen to be positive.
fn chi_squared(freedom: f64, rng: &mut dyn Rng) -> f64 {
    ChiSquaredDistribution::new(freedom).map_or(f64::NAN, |c| c.sample(rng))
}

fn spectra(pairs: &[Pair], value: impl Fn(Pair) -> f64) -> Spectra {
    Spectra(ORDER.map(|pair| {
        if pairs.contains(&pair) {
            value(pair)
        } else {
            0.0
        }
    }))
}

impl SpectraLikelihood for Wishart {
    fn name(&self) -> &str {
        &self.name
    }

    fn requirements(&self) -> Requirements {
        self.survey.requirements()
    }

    fn nuisance(&self) -> &[Nuisance] {
        &self.nuisance
    }

    fn ln_likelihood(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<f64, Error> {
        let model = self.model(theory, nuisance)?;
        let pairs = self.survey.pairs();
        let terms = self.survey.multipoles().zip(&self.data).zip(&model);
        let twice = terms.map(|((ell, data), model)| {
            let ([tt, te, ee, bb], [t, x, e, b]) = (data.0, model.0);
            let te_part = if pairs.contains(&Pair::EE) {
                let trace = (tt * e + ee * t - 2.0 * te * x) / model.determinant();
                trace - (data.determinant() / model.determinant()).ln() - 2.0
            } else {
                excess(tt, t)
            };
            let b_part = if pairs.contains(&Pair::BB) {
                excess(bb, b)
            } else {
                0.0
            };
            self.modes(ell) * (te_part + b_part)
        });
        Ok(-0.5 * twice.sum::<f64>())
    }

    fn chi_squared(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<ChiSquared, Error> {
        let model = self.model(theory, nuisance)?;
        let total = -2.0 * self.ln_likelihood(theory, nuisance)?;
        let autos = self.survey.pairs().iter().filter(|pair| {
            let [one, other] = pair.fields();
            one == other
        });
        let part = |&pair: &Pair| {
            let terms = self.survey.multipoles().zip(&self.data).zip(&model);
            Part {
                name: pair.to_string(),
                chi_squared: terms
                    .map(|((ell, d), m)| self.modes(ell) * excess(d.of(pair), m.of(pair)))
                    .sum(),
                count: self.data.len(),
            }
        };
        Ok(ChiSquared {
            total,
            count: self.data.len() * self.survey.pairs().len(),
            parts: autos.map(part).collect(),
        })
    }

    fn residuals(&self, theory: &Theory<'_>, nuisance: &[f64]) -> Result<Vec<Residual>, Error> {
        let model = self.model(theory, nuisance)?;
        Ok(self.by_pair(|pair, i, ell| {
            let noise = self.noise[i].of(pair);
            let cl = |pair| model[i].of(pair);
            Residual {
                pair,
                quantity: Quantity::Cl,
                ell: ell as f64,
                observed: self.data[i].of(pair) - noise,
                predicted: model[i].of(pair) - noise,
                sigma: covariance_of_pairs(cl, pair, pair, self.modes(ell)).sqrt(),
            }
        }))
    }

    fn draw(
        &self,
        theory: &Theory<'_>,
        nuisance: &[f64],
        rng: &mut dyn Rng,
    ) -> Result<Vec<f64>, Error> {
        let model = self.model(theory, nuisance)?;
        let both = self.survey.pairs().contains(&Pair::EE);
        let multipoles = self.survey.multipoles();
        let draws = model.iter().zip(multipoles).map(|(model, ell)| {
            // Bartlett's decomposition: L A Aᵀ Lᵀ/ν, with the Cholesky factor L of the model.
            let modes = self.modes(ell);
            let [t, x, e, b] = model.0;
            let (l11, l21) = (t.sqrt(), x / t.sqrt());
            let l22 = (e - l21 * l21).max(0.0).sqrt();
            let first = chi_squared(modes, rng).sqrt();
            let normal: f64 = StandardNormal.sample(&mut *rng);
            let second = if both {
                chi_squared(modes - 1.0, rng).sqrt()
            } else {
                0.0
            };
            let third = chi_squared(modes, rng);
            let one = l11 * first;
            let other = [l21 * first + l22 * normal, l22 * second];
            let ee = other[0] * other[0] + other[1] * other[1];
            Spectra([one * one, one * other[0], ee, b * third].map(|c| c / modes))
        });
        let draws: Vec<Spectra> = draws.collect();
        Ok(self.by_pair(|pair, i, _| draws[i].of(pair) - self.noise[i].of(pair)))
    }

    fn with_data(&self, data: &[f64]) -> Result<Box<dyn SpectraLikelihood>, Error> {
        let pairs = self.survey.pairs();
        let multipoles = self.data.len();
        require_replacement(&self.name, data, multipoles * pairs.len())?;
        let mut other = self.clone();
        for (i, spectra) in other.data.iter_mut().enumerate() {
            *spectra = self::spectra(pairs, |pair| {
                let block = pairs.iter().position(|&p| p == pair).unwrap_or(0);
                data[block * multipoles + i] + self.noise[i].of(pair)
            });
            if !spectra.is_positive(pairs) {
                return Err(Error::Replacement {
                    likelihood: self.name.clone(),
                    found: "that are not positive definite with their noise".to_owned(),
                    expected: "spectra of fields".to_owned(),
                });
            }
        }
        Ok(Box::new(other))
    }
}
