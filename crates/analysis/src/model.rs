//! The log-likelihood of a universe, in as many steps as its parameters have speeds.

use std::sync::Arc;

use lastscatter_cosmology::Background;
use lastscatter_inference::{
    Block, DensityError, LogDensity, Memory, Parameter, ParameterInfo, ParameterRole, Posterior,
};
use lastscatter_likelihood::DataFolder;
use lastscatter_likelihood::spectra::{ChiSquared, Requirements, SpectraLikelihood};
use lastscatter_primordial::description::{Description, Solved};

use crate::homogeneous::HomogeneousData;
use crate::{Data, Error, RunFile, Sky, SolvedUniverse, Universe, nearest};

/// Relative error of a primordial spectrum that has to be solved.
const PRIMORDIAL_TOLERANCE: f64 = 1e-6;

/// The prefix of logarithmic amplitudes, ln(10¹⁰ x).
const LOGARITHM: &str = "ln_1e10_";

/// The log-likelihood of the data of a run file, as a function of its parameters.
///
/// Perturbations depend on `[theory]` alone, spectra on `[primordial]` too, and what the data add comes last: three blocks, of
/// which the later ones reuse what the earlier ones have computed.
#[derive(Debug)]
pub struct Model {
    universe: Universe,
    primordial: toml::Table,
    data: Vec<Box<dyn SpectraLikelihood>>,
    homogeneous: HomogeneousData,
    needed: Requirements,
    parameters: Vec<Varied>,
    /// For each data set, the places of its own parameters.
    nuisance: Vec<Vec<usize>>,
}

#[derive(Debug)]
struct Varied {
    parameter: Parameter,
    stage: Stage,
    start: f64,
    scale: f64,
}

/// What has to be computed anew when a parameter changes, and all that follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Universe,
    Primordial,
    Data,
}

impl Stage {
    const ALL: [Self; 3] = [Self::Universe, Self::Primordial, Self::Data];

    /// Evaluations in the time of one from the beginning, about as measured for Planck's spectra: 0.3 s, 0.02 s and 40 µs.
    const fn speed(self) -> f64 {
        match self {
            Self::Universe => 1.0,
            Self::Primordial => 15.0,
            Self::Data => 1000.0,
        }
    }
}

/// What is kept of a point.
#[derive(Clone)]
struct Kept {
    solution: Arc<SolvedUniverse>,
    sky: Arc<Sky>,
}

/// χ² of a data set at one point.
#[derive(Debug, Clone)]
pub struct ChiSquaredOfPart {
    /// The data set.
    pub name: String,
    /// χ² in all and by part.
    pub chi_squared: ChiSquared,
}

impl Model {
    /// The model of a run file, its data read from `folder`.
    ///
    /// # Errors
    ///
    /// What the run file or the data fail with; [`Error::UnknownParameter`].
    pub fn new(run: &RunFile, folder: &DataFolder) -> Result<Self, Error> {
        let (mut spectra, mut distances) = (Vec::new(), Vec::new());
        for set in &run.likelihoods {
            match set.read(folder)? {
                Data::Spectra(data) => spectra.push(data),
                Data::Distances(data) => distances.push(data),
            }
        }
        let mut model = Self::with_data(run, spectra)?;
        model.homogeneous = HomogeneousData::new(distances, &run.constraints)?;
        Ok(model)
    }

