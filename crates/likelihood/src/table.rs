//! Strict reading of small tables of numbers: what is wrong is said with its file and line.

use std::path::{Path, PathBuf};

use nalgebra::DMatrix;

use crate::Error;
use crate::folder::DataFolder;

/// What separates columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Separator {
    WhiteSpace,
    Bar,
}

/// One row of numbers and the line it stands on.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) line: usize,
    pub(crate) numbers: Vec<f64>,
}

/// A table of finite numbers, every row as long as the first.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Table {
    pub(crate) path: PathBuf,
    pub(crate) separator: Separator,
    pub(crate) rows: Vec<Row>,
}

impl Table {
    /// Reads a table of `columns` columns; `#` begins a comment, blank lines count for nothing.
    pub(crate) fn parse(path: &Path, text: &[u8], columns: usize) -> Result<Self, Error> {
        let text = std::str::from_utf8(text).map_err(|e| {
            let line = 1 + text[..e.valid_up_to()]
                .iter()
                .filter(|&&b| b == b'\n')
                .count();
            let expected = match text.starts_with(b"SIMPLE") {
                true => "plain text (FITS files are not read here)",
                false => "plain text",
            };
            data_error(path, line, "bytes that are not UTF-8", expected)
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let content = |line: &str| line.split('#').next().unwrap_or("").trim().to_owned();
        let lines: Vec<_> = (1..)
            .zip(text.lines().map(content))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        let Some((_, first)) = lines.first() else {
            let expected = format!("rows of {columns} numbers");
            return Err(data_error(
                path,
                text.lines().count().max(1),
                "no data",
                expected,
            ));
        };
        let separator = if first.contains('|') {
            Separator::Bar
        } else {
            Separator::WhiteSpace
        };
        let rows = lines
            .iter()
            .map(|(line, content)| {
                let numbers = numbers(path, *line, content, separator, columns)?;
                Ok(Row {
                    line: *line,
                    numbers,
                })
            })
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            path: path.to_owned(),
            separator,
            rows,
        })
    }

    /// Reads the table at `relative` in a data folder, which must have `rows` rows of `columns` numbers.
    pub(crate) fn read(
        folder: &DataFolder,
        relative: &str,
        rows: usize,
        columns: usize,
    ) -> Result<Self, Error> {
        let file = folder.bytes(relative)?;
        Self::parse(&file.path, &file.bytes, columns)?.of_rows(rows)
    }

    /// Reads a square matrix of `dimension` rows.
    pub(crate) fn read_matrix(
        folder: &DataFolder,
        relative: &str,
        dimension: usize,
    ) -> Result<DMatrix<f64>, Error> {
        let table = Self::read(folder, relative, dimension, dimension)?;
        Ok(DMatrix::from_fn(dimension, dimension, |i, j| {
            table.rows[i].numbers[j]
        }))
    }

    /// The same table, which must have `rows` rows.
    pub(crate) fn of_rows(self, rows: usize) -> Result<Self, Error> {
        if self.rows.len() == rows {
            return Ok(self);
        }
        let last = self.rows.last().map_or(1, |row| row.line);
        let found = format!("{} rows of numbers, the last one here", self.rows.len());
        Err(self.error(last, found, format!("{rows} rows")))
    }

    /// Column `index`.
    pub(crate) fn column(&self, index: usize) -> Vec<f64> {
        self.rows.iter().map(|row| row.numbers[index]).collect()
    }

    /// Column `index` as whole numbers of at most `largest`.
    pub(crate) fn whole_numbers(&self, index: usize, largest: usize) -> Result<Vec<usize>, Error> {
        let whole = |row: &Row| {
            let value = row.numbers[index];
            if value.fract() == 0.0 && value >= 0.0 && value <= largest as f64 {
                return Ok(value as usize);
            }
            let expected = format!("a whole number of 0 to {largest}");
            Err(self.error(
                row.line,
                format!("{value} in column {}", index + 1),
                expected,
            ))
        };
        self.rows.iter().map(whole).collect()
    }

    /// Fails unless the first column counts multipoles from `first` on.
    pub(crate) fn require_consecutive(&self, first: usize) -> Result<(), Error> {
        let ell = self.whole_numbers(0, first + self.rows.len())?;
        match (0..ell.len()).find(|&i| ell[i] != first + i) {
            Some(i) => {
                let found = format!("ℓ = {}", ell[i]);
                Err(self.error(self.rows[i].line, found, (first + i).to_string()))
            }
            None => Ok(()),
        }
    }

    /// An error about a row of this table.
    pub(crate) fn error(
        &self,
        line: usize,
        found: impl Into<String>,
        expected: impl Into<String>,
    ) -> Error {
        data_error(&self.path, line, found, expected)
    }
}

fn numbers(
    path: &Path,
    line: usize,
    content: &str,
    separator: Separator,
    columns: usize,
) -> Result<Vec<f64>, Error> {
    let fields: Vec<&str> = match separator {
        Separator::Bar => content.split('|').map(str::trim).collect(),
        Separator::WhiteSpace => content.split_whitespace().collect(),
    };
    if fields.len() != columns {
        let found = match fields.len() {
            1 => "1 column".to_owned(),
            n => format!("{n} columns"),
        };
        return Err(data_error(
            path,
            line,
            found,
            format!("{columns} columns, separated by white space or |"),
        ));
    }
    fields
        .iter()
        .zip(1..)
        .map(|(field, column)| match field.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(data_error(
                path,
                line,
                format!("{field:?} in column {column}"),
                "a finite number",
            )),
        })
        .collect()
}

pub(crate) fn data_error(
    path: &Path,
    line: usize,
    found: impl Into<String>,
    expected: impl Into<String>,
) -> Error {
    Error::Data {
        path: path.to_owned(),
        line,
        found: found.into(),
        expected: expected.into(),
    }
}

/// The bytes of a file.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    std::fs::read(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })
}
