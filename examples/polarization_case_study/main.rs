//! From one noisy pair of Stokes parameters to what it says about the polarisation.
//!
//! Q = 3.84×10⁻⁶ and U = 0 in units of I, with a noise of 10⁻⁶ on each unless told otherwise. The
//! posterior is integrated by quadrature, and sampled by a Markov chain as a second route to it.

mod figures;
mod report;
mod sampling;

use std::process::ExitCode;

use clap::Parser;
use lastscatter::inference::getdist;
use lastscatter::stokes::Iau;
use lastscatter::stokes::estimation::{
    AmplitudePrior, LinearMeasurement, NoiseCovariance, PolarizationPosterior,
};
use lastscatter_examples::{Failure, Manifest, Output, RunOptions, say};

use sampling::Sampled;

/// Estimate polarised intensity and angle from noisy Q and U, and see the noise bias
#[derive(Debug, Parser)]
#[command(name = "polarization_case_study", version)]
struct Options {
    #[command(flatten)]
    run: RunOptions,

    /// Measured Stokes Q, in units of I
    #[arg(long, allow_hyphen_values = true, default_value = "3.84e-6")]
    q: f64,

    /// Measured Stokes U, in units of I (IAU convention)
    #[arg(long, allow_hyphen_values = true, default_value = "0")]
    u: f64,

    /// Standard error of Q
    #[arg(long, allow_hyphen_values = true, default_value = "1e-6")]
    sigma_q: f64,

    /// Standard error of U
    #[arg(long, allow_hyphen_values = true, default_value = "1e-6")]
    sigma_u: f64,

    /// Correlation of the errors in the second of the two cases; in the first they are independent
    #[arg(long, allow_hyphen_values = true, default_value = "0.5")]
    rho: f64,

    /// Largest p that the prior allows where polarisation is weighed against none
    #[arg(long, allow_hyphen_values = true, default_value = "1e-5")]
    p_max: f64,
}

/// The power of ten in which the numbers of a measurement are printed.
pub(crate) fn unit(m: &LinearMeasurement<Iau>) -> f64 {
    let sigma = m.noise().qq().max(m.noise().uu()).sqrt();
    10f64.powi(sigma.max(m.naive()).log10().floor() as i32)
}

/// The measurement with one noise covariance, and all that follows.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) title: String,
    pub(crate) measurement: LinearMeasurement<Iau>,
    pub(crate) posterior: PolarizationPosterior,
    pub(crate) sampled: Sampled,
}

fn main() -> ExitCode {
    let options = Options::parse();
    lastscatter_examples::run(|| study(&options))
}

fn study(options: &Options) -> Result<(), Failure> {
    let steps = if options.run.quick { 4_000 } else { 40_000 };
    let correlations = [
        ("independent", "independent errors".to_owned(), 0.0),
        (
            "correlated",
            format!("errors correlated by {}", options.rho),
            options.rho,
        ),
    ];
    let mut cases = Vec::new();
    for (name, title, rho) in correlations {
        let noise = NoiseCovariance::correlated(options.sigma_q, options.sigma_u, rho)?;
        let measurement = LinearMeasurement::<Iau>::new(options.q, options.u, noise)?;
        cases.push(Case {
            name,
            title,
            posterior: measurement.posterior(AmplitudePrior::flat_in_amplitude())?,
            sampled: Sampled::new(&measurement, steps, options.run.seed)?,
            measurement,
        });
    }
    let output = Output::new(options.run.folder("polarization_case_study"))?;
    let mut manifest = Manifest::new("polarization_case_study").with_seed(options.run.seed);
    manifest.setting("ensemble_steps", steps as i64);
    for (name, value) in [
        ("q", options.q),
        ("u", options.u),
        ("sigma_q", options.sigma_q),
        ("sigma_u", options.sigma_u),
        ("rho", options.rho),
        ("p_max", options.p_max),
    ] {
        manifest.setting(name, value);
    }

    for case in &cases {
        getdist::write(output.path(case.name), &case.sampled.chains)?;
        let p = case.posterior.amplitude();
        manifest.result(&format!("{}.p_mean", case.name), p.mean());
        manifest.result(&format!("{}.p_sd", case.name), p.standard_deviation());
    }
    let text = report::text(&cases, options.p_max)?;
    say(&text)?;
    std::fs::write(output.path("report.txt"), &text)?;
    figures::save(&cases, options.run.seed, &output)?;
    manifest.conclude(output)?;
    report::verdict(&cases)
}
