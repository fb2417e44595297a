//! Reading a parameter file.

use std::collections::BTreeMap;
use std::path::Path;

use lastscatter::analysis::nearest;
use toml::{Spanned, Value};

use crate::error::ParameterError;
use crate::keys::KEYS;

/// The values of a parameter file, each with its line.
#[derive(Debug)]
pub(crate) struct ParameterFile {
    name: String,
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    line: usize,
    value: Value,
}

impl ParameterFile {
    /// Reads a file; also returns its bytes.
    pub(crate) fn read(path: &Path) -> Result<(Self, String), ParameterError> {
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            Ok(text) => Ok((Self::parse(&name, &text)?, text)),
            Err(source) => Err(ParameterError::Read { file: name, source }),
        }
    }

    /// Reads a text that stands in the file `name`.
    pub(crate) fn parse(name: &str, text: &str) -> Result<Self, ParameterError> {
        let table: BTreeMap<String, Spanned<Value>> =
            toml::from_str(text).map_err(|source| ParameterError::Syntax {
                file: name.to_owned(),
                source,
            })?;
        let mut entries = BTreeMap::new();
        for (key, value) in table {
            let line = 1 + text[..value.span().start].matches('\n').count();
            if !KEYS.iter().any(|known| known.name == key) {
                return Err(ParameterError::UnknownKey {
                    file: name.to_owned(),
                    line,
                    nearest: nearest(&key, KEYS.iter().map(|known| known.name)),
                    key,
                });
            }
            let value = value.into_inner();
            entries.insert(key, Entry { line, value });
        }
        Ok(Self {
            name: name.to_owned(),
            entries,
        })
    }

    /// The file's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The line of each key.
    pub(crate) fn lines(&self) -> BTreeMap<String, usize> {
        let entries = self.entries.iter();
        entries.map(|(key, e)| (key.clone(), e.line)).collect()
    }

    /// The number under a key.
    pub(crate) fn number(&self, key: &str) -> Result<Option<f64>, ParameterError> {
        self.entry(key, "a finite number", finite)
    }

    /// The list of numbers under a key.
    pub(crate) fn numbers(&self, key: &str) -> Result<Option<Vec<f64>>, ParameterError> {
        self.entry(key, "a list of finite numbers", |value| {
            value.as_array()?.iter().map(finite).collect()
        })
    }

    /// What the word under a key stands for.
    pub(crate) fn choice<T: Copy>(
        &self,
        key: &str,
        words: &[(&str, T)],
    ) -> Result<Option<T>, ParameterError> {
        let names: Vec<&str> = words.iter().map(|word| word.0).collect();
        let mut expected = names.join(", ");
        if let Some(written) = self.entries.get(key).and_then(|e| e.value.as_str()) {
            expected += &format!("; did you mean {:?}?", nearest(written, names));
        }
        self.entry(key, &expected, |value| {
            let written = value.as_str()?;
            words
                .iter()
                .find(|word| word.0 == written)
                .map(|word| word.1)
        })
    }

    fn entry<T>(
        &self,
        key: &str,
        expected: &str,
        read: impl Fn(&Value) -> Option<T>,
    ) -> Result<Option<T>, ParameterError> {
        let Some(Entry { line, value }) = self.entries.get(key) else {
            return Ok(None);
        };
        match read(value) {
            Some(read) => Ok(Some(read)),
            None => Err(ParameterError::Value {
                place: format!("{}, line {line}: {key}", self.name),
                value: value.to_string(),
                expected: expected.to_owned(),
            }),
        }
    }
}

fn finite(value: &Value) -> Option<f64> {
    let number = match value {
        Value::Integer(integer) => *integer as f64,
        Value::Float(float) => *float,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message<T: std::fmt::Debug>(result: Result<T, ParameterError>) -> String {
        result.expect_err("must be refused").to_string()
    }

    #[test]
    fn numbers_may_be_whole() {
        let file = ParameterFile::parse("a", "h0 = 70\nneutrino_masses_ev = [0, 0.1]").unwrap();
        assert_eq!(file.number("h0").unwrap(), Some(70.0));
        let masses = file.numbers("neutrino_masses_ev").unwrap();
        assert_eq!(masses, Some(vec![0.0, 0.1]));
        assert_eq!(file.number("tau").unwrap(), None);
        assert_eq!(file.lines()["neutrino_masses_ev"], 2);
    }

    #[test]
    fn unknown_keys_and_bad_syntax_are_placed() {
        let unknown = message(ParameterFile::parse(
            "a.toml",
            "h0 = 70\n\nomega_b = 0.02\n",
        ));
        let expected = r#"a.toml, line 3: unknown key "omega_b": did you mean "omega_b_h2"?"#;
        assert_eq!(unknown, expected);
        let syntax = message(ParameterFile::parse("a.toml", "h0 = 70\ntau = \n"));
        assert!(syntax.starts_with("a.toml: "), "{syntax}");
        assert!(syntax.contains("line 2"), "{syntax}");
        let twice = message(ParameterFile::parse("a.toml", "h0 = 70\nh0 = 71\n"));
        assert!(twice.contains("line 2"), "{twice}");
        // A table in the file is a key like any other.
        let table = message(ParameterFile::parse("a.toml", "[cosmology]\nh0 = 70\n"));
        assert!(table.contains(r#"unknown key "cosmology""#), "{table}");
    }

    #[test]
    fn wrong_types_are_named() {
        let text = "h0 = \"70\"\nn_s = nan\ntau = [0.05]\nneutrino_masses_ev = 0.06\n\
                    initial_condition = \"adiabatik\"";
        let file = ParameterFile::parse("a.toml", text).unwrap();
        for (found, expected) in [
            (
                message(file.number("h0")),
                r#"a.toml, line 1: h0 = "70": expected a finite number"#,
            ),
            (
                message(file.number("n_s")),
                "a.toml, line 2: n_s = nan: expected a finite number",
            ),
            (
                message(file.number("tau")),
                "a.toml, line 3: tau = [0.05]: expected a finite number",
            ),
            (
                message(file.numbers("neutrino_masses_ev")),
                "a.toml, line 4: neutrino_masses_ev = 0.06: expected a list of finite numbers",
            ),
            (
                message(file.choice("initial_condition", &[("adiabatic", 1), ("other", 2)])),
                r#"a.toml, line 5: initial_condition = "adiabatik": expected adiabatic, other; did you mean "adiabatic"?"#,
            ),
        ] {
            assert_eq!(found, expected);
        }
    }
}
