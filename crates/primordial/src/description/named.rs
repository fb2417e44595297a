//! Tables that say by a key `name` what they are.

use std::{mem, ops::Range};

use serde::Deserialize;
use toml::{
    Spanned,
    de::{DeTable, DeValue, Deserializer},
};

use super::Description;
use crate::Error;

/// The key.
const NAME: &str = "name";

/// What a text describes. serde's own tagged enumerations forget where in the text they stand, and their errors with them.
pub(super) fn parse(text: &str) -> Result<Description, Error> {
    let error = |error: toml::de::Error| {
        let start = error.span().map_or(0, |span| span.start);
        Error::Description {
            line: 1 + text.bytes().take(start).filter(|b| *b == b'\n').count(),
            message: message(error.message()),
        }
    };
    let mut table = DeTable::parse(text).map_err(error)?;
    let span = table.span();
    unfold(table.get_mut(), span);
    Description::deserialize(Deserializer::from(table)).map_err(error)
}

/// In the words of descriptions, not of types: an enumeration is a word, or a table whose only key is the variant's name.
fn message(parser: &str) -> String {
    let message = match parser {
        m if m.starts_with("wanted exactly 1 element") => {
            "expected a key `name` that says what this is"
        }
        m if m.starts_with("invalid type: unit variant") => {
            "expected a table `{ … }` with settings for this word"
        }
        "wanted string or table" => "expected a word or a table `{ … }`",
        m => m,
    };
    let message = message.replace("unknown variant", "unknown name");
    message.lines().collect::<Vec<_>>().join(" ")
}

/// `{ name = "x", … }` becomes `{ x = { … } }`, here and in all that is inside.
fn unfold(table: &mut DeTable<'_>, span: Range<usize>) {
    for (_, value) in table.iter_mut() {
        let span = value.span();
        match value.get_mut() {
            DeValue::Table(table) => unfold(table, span),
            DeValue::Array(values) => {
                for value in values.iter_mut() {
                    let span = value.span();
                    if let DeValue::Table(table) = value.get_mut() {
                        unfold(table, span);
                    }
                }
            }
            _ => {}
        }
    }
    if table.get(NAME).is_some_and(|name| name.get_ref().is_str())
        && let Some(name) = table.remove(NAME)
    {
        let place = name.span();
        if let DeValue::String(name) = name.into_inner() {
            let rest = DeValue::Table(mem::take(table));
            table.insert(Spanned::new(place, name), Spanned::new(span, rest));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: &str = r#"
coefficient = "kiefer_kraemer"
k_reference_inv_mpc = 0.05
name = "wheeler_dewitt"
[standard]
name = "inflation"
potential.name = "tanh_step"
potential.height = 1e-3
potential.field = 15.3
potential.width = 0.02
[standard.potential.base]
scale = 1e-10
power = 2.0
name = "monomial"
"#;

    #[test]
    fn what_is_written_is_read_again() {
        let written = toml::to_string(&parse(STEP).unwrap()).unwrap();
        assert!(
            written
                .contains("[wheeler_dewitt.standard.inflation.potential.tanh_step.base.monomial]")
        );
        let again = toml::to_string(&parse(&written).unwrap()).unwrap();
        assert_eq!(written, again);
    }

    /// A mistake is found where it is, however deep and in whatever order.
    #[test]
    fn mistakes_have_their_line() {
        for (right, wrong, line, says) in [
            ("scale = ", "skale = ", 12, "unknown field `skale`"),
            (
                "\"monomial\"",
                "\"binomial\"",
                14,
                "unknown name `binomial`",
            ),
            ("15.3", "\"far\"", 9, "expected f64"),
            ("\"kiefer_kraemer\"", "3", 2, "expected a word or a table"),
            ("k_reference_inv_mpc", "k_reference", 3, "k_reference"),
            (
                "\"wheeler_dewitt\"",
                "\"wheeler\"",
                4,
                "unknown name `wheeler`",
            ),
        ] {
            match parse(&STEP.replace(right, wrong)) {
                Err(Error::Description {
                    line: found,
                    message,
                }) => {
                    assert!(message.contains(says), "{message}");
                    assert_eq!(found, line, "{message}");
                }
                other => panic!("{other:?}"),
            }
        }
        let nameless = STEP.replace("name = \"wheeler_dewitt\"\n", "");
        let message = parse(&nameless).unwrap_err().to_string();
        assert!(message.contains("expected a key `name`"), "{message}");
    }
}
