//! Whether the data look like what a model says.

use std::ops::RangeInclusive;

use lastscatter_inference::stream;
use lastscatter_likelihood::spectra::{Part, SpectraLikelihood, Theory};
use lastscatter_likelihood::{self as likelihood};
use lastscatter_numerics::special::chi_squared_survival;
use lastscatter_stokes::spectra::Pair;
use rand_distr::{ChiSquared, Distribution};
use rayon::prelude::*;

use crate::{Error, Model, Sky};

/// χ² of a data set or a part of it, and how often chance gives a larger one.
#[derive(Debug, Clone)]
pub struct Goodness {
    /// The data set, or its part after a colon.
    pub name: String,
    /// Which multipoles of which spectrum, where it is of these alone.
    pub multipoles: Option<(Pair, RangeInclusive<usize>)>,
    /// χ², or −2 ln L where the likelihood is no Gaussian.
    pub chi_squared: f64,
    /// Number of data.
    pub count: usize,
    /// Degrees of freedom: the number of data, less what was fitted where all data are taken together.
    pub degrees_of_freedom: f64,
    /// How often chance gives a larger one.
    pub chance: Chance,
}

/// How often chance gives a larger χ².
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Chance {
    /// By the χ² distribution.
    Exact(f64),
    /// The share of so many predictive draws.
    Drawn(f64, u64),
    /// The data set has no predictive model.
    Unknown,
}

impl Chance {
    /// PTE, the probability to exceed, if it is known.
    #[must_use]
    pub const fn probability_to_exceed(self) -> Option<f64> {
        match self {
            Self::Exact(probability) | Self::Drawn(probability, _) => Some(probability),
            Self::Unknown => None,
        }
    }
}

/// What a goodness of fit is taken of.
#[derive(Debug, Clone, PartialEq)]
pub struct GoodnessOptions {
    /// Predictive draws where the distribution is not known \[1000\].
    pub draws: u64,
    /// Their seed \[1\].
    pub seed: u64,
    /// Ranges of multipoles that each spectrum is cut into \[from 2, 30, 100, 250, 500, 750, 1000, 1250, 1500, 1750 and 2000 on\].
    pub multipoles: Vec<RangeInclusive<usize>>,
    /// How many parameters were fitted: [`measured_parameters`](super::NormalPosterior::measured_parameters), say \[0\].
    pub fitted: f64,
}

/// Where the usual ranges begin.
const EDGES: [usize; 11] = [2, 30, 100, 250, 500, 750, 1000, 1250, 1500, 1750, 2000];

impl Default for GoodnessOptions {
    fn default() -> Self {
        let ends = EDGES[1..].iter().map(|next| next - 1).chain([usize::MAX]);
        Self {
            draws: 1000,
            seed: 1,
            multipoles: (EDGES.into_iter().zip(ends))
                .map(|(first, last)| first..=last)
                .collect(),
            fitted: 0.0,
        }
    }
}

/// χ² of all data sets, of their parts, of ranges of multipoles, and of all together, at a best fit.
///
/// Parts and ranges are taken with the rest ignored. Where errors are Gaussian, χ² of n data is held against the χ² distribution of n degrees of
/// freedom; other data sets against predictive draws, whole or by part. The last line is of all data that can be predicted:
///
/// ```text
/// N − p degrees of freedom,   χ²_Gaussian(n − p) + draws of the others
/// ```
///
/// for p [fitted](GoodnessOptions::fitted) parameters, which are taken from the Gaussian data; where these are not more than p, nothing is taken.
/// Single parts know nothing of p, and their PTE is a little too large.
///
/// # Errors
///
/// [`Error::Likelihood`]; [`Error::Value`] for no draws, or a number of parameters that is negative.
pub fn goodness(
    model: &Model,
    sky: &Sky,
    theta: &[f64],
    options: &GoodnessOptions,
) -> Result<Vec<Goodness>, Error> {
    if options.draws == 0 || !(options.fitted >= 0.0 && options.fitted.is_finite()) {
        return Err(Error::Value {
            name: "draws, fitted parameters".to_owned(),
            value: format!("{}, {}", options.draws, options.fitted),
            expected: "1 or more, 0 or more",
        });
    }
    let mut all = Vec::new();
    let mut whole = Whole::new(options);
    for (number, (set, own)) in (0..).zip(model.data_at(theta)) {
        let theory = sky.theory();
        let found = set.chi_squared(&theory, &own)?;
        let name = set.name();
        let parts = found.parts.iter();
        // A single part is the whole.
        let parts: Vec<&Part> = parts.filter(|_| found.parts.len() > 1).collect();
        let row = |part: &str, chi_squared, count, chance| Goodness {
            name: if part.is_empty() {
                name.to_owned()
            } else {
                format!("{name}: {part}")
            },
            multipoles: None,
            chi_squared,
            count,
            degrees_of_freedom: count as f64,
            chance,
        };
        if let Some(gaussian) = set.as_gaussian() {
            let exact = |chi_squared, count: usize| -> Result<Chance, Error> {
                let probability = chi_squared_survival(chi_squared, count as f64)?;
                Ok(Chance::Exact(probability))
            };
            all.push(row(
                "",
                found.total,
                found.count,
                exact(found.total, found.count)?,
            ));
            for part in parts {
                let chance = exact(part.chi_squared, part.count)?;
                all.push(row(&part.name, part.chi_squared, part.count, chance));
            }
            for pair in Pair::ALL {
                let ranges = options.multipoles.iter().map(|range| {
                    let within = *range.start() as f64..=*range.end() as f64;
                    let part = gaussian.chi_squared_within(&theory, &own, pair, &within)?;
                    Ok(part.map(|part| (range, part)))
                });
                let ranges = ranges.collect::<Result<Vec<_>, Error>>()?;
                let ranges: Vec<_> = ranges.into_iter().flatten().collect();
                // A single range is the part.
                for (range, part) in ranges.iter().filter(|_| ranges.len() > 1) {
                    let chance = exact(part.chi_squared, part.count)?;
                    let words = match *range.end() {
                        usize::MAX => format!("{pair}, ℓ from {} on", range.start()),
                        last => format!("{pair}, ℓ = {} to {last}", range.start()),
                    };
                    all.push(Goodness {
                        multipoles: Some((pair, (*range).clone())),
                        ..row(&words, part.chi_squared, part.count, chance)
                    });
                }
            }
            whole.gaussian += found.count;
            whole.add(found.total, found.count);
            continue;
        }
        let replicas = replicas(set, &theory, &own, options, number)?;
        let chance = |place: usize, value: f64| match &replicas {
            Some(replicas) => {
                let larger = replicas.iter().filter(|replica| replica[place] >= value);
                Chance::Drawn(larger.count() as f64 / replicas.len() as f64, options.draws)
            }
            None => Chance::Unknown,
        };
        all.push(row("", found.total, found.count, chance(0, found.total)));
        for (i, part) in parts.into_iter().enumerate() {
            let chance = chance(i + 1, part.chi_squared);
            all.push(row(&part.name, part.chi_squared, part.count, chance));
        }
        match &replicas {
            Some(replicas) => {
                whole.add(found.total, found.count);
                for (sum, replica) in whole.others.iter_mut().zip(replicas) {
                    *sum += replica[0];
                }
                whole.drawn = true;
            }
            None => whole.without.push(name.to_owned()),
        }
    }
    for set in model.homogeneous_chi_squared(sky, theta)? {
        let (total, count) = (set.chi_squared.total, set.chi_squared.count);
        whole.gaussian += count;
        whole.add(total, count);
        all.push(Goodness {
            name: set.name,
            multipoles: None,
            chi_squared: total,
            count,
            degrees_of_freedom: count as f64,
            chance: Chance::Exact(chi_squared_survival(total, count as f64)?),
        });
    }
    all.extend(whole.row(options)?);
    Ok(all)
}

