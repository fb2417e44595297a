//! The spectrum, the residuals and the corner plot.

use lastscatter::constants::quantity::{ThermodynamicDifference, frequency_of_wavenumber};
use lastscatter::constants::uom::si::{
    f64::{ReciprocalLength, ThermodynamicTemperature},
    reciprocal_length::reciprocal_centimeter,
};
use lastscatter::likelihood::firas::{Component, FirasData, reference_temperature};
use lastscatter::radiation::Blackbody;
use lastscatter_examples::plot::{
    self, CornerColumn, CornerFigure, Legend, Mark, Scale, Series, XyFigure, colour,
};
use lastscatter_examples::{Failure, Output};

use crate::analysis::Analysis;
use crate::labels::Label;

/// The published error bars are invisible on the spectrum; they are drawn this many times longer.
const MAGNIFICATION: f64 = 400.0;

pub(crate) fn save(
    data: &FirasData,
    analyses: &[Analysis],
    output: &Output,
) -> Result<(), Failure> {
    plot::save(&spectrum(data, &analyses[0])?, output, "spectrum")?;
    plot::save(&residuals(data, analyses)?, output, "residuals")?;
    if let Some(all) = analyses.last() {
        plot::save(&corner(all)?, output, "corner")?;
    }
    Ok(())
}

fn spectrum(data: &FirasData, base: &Analysis) -> Result<XyFigure, Failure> {
    let mut temperature: ThermodynamicTemperature = reference_temperature();
    temperature.value += ThermodynamicDifference::from_microkelvin(base.fit.theta[0]).kelvin();
    let blackbody = Blackbody::new(temperature)?;
    let radiance = |wavenumber: f64| -> Result<f64, Failure> {
        let wavenumber = ReciprocalLength::new::<reciprocal_centimeter>(wavenumber);
        let nu = frequency_of_wavenumber(wavenumber);
        Ok(blackbody.spectral_radiance(nu)?.mjy_per_sr())
    };
    let wavenumber = data.wavenumber_inv_cm();
    let end = 1.03 * wavenumber[data.len() - 1];
    let curve = (1..=400)
        .map(|i| {
            let x = end * f64::from(i) / 400.0;
            Ok((x, radiance(x)?))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    // The measured radiance is the reference blackbody plus the residual: the monopole column has
    // older constants in it.
    let reference = Blackbody::new(reference_temperature())?;
    let points = (wavenumber.iter().zip(data.frequencies()))
        .zip(data.residual_kjy_sr())
        .map(|((&x, frequency), residual)| {
            let b = reference.spectral_radiance(frequency)?;
            Ok((x, b.mjy_per_sr() + 1e-3 * residual))
        })
        .collect::<Result<Vec<_>, Failure>>()?;
    let peak = curve.iter().map(|p| p.1).fold(0.0, f64::max);
    let errors = data.sigma_kjy_sr();
    Ok(XyFigure {
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Right,
        title: "COBE/FIRAS: the microwave background is a black body".to_owned(),
        x_label: "wavenumber [cm⁻¹]".to_owned(),
        y_label: "intensity [MJy/sr]".to_owned(),
        x: 0.0..end,
        y: 0.0..1.1 * peak,
        series: vec![
            Series {
                label: format!("black body, {:.4} K", temperature.value),
                mark: Mark::Line,
                colour: colour::VERMILION,
                points: curve,
            },
            Series {
                label: format!("FIRAS, error bars × {MAGNIFICATION}"),
                mark: Mark::Points {
                    errors: errors.iter().map(|s| MAGNIFICATION * 1e-3 * s).collect(),
                },
                colour: colour::BLACK,
                points,
            },
        ],
    })
}

fn residuals(data: &FirasData, analyses: &[Analysis]) -> Result<XyFigure, Failure> {
    let x = data.wavenumber_inv_cm();
    let over_data = |y: &[f64]| x.iter().copied().zip(y.iter().copied()).collect::<Vec<_>>();
    // The last point, −432 ± 282 kJy/sr, would make all others unreadable.
    let y = -130.0..150.0;
    let all = data.residual_kjy_sr().iter();
    let hidden = match all.filter(|r| !y.contains(*r)).count() {
        0 => String::new(),
        n => format!(" ({n} of {} out of range)", data.len()),
    };
    let mut series = vec![Series {
        label: format!("residual from 2.725 K{hidden}"),
        mark: Mark::Points {
            errors: data.sigma_kjy_sr().to_vec(),
        },
        colour: colour::GREY,
        points: over_data(data.residual_kjy_sr()),
    }];
    let styles = [
        colour::BLACK,
        colour::BLUE,
        colour::VERMILION,
        colour::GREEN,
    ];
    for (analysis, colour) in analyses.iter().zip(styles) {
        series.push(Series {
            label: format!("best fit: {}", parts(analysis)),
            mark: Mark::Line,
            colour,
            points: over_data(&analysis.likelihood.model_kjy_sr(&analysis.fit.theta)?),
        });
    }
    // The published 95% limits, for the scale of what is excluded.
    let limits = [
        (
            Component::ChemicalPotential,
            9e-5,
            "μ = 9×10⁻⁵",
            colour::BLUE,
        ),
        (
            Component::ComptonY,
            1.5e-5,
            "y = 1.5×10⁻⁵",
            colour::VERMILION,
        ),
    ];
    for (component, amplitude, label, colour) in limits {
        let template = component.template_kjy_sr(data)?;
        let scaled: Vec<f64> = template.iter().map(|t| amplitude * t).collect();
        series.push(Series {
            label: format!("{label} (published 95% limit)"),
            mark: Mark::Dashed,
            colour,
            points: over_data(&scaled),
        });
    }
    Ok(XyFigure {
        x_scale: Scale::Linear,
        y_scale: Scale::Linear,
        legend: Legend::Left,
        title: "FIRAS residuals and best-fit distortions".to_owned(),
        x_label: "wavenumber [cm⁻¹]".to_owned(),
        y_label: "residual [kJy/sr]".to_owned(),
        x: 0.0..1.03 * x[x.len() - 1],
        y,
        series,
    })
}

fn parts(analysis: &Analysis) -> String {
    let components = analysis.likelihood.components().iter();
    let symbols: Vec<_> = components.map(|c| Label::of(*c).symbol).collect();
    symbols.join(", ")
}

fn corner(analysis: &Analysis) -> Result<CornerFigure, Failure> {
    let sigma = analysis.fit.standard_errors();
    let correlation = analysis.fit.correlation();
    let mut columns = Vec::new();
    for (i, component) in analysis.likelihood.components().iter().enumerate() {
        let label = Label::of(*component);
        let unit = label.unit;
        columns.push(CornerColumn {
            label: label.heading(),
            samples: analysis
                .chains
                .draws(i)?
                .concat()
                .iter()
                .map(|v| v / unit)
                .collect(),
            expected: (analysis.fit.theta[i] / unit, sigma[i] / unit),
        });
    }
    let n = columns.len();
    Ok(CornerFigure {
        title: format!(
            "FIRAS posterior of {}: samples (filled: 68%, 95%), least squares (dashed)",
            parts(analysis)
        ),
        columns,
        correlation: (0..n)
            .map(|i| (0..n).map(|j| correlation[(i, j)]).collect())
            .collect(),
    })
}
