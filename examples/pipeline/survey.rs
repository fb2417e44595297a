//! The survey, and whether it led back to the truth.

use lastscatter::analysis::report::Report;
use lastscatter::analysis::validation::{NormalPosterior, Significance};
use lastscatter::analysis::{Model, RunFile, Sampled};
use lastscatter::inference::stream;
use lastscatter::likelihood::spectra::SpectraLikelihood;
use lastscatter::likelihood::survey::Survey;
use lastscatter_examples::Failure;
use lastscatter_examples::posterior::Analysis;

/// Below, multipoles have their exact likelihood; above, bins of this width.
const FIRST_BIN: usize = 30;
const WIDTH: usize = 20;

/// The model of a run file with data drawn for where its parameters begin, and what the data are.
pub(crate) fn observed(run: &RunFile, seed: u64) -> Result<(Model, String), Failure> {
    let survey = Survey::planck_like();
    let last = *survey.multipoles().end();
    let low = survey.clone().with_multipoles(2..=FIRST_BIN - 1)?;
    let high = survey.clone().with_multipoles(FIRST_BIN..=last)?;
    let nothing = Model::simulated(run, last)?;
    let sky = nothing.sky(&nothing.start())?;
    let truth = sky.theory();

    let fiducial = low.wishart(&truth)?;
    let own: Vec<f64> = fiducial.nuisance().iter().map(|n| n.default()).collect();
    let drawn = fiducial.draw(&truth, &own, &mut stream(seed, 1))?;
    let data: Vec<Box<dyn SpectraLikelihood>> = vec![
        fiducial.with_data(&drawn)?,
        Box::new(high.observation(&truth, WIDTH, seed)?),
    ];
    let what = format!("data of a {}", survey.name());
    Ok((Model::with_data(run, data)?, what))
}

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
    let pairs = posterior.mean().iter().zip(&truth);
    let difference: Vec<f64> = pairs.map(|(mean, truth)| mean - truth).collect();
    let chi_squared = posterior.covariance().chi_squared(&difference)?;
    let found = Significance::new(chi_squared, truth.len() as f64)?;
    report.heading("Verdict");
    report.paragraph(format!(
        "The posterior's mean lies χ² = {chi_squared:.1} from the truth for {} parameters; chance leads further astray in {:.0} % of surveys.",
        truth.len(),
        100.0 * found.probability_to_exceed
    ));
    Ok(())
}
