//! Chains in one Parquet file, for pandas, Polars, `DuckDB` and R.
//!
//! ```text
//! chain  weight  minus_log_post  θ_1  θ_2 …      one row a sample; a row group a chain
//! ```
//!
//! `chain` counts from 1, all else is f64. The footer's metadata hold `NAME.label` (LaTeX) of each
//! parameter, and where there are such `NAME.lower`, `NAME.upper` and `NAME.derived`.
//!
//! ```text
//! samples = pandas.read_parquet("planck.parquet")
//! labels = pyarrow.parquet.read_schema("planck.parquet").metadata   # {b'tau.label': b'\\tau', …}
//! ```

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Repetition, Type as PhysicalType};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{DataType, DoubleType, Int32Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};

use crate::chains::{Chain, Chains};
use crate::error::{Error, io_error};
use crate::parameter::{ParameterInfo, ParameterRole};
use crate::run::write_atomically;

const CHAIN: &str = "chain";
const WEIGHT: &str = "weight";
const MINUS_LOG_POST: &str = "minus_log_post";

/// Writes `chains` to the file `path`, which is complete or not there.
///
/// # Accuracy
///
/// [`read`] gives back the same bits, and so does pyarrow: `tests/parquet.rs`.
///
/// # Errors
///
/// [`Error::Io`]; [`Error::InvalidName`] for a parameter with the name of another column.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Chain, Chains, ParameterInfo, parquet};
///
/// let folder = tempfile::tempdir()?;
/// let chain = Chain::new(1, vec![0.1, 0.3], vec![2.0, 1.0], vec![-0.5, -1.5])?;
/// let chains = Chains::new(vec![ParameterInfo::new("mu", r"\mu")], vec![chain])?;
/// parquet::write(folder.path().join("firas.parquet"), &chains)?;
/// assert_eq!(parquet::read(folder.path().join("firas.parquet"))?, chains);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write(path: impl AsRef<Path>, chains: &Chains) -> Result<(), Error> {
    let path = path.as_ref();
    for parameter in chains.parameters() {
        if [CHAIN, WEIGHT, MINUS_LOG_POST].contains(&parameter.name.as_str()) {
            return Err(Error::InvalidName {
                name: parameter.name.clone(),
                expected: "another name than those of the columns beside the parameters",
            });
        }
    }
    write_atomically(path, &contents(chains).map_err(format_error(path))?)
}

fn contents(chains: &Chains) -> Result<Vec<u8>, ParquetError> {
    let column = |name: &str, physical| {
        let column = Type::primitive_type_builder(name, physical);
        let column = column.with_repetition(Repetition::REQUIRED);
        column.build().map(Arc::new)
    };
    let mut fields = vec![column(CHAIN, PhysicalType::INT32)?];
    let parameters = chains.parameters();
    let names = parameters.iter().map(|p| p.name.as_str());
    for name in [WEIGHT, MINUS_LOG_POST].into_iter().chain(names) {
        fields.push(column(name, PhysicalType::DOUBLE)?);
    }
    let schema = Type::group_type_builder("samples").with_fields(fields);
    // Of these few values are different.
    let repetitive = |name: &str| ColumnPath::from(name);
    let properties = WriterProperties::builder()
        .set_dictionary_enabled(false)
        .set_column_dictionary_enabled(repetitive(CHAIN), true)
        .set_column_dictionary_enabled(repetitive(WEIGHT), true)
        .set_created_by(concat!("lastscatter ", env!("CARGO_PKG_VERSION")).into())
        .set_key_value_metadata(Some(parameters.iter().flat_map(notes).collect()))
        .build();
    let mut writer =
        SerializedFileWriter::new(Vec::new(), Arc::new(schema.build()?), Arc::new(properties))?;
    for (chain, number) in chains.chains().iter().zip(1..) {
        let mut group = writer.next_row_group()?;
        append::<Int32Type>(&mut group, &vec![number; chain.len()])?;
        append::<DoubleType>(&mut group, chain.weights())?;
        let minus: Vec<f64> = chain.ln_density().iter().map(|x| -x).collect();
        append::<DoubleType>(&mut group, &minus)?;
        for parameter in 0..chain.dimension() {
            let values: Vec<f64> = chain.rows().map(|row| row[parameter]).collect();
            append::<DoubleType>(&mut group, &values)?;
        }
        group.close()?;
    }
    writer.into_inner()
}

