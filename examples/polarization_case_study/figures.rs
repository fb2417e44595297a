//! Posteriors of amplitude and angle, and the bias of the estimators.

use lastscatter::constants::uom::si::{angle::radian, f64::Angle};
use lastscatter::inference::stream;
use lastscatter::stokes::Iau;
use lastscatter::stokes::estimation::{LinearMeasurement, NoiseCovariance, RiceDistribution};
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};
use rand::Rng;
use rand_distr::{Distribution, StandardNormal};

use crate::{Case, unit};

const COLOURS: [plotters::style::RGBColor; 2] = [colour::BLUE, colour::VERMILION];

pub(crate) fn save(cases: &[Case], seed: u64, output: &Output) -> Result<(), Failure> {
    plot::save(&amplitude(cases)?, output, "amplitude")?;
    plot::save(&angle(cases), output, "angle")?;
    plot::save(&bias(seed)?, output, "bias")?;
    Ok(())
}

fn amplitude(cases: &[Case]) -> Result<XyFigure, Failure> {
    let unit = unit(&cases[0].measurement);
    let end = cases
        .iter()
        .map(|c| c.posterior.amplitude().quantile(0.99999))
        .collect::<Result<Vec<_>, _>>()?
        .into_iter()
        .fold(0.0, f64::max)
        / unit;
    let x = 0.0..end;
    let mut series = Vec::new();
    for (case, colour) in cases.iter().zip(COLOURS) {
        let p = case.posterior.amplitude();
        let density = |x: f64| p.density(x * unit) * unit;
        series.push(Series::curve(
            format!("posterior, {}", case.title),
            colour,
            &x,
            300,
            density,
        ));
    }
    let peak = peak(&series);
    let y = 0.0..1.25 * peak;
    let m = &cases[0].measurement;
    let markers = [
        ("naive", m.naive(), colour::BLACK),
        (
            "modified asymptotic",
            m.modified_asymptotic().value,
            colour::GREEN,
        ),
    ];
    for (label, value, colour) in markers {
        series.push(Series::vertical(label, colour, value / unit, &y));
    }
    Ok(XyFigure {
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        title: "How polarised is it? Amplitude from one noisy measurement".to_owned(),
        x_label: format!("polarised intensity p [{unit:e} I]"),
        y_label: format!("probability density [1/({unit:e} I)]"),
        x,
        y,
        series,
    })
}

fn angle(cases: &[Case]) -> XyFigure {
    let x = -90.0..90.0;
    let mut series = Vec::new();
    for (case, colour) in cases.iter().zip(COLOURS) {
        let density = |x: f64| {
            let angle = Angle::new::<radian>(x.to_radians());
            case.posterior.angle().density(angle).to_radians()
        };
        series.push(Series::curve(case.title.clone(), colour, &x, 361, density));
    }
    XyFigure {
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        title: "Which way? Angle from the same measurement".to_owned(),
        x_label: "polarisation angle ψ [°], IAU".to_owned(),
        y_label: "probability density [1/°]".to_owned(),
        x,
        y: 0.0..1.15 * peak(&series),
        series,
    }
}

/// The mean of each estimator less the truth, in units of σ; simulated but for the naive one.
fn bias(seed: u64) -> Result<XyFigure, Failure> {
    const DRAWS: usize = 20_000;
    let noise = NoiseCovariance::isotropic(1.0)?;
    let mut naive = Vec::new();
    let mut modified = Vec::new();
    for i in 0..=24_u32 {
        let truth = 0.25 * f64::from(i);
        naive.push((truth, RiceDistribution::new(truth, 1.0)?.bias()));
        let mut rng = stream(seed, u64::from(i));
        let mut sum = 0.0;
        for _ in 0..DRAWS {
            let (q, u) = (truth + normal(&mut rng), normal(&mut rng));
            sum += LinearMeasurement::<Iau>::new(q, u, noise)?
                .modified_asymptotic()
                .value
                - truth;
        }
        modified.push((truth, sum / DRAWS as f64));
    }
    let line = |label: &str, colour, points| Series {
        label: label.to_owned(),
        mark: Mark::Line,
        colour,
        points,
    };
    let x = 0.0..6.0;
    Ok(XyFigure {
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        title: "Noise bias of estimators of polarised intensity".to_owned(),
        x_label: "true p/σ".to_owned(),
        y_label: "mean estimate minus truth, in σ".to_owned(),
        series: vec![
            line("naive, exact (Rice)", colour::BLACK, naive),
            line("modified asymptotic, simulated", colour::GREEN, modified),
            Series::curve("", colour::GREY, &x, 2, |_| 0.0).dashed(),
        ],
        x,
        y: -0.2..1.4,
    })
}

fn normal(rng: &mut impl Rng) -> f64 {
    StandardNormal.sample(rng)
}

fn peak(series: &[Series]) -> f64 {
    let heights = series.iter().flat_map(|s| s.points.iter().map(|p| p.1));
    heights.fold(0.0, f64::max)
}
