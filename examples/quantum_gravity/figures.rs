//! Best-fit primordial spectra, and what they do to the sky.

use lastscatter::likelihood::spectra::{Quantity, Residual};
use lastscatter::primordial::PrimordialSpectra;
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};

use crate::outcome::{Outcome, WAVENUMBERS};

const COLOURS: [plot::Colour; 5] = [
    colour::BLACK,
    colour::BLUE,
    colour::VERMILION,
    colour::GREEN,
    colour::PURPLE,
];

/// Wavenumbers in Mpc⁻¹ that project to the multipoles of the data, 2 and 2508, at the distance of last scattering.
const SEEN: [f64; 2] = [2.0 / 13_900.0, 2508.0 / 13_900.0];

pub(crate) fn save(outcomes: &[Outcome<'_>], output: &Output) -> Result<(), Failure> {
    plot::save(&primordial(outcomes), output, "primordial")?;
    plot::save(&sky(outcomes)?, output, "residuals_tt")
}

fn primordial(outcomes: &[Outcome<'_>]) -> XyFigure {
    const COUNT: usize = 800;
    let [low, high] = WAVENUMBERS;
    let y = 0.0..4.0;
    let mut series: Vec<Series> = SEEN
        .iter()
        .zip(["ℓ = 2 and 2508", ""])
        .map(|(&k, label)| Series::vertical(label, colour::GREY, k, &y))
        .collect();
    for (outcome, colour) in outcomes.iter().zip(COLOURS) {
        let points = (0..COUNT).map(|i| {
            let k = low * (high / low).powf(i as f64 / (COUNT - 1) as f64);
            let k = k.clamp(low, high);
            (k, 1e9 * outcome.primordial.scalar(k))
        });
        series.push(Series {
            label: outcome.candidate.title.to_owned(),
            mark: Mark::Line,
            colour,
            points: points.collect(),
        });
    }
    XyFigure {
        title: "Primordial spectra that fit best".to_owned(),
        x_label: "wavenumber k [1/Mpc]".to_owned(),
        y_label: "10⁹ P(k)".to_owned(),
        x: low..high,
        y,
        x_scale: Scale::Logarithmic,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        series,
    }
}

/// TT relative to the power law, in units of what one sky may scatter at each multipole.
fn sky(outcomes: &[Outcome<'_>]) -> Result<XyFigure, Failure> {
    let base = outcomes[0].sky.lensed().tt().values();
    let scatter = |ell: f64| {
        let c = base[(ell.round() as usize).min(base.len() - 1)];
        (2.0 / (2.0 * ell + 1.0)).sqrt() * c
    };
    let mut series = vec![data(&outcomes[0].residuals()?, scatter)];
    for (outcome, colour) in outcomes.iter().zip(COLOURS) {
        let here = outcome.sky.lensed().tt().values().iter().zip(base);
        let points = here.enumerate().skip(2).map(|(ell, (c, base))| {
            let ell = ell as f64;
            (ell, (c - base) / scatter(ell))
        });
        series.push(Series {
            label: outcome.candidate.title.to_owned(),
            mark: Mark::Line,
            colour,
            points: points.filter(|(ell, _)| *ell <= 2508.0).collect(),
        });
    }
    Ok(XyFigure {
        title: "TT: best fits beside that of the power law".to_owned(),
        x_label: "multipole ℓ".to_owned(),
        y_label: "(C_ℓ − power law's) / cosmic variance".to_owned(),
        x: 1.9..2600.0,
        y: -2.5..3.5,
        x_scale: Scale::Logarithmic,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        series,
    })
}

/// Averages of the data over tenths in ln ℓ.
fn data(residuals: &[Residual], scatter: impl Fn(f64) -> f64) -> Series {
    const WIDTH: f64 = 0.1;
    let mut sorted = residuals.to_vec();
    sorted.sort_by(|a, b| a.ell.total_cmp(&b.ell));
    let (mut points, mut errors) = (Vec::new(), Vec::new());
    for group in sorted.chunk_by(|a, b| {
        let bin = |r: &Residual| (r.ell.ln() / WIDTH).floor() as i64;
        bin(a) == bin(b)
    }) {
        let [mut weight, mut ell, mut value] = [0.0; 3];
        for r in group {
            // As C_ℓ, in units of the scatter.
            let unit = Quantity::Cl.factor(r.ell) / r.quantity.factor(r.ell) / scatter(r.ell);
            let w = (r.sigma * unit).powi(-2);
            weight += w;
            ell += w * r.ell;
            value += w * (r.observed - r.predicted) * unit;
        }
        points.push((ell / weight, value / weight));
        errors.push(weight.sqrt().recip());
    }
    Series {
        label: "Planck, averaged".to_owned(),
        mark: Mark::Points { errors },
        colour: colour::GREY,
        points,
    }
}
