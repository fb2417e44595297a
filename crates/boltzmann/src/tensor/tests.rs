//! Waves with known answers.

use std::error::Error;

use lastscatter_cosmology::{
    DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};

use super::{evolution::Evolution, free::FreeWaves, sources::TensorSources};
use crate::{
    Accuracy,
    hierarchy::Streaming,
    momenta::Momenta,
    nodes::{Node, Nodes},
    timeline::Timeline,
};

fn parameters(neutrinos: Neutrinos) -> Parameters {
    Parameters {
        h0_km_s_mpc: 67.5,
        omega_b_h2: 0.0224,
        omega_c_h2: 0.1195,
        omega_k: 0.0,
        t_cmb_k: 2.7255,
        neutrinos,
        dark_energy: DarkEnergy::LAMBDA,
        helium: Helium::MassFraction(0.2454),
        reionisation: Reionisation::OpticalDepth(0.054),
    }
}

/// A node at which S_T = −h′/4 and nothing else.
fn bare(time: f64, today: f64) -> Node {
    Node {
        time,
        distance: today - time,
        weight: 1.0,
        transparency: 1.0,
        visibility: 0.0,
        lens: 0.0,
        stretch: 1.0,
    }
}

/// h′ at `times` for one wavenumber.
fn slopes(
    history: &Thermodynamics,
    accuracy: &Accuracy,
    k: f64,
    times: &[f64],
) -> Result<Vec<f64>, Box<dyn Error>> {
    let momenta = Momenta::new(history.background(), accuracy.momenta)?;
    let timeline = Timeline::new(history, momenta);
    let nodes = Nodes {
        all: times.iter().map(|&t| bare(t, timeline.today)).collect(),
    };
    let streaming = Streaming::scalar(100);
    let evolution = Evolution {
        timeline: &timeline,
        nodes: &nodes,
        accuracy,
        streaming: &streaming,
        scattering: history.last_scattering().conformal_time_mpc,
    };
    let mut slopes = vec![f64::NAN; times.len()];
    let freed = evolution.run(k, [k, k], |node, s: TensorSources<f64>| {
        slopes[node] = -4.0 * s.temperature;
    })?;
    FreeWaves::new(&timeline, &nodes).run(k, freed.node, freed.wave, |node, s| {
        slopes[node] = -4.0 * s.temperature;
    });
    Ok(slopes)
}

/// j₁(x)/x and its derivative −j₂(x)/x.
fn matter_slope(x: f64) -> f64 {
    let j2 = (3.0 / (x * x) - 1.0) * x.sin() / x - 3.0 * x.cos() / (x * x);
    -3.0 * j2 / x
}

/// Entering in the matter era h = 3 j₁(kτ)/kτ; corrections by radiation are of order τ_eq/τ ~ k τ_eq.
#[test]
fn matter_era() -> Result<(), Box<dyn Error>> {
    let history = Thermodynamics::new(&parameters(Neutrinos::thermal(3.044, &[])))?;
    let accuracy = Accuracy::standard();
    let k = 1.2e-3;
    let times: Vec<f64> = (1..=8).map(|i| 1000.0 + 400.0 * f64::from(i)).collect();
    let found = slopes(&history, &accuracy, k, &times)?;
    // Matter and radiation: a ∝ τ² + 2τ τ₁ moves the origin of time by τ₁.
    let (a, b): (f64, f64) = (
        history.background().scale_factor(2000.0),
        history.background().scale_factor(3000.0),
    );
    let (ra, rb) = (a.sqrt(), b.sqrt());
    let shift = (2000.0 * rb - 3000.0 * ra) / (ra - rb);
    for (&tau, found) in times.iter().zip(&found) {
        let exact = k * matter_slope(k * (tau + shift));
        assert!(
            (found - exact).abs() < 0.02 * k,
            "{tau}: {found:e} {exact:e}"
        );
    }
    Ok(())
}

/// Outside the horizon h is constant: h′ = −2k²τ/5 of the matter era is all that is left.
#[test]
fn constant_outside_the_horizon() -> Result<(), Box<dyn Error>> {
    let history = Thermodynamics::new(&parameters(Neutrinos::thermal(3.044, &[0.06])))?;
    let k = 1e-5;
    let times = [300.0, 1000.0, 3000.0];
    let found = slopes(&history, &Accuracy::standard(), k, &times)?;
    for (tau, slope) in times.into_iter().zip(found) {
        assert!(
            slope < 0.0 && slope > -0.5 * k * k * tau,
            "{tau}: {slope:e}"
        );
    }
    Ok(())
}

/// Free-streaming neutrinos damp waves that enter in the radiation era by 0.80 (`weinberg2004`: 0.8026 for R_ν = 0.4052).
#[test]
fn neutrinos_damp() -> Result<(), Box<dyn Error>> {
    let mut accuracy = Accuracy::standard();
    accuracy.tensor.tolerance = 1e-6;
    accuracy.tensor.massless = 50;
    accuracy.tensor.neutrino_wavenumber = 100.0;
    let k = 5.0;
    // Entered at τ = 0.2 Mpc; photons' own stress is erased by scattering.
    let times: Vec<f64> = (0..400).map(|i| 8.0 + 0.02 * f64::from(i)).collect();
    let amplitude = |n_eff: f64| -> Result<f64, Box<dyn Error>> {
        let history = Thermodynamics::new(&parameters(Neutrinos::thermal(n_eff, &[])))?;
        let found = slopes(&history, &accuracy, k, &times)?;
        let growth = |t: f64| history.background().scale_factor(t) / t;
        let terms = times
            .iter()
            .zip(found)
            .map(|(&t, slope)| (slope * t * growth(t) / growth(0.01)).powi(2));
        Ok((2.0 * terms.sum::<f64>() / times.len() as f64).sqrt())
    };
    let none = amplitude(1e-6)?;
    let share = |n: f64| n * 0.227_107_3 / (1.0 + n * 0.227_107_3);
    let (few, three) = (amplitude(1.0)? / none, amplitude(3.0)? / none);
    assert!((share(3.0) - 0.4052).abs() < 1e-3);
    assert!((three - 0.8026).abs() < 0.003, "{three}");
    assert!(few > 0.895 && few < 0.91, "{few}");
    Ok(())
}

/// Free waves go on where the full equations would.
#[test]
fn waves_are_set_free_smoothly() -> Result<(), Box<dyn Error>> {
    let history = Thermodynamics::new(&parameters(Neutrinos::thermal(3.044, &[0.06])))?;
    let mut never = Accuracy::reference();
    never.tensor.free_wavenumber = 1e9;
    never.tensor.neutrino_wavenumber = 1e9;
    let k = 0.03;
    let times: Vec<f64> = (0..200).map(|i| 1000.0 + 60.0 * f64::from(i)).collect();
    let exact = slopes(&history, &never, k, &times)?;
    let found = slopes(&history, &Accuracy::standard(), k, &times)?;
    let scale = exact.iter().fold(0.0_f64, |m, s| m.max(s.abs()));
    for ((tau, exact), found) in times.iter().zip(&exact).zip(&found) {
        assert!(
            (found - exact).abs() < 5e-3 * scale,
            "{tau}: {found:e} {exact:e}"
        );
    }
    Ok(())
}
