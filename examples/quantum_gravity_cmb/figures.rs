//! Residuals to ΛCDM.

use lastscatter::stokes::spectra::{AngularSpectra, MicrokelvinSquared};
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};

use crate::sky::{Sky, Universe};

const COLOURS: [plot::Colour; 5] = [
    colour::BLUE,
    colour::VERMILION,
    colour::GREEN,
    colour::ORANGE,
    colour::PURPLE,
];

/// C_ℓ of one kind.
type Values = fn(&AngularSpectra<MicrokelvinSquared>) -> &[f64];

pub(crate) fn save(universe: &Universe, skies: &[Sky], output: &Output) -> Result<(), Failure> {
    let kinds: [(&str, &str, Values); 2] = [
        ("residual_tt", "Temperature", Sky::tt),
        ("residual_ee", "E polarisation", Sky::ee),
    ];
    for (name, title, of) in kinds {
        let series: Vec<Series> = skies
            .iter()
            .zip(COLOURS.iter().cycle())
            .map(|(sky, colour)| Series {
                label: sky.title.clone(),
                mark: Mark::Line,
                colour: *colour,
                points: universe.residuals(sky, of),
            })
            .collect();
        let points = || series.iter().flat_map(|s| &s.points);
        let last = points().map(|p| p.0).fold(3.0, f64::max);
        let size = points().map(|p| p.1.abs()).fold(0.1, f64::max).min(20.0);
        let figure = XyFigure {
            title: format!("{title}: what differs from ΛCDM"),
            x_label: "multipole ℓ".to_owned(),
            y_label: "ΔC_ℓ / cosmic variance".to_owned(),
            x: 2.0..last,
            y: -1.2 * size..1.6 * size,
            x_scale: Scale::Logarithmic,
            y_scale: Scale::Linear,
            legend: Legend::Left,
            series,
        };
        plot::save(&figure, output, name)?;
    }
    Ok(())
}
