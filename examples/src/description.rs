//! Files that describe a model of the early universe.

use std::fs;
use std::io;
use std::path::Path;

use lastscatter::primordial::Error;
use lastscatter::primordial::description::{Description, Solved};

use crate::Failure;

/// The text that describes a model, and where it stands.
#[derive(Debug, Clone)]
pub struct ModelFile {
    /// The file.
    pub path: String,
    /// Its name without folder and ending.
    pub name: String,
    /// What people call the model.
    pub title: String,
    /// What it says.
    pub text: String,
}

#[derive(Debug, thiserror::Error)]
enum ModelError {
    #[error("{path}: {source}")]
    Read { path: String, source: io::Error },
    #[error("{path}, {source}")]
    Description { path: String, source: Error },
    #[error("{path}, line {line}: {text}: {source}")]
    Value {
        path: String,
        line: usize,
        text: String,
        source: Error,
    },
    #[error("{path}: {source}")]
    Solution { path: String, source: Error },
}

impl ModelFile {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// [`Failure`] that names the file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let name = path.file_stem().unwrap_or(path.as_os_str());
        let name = name.to_string_lossy().into_owned();
        let path = path.display().to_string();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self {
                title: name.clone(),
                path,
                name,
                text,
            }),
            Err(source) => Err(ModelError::Read { path, source }.into()),
        }
    }

    /// The model's spectra: see [`Description::solve`].
    ///
    /// # Errors
    ///
    /// [`Failure`] that names the file and, where it is known, the line.
    pub fn solve(&self, range_inv_mpc: [f64; 2], tolerance: f64) -> Result<Solved, Failure> {
        let path = self.path.clone();
        let model = match Description::from_toml(&self.text) {
            Ok(model) => model,
            Err(source) => return Err(ModelError::Description { path, source }.into()),
        };
        model
            .solve(range_inv_mpc, tolerance)
            .map_err(|source| self.blamed(source).into())
    }

    /// An error of the solution with the line of the number that it is about.
    fn blamed(&self, source: Error) -> ModelError {
        let path = self.path.clone();
        let place = match &source {
            Error::OutOfRange { value, .. } | Error::OutOfDomain { value, .. } => self.line(*value),
            _ => None,
        };
        match place {
            Some((line, text)) => ModelError::Value {
                path,
                line,
                text: text.to_owned(),
                source,
            },
            None => ModelError::Solution { path, source },
        }
    }

    /// The line of a number, from one, and what it says; none if several lines have that number.
    fn line(&self, number: f64) -> Option<(usize, &str)> {
        let has = |line: &str| {
            line.split(|c: char| !(c.is_alphanumeric() || "+-._".contains(c)))
                .filter_map(|word| word.replace('_', "").parse::<f64>().ok())
                .any(|value| value.total_cmp(&number).is_eq())
        };
        let lines = self.text.lines().zip(1..).map(|(line, number)| {
            let code = line.split_once('#').map_or(line, |(code, _)| code);
            (number, code.trim())
        });
        let mut found = lines.filter(|(_, line)| has(line));
        let first = found.next();
        if found.next().is_none() { first } else { None }
    }
}
