//! The fit of the FIRAS monopole against an independent analysis, to its last digit.
//!
//! `scripts/firas.py` (NumPy 2, normal equations by matrix inversion) made the numbers.

use std::path::PathBuf;

use lastscatter_inference::{Fit, LevenbergMarquardt, LinearModel};
use lastscatter_likelihood::firas::{Component, FirasData, FirasLikelihood};
use nalgebra::DMatrix;

const TEMPERATURE_GALAXY: &[Component] = &[Component::Temperature, Component::Galaxy];

fn with(extra: &[Component]) -> Vec<Component> {
    [TEMPERATURE_GALAXY, extra].concat()
}

fn fit(data: &FirasData, components: &[Component]) -> Fit {
    let likelihood = FirasLikelihood::new(data.clone(), components).expect("valid components");
    let start = vec![0.0; components.len()];
    LevenbergMarquardt::default()
        .minimise(&likelihood, &start)
        .expect("a linear problem converges")
}

/// Best fit and standard error of parameter `i`, rounded as published.
fn rounded(fit: &Fit, i: usize, unit: f64) -> (String, String) {
    let round = |v: f64| format!("{:.2}", v / unit);
    (round(fit.theta[i]), round(fit.standard_errors()[i]))
}

fn pair(value: &str, error: &str) -> (String, String) {
    (value.to_owned(), error.to_owned())
}

fn shared(name: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("LASTSCATTER_DATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    let path = folder.join("firas").join(name);
    if path.is_file() {
        return Some(path);
    }
    #[expect(clippy::print_stderr, reason = "a skipped test must say so")]
    {
        eprintln!(
            "SKIPPED: {} is missing; set LASTSCATTER_DATA",
            path.display()
        );
    }
    None
}

#[test]
fn independent_errors() {
    let data = FirasData::published();
    let base = fit(&data, TEMPERATURE_GALAXY);
    assert_eq!(rounded(&base, 0, 1.0), pair("0.54", "8.06"));
    assert_eq!(format!("{:.2}", base.chi_squared), "45.02");
    assert_eq!(base.degrees_of_freedom(), 41);
    let mu = fit(&data, &with(&[Component::ChemicalPotential]));
    assert_eq!(rounded(&mu, 2, 1e-5), pair("-0.90", "3.43"));
    let y = fit(&data, &with(&[Component::ComptonY]));
    assert_eq!(rounded(&y, 2, 1e-6), pair("0.09", "3.61"));
    let both = fit(
        &data,
        &with(&[Component::ChemicalPotential, Component::ComptonY]),
    );
    assert_eq!(rounded(&both, 2, 1e-5), pair("-3.25", "6.25"));
    assert_eq!(rounded(&both, 3, 1e-6), pair("2.96", "6.59"));
    assert_eq!(format!("{:.2}", both.chi_squared), "44.75");
}

#[test]
fn correlated_errors() {
    let Some(path) = shared("firas_correlation_matrix.txt") else {
        return;
    };
    let data = FirasData::published().with_covariance_file(path).unwrap();
    let base = fit(&data, TEMPERATURE_GALAXY);
    assert_eq!(rounded(&base, 0, 1.0), pair("0.78", "8.49"));
    assert_eq!(format!("{:.2}", base.chi_squared), "48.73");
    let mu = fit(&data, &with(&[Component::ChemicalPotential]));
    assert_eq!(rounded(&mu, 2, 1e-5), pair("-1.14", "3.54"));
    let y = fit(&data, &with(&[Component::ComptonY]));
    assert_eq!(rounded(&y, 2, 1e-6), pair("-0.13", "3.73"));
}

#[test]
fn published_product_equals_the_embedded_table() {
    let Some(path) = shared("firas_monopole_spec_v1.txt") else {
        return;
    };
    let (product, table) = (FirasData::read(path).unwrap(), FirasData::published());
    assert_eq!(product.wavenumber_inv_cm(), table.wavenumber_inv_cm());
    assert_eq!(product.residual_kjy_sr(), table.residual_kjy_sr());
    assert_eq!(product.sigma_kjy_sr(), table.sigma_kjy_sr());
    assert_eq!(product.galaxy_kjy_sr(), table.galaxy_kjy_sr());
    assert_eq!(product.monopole_mjy_sr(), table.monopole_mjy_sr());
}

#[test]
fn levenberg_marquardt_finds_the_exact_linear_solution() {
    let data = FirasData::published();
    let components = with(&[Component::ChemicalPotential, Component::ComptonY]);
    let mut design = DMatrix::zeros(data.len(), components.len());
    for (mut column, component) in design.column_iter_mut().zip(&components) {
        column.copy_from_slice(&component.template_kjy_sr(&data).unwrap());
    }
    let exact = LinearModel::with_covariance(&design, data.residual_kjy_sr(), data.covariance())
        .unwrap()
        .solve()
        .unwrap();
    let iterated = fit(&data, &components);
    for (i, sigma) in exact.standard_errors().iter().enumerate() {
        let miss = (iterated.theta[i] - exact.theta[i]).abs() / sigma;
        // The iteration stops where a step would lower χ² = 45 by less than 1e-16 of it: 7e-8 σ.
        assert!(miss < 7e-8, "parameter {i} is {miss:e} σ off");
    }
}
