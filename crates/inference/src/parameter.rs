//! Names, labels and ranges of parameters.

/// Whether a parameter is explored or follows from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ParameterRole {
    /// Varied by the sampler.
    #[default]
    Sampled,
    /// A function of sampled parameters, stored beside them (`*` in GetDist's files).
    Derived,
}

/// What a plot or a table needs to know of one parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterInfo {
    /// Short ASCII name without spaces, the key in chain files.
    pub name: String,
    /// LaTeX label without dollar signs.
    pub label: String,
    /// Hard lower bound, if the parameter has one.
    pub lower: Option<f64>,
    /// Hard upper bound, if the parameter has one.
    pub upper: Option<f64>,
    /// Sampled or derived.
    pub role: ParameterRole,
}

impl ParameterInfo {
    /// An unbounded sampled parameter.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            lower: None,
            upper: None,
            role: ParameterRole::Sampled,
        }
    }
}
