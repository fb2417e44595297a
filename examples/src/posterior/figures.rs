//! What a posterior and its best fit look like.

use std::f64::consts::TAU;
use std::fs;

use lastscatter::analysis::report::Figure;
use lastscatter::analysis::validation::{PosteriorPredictive, PredictedDatum, SpectrumBand};
use lastscatter::analysis::{Error, Model, Sky};
use lastscatter::inference::{Chains, Covariance, Interval};
use lastscatter::likelihood::spectra::{Quantity, Residual};
use lastscatter::stokes::spectra::Pair;

use crate::plot::{
    self, CornerColumn, CornerFigure, Legend, Mark, Scale, Series, XyFigure, colour,
};
use crate::{Failure, Output};

/// Most samples that a triangle of densities is drawn from.
const SAMPLES: usize = 40_000;

/// Draws the densities of all sampled parameters and pairs of them as `posterior.svg` and `.png`, beside the normal ones of mean `best`.
///
/// # Errors
///
/// What drawing or saving fails with.
pub fn corner(
    chains: &Chains,
    best: &[f64],
    covariance: &Covariance,
    output: &Output,
) -> Result<Figure, Failure> {
    let sigma = covariance.standard_deviations();
    let correlation = covariance.correlation();
    let columns = best.iter().zip(&sigma).enumerate();
    let columns = columns.map(|(i, (&mean, &sigma))| {
        let draws: Vec<f64> = chains.draws(i)?.concat();
        let every = draws.len().div_ceil(SAMPLES);
        Ok(CornerColumn {
            label: plain(&chains.parameters()[i].label),
            samples: draws.into_iter().step_by(every).collect(),
            expected: (mean, sigma),
        })
    });
    let figure = CornerFigure {
        title: "Posterior, and the curvature at the best fit (dashed)".to_owned(),
        columns: columns.collect::<Result<_, Failure>>()?,
        correlation: (0..best.len())
            .map(|i| correlation.row(i).iter().copied().collect())
            .collect(),
    };
    let caption = "The posterior of all sampled parameters: densities of each alone, and the regions that hold 68 and 95 % of each pair. Dashed: the \
                   normal posterior that the curvature at the best fit would give.";
    saved(&figure, output, "posterior", caption)
}

/// Saves a figure as SVG and PNG.
fn saved(
    figure: &impl plot::Figure,
    output: &Output,
    name: &str,
    caption: impl Into<String>,
) -> Result<Figure, Failure> {
    plot::save(figure, output, name)?;
    Ok(Figure {
        svg: fs::read_to_string(output.path(&format!("{name}.svg")))?,
        file: format!("{name}.png"),
        caption: caption.into(),
    })
}

/// Draws the data beside the best fit, and their residuals, as `spectrum_tt.svg`, `residuals_tt.svg` and so on for each pair.
///
/// # Errors
///
/// What the likelihoods, drawing or saving fail with.
pub fn spectra(
    model: &Model,
    sky: &Sky,
    theta: &[f64],
    output: &Output,
) -> Result<Vec<Figure>, Failure> {
    let mut residuals = Vec::new();
    for (set, own) in model.data_at(theta) {
        let found = set.residuals(&sky.theory(), &own).map_err(Error::from)?;
        residuals.push((set.name().to_owned(), found));
    }
    let mut drawn = Vec::new();
    for (pair, sets) in by_pair(&residuals, |residual| residual.pair) {
        let symbol = pair.to_string();
        drawn.push(saved(
            &spectrum(pair, &sets, sky, None),
            output,
            &format!("spectrum_{}", symbol.to_lowercase()),
            format!("{symbol}: data with their standard errors, and the best fit. {FITTED}"),
        )?);
        let title = format!("{symbol}: residuals of the best fit");
        drawn.push(saved(
            &residual_figure(title, &sets, Vec::new()),
            output,
            &format!("residuals_{}", symbol.to_lowercase()),
            format!("{symbol}: residuals of the best fit in units of their standard errors."),
        )?);
    }
    Ok(drawn)
}