/// What is known of a parameter beside its samples.
fn notes(parameter: &ParameterInfo) -> impl Iterator<Item = KeyValue> {
    let derived = parameter.role == ParameterRole::Derived;
    [
        ("label", Some(parameter.label.clone())),
        ("lower", parameter.lower.map(|x| format!("{x:e}"))),
        ("upper", parameter.upper.map(|x| format!("{x:e}"))),
        ("derived", derived.then(|| "true".into())),
    ]
    .into_iter()
    .filter_map(|(what, value)| Some(KeyValue::new(format!("{}.{what}", parameter.name), value?)))
}

fn append<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, Vec<u8>>,
    values: &[T::T],
) -> Result<(), ParquetError> {
    let column = group.next_column()?;
    let mut column = column.ok_or_else(|| ParquetError::General("too few columns".into()))?;
    column.typed::<T>().write_batch(values, None, None)?;
    column.close()
}

/// The chains in the file `path` that [`write()`] wrote.
///
/// # Errors
///
/// [`Error::Io`], [`Error::Format`] for another file, and those of [`Chain::new`] and [`Chains::new`].
pub fn read(path: impl AsRef<Path>) -> Result<Chains, Error> {
    let path = path.as_ref();
    let file = File::open(path).map_err(io_error(path))?;
    let wrong = |what: &str| format_error(path)(ParquetError::General(what.into()));
    let reader = SerializedFileReader::new(file).map_err(format_error(path))?;
    let metadata = reader.metadata().file_metadata();
    let notes: HashMap<&str, &str> = metadata
        .key_value_metadata()
        .into_iter()
        .flatten()
        .filter_map(|note| Some((note.key.as_str(), note.value.as_deref()?)))
        .collect();
    let columns = metadata.schema_descr().columns();
    let names: Vec<&str> = columns.iter().map(|c| c.name()).collect();
    let Some(names) = names.strip_prefix(&[CHAIN, WEIGHT, MINUS_LOG_POST]) else {
        return Err(wrong("the first columns are not those of chains"));
    };
    if columns[1..]
        .iter()
        .any(|c| c.physical_type() != PhysicalType::DOUBLE || c.max_def_level() > 0)
    {
        return Err(wrong("a column is not of f64 in every row"));
    }
    let parameters = names.iter().map(|name| {
        let note = |what| notes.get(format!("{name}.{what}").as_str()).copied();
        let bound = |what| {
            let number = note(what).map(str::parse).transpose();
            number.map_err(|_| wrong("a bound is no number"))
        };
        Ok(ParameterInfo {
            lower: bound("lower")?,
            upper: bound("upper")?,
            role: match note("derived") {
                Some(_) => ParameterRole::Derived,
                None => ParameterRole::Sampled,
            },
            ..ParameterInfo::new(*name, note("label").unwrap_or_default())
        })
    });
    let parameters = parameters.collect::<Result<Vec<_>, Error>>()?;
    let chains = (0..reader.num_row_groups()).map(|i| {
        let group = reader.get_row_group(i).map_err(format_error(path))?;
        let column = |i| values(&*group, i).map_err(format_error(path));
        let (weights, minus) = (column(1)?, column(2)?);
        let columns = (0..names.len()).map(|p| column(3 + p));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let rows = (0..weights.len()).flat_map(|row| columns.iter().map(move |c| c[row]));
        Chain::new(
            names.len(),
            rows.collect(),
            weights,
            minus.into_iter().map(|x| -x).collect(),
        )
    });
    Chains::new(parameters, chains.collect::<Result<_, _>>()?)
}

fn values(group: &dyn RowGroupReader, column: usize) -> Result<Vec<f64>, ParquetError> {
    let rows = usize::try_from(group.metadata().num_rows()).unwrap_or_default();
    let mut reader = get_typed_column_reader::<DoubleType>(group.get_column_reader(column)?);
    let mut values = Vec::new();
    reader.read_records(rows, None, None, &mut values)?;
    if values.len() == rows {
        Ok(values)
    } else {
        Err(ParquetError::General("a column is too short".into()))
    }
}

fn format_error(path: &Path) -> impl FnOnce(ParquetError) -> Error {
    move |source| Error::Format {
        path: path.into(),
        source: source.into(),
    }
}
