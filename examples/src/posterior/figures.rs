//! What a posterior and its best fit look like.

use std::f64::consts::TAU;

use lastscatter::analysis::{Error, Model, Sky};
use lastscatter::inference::{Chains, Covariance};
use lastscatter::likelihood::spectra::{Quantity, Residual};
use lastscatter::stokes::spectra::Pair;

use crate::plot::{
    self, CornerColumn, CornerFigure, Legend, Mark, Scale, Series, XyFigure, colour,
};
use crate::{Failure, Output};

/// Most samples that a triangle of densities is drawn from.
const SAMPLES: usize = 40_000;

/// Saves the densities of all sampled parameters and pairs of them as `posterior.svg` and `.png`, beside the normal ones of mean `best`.
///
/// # Errors
///
/// What drawing or saving fails with.
pub fn corner(
    title: &str,
    chains: &Chains,
    best: &[f64],
    covariance: &Covariance,
    output: &Output,
) -> Result<(), Failure> {
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
        title: title.to_owned(),
        columns: columns.collect::<Result<_, Failure>>()?,
        correlation: (0..best.len())
            .map(|i| correlation.row(i).iter().copied().collect())
            .collect(),
    };
    plot::save(&figure, output, "posterior")
}

/// Saves the data beside the best fit, and their residuals, as `spectrum_tt.svg`, `residuals_tt.svg` and so on for each pair; returns the
/// names.
///
/// # Errors
///
/// What the likelihoods, drawing or saving fail with.
pub fn spectra(
    model: &Model,
    sky: &Sky,
    theta: &[f64],
    output: &Output,
) -> Result<Vec<String>, Failure> {
    let mut residuals = Vec::new();
    for (set, own) in model.data_at(theta) {
        let found = set.residuals(&sky.theory(), &own).map_err(Error::from)?;
        residuals.push((set.name().to_owned(), found));
    }
    let mut names = Vec::new();
    for pair in Pair::ALL {
        let of_pair = |all: &[Residual]| -> Vec<Residual> {
            all.iter().filter(|r| r.pair == pair).copied().collect()
        };
        let sets: Vec<(String, Vec<Residual>)> = residuals
            .iter()
            .map(|(name, all)| (name.clone(), of_pair(all)))
            .filter(|(_, some)| !some.is_empty())
            .collect();
        if sets.is_empty() {
            continue;
        }
        for (kind, figure) in [
            ("spectrum", spectrum(pair, &sets, sky)),
            ("residuals", residual(pair, &sets)),
        ] {
            let name = format!("{kind}_{}", pair.to_string().to_lowercase());
            plot::save(&figure, output, &name)?;
            names.push(name);
        }
    }
    Ok(names)
}

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

fn spectrum(pair: Pair, sets: &[(String, Vec<Residual>)], sky: &Sky) -> XyFigure {
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
    let mut series = vec![Series {
        label: "best fit".to_owned(),
        mark: Mark::Line,
        colour: colour::BLACK,
        points: theory,
    }];
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

fn residual(pair: Pair, sets: &[(String, Vec<Residual>)]) -> XyFigure {
    const HALF_HEIGHT: f64 = 5.0;
    let all = || sets.iter().flat_map(|(_, some)| some);
    let x = range(all().map(|r| r.ell));
    let mut series = vec![Series::curve("", colour::GREY, &x, 2, |_| 0.0)];
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
    let title = format!("{pair}: residuals of the best fit");
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
