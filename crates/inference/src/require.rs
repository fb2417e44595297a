//! Checks of arguments, with typed errors.

use crate::error::Error;

pub(crate) fn require_length(
    what: &'static str,
    found: usize,
    expected: usize,
) -> Result<(), Error> {
    if found == expected {
        Ok(())
    } else {
        Err(Error::Dimension {
            what,
            found,
            expected,
        })
    }
}

pub(crate) fn require_at_least(
    what: &'static str,
    found: usize,
    required: usize,
) -> Result<(), Error> {
    if found >= required {
        Ok(())
    } else {
        Err(Error::TooFew {
            what,
            found,
            required,
        })
    }
}

pub(crate) fn require_finite(what: &'static str, values: &[f64]) -> Result<(), Error> {
    match values.iter().position(|v| !v.is_finite()) {
        None => Ok(()),
        Some(index) => Err(Error::NonFiniteEntry {
            what,
            index,
            value: values[index],
        }),
    }
}

pub(crate) fn require_positive(name: &'static str, value: f64) -> Result<(), Error> {
    if value > 0.0 && value.is_finite() {
        Ok(())
    } else {
        Err(Error::OutOfDomain {
            name,
            value,
            expected: "a positive, finite number",
        })
    }
}

pub(crate) fn require_finite_number(name: &'static str, value: f64) -> Result<(), Error> {
    if value.is_finite() {
        Ok(())
    } else {
        Err(Error::OutOfDomain {
            name,
            value,
            expected: "a finite number",
        })
    }
}

/// Fails unless 0 ≤ `p` ≤ 1.
pub(crate) fn require_probability(name: &'static str, p: f64) -> Result<(), Error> {
    if (0.0..=1.0).contains(&p) {
        Ok(())
    } else {
        Err(Error::OutOfDomain {
            name,
            value: p,
            expected: "a number from 0 to 1",
        })
    }
}

/// Fails unless `lower` < `upper`; either may be infinite.
pub(crate) fn require_support(lower: f64, upper: f64) -> Result<(), Error> {
    let (name, value, expected) = if lower.is_nan() || lower == f64::INFINITY {
        ("lower", lower, "a number or -inf")
    } else if upper.is_nan() || upper <= lower {
        ("upper", upper, "a number above the lower bound, or +inf")
    } else {
        return Ok(());
    };
    Err(Error::OutOfDomain {
        name,
        value,
        expected,
    })
}
