//! The survey, and whether it led back to the truth.

use lastscatter::analysis::{Model, RunFile, Sampled};
use lastscatter::inference::{Covariance, stream};
use lastscatter::likelihood::spectra::SpectraLikelihood;
use lastscatter::likelihood::survey::Survey;
use lastscatter::numerics::special::chi_squared_survival;
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
pub(crate) fn verdict(model: &Model, analysis: &Analysis) -> Result<String, Failure> {
    let Some(Sampled { chains, .. }) = &analysis.sampled else {
        return Ok(String::new());
    };
    let truth = model.start();
    let n = truth.len();
    let covariance = chains.covariance().view((0, 0), (n, n)).into_owned();
    let mean = chains.mean();
    let difference: Vec<f64> = mean.iter().zip(&truth).map(|(m, t)| m - t).collect();
    let chi_squared = Covariance::new(covariance)?.chi_squared(&difference)?;
    let probability = chi_squared_survival(chi_squared, n as f64)?;
    Ok(format!(
        "\n## Verdict\n\nThe posterior's mean lies χ² = {chi_squared:.1} from the truth for {n} parameters; \
         chance leads further astray in {:.0} % of surveys.\n",
        100.0 * probability
    ))
}
