//! Reading FIRAS tables: forms, refusals, and the model's limits.

use std::path::PathBuf;

use approx::assert_relative_eq;
use lastscatter_constants::uom::si::{
    f64::ThermodynamicTemperature, thermodynamic_temperature::kelvin,
};
use lastscatter_inference::{LogDensity, LogDensityGradient, stream};
use lastscatter_likelihood::Error;
use lastscatter_likelihood::firas::{Component, CovarianceForm, FirasData, FirasLikelihood};
use lastscatter_radiation::Blackbody;

const ALL: [Component; 4] = [
    Component::Temperature,
    Component::Galaxy,
    Component::ChemicalPotential,
    Component::ComptonY,
];

fn write(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("table.txt");
    std::fs::write(&path, text).expect("written");
    (folder, path)
}

#[test]
fn comments_blank_lines_and_line_ends_do_not_matter() {
    let text = "# a comment\r\n\r\n 2.27 | 5 | 14 | 4 | 200.723 # first\r\n2.72|9|19|3|249.508\r\n";
    let (_folder, path) = write(text);
    let data = FirasData::read(&path).unwrap();
    assert_eq!(data.len(), 2);
    assert_eq!(data.sigma_kjy_sr(), [14.0, 19.0]);
    assert_eq!(data.path(), Some(path.as_path()));
}

#[test]
fn bytes_that_are_no_text_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("table.txt");
    std::fs::write(&path, b"# fine\n2.27 | 5 | \xff | 4 | 200.7\n").unwrap();
    let error = FirasData::read(&path).unwrap_err();
    assert!(matches!(error, Error::Data { line: 2, .. }), "{error}");
}

#[test]
fn covariance_file_with_variances_is_the_covariance_itself() {
    let data = FirasData::published();
    let sigma = data.sigma_kjy_sr().to_vec();
    let row = |i: usize| {
        let cells = (0..43).map(|j| {
            if i == j {
                1.44 * sigma[i] * sigma[i]
            } else {
                0.0
            }
        });
        cells.map(|v| v.to_string()).collect::<Vec<_>>().join(" ")
    };
    let (_folder, path) = write(&(0..43).map(row).collect::<Vec<_>>().join("\n"));
    let wider = data.with_covariance_file(path).unwrap();
    let form = wider.covariance_file().map(|file| file.form);
    assert_eq!(form, Some(CovarianceForm::Covariance));
    for (wide, once) in wider.sigma_kjy_sr().iter().zip(&sigma) {
        assert_relative_eq!(*wide, 1.2 * once, max_relative = 1e-15);
    }
}

#[test]
fn components_are_checked() {
    let data = FirasData::published();
    for bad in [&[][..], &[Component::Galaxy, Component::Galaxy]] {
        let error = FirasLikelihood::new(data.clone(), bad).unwrap_err();
        assert!(matches!(error, Error::Components { .. }), "{error}");
    }
}

#[test]
fn temperature_template_is_the_limit_of_a_warmer_blackbody() {
    let data = FirasData::published();
    let template = Component::Temperature.template_kjy_sr(&data).unwrap();
    let at = |t: f64| Blackbody::new(ThermodynamicTemperature::new::<kelvin>(t)).unwrap();
    // 1 mK, a hundred times the statistical error: the linear model is good to 2e-3 of the shift.
    let (warm, cold) = (at(2.726), at(2.725));
    for (t, nu) in template.iter().zip(data.frequencies()) {
        let difference = warm.spectral_radiance(nu).unwrap() - cold.spectral_radiance(nu).unwrap();
        assert_relative_eq!(difference.si() / 1e-23, 1e3 * t, max_relative = 2e-3);
    }
}

#[test]
fn gradient_is_that_of_the_value() {
    let likelihood = FirasLikelihood::new(FirasData::published(), &ALL).unwrap();
    let theta = [3.0, 0.01, 2e-5, -1e-6];
    let mut gradient = [0.0; 4];
    let value = likelihood
        .ln_density_and_gradient(&theta, &mut gradient)
        .unwrap();
    assert_relative_eq!(value, likelihood.ln_density(&theta).unwrap());
    for (j, step) in [1.0, 1e-2, 1e-5, 1e-6].into_iter().enumerate() {
        // The density is quadratic, so central differences are exact but for rounding.
        let shifted = |by: f64| {
            let mut point = theta;
            point[j] += by;
            likelihood.ln_density(&point).unwrap()
        };
        let difference = (shifted(step) - shifted(-step)) / (2.0 * step);
        assert_relative_eq!(gradient[j], difference, max_relative = 1e-8);
    }
}

#[test]
fn predictive_draws_have_the_covariance_and_mean_of_the_model() {
    let likelihood = FirasLikelihood::new(FirasData::published(), &ALL).unwrap();
    let theta = [20.0, 0.1, 1e-5, 1e-6];
    let mut rng = stream(5, 0);
    let draws = 4000;
    let mean = (0..draws)
        .map(|_| {
            let draw = likelihood.draw_kjy_sr(&theta, &mut rng).unwrap();
            likelihood.chi_squared_of_residual(&draw, &theta).unwrap()
        })
        .sum::<f64>()
        / f64::from(draws);
    // χ² of 43 points: mean 43, standard error of the mean √(86/4000) = 0.147; five of those.
    assert!((mean - 43.0).abs() < 0.73, "{mean}");
    let model = likelihood.model_kjy_sr(&theta).unwrap();
    assert_relative_eq!(
        likelihood.chi_squared_of_residual(&model, &theta).unwrap(),
        0.0,
        epsilon = 1e-18
    );
}

#[test]
fn amplitudes_are_checked() {
    let likelihood = FirasLikelihood::new(FirasData::published(), &ALL).unwrap();
    let mut rng = stream(6, 0);
    for bad in [&[0.0; 3][..], &[0.0; 5], &[0.0, f64::NAN, 0.0, 0.0]] {
        for error in [
            likelihood.model_kjy_sr(bad).unwrap_err(),
            likelihood.draw_kjy_sr(bad, &mut rng).unwrap_err(),
            likelihood.chi_squared(bad).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Inference(_)), "{error}");
        }
    }
    for points in [42, 44] {
        let residual = vec![0.0; points];
        let outcome = likelihood.chi_squared_of_residual(&residual, &[0.0; 4]);
        assert!(matches!(outcome, Err(Error::Inference(_))), "{outcome:?}");
    }
    let mut gradient = [0.0; 4];
    assert!(likelihood.ln_density(&[0.0; 3]).is_err());
    assert!(
        likelihood
            .ln_density_and_gradient(&[0.0; 3], &mut gradient)
            .is_err()
    );
    assert!(
        likelihood
            .ln_density_and_gradient(&[0.0; 4], &mut gradient[..3])
            .is_err()
    );
}

#[test]
fn density_is_normalised() {
    let likelihood = FirasLikelihood::new(FirasData::published(), &ALL).unwrap();
    let theta = [3.0, 0.01, 2e-5, -1e-6];
    let data = likelihood.data();
    let points = data.residual_kjy_sr().iter().zip(data.sigma_kjy_sr());
    let expected: f64 = points
        .zip(likelihood.model_kjy_sr(&theta).unwrap())
        .map(|((r, s), m)| -0.5 * ((r - m) / s).powi(2) - (s * std::f64::consts::TAU.sqrt()).ln())
        .sum();
    let found = likelihood.ln_density(&theta).unwrap();
    assert_relative_eq!(found, expected, max_relative = 1e-13);
}
