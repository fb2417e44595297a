//! How exact modes converge as the tolerance falls.

use std::fmt::Write;
use std::fs;

use lastscatter::primordial::potential::{Monomial, Potential, Starobinsky};
use lastscatter::primordial::{Error, Inflation, Model};
use lastscatter_examples::plot::{self, Legend, Mark, Scale, Series, XyFigure, colour};
use lastscatter_examples::{Failure, Output};

/// What errors are measured by.
const REFERENCE: f64 = 1e-12;

const WAVENUMBERS: usize = 20;

/// Writes `convergence.csv` and its figure: tolerances and the largest relative error of P_ℛ and P_t.
pub(crate) fn save(output: &Output) -> Result<(), Failure> {
    let starobinsky = errors(&Starobinsky { scale: 1e-10 })?;
    let quadratic = errors(&Monomial {
        scale: 1e-10,
        power: 2.0,
    })?;
    let mut text = "tolerance,starobinsky,quadratic\n".to_owned();
    for ((tolerance, a), (_, b)) in starobinsky.iter().zip(&quadratic) {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{tolerance:e},{a:e},{b:e}");
    }
    fs::write(output.path("convergence.csv"), text)?;
    let line = |label: &str, colour, points| Series {
        label: label.to_owned(),
        mark: Mark::Line,
        colour,
        points,
    };
    let allowed = starobinsky.iter().map(|p| (p.0, p.0)).collect();
    let figure = XyFigure {
        title: "Exact modes converge".to_owned(),
        x_label: "tolerance".to_owned(),
        y_label: "largest relative error of P_ℛ and P_t".to_owned(),
        x: 1e-10..1e-3,
        y: 1e-13..1e-2,
        x_scale: Scale::Logarithmic,
        y_scale: Scale::Logarithmic,
        legend: Legend::Left,
        series: vec![
            line("the tolerance itself", colour::GREY, allowed).dashed(),
            line("Starobinsky inflation", colour::BLUE, starobinsky),
            line("quadratic inflation", colour::VERMILION, quadratic),
        ],
    };
    plot::save(&figure, output, "convergence")
}

fn errors<P: Potential + Clone>(potential: &P) -> Result<Vec<(f64, f64)>, Error> {
    let powers = |tolerance| {
        let solution = Inflation {
            tolerance,
            ..Inflation::new(potential.clone())
        }
        .solve()?;
        (0..WAVENUMBERS)
            .map(|i| {
                let k = 1e-4 * 1e4_f64.powf(i as f64 / WAVENUMBERS as f64);
                let powers = solution.powers(k)?;
                Ok([powers.scalar, powers.tensor()])
            })
            .collect::<Result<Vec<_>, Error>>()
    };
    let reference = powers(REFERENCE)?;
    (3..=10)
        .map(|digits| {
            let tolerance = 10_f64.powi(-digits);
            let found = powers(tolerance)?;
            let pairs = found.iter().flatten().zip(reference.iter().flatten());
            let worst = pairs.map(|(a, b)| (a / b - 1.0).abs()).fold(0.0, f64::max);
            Ok((tolerance, worst))
        })
        .collect()
}