    /// The same for these spectra in place of the run file's data sets, its constraints apart.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn with_data(run: &RunFile, data: Vec<Box<dyn SpectraLikelihood>>) -> Result<Self, Error> {
        let mut model = Self {
            universe: run.theory.clone(),
            primordial: run.primordial.clone(),
            needed: data
                .iter()
                .map(|set| set.requirements())
                .fold(Requirements::default(), Requirements::and),
            data,
            homogeneous: HomogeneousData::new(Vec::new(), &run.constraints)?,
            parameters: Vec::new(),
            nuisance: Vec::new(),
        };
        // Whatever is wrong with the descriptions shows at once.
        model.universe.parameters()?;
        description(&model.primordial)?;
        for entry in &run.parameters {
            let (stage, start) = model.place(&entry.name)?;
            if !(entry.scale > 0.0 && entry.scale.is_finite()) {
                return Err(Error::Value {
                    name: format!("scale of {}", entry.name),
                    value: entry.scale.to_string(),
                    expected: "a positive number",
                });
            }
            let label = if entry.label.is_empty() {
                &entry.name
            } else {
                &entry.label
            };
            let of_parameter = |source| Error::Parameter {
                name: entry.name.clone(),
                source,
            };
            let prior = entry.prior.prior().map_err(of_parameter)?;
            let start = entry.start.unwrap_or(start);
            if prior.ln_pdf(start) == f64::NEG_INFINITY {
                return Err(Error::Value {
                    name: format!("start of {}", entry.name),
                    value: start.to_string(),
                    expected: "a number inside its prior",
                });
            }
            model.parameters.push(Varied {
                parameter: Parameter::new(&entry.name, label, prior).map_err(of_parameter)?,
                stage,
                start,
                scale: entry.scale,
            });
        }
        for set in &model.data {
            let mut places = Vec::new();
            for nuisance in set.nuisance() {
                let known = model
                    .parameters
                    .iter()
                    .position(|p| p.parameter.name() == nuisance.name());
                places.push(known.unwrap_or(model.parameters.len()));
                if known.is_none() {
                    model.parameters.push(Varied {
                        parameter: nuisance.parameter().clone(),
                        stage: Stage::Data,
                        start: nuisance.default(),
                        scale: nuisance.scale(),
                    });
                }
            }
            model.nuisance.push(places);
        }
        Ok(model)
    }

    /// The same without data, for skies to `lmax`.
    ///
    /// # Errors
    ///
    /// As [`new`](Self::new).
    pub fn simulated(run: &RunFile, lmax: usize) -> Result<Self, Error> {
        let model = Self::with_data(run, Vec::new())?;
        let needed = Requirements {
            lmax,
            phi_phi_lmax: Some(lmax),
        };
        Ok(Self { needed, ..model })
    }

    /// Where a parameter belongs, and where it begins.
    fn place(&self, name: &str) -> Result<(Stage, f64), Error> {
        if let Some(start) = self.universe.clone().number(name) {
            return Ok((Stage::Universe, *start));
        }
        let (key, logarithmic) = key(name);
        if let Some(value) = number(&mut self.primordial.clone(), key) {
            let start = if logarithmic {
                (1e10 * value.0).ln()
            } else {
                value.0
            };
            return Ok((Stage::Primordial, start));
        }
        let own = || self.data.iter().flat_map(|set| set.nuisance());
        if let Some(nuisance) = own().find(|nuisance| nuisance.name() == name) {
            return Ok((Stage::Data, nuisance.default()));
        }
        if Universe::NAMES.contains(&name) {
            return Err(Error::Value {
                name: format!("parameter {name}: {name} in [theory]"),
                value: "absent".to_owned(),
                expected: "a number to begin with (one of h0, theta_mc_100 and theta_star_100 alone)",
            });
        }
        let numbers = self.primordial.iter().map(|(key, _)| key.as_str());
        let given = |name: &&str| self.universe.clone().number(name).is_some();
        let words = Universe::NAMES.into_iter().filter(given).chain(numbers);
        Err(Error::UnknownParameter {
            name: name.to_owned(),
            nearest: nearest(name, words.chain(own().map(|n| n.name()))).to_owned(),
        })
    }

    /// The posterior: this likelihood with the priors.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for a parameter that is there twice.
    pub fn posterior(&self) -> Result<Posterior<&Self>, Error> {
        self.posterior_of(self)
    }

    /// The posterior of another likelihood of the same parameters, a [`Expansion`](crate::Expansion) say.
    ///
    /// # Errors
    ///
    /// As [`posterior`](Self::posterior).
    pub fn posterior_of<L: LogDensity>(&self, likelihood: L) -> Result<Posterior<L>, Error> {
        let parameters = self.parameters.iter().map(|p| p.parameter.clone());
        Ok(Posterior::new(parameters.collect(), likelihood)?)
    }

    /// Where the parameters begin.
    #[must_use]
    pub fn start(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.start).collect()
    }

    /// About one standard deviation of each.
    #[must_use]
    pub fn scales(&self) -> Vec<f64> {
        self.parameters.iter().map(|p| p.scale).collect()
    }

    /// The data sets.
    #[must_use]
    pub fn data(&self) -> &[Box<dyn SpectraLikelihood>] {
        &self.data
    }

    /// The homogeneous universe at a point.
    #[must_use]
    pub fn universe(&self, theta: &[f64]) -> Universe {
        let mut universe = self.universe.clone();
        for (varied, &value) in self.parameters.iter().zip(theta) {
            if varied.stage == Stage::Universe
                && let Some(number) = universe.number(varied.parameter.name())
            {
                *number = value;
            }
        }
        universe
    }

    /// The primordial spectra at a point, over a range of wavenumbers in Mpc⁻¹.
    ///
    /// # Errors
    ///
    /// [`Error::Primordial`].
    pub fn primordial(&self, theta: &[f64], range_inv_mpc: [f64; 2]) -> Result<Solved, Error> {
        let mut table = self.primordial.clone();
        for (varied, &value) in self.parameters.iter().zip(theta) {
            let (key, logarithmic) = key(varied.parameter.name());
            if varied.stage == Stage::Primordial
                && let Some(Number(_, slot)) = number(&mut table, key)
            {
                *slot = toml::Value::Float(if logarithmic {
                    1e-10 * value.exp()
                } else {
                    value
                });
            }
        }
        Ok(description(&table)?.solve(range_inv_mpc, PRIMORDIAL_TOLERANCE)?)
    }

    /// The sky at a point.
    ///
    /// # Errors
    ///
    /// What the universe or its spectra fail with.
    pub fn sky(&self, theta: &[f64]) -> Result<Sky, Error> {
        self.require_length(theta)?;
        self.sky_of(&self.solution(theta)?, theta)
    }

    /// The places of all parameters but the data's own.
    #[must_use]
    pub fn theory_parameters(&self) -> Vec<usize> {
        let all = 0..self.parameters.len();
        all.filter(|&k| self.parameters[k].stage != Stage::Data)
            .collect()
    }

    /// The model of the beginning where its parameters begin.
    pub(crate) fn description(&self) -> Result<Description, Error> {
        description(&self.primordial)
    }

    /// The parameters of the beginning.
    pub(crate) fn primordial_parameters(&self) -> Vec<usize> {
        let all = 0..self.parameters.len();
        all.filter(|&k| self.parameters[k].stage == Stage::Primordial)
            .collect()
    }

    /// Where a parameter of this name stands.
    pub(crate) fn place_of(&self, name: &str) -> Result<usize, Error> {
        let names = || self.parameters.iter().map(|p| p.parameter.name());
        names()
            .position(|known| known == name)
            .ok_or_else(|| Error::UnknownParameter {
                name: name.to_owned(),
                nearest: nearest(name, names()).to_owned(),
            })
    }

    pub(crate) fn solution(&self, theta: &[f64]) -> Result<SolvedUniverse, Error> {
        self.universe(theta).solve(self.needed.lmax.max(2))
    }

    fn sky_of(&self, solved: &SolvedUniverse, theta: &[f64]) -> Result<Sky, Error> {
        let primordial = self.primordial(theta, solved.solution.range_inv_mpc())?;
        Sky::new(solved, &primordial)
    }

    fn require_length(&self, theta: &[f64]) -> Result<(), Error> {
        if theta.len() == self.parameters.len() {
            return Ok(());
        }
        Err(lastscatter_inference::Error::Dimension {
            what: "theta",
            found: theta.len(),
            expected: self.parameters.len(),
        }
        .into())
    }

    /// The values of a data set's own parameters.
    fn nuisance(&self, set: usize, theta: &[f64]) -> Vec<f64> {
        self.nuisance[set]
            .iter()
            .map(|&place| theta[place])
            .collect()
    }

    /// Each data set with the values of its own parameters at a point.
    pub fn data_at<'a>(
        &'a self,
        theta: &'a [f64],
    ) -> impl Iterator<Item = (&'a dyn SpectraLikelihood, Vec<f64>)> {
        let sets = self.data.iter().enumerate();
        sets.map(move |(i, set)| (&**set, self.nuisance(i, theta)))
    }

    /// χ² of each data set at a point whose sky this is.
    ///
    /// # Errors
    ///
    /// [`Error::Likelihood`].
    pub fn chi_squared(&self, sky: &Sky, theta: &[f64]) -> Result<Vec<ChiSquaredOfPart>, Error> {
        self.require_length(theta)?;
        let mut all = Vec::new();
        for (set, own) in self.data_at(theta) {
            all.push(ChiSquaredOfPart {
                name: set.name().to_owned(),
                chi_squared: set.chi_squared(&sky.theory(), &own)?,
            });
        }
        all.extend(self.homogeneous_chi_squared(sky, theta)?);
        Ok(all)
    }

    pub(crate) fn homogeneous_chi_squared(
        &self,
        sky: &Sky,
        theta: &[f64],
    ) -> Result<Vec<ChiSquaredOfPart>, Error> {
        let universe = self.universe(theta);
        self.homogeneous.chi_squared(&universe, sky.r_drag_mpc())
    }

    pub(crate) fn ln_likelihood(&self, sky: &Sky, theta: &[f64]) -> Result<f64, Error> {
        self.require_length(theta)?;
        let mut sum = 0.0;
        for (set, own) in self.data_at(theta) {
            sum += set.ln_likelihood(&sky.theory(), &own)?;
        }
        for part in self.homogeneous_chi_squared(sky, theta)? {
            sum -= 0.5 * part.chi_squared.total;
        }
        Ok(sum)
    }

    /// Names and labels of [`derived`](Self::derived).
    #[must_use]
    pub fn derived_info() -> [ParameterInfo; 2] {
        [("H0", "H_0"), ("omega_m", r"\Omega_\mathrm{m}")].map(|(name, label)| ParameterInfo {
            role: ParameterRole::Derived,
            ..ParameterInfo::new(name, label)
        })
    }

    /// H₀ in km s⁻¹ Mpc⁻¹ and Ω_m at a point.
    ///
    /// # Errors
    ///
    /// [`Error::Cosmology`].
    pub fn derived(&self, theta: &[f64]) -> Result<[f64; 2], Error> {
        let parameters = self.universe(theta).parameters()?;
        let background = Background::new(&parameters)?;
        Ok([parameters.h0_km_s_mpc, background.omega_m()])
    }

    /// The stages that have parameters, and so are blocks.
    fn stages(&self) -> impl Iterator<Item = Stage> {
        let any = |stage: &Stage| self.parameters.iter().any(|p| p.stage == *stage);
        Stage::ALL.into_iter().filter(any)
    }
}

