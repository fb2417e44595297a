//! Run files: which theory, which data, which parameters, how to sample.

use std::path::Path;

use lastscatter_inference::{self as inference, Prior};
use serde::{Deserialize, Serialize};

use crate::{DataSet, Error, Universe, nearest};

/// What a run file says.
///
/// Numbers in `[theory]` and `[primordial]` hold unless `[[parameters]]` lets them vary; there they begin. The data's own
/// parameters vary with their own priors, unless `[[parameters]]` gives them others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunFile {
    /// Data sets.
    pub likelihoods: Vec<DataSet>,
    /// The homogeneous universe.
    pub theory: Universe,
    /// The beginning: a model of the library by its name, with its parameters.
    pub primordial: toml::Table,
    /// What is known from elsewhere.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub constraints: Vec<Constraint>,
    /// What varies.
    pub parameters: Vec<ParameterEntry>,
    /// How it is sampled.
    #[serde(default)]
    pub sampler: SamplerEntry,
}

/// A parameter that varies.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ParameterEntry {
    /// A number of `[theory]`, of `[primordial]` (with dots where it stands in a table of its own), a parameter of the data, or
    /// `ln_1e10_` and a number of `[primordial]`: ln(10¹⁰ x).
    pub name: String,
    /// LaTeX, without dollar signs [absent: the name].
    #[serde(default)]
    pub label: String,
    /// Prior.
    pub prior: PriorEntry,
    /// Where it begins [absent: at the number in `[theory]` or `[primordial]`, or where the data's own parameter does].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<f64>,
    /// About one standard deviation: the first proposal.
    pub scale: f64,
}

/// A Gaussian measurement of a derived quantity: `H0` (km s⁻¹ Mpc⁻¹), `omega_m` or `r_drag` (Mpc).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Constraint {
    /// Whose.
    pub name: String,
    /// Of what.
    pub quantity: String,
    /// What was measured.
    pub mean: f64,
    /// Its standard error.
    pub sigma: f64,
}

/// A prior by name.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PriorEntry {
    /// Flat from one number to the other.
    Uniform([f64; 2]),
    /// Flat in the logarithm.
    LogUniform([f64; 2]),
    /// Mean and standard deviation.
    Normal([f64; 2]),
}

impl PriorEntry {
    pub(crate) fn prior(self) -> Result<Prior, inference::Error> {
        match self {
            Self::Uniform([lower, upper]) => Prior::uniform(lower, upper),
            Self::LogUniform([lower, upper]) => Prior::log_uniform(lower, upper),
            Self::Normal([mean, sigma]) => Prior::normal(mean, sigma),
        }
    }
}

/// How a posterior is sampled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct SamplerEntry {
    /// How chains move, `guided` where absent; chains of the expansion itself take Metropolis steps then.
    pub method: Method,
    /// Whose spectra the posterior has, `solver` where absent.
    pub spectra: Spectra,
    /// Chains, 4 where absent.
    pub chains: usize,
    /// Seed of all random numbers, 1 where absent.
    pub seed: u64,
    /// R − 1 of the means at which sampling ends, 0.01 where absent.
    pub r_minus_1: f64,
    /// Most steps of each chain, a million where absent.
    pub max_steps: usize,
}

/// How chains move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Method {
    /// By walks through the expansion, whose ends the solver judges: [`Guided`](lastscatter_inference::Guided).
    Guided,
    /// Metropolis steps that move fast parameters more often.
    Metropolis,
    /// Metropolis steps that drag fast parameters along.
    Dragged,
}

/// Whose spectra a posterior has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Spectra {
    /// The solver's.
    Solver,
    /// Those of an [`Expansion`](crate::Expansion) about the best fit, which the solver checks.
    Expansion,
}

impl Default for SamplerEntry {
    fn default() -> Self {
        Self {
            method: Method::Guided,
            spectra: Spectra::Solver,
            chains: 4,
            seed: 1,
            r_minus_1: 0.01,
            max_steps: 1_000_000,
        }
    }
}

impl RunFile {
    /// Reads a file; also returns its text.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], [`Error::RunFile`].
    pub fn read(path: &Path) -> Result<(Self, String), Error> {
        let file = path.display().to_string();
        let text = std::fs::read_to_string(path).map_err(|source| Error::Read {
            file: file.clone(),
            source,
        })?;
        Ok((Self::parse(&file, &text)?, text))
    }

    /// Its text, with all that it leaves unsaid.
    ///
    /// # Errors
    ///
    /// [`Error::RunFile`] for numbers that TOML has not.
    pub fn to_toml(&self) -> Result<String, Error> {
        toml::to_string(self).map_err(|error| Error::RunFile {
            file: "run file".to_owned(),
            message: error.to_string(),
        })
    }

    /// Reads a text that stands in the file `name`.
    ///
    /// # Errors
    ///
    /// [`Error::RunFile`], with line, what stands there, and what it may have been meant to be.
    pub fn parse(name: &str, text: &str) -> Result<Self, Error> {
        let run: Self = toml::from_str(text).map_err(|error| Error::RunFile {
            file: name.to_owned(),
            message: with_suggestion(&error.to_string()),
        })?;
        let SamplerEntry {
            chains, r_minus_1, ..
        } = run.sampler;
        if chains < 2 || r_minus_1.is_nan() || r_minus_1 <= 0.0 {
            return Err(Error::RunFile {
                file: name.to_owned(),
                message: format!(
                    "[sampler] has chains = {chains} and r_minus_1 = {r_minus_1}, expected two chains or more, which are to agree, and a positive number"
                ),
            });
        }
        Ok(run)
    }
}

/// The message of an unknown key or word, with the nearest that was expected.
fn with_suggestion(message: &str) -> String {
    let message = message.trim_end();
    let Some((_, words)) = message.split_once("unknown ") else {
        return message.to_owned();
    };
    // Written and expected words stand between backticks.
    let mut quoted = words.split('`').skip(1).step_by(2);
    let Some(written) = quoted.next() else {
        return message.to_owned();
    };
    match nearest(written, quoted) {
        "" => message.to_owned(),
        nearest => format!("{message}; did you mean {nearest:?}?"),
    }
}
