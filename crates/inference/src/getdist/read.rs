//! Reading chain files.

use std::fs;
use std::path::{Path, PathBuf};

use super::{numbered_files, with_suffix};
use crate::chains::{Chain, Chains};
use crate::error::{Error, io_error};
use crate::parameter::{ParameterInfo, ParameterRole};

/// Reads the chains with this root, as written by [`write`](super::write), GetDist, CosmoMC or Cobaya.
///
/// Chains are `root_N.txt`, else `root.N.txt`, else the single `root.txt`; numbers may have gaps.
/// Parameters are those of `root.paramnames`, or, where there is no such file, the names in the
/// first chain's header line (`# weight minuslogpost …`, Cobaya's own output). `root.ranges` may be
/// missing, may hold one bound of two, and may name parameters that the chains have not. Blank lines
/// and lines that begin with `#` are skipped.
///
/// # Errors
///
/// [`Error::Io`] where a file is missing, [`Error::Parse`] with file and line where one has another
/// form, [`Error::InvalidName`] for a doubled name.
pub fn read(root: impl AsRef<Path>) -> Result<Chains, Error> {
    let root = root.as_ref();
    let files = chain_files(root)?;
    let names_path = with_suffix(root, ".paramnames");
    let mut parameters = if names_path.exists() {
        names(&names_path, &text(&names_path)?)?
    } else {
        header(&text(&files[0])?).ok_or_else(|| Error::Io {
            path: names_path,
            source: std::io::ErrorKind::NotFound.into(),
        })?
    };
    let ranges_path = with_suffix(root, ".ranges");
    if ranges_path.exists() {
        set_ranges(&mut parameters, &ranges_path, &text(&ranges_path)?)?;
    }
    let chains = files
        .iter()
        .map(|path| rows(path, &text(path)?, parameters.len()))
        .collect::<Result<_, _>>()?;
    Chains::new(parameters, chains)
}

fn chain_files(root: &Path) -> Result<Vec<PathBuf>, Error> {
    for separator in ['_', '.'] {
        let files = numbered_files(root, separator)?;
        if !files.is_empty() {
            return Ok(files.into_iter().map(|(_, path)| path).collect());
        }
    }
    Ok(vec![with_suffix(root, ".txt")])
}

fn text(path: &Path) -> Result<String, Error> {
    fs::read_to_string(path).map_err(io_error(path))
}

/// Lines with content, numbered from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines()
        .enumerate()
        .map(|(i, line)| (i + 1, line.trim()))
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'))
}

fn parse_error(
    path: &Path,
    line: usize,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Error {
    Error::Parse {
        path: path.into(),
        line,
        found: found.into(),
        expected: expected.into(),
    }
}

fn names(path: &Path, text: &str) -> Result<Vec<ParameterInfo>, Error> {
    let mut parameters = Vec::<ParameterInfo>::new();
    for (line, content) in lines(text) {
        let (name, rest) = content
            .split_once(char::is_whitespace)
            .unwrap_or((content, ""));
        let label = rest.split('#').next().unwrap_or_default().trim();
        // GetDist reads '!' for a backslash.
        let mut parameter = ParameterInfo::new(name, label.replace('!', r"\"));
        if let Some(name) = name.strip_suffix('*') {
            parameter.name = name.into();
            parameter.role = ParameterRole::Derived;
        }
        if parameters.iter().any(|p| p.name == parameter.name) {
            return Err(parse_error(path, line, name, "each name once"));
        }
        parameters.push(parameter);
    }
    Ok(parameters)
}

/// Parameters from Cobaya's header line; its prior and χ² columns count as derived.
fn header(text: &str) -> Option<Vec<ParameterInfo>> {
    let mut names = text.lines().next()?.strip_prefix('#')?.split_whitespace();
    if names.next() != Some("weight") || names.next() != Some("minuslogpost") {
        return None;
    }
    let parameters = names.map(|name| {
        let mut parameter = ParameterInfo::new(name, name);
        if name.starts_with("minuslogprior") || name.starts_with("chi2") {
            parameter.role = ParameterRole::Derived;
        }
        parameter
    });
    Some(parameters.collect())
}

fn set_ranges(parameters: &mut [ParameterInfo], path: &Path, text: &str) -> Result<(), Error> {
    for (line, content) in lines(text) {
        let fields: Vec<&str> = content.split_whitespace().collect();
        let (name, lower, upper) = match fields[..] {
            [name, lower, upper] | [name, lower, upper, _] => (name, lower, upper),
            _ => return Err(parse_error(path, line, content, "name, lower, upper")),
        };
        let bound = |field: &str| -> Result<Option<f64>, Error> {
            if field == "N" {
                return Ok(None);
            }
            match field.parse::<f64>() {
                Ok(value) if value.is_nan() => {}
                Ok(value) => return Ok(Some(value).filter(|v| v.is_finite())),
                Err(_) => {}
            }
            Err(parse_error(path, line, field, "a number or N"))
        };
        let (lower, upper) = (bound(lower)?, bound(upper)?);
        if let (Some(l), Some(u)) = (lower, upper)
            && l > u
        {
            return Err(parse_error(path, line, content, "lower not above upper"));
        }
        if let Some(parameter) = parameters.iter_mut().find(|p| p.name == name) {
            parameter.lower = lower;
            parameter.upper = upper;
        }
    }
    Ok(())
}

fn rows(path: &Path, text: &str, dimension: usize) -> Result<Chain, Error> {
    let (mut samples, mut weights, mut ln_density) = (Vec::new(), Vec::new(), Vec::new());
    let mut last = 1;
    for (line, content) in lines(text) {
        last = line;
        let mut columns = 0;
        for field in content.split_ascii_whitespace() {
            let value: f64 = field
                .parse()
                .map_err(|_| parse_error(path, line, field, "a number"))?;
            let expected = match columns {
                0 if !(value >= 0.0 && value.is_finite()) => "a weight of zero or more",
                1 if value.is_nan() => "minus ln p",
                2.. if !value.is_finite() => "a finite number",
                _ => "",
            };
            if !expected.is_empty() {
                return Err(parse_error(path, line, field, expected));
            }
            match columns {
                0 => weights.push(value),
                1 => ln_density.push(-value),
                _ => samples.push(value),
            }
            columns += 1;
        }
        if columns != dimension + 2 {
            return Err(parse_error(
                path,
                line,
                format!("{columns} columns"),
                format!(
                    "{}: weight, minus ln p, {dimension} parameters",
                    dimension + 2
                ),
            ));
        }
    }
    if !weights.iter().any(|w| *w > 0.0) {
        return Err(parse_error(
            path,
            last,
            "no sample",
            "a row of positive weight",
        ));
    }
    Chain::new(dimension, samples, weights, ln_density)
}