/// Draws the same with what the posterior predicts: bands of the spectra, and of the data.
///
/// # Errors
///
/// What drawing or saving fails with.
pub(super) fn predicted(
    predictive: &PosteriorPredictive,
    sky: &Sky,
    output: &Output,
) -> Result<Vec<Figure>, Failure> {
    let mut drawn = Vec::new();
    for (pair, sets) in by_pair(&predictive.data, |datum| datum.residual.pair) {
        let symbol = pair.to_string();
        let residuals: Vec<(String, Vec<Residual>)> = sets
            .iter()
            .map(|(name, data)| (name.clone(), data.iter().map(|d| d.residual).collect()))
            .collect();
        let band = predictive.bands.iter().find(|band| band.pair == pair);
        drawn.push(saved(
            &spectrum(pair, &residuals, sky, band),
            output,
            &format!("spectrum_{}", symbol.to_lowercase()),
            format!(
                "{symbol}: data with their standard errors, the best fit, and the 68 and 95 % bands of the posterior's spectra. {FITTED}"
            ),
        )?);
        let mut bands = Vec::new();
        for (_, data) in &sets {
            bands.extend(datum_bands(data));
        }
        let title = format!("{symbol}: data less the posterior's mean prediction");
        drawn.push(saved(
            &residual_figure(title, &residuals, bands),
            output,
            &format!("residuals_{}", symbol.to_lowercase()),
            format!(
                "{symbol}: residuals of the posterior's mean prediction in units of the data's standard errors. Light: 95 % of replicated data; dark: \
                 95 % of the predictions themselves."
            ),
        )?);
    }
    Ok(drawn)
}

/// What 95 % of replicas and of predictions do, in units of the data's standard errors.
fn datum_bands(data: &[PredictedDatum]) -> Vec<Series> {
    const TWO_SIGMA: f64 = 1.96;
    let normalised =
        |d: &PredictedDatum, value: f64| (value - d.residual.predicted) / d.residual.sigma;
    let mut data: Vec<&PredictedDatum> = data.iter().collect();
    data.sort_by(|a, b| a.residual.ell.total_cmp(&b.residual.ell));
    let clipped = |x: f64| x.clamp(-HALF_HEIGHT, HALF_HEIGHT);
    let replicas = data.iter().filter_map(|d| {
        let (Interval { lower, upper }, _) = d.replicated?;
        let edges = [lower, upper].map(|y| clipped(normalised(d, y)));
        Some((d.residual.ell, edges))
    });
    let predictions = data.iter().map(|d| {
        let half = TWO_SIGMA * d.prediction_sigma / d.residual.sigma;
        (d.residual.ell, [clipped(-half), clipped(half)])
    });
    let mut bands = Vec::new();
    if data.iter().any(|d| d.replicated.is_some()) {
        bands.push(Series::band("", colour::GREY, 0.18, replicas));
    }
    bands.push(Series::band("", colour::GREY, 0.55, predictions));
    bands
}

/// A data set's name and its data.
type Named<T> = (String, Vec<T>);

/// The data of each pair that has any, set by set.
fn by_pair<T: Copy>(sets: &[Named<T>], pair_of: impl Fn(&T) -> Pair) -> Vec<(Pair, Vec<Named<T>>)> {
    let of_pair = |pair| {
        let some = sets.iter().map(|(name, all)| {
            let some = all.iter().filter(|datum| pair_of(datum) == pair);
            (name.clone(), some.copied().collect::<Vec<T>>())
        });
        some.filter(|(_, some)| !some.is_empty()).collect()
    };
    let pairs = Pair::ALL.into_iter().map(|pair| (pair, of_pair(pair)));
    pairs
        .filter(|(_, sets): &(_, Vec<_>)| !sets.is_empty())
        .collect()
}

/// What a reader of the figures may miss.
const FITTED: &str =
    "Calibrations and foregrounds that were fitted are still in the data, not in the curves.";

/// Residuals are drawn so far.
const HALF_HEIGHT: f64 = 5.0;

const COLOURS: [plot::Colour; 5] = [
    colour::BLUE,
    colour::VERMILION,
    colour::GREEN,
    colour::PURPLE,
    colour::ORANGE,
];

/// D_ℓ of a bandpower, or [ℓ(ℓ+1)]² C/2π of the lensing potential, for one of its own quantity.
fn as_drawn(residual: &Residual) -> f64 {
    let drawn = match residual.pair {
        Pair::PhiPhi => Quantity::Deflection,
        _ => Quantity::Dl,
    };
    drawn.factor(residual.ell) / residual.quantity.factor(residual.ell)
}

