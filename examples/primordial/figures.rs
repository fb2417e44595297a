//! Spectra, alone and beside the standard one.

use std::ops::Range;

use lastscatter::primordial::PrimordialSpectra;
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};

use crate::model::{Named, Settings};

/// Of models beside the standard one: as many as can be told apart in one figure.
const COLOURS: [plot::Colour; 5] = [
    colour::BLUE,
    colour::VERMILION,
    colour::GREEN,
    colour::ORANGE,
    colour::PURPLE,
];

pub(crate) fn save(models: &[Named], settings: &Settings, output: &Output) -> Result<(), Failure> {
    let Some((standard, others)) = models.split_first() else {
        return Ok(());
    };
    let curve = |model: &Named, label: &str, colour, power: &dyn Fn(&Named, f64) -> f64| {
        let points = settings.wavenumbers(&model.spectra);
        let points = points.map(|k| (k, power(model, k))).filter(|p| p.1 > 0.0);
        Series {
            label: label.to_owned(),
            mark: Mark::Line,
            colour,
            points: points.collect(),
        }
    };
    let scalar: &dyn Fn(&Named, f64) -> f64 = &|model, k| model.spectra.scalar(k);
    let tensor: &dyn Fn(&Named, f64) -> f64 = &|model, k| model.spectra.tensor(k);
    if others.is_empty() {
        let series = vec![
            curve(standard, "P_ℛ", colour::BLUE, scalar),
            curve(standard, "P_t", colour::VERMILION, tensor),
        ];
        let figure = figure(&standard.title, "power", settings, series);
        return plot::save(&figure, output, "spectrum");
    }
    for (page, others) in others.chunks(COLOURS.len()).enumerate() {
        for (kind, title, power) in [("scalar", "P_ℛ", scalar), ("tensor", "P_t", tensor)] {
            let mut series = vec![curve(standard, &standard.title, colour::BLACK, power).dashed()];
            let lines = others.iter().zip(COLOURS);
            series.extend(lines.map(|(m, colour)| curve(m, &m.title, colour, power)));
            series.retain(|line| !line.points.is_empty());
            let figure = figure("Primordial spectra", title, settings, series);
            plot::save(&figure, output, &format!("{kind}_{}", page + 1))?;
        }
    }
    Ok(())
}

fn figure(title: &str, power: &str, settings: &Settings, mut series: Vec<Series>) -> XyFigure {
    let [low, high] = settings.range_inv_mpc;
    let y = decades(series.iter().flat_map(|s| &s.points).map(|p| p.1));
    // What lies below would be drawn along the axis.
    for line in &mut series {
        line.points.retain(|point| y.contains(&point.1));
    }
    XyFigure {
        title: title.to_owned(),
        x_label: "wavenumber k [1/Mpc]".to_owned(),
        y_label: power.to_owned(),
        x: low..high,
        y,
        x_scale: Scale::Logarithmic,
        y_scale: Scale::Logarithmic,
        legend: Legend::Right,
        series,
    }
}

/// All values, but no more than eight decades, with room for the legend above.
fn decades(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (low, high) = values.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), v| {
        (low.min(v), high.max(v))
    });
    if high > 0.0 {
        let low = low.max(1e-8 * high);
        0.7 * low..2.0 * high * (high / low).powf(0.4)
    } else {
        0.1..1.0
    }
}
