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
    #[error("{path}, line {line}: {text}: {problem}")]
    Line {
        path: String,
        line: usize,
        text: String,
        problem: String,
    },
    #[error("{path}: {source}")]
    Model { path: String, source: Error },
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
        Description::from_toml(&self.text)
            .and_then(|model| model.solve(range_inv_mpc, tolerance))
            .map_err(|source| self.blamed(source).into())
    }

    /// An error with the line that it is about, if that is known.
    fn blamed(&self, source: Error) -> ModelError {
        let path = self.path.clone();
        let (line, problem) = match &source {
            Error::Description { line, message } => (Some(*line), message.clone()),
            Error::OutOfRange { value, .. } | Error::OutOfDomain { value, .. } => {
                (self.line(*value), source.to_string())
            }
            _ => (None, String::new()),
        };
        let Some(line) = line else {
            return ModelError::Model { path, source };
        };
        ModelError::Line {
            path,
            line,
            text: self.code(line).to_owned(),
            problem,
        }
    }

    /// A line without its comment, counted from one.
    fn code(&self, line: usize) -> &str {
        let text = self.text.lines().nth(line - 1).unwrap_or_default();
        text.split_once('#').map_or(text, |(code, _)| code).trim()
    }

    /// The line of a number; none if several lines have it.
    fn line(&self, number: f64) -> Option<usize> {
        let has = |line: &usize| {
            self.code(*line)
                .split(|c: char| !(c.is_alphanumeric() || "+-._".contains(c)))
                .filter_map(|word| word.replace('_', "").parse::<f64>().ok())
                .any(|value| value.total_cmp(&number).is_eq())
        };
        let mut found = (1..=self.text.lines().count()).filter(has);
        let first = found.next();
        if found.next().is_none() { first } else { None }
    }
}