fn spectrum(
    pair: Pair,
    sets: &[Named<Residual>],
    sky: &Sky,
    band: Option<&SpectrumBand>,
) -> XyFigure {
    let all = || sets.iter().flat_map(|(_, some)| some);
    let x = range(all().map(|r| r.ell));
    let theory: Vec<(f64, f64)> = (sky.theory().cl(pair).iter().enumerate())
        .skip(2)
        .map(|(ell, c)| {
            let laplacian = (ell * (ell + 1)) as f64;
            let factor = match pair {
                Pair::PhiPhi => laplacian * laplacian / TAU,
                _ => laplacian / TAU,
            };
            (ell as f64, factor * c)
        })
        .filter(|(ell, _)| x.contains(ell))
        .collect();
    let values = all().map(|r| r.observed * as_drawn(r));
    let y = range(values.chain(theory.iter().map(|p| p.1)));
    let mut series = Vec::new();
    if let Some(band) = band {
        let shades = [
            (&band.interval_95, "95 %", 0.25),
            (&band.interval_68, "68 %", 0.5),
        ];
        for (intervals, label, strength) in shades {
            let edges = intervals.iter().enumerate();
            let edges = edges.map(|(ell, interval)| (ell as f64, [interval.lower, interval.upper]));
            let shown = edges.filter(|(ell, _)| x.contains(ell));
            series.push(Series::band(label, colour::VERMILION, strength, shown));
        }
    }
    series.push(Series {
        label: "best fit".to_owned(),
        mark: Mark::Line,
        colour: colour::BLACK,
        points: theory,
    });
    for ((name, some), colour) in sets.iter().zip(COLOURS.into_iter().cycle()) {
        series.push(Series {
            label: name.clone(),
            mark: Mark::Points {
                errors: some.iter().map(|r| r.sigma * as_drawn(r)).collect(),
            },
            colour,
            points: (some.iter())
                .map(|r| (r.ell, r.observed * as_drawn(r)))
                .collect(),
        });
    }
    let y_label = match pair {
        Pair::PhiPhi => "[L(L+1)]² C_L / 2π".to_owned(),
        _ => "D_ℓ [µK²]".to_owned(),
    };
    figure(format!("{pair} and the best fit"), y_label, x, y, series)
}

/// The residuals of data sets, over bands.
fn residual_figure(title: String, sets: &[Named<Residual>], bands: Vec<Series>) -> XyFigure {
    let all = || sets.iter().flat_map(|(_, some)| some);
    let x = range(all().map(|r| r.ell));
    let mut series = bands;
    series.push(Series::curve("", colour::GREY, &x, 2, |_| 0.0));
    for ((name, some), colour) in sets.iter().zip(COLOURS.into_iter().cycle()) {
        series.push(Series {
            label: name.clone(),
            mark: Mark::Points {
                errors: vec![0.0; some.len()],
            },
            colour,
            points: some.iter().map(|r| (r.ell, r.normalised())).collect(),
        });
    }
    let y = -HALF_HEIGHT..HALF_HEIGHT;
    figure(title, "(observed − predicted)/σ".to_owned(), x, y, series)
}

fn figure(
    title: String,
    y_label: String,
    x: std::ops::Range<f64>,
    y: std::ops::Range<f64>,
    series: Vec<Series>,
) -> XyFigure {
    XyFigure {
        title,
        x_label: "multipole ℓ".to_owned(),
        y_label,
        x,
        y,
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        series,
    }
}

/// From the least to the largest, with a little room.
fn range(values: impl Iterator<Item = f64>) -> std::ops::Range<f64> {
    let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let room = 0.05 * (high - low).max(f64::MIN_POSITIVE);
    low - room..high + room
}

/// A LaTeX label as plain text.
fn plain(label: &str) -> String {
    let words = [
        (r"\mathrm", ""),
        (r"\rm", ""),
        (r"\Omega", "Ω"),
        (r"\theta", "θ"),
        (r"\tau", "τ"),
        (r"\ln", "ln "),
        ("^{10}", "¹⁰"),
        ("^2", "²"),
        ("{", ""),
        ("}", ""),
    ];
    words
        .iter()
        .fold(label.to_owned(), |text, (from, to)| text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_readable() {
        assert_eq!(plain(r"\Omega_\mathrm{b} h^2"), "Ω_b h²");
        assert_eq!(plain(r"\ln(10^{10} A_\mathrm{s})"), "ln (10¹⁰ A_s)");
    }
}
