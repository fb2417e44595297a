//! Names, labels, ranges and priors of parameters.

use crate::error::Error;
use crate::prior::Prior;

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

/// A parameter to be inferred: its name, its label and its prior.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Parameter, Prior};
///
/// let tau = Parameter::new("tau", r"\tau", Prior::uniform(0.01, 0.2)?)?;
/// assert_eq!(tau.info().upper, Some(0.2));
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    name: String,
    label: String,
    prior: Prior,
}

impl Parameter {
    /// A parameter of ASCII name (the key in chain files) and LaTeX label without dollar signs.
    ///
    /// # Errors
    ///
    /// [`Error::InvalidName`] for a name that is empty, not printable ASCII, or has a space, `*` (the
    /// mark of a derived parameter), `?` or `#` in it.
    pub fn new(
        name: impl Into<String>,
        label: impl Into<String>,
        prior: Prior,
    ) -> Result<Self, Error> {
        let name = name.into();
        require_name(&name)?;
        Ok(Self {
            name,
            label: label.into(),
            prior,
        })
    }

    /// Key in chain files.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// LaTeX label.
    #[must_use]
    pub fn label(&self) -> &str {
        &self.label
    }

    /// Prior distribution.
    #[must_use]
    pub const fn prior(&self) -> &Prior {
        &self.prior
    }

    /// What plots and chain files need; the bounds are those of the prior.
    #[must_use]
    pub fn info(&self) -> ParameterInfo {
        let (lower, upper) = self.prior.support();
        ParameterInfo {
            lower: lower.is_finite().then_some(lower),
            upper: upper.is_finite().then_some(upper),
            ..ParameterInfo::new(&self.name, &self.label)
        }
    }
}

/// Fails for a name that chain files cannot carry.
pub(crate) fn require_name(name: &str) -> Result<(), Error> {
    let allowed = |b: u8| b.is_ascii_graphic() && !matches!(b, b'*' | b'?' | b'#');
    if !name.is_empty() && name.bytes().all(allowed) {
        Ok(())
    } else {
        Err(Error::InvalidName {
            name: name.into(),
            expected: "printable ASCII without spaces, '*', '?' or '#'",
        })
    }
}

/// Fails for a name that is there twice.
pub(crate) fn require_distinct<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = Vec::new();
    for name in names {
        if seen.contains(&name) {
            return Err(Error::InvalidName {
                name: name.into(),
                expected: "each name once",
            });
        }
        seen.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_break_a_chain_file_are_errors() {
        let prior = Prior::half_normal(1.0).unwrap();
        for name in ["", "a b", "tau*", "τ"] {
            assert!(matches!(
                Parameter::new(name, "", prior),
                Err(Error::InvalidName { .. })
            ));
        }
        let info = Parameter::new("A_s", "A_s", prior).unwrap().info();
        assert_eq!((info.lower, info.upper), (Some(0.0), None));
    }
}
