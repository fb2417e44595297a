//! The survey, and whether it led back to the truth.

use lastscatter::analysis::report::Report;
use lastscatter::analysis::simulation::expected;
use lastscatter::analysis::validation::{NormalPosterior, Significance};
use lastscatter::analysis::{Model, RunFile, Sampled, calibration};
use lastscatter::inference::Covariance;
use lastscatter::inference::nalgebra::DMatrix;
use lastscatter::likelihood::survey::Survey;
use lastscatter_examples::posterior::Analysis;
use lastscatter_examples::{Failure, TextTable, say};

/// The model of a run file with data drawn for where its parameters begin, and what the data are.
pub(crate) fn observed(run: &RunFile, survey: &Survey) -> Result<(Model, String), Failure> {
    let nothing = Model::simulated(run, *survey.multipoles().end())?;
    let sky = nothing.sky(&nothing.start())?;
    let expected = Model::with_data(run, expected(survey, &sky)?)?;
    let drawn = expected.replica(&sky, &expected.start(), run.sampler.seed)?;
    let what = format!("data of a {}", survey.name());
    Ok((Model::with_data(run, drawn)?, what))
}

/// Whether the chain from surveys to posteriors can be trusted: ranks of the truth in many of them.
pub(crate) fn calibrated(run: &RunFile, survey: &Survey, count: usize) -> Result<(), Failure> {
    let found = calibration(run, survey, count)?;
    let mut table = TextTable::new(["parameter", "χ² of uniform ranks", "bins", "PTE"]);
    let tests = found.calibration.uniformity(BINS)?;
    for (name, test) in found.names.iter().zip(tests) {
        table.row([
            name.clone(),
            format!("{:.2}", test.chi_squared),
            BINS.to_string(),
            format!("{:.3}", test.probability_to_exceed),
        ]);
    }
    say(format_args!(
        "{table}\n{count} surveys; χ² = {:.3} at most tells the expansion's sky from the solver's\n",
        found.expansion_error
    ))
}

/// Bins of ranks.
const BINS: usize = 10;

/// The distance of the posterior's mean from the truth in units of its width, over all parameters at once.
pub(crate) fn verdict(
    model: &Model,
    analysis: &Analysis,
    report: &mut Report,
) -> Result<(), Failure> {
    let Some(Sampled { chains, .. }) = &analysis.sampled else {
        return Ok(());
    };
    let posterior = NormalPosterior::of_chains(chains)?;
    let truth = model.start();
    // The data's own parameters, which their priors know, were not drawn.
    let places = model.theory_parameters();
    let difference: Vec<f64> = (places.iter())
        .map(|&k| posterior.mean()[k] - truth[k])
        .collect();
    let covariance = posterior.covariance().matrix();
    let n = places.len();
    let covariance = DMatrix::from_fn(n, n, |i, j| covariance[(places[i], places[j])]);
    let chi_squared = Covariance::new(covariance)?.chi_squared(&difference)?;
    let found = Significance::new(chi_squared, n as f64)?;
    report.heading("Verdict");
    report.paragraph(format!(
        "The posterior's mean lies χ² = {chi_squared:.1} from the truth for {n} parameters of theory; chance leads further astray in {:.0} % of surveys.",
        100.0 * found.probability_to_exceed
    ));
    Ok(())
}
