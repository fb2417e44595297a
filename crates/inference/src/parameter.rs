//! Names, labels and ranges of parameters.

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
}

impl ParameterInfo {
    /// An unbounded parameter.
    pub fn new(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            lower: None,
            upper: None,
        }
    }
}
