//! Quantities that follow from the parameters.

use std::fmt::Write;

use lastscatter::boltzmann::MatterSolver;
use lastscatter_examples::{Failure, Manifest, TextTable};

use crate::scenario::Scenario;
use crate::solution::Solution;

/// The largest wavenumber for σ₈, in h/Mpc: beyond it spheres of 8 Mpc/h average everything out.
const LARGEST_H_MPC: f64 = 2.5;

/// A number with its name in files and its meaning.
pub(crate) struct Derived {
    name: &'static str,
    value: f64,
    meaning: &'static str,
}

/// All derived quantities of a scenario's solution. Those of matter are solved for here.
pub(crate) fn quantities(
    scenario: &Scenario,
    solution: &Solution,
) -> Result<Vec<Derived>, Failure> {
    let history = &solution.history;
    let universe = history.background();
    let (star, drag) = (history.last_scattering(), history.drag_epoch());
    let reionisation = history.reionisation();
    let mut rows = Vec::new();
    let mut row = |name, value, meaning| {
        rows.push(Derived {
            name,
            value,
            meaning,
        });
    };
    row(
        "h0",
        universe.parameters().h0_km_s_mpc,
        "Hubble constant [km/s/Mpc]",
    );
    row(
        "age_gyr",
        universe.age_gyr(0.0),
        "age of the universe [Gyr]",
    );
    row(
        "omega_m",
        universe.omega_m(),
        "Ω of matter, neutrinos included",
    );
    row("omega_lambda", universe.omega_de(), "Ω of dark energy");
    row(
        "y_he",
        universe.helium_mass_fraction(),
        "mass fraction of helium",
    );
    row(
        "tau",
        reionisation.optical_depth(),
        "optical depth of reionisation",
    );
    if let Some(z_re) = reionisation.redshift() {
        row("z_re", z_re, "hydrogen is half reionised");
    }
    row("z_star", star.redshift, "recombination: optical depth 1");
    row(
        "r_star_mpc",
        star.sound_horizon_mpc,
        "sound horizon at z_star [Mpc]",
    );
    row(
        "theta_star_100",
        100.0 * history.theta_star(),
        "100 r_star/D_M(z_star)",
    );
    row(
        "k_d_inv_mpc",
        history.damping_wavenumber_inv_mpc(),
        "diffusion damping at z_star [1/Mpc]",
    );
    row("z_drag", drag.redshift, "baryons: drag depth 1");
    row(
        "r_drag_mpc",
        drag.sound_horizon_mpc,
        "sound horizon at z_drag [Mpc]",
    );
    row(
        "z_eq",
        universe.equality_redshift()?,
        "matter equals radiation",
    );
    let matter = MatterSolver {
        largest_wavenumber_inv_mpc: LARGEST_H_MPC * universe.parameters().h0_km_s_mpc / 100.0,
        initial: vec![scenario.initial],
        ..MatterSolver::new(&[0.0])
    }
    .solve(history)?;
    let power = matter.power(&scenario.power);
    row(
        "sigma8",
        power.sigma8(0.0)?,
        "σ₈: linear contrast of matter in spheres of 8 Mpc/h",
    );
    row("s8", power.s8()?, "S₈ = σ₈ √(Ω_m/0.3)");
    row(
        "fsigma8",
        power.growth_rate_sigma8(0.0)?,
        "fσ₈ = dσ₈/dln a today",
    );
    Ok(rows)
}

/// A TOML file, with meanings as comments.
pub(crate) fn toml(quantities: &[Derived]) -> String {
    let mut text = String::new();
    for Derived {
        name,
        value,
        meaning,
    } in quantities
    {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name} = {value:?} # {meaning}");
    }
    text
}

/// A table for people.
pub(crate) fn table(quantities: &[Derived]) -> String {
    let mut table = TextTable::new(["derived", "value", ""]);
    for quantity in quantities {
        table.row([
            quantity.meaning.to_owned(),
            format!("{:.6}", quantity.value),
            quantity.name.to_owned(),
        ]);
    }
    table.to_string()
}

/// Leaves the numbers in the run's record.
pub(crate) fn record(quantities: &[Derived], manifest: &mut Manifest) {
    for quantity in quantities {
        manifest.result(quantity.name, quantity.value);
    }
}
