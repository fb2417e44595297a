//! Spectra as people draw them.

use std::ops::Range;

use lastscatter::stokes::spectra::{Cl, PowerUnit, Spectrum};
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};

use crate::solution::{Component, Spectra};

const MULTIPOLE: &str = "multipole ℓ";
const POWER: &str = "D_ℓ = ℓ(ℓ+1) C_ℓ/2π [µK²]";

pub(crate) fn save(
    spectra: &Spectra,
    components: &[Component],
    output: &Output,
) -> Result<(), Failure> {
    let (unlensed, lensed, tensor) = (&spectra.unlensed, &spectra.lensed, &spectra.tensor);
    let with_tensors = tensor.tt().values().iter().any(|c| *c > 0.0);
    let pair = |with: &Spectrum<Cl, _>, without: &Spectrum<Cl, _>| {
        vec![
            curve("unlensed", colour::VERMILION, without).dashed(),
            curve("lensed", colour::BLUE, with),
        ]
    };

    let title = "Temperature";
    let series = pair(lensed.tt(), unlensed.tt());
    plot::save(&figure(title, Scale::Linear, series), output, "tt")?;
    let title = "Temperature and E polarisation";
    let series = pair(lensed.te(), unlensed.te());
    plot::save(&figure(title, Scale::Linear, series), output, "te")?;
    let title = "E polarisation";
    let series = pair(lensed.ee(), unlensed.ee());
    plot::save(&figure(title, Scale::Logarithmic, series), output, "ee")?;

    let mut series = pair(lensed.bb(), unlensed.bb());
    if with_tensors {
        series.push(curve("tensors", colour::GREEN, tensor.bb()));
    }
    series.retain(|series| series.points.iter().any(|p| p.1 > 0.0));
    let title = "B polarisation";
    plot::save(&figure(title, Scale::Logarithmic, series), output, "bb")?;
    plot::save(&potential(spectra), output, "phiphi")?;

    if with_tensors {
        let series = vec![
            curve("TT", colour::BLACK, tensor.tt()),
            curve("EE", colour::BLUE, tensor.ee()),
            curve("BB", colour::VERMILION, tensor.bb()),
        ];
        let title = "Tensors";
        plot::save(&figure(title, Scale::Logarithmic, series), output, "tensor")?;
    }
    if !components.is_empty() {
        let colours = [
            colour::BLACK,
            colour::BLUE,
            colour::VERMILION,
            colour::GREEN,
            colour::ORANGE,
            colour::PURPLE,
        ];
        let series = components.iter().zip(colours);
        let series = series
            .map(|(c, colour)| curve(c.name, colour, &c.tt))
            .collect();
        let title = "Sources of the temperature, each alone";
        let mut figure = figure(title, Scale::Logarithmic, series);
        // Room for the legend over the plateau.
        figure.y.end *= 30.0;
        plot::save(&figure, output, "components")?;
    }
    Ok(())
}

fn potential(spectra: &Spectra) -> XyFigure {
    let mut series = curve("", colour::BLUE, &spectra.potential.deflection());
    for point in &mut series.points {
        point.1 *= 1e7;
    }
    let mut figure = figure("Lensing potential", Scale::Linear, vec![series]);
    figure.y_label = "10⁷ [ℓ(ℓ+1)]² C_ℓ^φφ/2π".to_owned();
    figure.x_scale = Scale::Logarithmic;
    figure
}

/// D_ℓ from the quadrupole on.
fn curve<U: PowerUnit>(label: &str, colour: plot::Colour, spectrum: &Spectrum<Cl, U>) -> Series {
    let d = spectrum.to_dl();
    let points = d.values().iter().enumerate().skip(2);
    Series {
        label: label.to_owned(),
        mark: Mark::Line,
        colour,
        points: points.map(|(ell, d)| (ell as f64, *d)).collect(),
    }
}

/// A figure of spectra, both scales the same.
fn figure(title: &str, scale: Scale, mut series: Vec<Series>) -> XyFigure {
    let all = || series.iter().flat_map(|series| &series.points);
    let x = 2.0..all().map(|p| p.0).fold(3.0, f64::max);
    let y = match scale {
        Scale::Linear => linear_range(all().map(|p| p.1)),
        Scale::Logarithmic => logarithmic_range(all().map(|p| p.1)),
    };
    if scale == Scale::Logarithmic {
        for series in &mut series {
            series.points.retain(|p| y.contains(&p.1));
        }
    }
    XyFigure {
        title: title.to_owned(),
        x_label: MULTIPOLE.to_owned(),
        y_label: POWER.to_owned(),
        x,
        y,
        x_scale: scale,
        y_scale: scale,
        legend: if scale == Scale::Linear {
            Legend::Right
        } else {
            Legend::Left
        },
        series,
    }
}

fn linear_range(values: impl Iterator<Item = f64>) -> Range<f64> {
    let (low, high) = values.fold((0.0, 0.0), |(low, high): (f64, f64), v| {
        (low.min(v), high.max(v))
    });
    let margin = 0.06 * (high - low).max(f64::MIN_POSITIVE);
    let low = if low < 0.0 { low - margin } else { 0.0 };
    low..high + margin
}

/// From the largest value down to the smallest, but no more than six decades.
fn logarithmic_range(values: impl Iterator<Item = f64>) -> Range<f64> {
    const DECADES: f64 = 1e6;
    let positive = values.filter(|v| *v > 0.0);
    let (low, high) = positive.fold((f64::INFINITY, 0.0), |(low, high): (f64, f64), v| {
        (low.min(v), high.max(v))
    });
    if high > 0.0 {
        0.7 * low.max(high / DECADES)..2.5 * high
    } else {
        0.1..1.0
    }
}