impl LogDensity for Model {
    fn dimension(&self) -> usize {
        self.parameters.len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        self.ln_density_reusing(theta, 0, &mut Memory::default())
    }

    fn blocks(&self) -> Vec<Block> {
        let of = |stage| {
            let all = self.parameters.iter().enumerate();
            all.filter(move |(_, p)| p.stage == stage).map(|(i, _)| i)
        };
        self.stages()
            .map(|stage| Block {
                parameters: of(stage).collect(),
                speed: stage.speed(),
            })
            .collect()
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        let stage = self.stages().nth(changed).unwrap_or(Stage::Data);
        let kept = memory.recall::<Kept>().cloned();
        let solution = match &kept {
            Some(kept) if stage > Stage::Universe => kept.solution.clone(),
            _ => Arc::new(self.solution(theta)?),
        };
        let sky = match &kept {
            Some(kept) if stage > Stage::Primordial => kept.sky.clone(),
            _ => Arc::new(self.sky_of(&solution, theta)?),
        };
        let value = self.ln_likelihood(&sky, theta)?;
        memory.keep(Kept { solution, sky });
        Ok(value)
    }
}

/// The model of the beginning that a table describes.
fn description(table: &toml::Table) -> Result<Description, Error> {
    Description::from_toml(&table.to_string()).map_err(|error| match error {
        // The line is one of the table alone.
        lastscatter_primordial::Error::Description { message, .. } => Error::RunFile {
            file: "[primordial]".to_owned(),
            message,
        },
        error => error.into(),
    })
}

/// The key in `[primordial]` of a parameter's name, and whether the parameter is its logarithm.
fn key(name: &str) -> (&str, bool) {
    match name.strip_prefix(LOGARITHM) {
        Some(key) => (key, true),
        None => (name, false),
    }
}

/// A number of a table, and where it stands.
struct Number<'a>(f64, &'a mut toml::Value);

/// The number under a key, with dots between the keys of nested tables.
fn number<'a>(table: &'a mut toml::Table, key: &str) -> Option<Number<'a>> {
    match key.split_once('.') {
        Some((outer, inner)) => number(table.get_mut(outer)?.as_table_mut()?, inner),
        None => {
            let slot = table.get_mut(key)?;
            let value = match *slot {
                toml::Value::Integer(integer) => integer as f64,
                toml::Value::Float(float) => float,
                _ => return None,
            };
            Some(Number(value, slot))
        }
    }
}
