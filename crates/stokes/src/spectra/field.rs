//! The fields on the sky and their pairs.

use std::fmt;
use std::str::FromStr;

use crate::Error;

/// A field on the sky of the cosmic microwave background.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Temperature anisotropy ΔT, or ΔT/T₀.
    T,
    /// Gradient part of the polarisation; even parity, (−1)^ℓ, as T.
    E,
    /// Curl part of the polarisation; odd parity, (−1)^(ℓ+1).
    B,
    /// Lensing potential φ, whose gradient is the deflection; even parity.
    Phi,
}

impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::T => "T",
            Self::E => "E",
            Self::B => "B",
            Self::Phi => "φ",
        })
    }
}

/// Two fields that are correlated, in no order: ET is TE.
///
/// Reads `TE`, `te`, `ET`; φ as `φ`, `phi` or `P`.
///
/// ```
/// use lastscatter_stokes::spectra::{Field, Pair};
///
/// assert_eq!(Pair::new(Field::E, Field::T), Pair::TE);
/// assert_eq!("phiphi".parse(), Ok(Pair::PhiPhi));
/// assert_eq!(Pair::TPhi.to_string(), "Tφ");
/// assert!(Pair::EB.is_parity_odd() && !Pair::BB.is_parity_odd());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are their names")]
pub enum Pair {
    TT,
    EE,
    BB,
    TE,
    TB,
    EB,
    PhiPhi,
    TPhi,
    EPhi,
    BPhi,
}

impl Pair {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::TT,
        Self::EE,
        Self::BB,
        Self::TE,
        Self::TB,
        Self::EB,
        Self::PhiPhi,
        Self::TPhi,
        Self::EPhi,
        Self::BPhi,
    ];

    /// The pair of these two.
    #[must_use]
    pub const fn new(one: Field, other: Field) -> Self {
        use Field::{B, E, Phi, T};
        match (one, other) {
            (T, T) => Self::TT,
            (E, E) => Self::EE,
            (B, B) => Self::BB,
            (T, E) | (E, T) => Self::TE,
            (T, B) | (B, T) => Self::TB,
            (E, B) | (B, E) => Self::EB,
            (Phi, Phi) => Self::PhiPhi,
            (T, Phi) | (Phi, T) => Self::TPhi,
            (E, Phi) | (Phi, E) => Self::EPhi,
            (B, Phi) | (Phi, B) => Self::BPhi,
        }
    }

    /// The two fields, in the order of the name.
    #[must_use]
    pub const fn fields(self) -> [Field; 2] {
        use Field::{B, E, Phi, T};
        match self {
            Self::TT => [T, T],
            Self::EE => [E, E],
            Self::BB => [B, B],
            Self::TE => [T, E],
            Self::TB => [T, B],
            Self::EB => [E, B],
            Self::PhiPhi => [Phi, Phi],
            Self::TPhi => [T, Phi],
            Self::EPhi => [E, Phi],
            Self::BPhi => [B, Phi],
        }
    }

    /// Whether the spectrum changes sign in a mirror, and so vanishes where parity is conserved: TB, EB, Bφ.
    #[must_use]
    pub const fn is_parity_odd(self) -> bool {
        matches!(self, Self::TB | Self::EB | Self::BPhi)
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [one, other] = self.fields();
        f.pad(&format!("{one}{other}"))
    }
}

impl FromStr for Pair {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let lower = text.trim().to_lowercase();
        leading_field(&lower)
            .and_then(|(one, rest)| match leading_field(rest)? {
                (other, "") => Some(Self::new(one, other)),
                _ => None,
            })
            .ok_or_else(|| Error::UnknownPair {
                found: text.to_owned(),
            })
    }
}

fn leading_field(lower: &str) -> Option<(Field, &str)> {
    [
        ("t", Field::T),
        ("e", Field::E),
        ("b", Field::B),
        ("phi", Field::Phi),
        ("p", Field::Phi),
        ("φ", Field::Phi),
    ]
    .into_iter()
    .find_map(|(name, field)| Some((field, lower.strip_prefix(name)?)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_fields_round_trip() {
        for pair in Pair::ALL {
            let [one, other] = pair.fields();
            assert_eq!(Pair::new(one, other), pair);
            assert_eq!(Pair::new(other, one), pair);
            assert_eq!(pair.to_string().parse(), Ok(pair));
            let curls = pair.fields().iter().filter(|f| **f == Field::B).count();
            assert_eq!(pair.is_parity_odd(), curls == 1);
        }
    }

    #[test]
    fn other_spellings() {
        for (text, pair) in [
            (" et ", Pair::TE),
            ("PP", Pair::PhiPhi),
            ("PhiT", Pair::TPhi),
            ("φE", Pair::EPhi),
        ] {
            assert_eq!(text.parse(), Ok(pair));
        }
        for text in ["", "T", "TTT", "Q", "T E", "phi"] {
            assert_eq!(
                text.parse::<Pair>(),
                Err(Error::UnknownPair {
                    found: text.to_owned()
                })
            );
        }
    }
}
