//! Chains as Parquet files.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::fs;
use std::path::Path;

use lastscatter_inference::{Chain, Chains, Error, ParameterInfo, ParameterRole, parquet};

fn chains() -> Chains {
    let tau = ParameterInfo {
        lower: Some(0.01),
        ..ParameterInfo::new("tau", r"\tau")
    };
    let hubble = ParameterInfo {
        role: ParameterRole::Derived,
        ..ParameterInfo::new("H0", "H_0")
    };
    let (a, b) = (
        Chain::new(
            2,
            vec![0.054, 67.27, 0.061, 67.5, 0.1, -0.0],
            vec![2.0, 1.0, 7.0],
            vec![-0.5, -1.5, 2.25],
        ),
        Chain::new(
            2,
            vec![5e-324, 1e-5, 1.0 / 3.0, 66.0],
            vec![1.0, 3.0],
            vec![-1e300, -0.1],
        ),
    );
    Chains::new(vec![tau, hubble], vec![a.unwrap(), b.unwrap()]).unwrap()
}

/// Chains and all bits of their numbers.
fn bits(chains: &Chains) -> Vec<u64> {
    let numbers = |c: &Chain| [c.samples(), c.weights(), c.ln_density()].concat();
    let all = chains.chains().iter().flat_map(numbers);
    all.map(f64::to_bits).collect()
}

#[test]
fn what_pyarrow_wrote_is_read() -> Result<(), Error> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/pyarrow.parquet");
    let found = parquet::read(file)?;
    assert_eq!(found, chains());
    assert_eq!(bits(&found), bits(&chains()));
    Ok(())
}

#[test]
fn round_trip_is_exact() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chains.parquet");
    parquet::write(&path, &chains())?;
    let found = parquet::read(&path)?;
    assert_eq!(found, chains());
    assert_eq!(bits(&found), bits(&chains()));
    // Longer than a page, with densities of zero, in place of what was there.
    let n = 300_000;
    let noise = |i: usize| (i as f64 * 0.7).sin() / (1.0 + i as f64);
    let chain = Chain::new(
        2,
        (0..2 * n).map(noise).collect(),
        (0..n).map(|i| (i % 7 + 1) as f64).collect(),
        (0..n)
            .map(|i| if i == 5 { f64::NEG_INFINITY } else { noise(i) })
            .collect(),
    )?;
    let long = Chains::new(chains().parameters().to_vec(), vec![chain])?;
    parquet::write(&path, &long)?;
    assert!(parquet::read(&path)? == long);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    Ok(())
}

#[test]
fn other_files_and_names_are_typed_errors() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chains.parquet");
    assert!(matches!(parquet::read(&path), Err(Error::Io { .. })));
    parquet::write(&path, &chains())?;
    let whole = fs::read(&path).unwrap();
    for kept in [0, 3, whole.len() / 2, whole.len() - 1] {
        fs::write(&path, &whole[..kept]).unwrap();
        assert!(matches!(parquet::read(&path), Err(Error::Format { .. })));
    }
    let chain = Chain::new(1, vec![1.0], vec![1.0], vec![0.0])?;
    let weight = Chains::new(vec![ParameterInfo::new("weight", "w")], vec![chain])?;
    assert!(matches!(
        parquet::write(&path, &weight),
        Err(Error::InvalidName { name, .. }) if name == "weight"
    ));
    assert!(matches!(
        parquet::write(folder.path().join("nowhere/x"), &chains()),
        Err(Error::Io { .. })
    ));
    Ok(())
}
