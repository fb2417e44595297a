//! A sky becomes data.

use lastscatter_inference::stream;
use lastscatter_likelihood::spectra::SpectraLikelihood;
use lastscatter_likelihood::survey::Survey;

use crate::{Error, Model, Sky};

/// Below, multipoles have their exact likelihood; above, bins of this width have Gaussian errors.
const FIRST_BIN: usize = 30;
const WIDTH: usize = 20;

/// The likelihood of a survey of this sky, with the sky itself as data: exact at ℓ < 30, in bins of 20 multipoles with this sky's covariance
/// above. Residual foregrounds have amplitudes of their own.
///
/// # Errors
///
/// [`Error::Likelihood`] for a sky that does not reach as far as the survey, or a survey that begins or ends at ℓ = 30.
pub fn expected(survey: &Survey, sky: &Sky) -> Result<Vec<Box<dyn SpectraLikelihood>>, Error> {
    let (first, last) = (*survey.multipoles().start(), *survey.multipoles().end());
    let low = survey.clone().with_multipoles(first..=FIRST_BIN - 1)?;
    let high = survey.clone().with_multipoles(FIRST_BIN..=last)?;
    let theory = sky.theory();
    Ok(vec![
        Box::new(low.wishart(&theory)?),
        Box::new(high.bandpowers(&theory, WIDTH)?),
    ])
}

impl Model {
    /// Data that the sky and the data's own parameters of a point might have given, drawn with a seed: in place of the model's own, set by set.
    ///
    /// # Errors
    ///
    /// [`Error::Likelihood`] where a set has no predictive model.
    pub fn replica(
        &self,
        sky: &Sky,
        theta: &[f64],
        seed: u64,
    ) -> Result<Vec<Box<dyn SpectraLikelihood>>, Error> {
        let sets = self.data_at(theta).zip(1..);
        sets.map(|((set, own), number)| {
            let drawn = set.draw(&sky.theory(), &own, &mut stream(seed, number))?;
            Ok(set.with_data(&drawn)?)
        })
        .collect()
    }
}