/// χ² of predictive draws and their parts; none where there is no predictive model.
fn replicas(
    set: &dyn SpectraLikelihood,
    theory: &Theory<'_>,
    own: &[f64],
    options: &GoodnessOptions,
    number: u64,
) -> Result<Option<Vec<Vec<f64>>>, Error> {
    let seed = options.seed ^ REPLICAS.wrapping_add(number);
    let replicas: Result<Vec<Vec<f64>>, likelihood::Error> = (0..options.draws)
        .into_par_iter()
        .map(|draw| {
            let data = set.draw(theory, own, &mut stream(seed, draw))?;
            let found = set.with_data(&data)?.chi_squared(theory, own)?;
            let parts = found.parts.iter().map(|part| part.chi_squared);
            Ok(std::iter::once(found.total).chain(parts).collect())
        })
        .collect();
    match replicas {
        Ok(replicas) => Ok(Some(replicas)),
        Err(likelihood::Error::NoPredictiveModel { .. }) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// All data sets that can be predicted, together.
struct Whole {
    chi_squared: f64,
    count: usize,
    /// Data with Gaussian errors.
    gaussian: usize,
    /// χ² of the other sets' draws.
    others: Vec<f64>,
    drawn: bool,
    /// What cannot be predicted.
    without: Vec<String>,
}

/// Keeps the draws of each set apart from the others' and from those that made simulated data.
const REPLICAS: u64 = 0x7265_706c_6963_6173;

/// Keeps the draws of the Gaussian data's χ² apart from the others'.
const PURPOSE: u64 = u64::MAX / 5;

impl Whole {
    fn new(options: &GoodnessOptions) -> Self {
        Self {
            chi_squared: 0.0,
            count: 0,
            gaussian: 0,
            others: vec![0.0; options.draws as usize],
            drawn: false,
            without: Vec::new(),
        }
    }

    fn add(&mut self, chi_squared: f64, count: usize) {
        self.chi_squared += chi_squared;
        self.count += count;
    }

    fn row(&self, options: &GoodnessOptions) -> Result<Option<Goodness>, Error> {
        if self.count == 0 {
            return Ok(None);
        }
        let gaussian = self.gaussian as f64;
        let fitted = if gaussian > options.fitted {
            options.fitted
        } else {
            0.0
        };
        let chance = if self.drawn {
            let distribution = ChiSquared::new(gaussian - fitted).ok();
            let mut rng = stream(options.seed, PURPOSE);
            let mut of_gaussian =
                || distribution.map_or(0.0, |distribution| distribution.sample(&mut rng));
            let larger = (self.others.iter())
                .filter(|&&others| others + of_gaussian() >= self.chi_squared)
                .count();
            Chance::Drawn(larger as f64 / options.draws as f64, options.draws)
        } else {
            Chance::Exact(chi_squared_survival(self.chi_squared, gaussian - fitted)?)
        };
        let mut name = "all data".to_owned();
        if !self.without.is_empty() {
            name += &format!(" but {}", self.without.join(", "));
        }
        Ok(Some(Goodness {
            name,
            multipoles: None,
            chi_squared: self.chi_squared,
            count: self.count,
            degrees_of_freedom: self.count as f64 - fitted,
            chance,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_leave_no_multipole_out() {
        let ranges = GoodnessOptions::default().multipoles;
        assert_eq!(*ranges[0].start(), 2);
        for pair in ranges.windows(2) {
            assert_eq!(pair[0].end() + 1, *pair[1].start());
        }
        assert_eq!(*ranges[10].end(), usize::MAX);
    }
}
