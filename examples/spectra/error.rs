//! What can be wrong with a parameter file.

use std::io;

/// A parameter file that cannot be used, with the place in it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ParameterError {
    #[error("{file}: {source}")]
    Read { file: String, source: io::Error },
    #[error("{file}: {source}")]
    Syntax {
        file: String,
        source: toml::de::Error,
    },
    #[error("{file}, line {line}: unknown key {key:?}: did you mean {nearest:?}?")]
    UnknownKey {
        file: String,
        line: usize,
        key: String,
        nearest: &'static str,
    },
    #[error("{place} = {value}: expected {expected}")]
    Value {
        place: String,
        value: String,
        expected: String,
    },
    #[error("{file}: {found} of h0 and theta_star_100: expected exactly one")]
    Hubble { file: String, found: &'static str },
    #[error("{place}: {source}")]
    Universe {
        place: String,
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    #[error("{place}: {source}")]
    Perturbations {
        place: String,
        source: lastscatter::boltzmann::Error,
    },
}
