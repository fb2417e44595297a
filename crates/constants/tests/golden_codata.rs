//! CODATA 2022 against the tables as SciPy ships them; `scripts/codata.py` printed the rows.

use lastscatter_constants::{Constant, codata, planck};

struct Row {
    name: &'static str,
    value: f64,
    uncertainty: f64,
    expected: f64,
    expected_uncertainty: f64,
}

fn row<Q>(name: &'static str, ours: Constant<Q>, expected: f64, expected_uncertainty: f64) -> Row {
    Row {
        name,
        value: ours.si(),
        uncertainty: ours.standard_uncertainty_si(),
        expected,
        expected_uncertainty,
    }
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    vec![
        row("FINE_STRUCTURE", codata::FINE_STRUCTURE, 0.0072973525643, 1.1e-12),
        row("RYDBERG", codata::RYDBERG, 10973731.568157, 1.2e-05),
        row("ELECTRON_MASS", codata::ELECTRON_MASS, 9.1093837139e-31, 2.8e-40),
        row("ATOMIC_MASS", codata::ATOMIC_MASS, 1.66053906892e-27, 5.2e-37),
        row("PROTON_MASS", codata::PROTON_MASS, 1.67262192595e-27, 5.2e-37),
        row("NEUTRON_MASS", codata::NEUTRON_MASS, 1.67492750056e-27, 8.5e-37),
        row("DEUTERON_MASS", codata::DEUTERON_MASS, 3.3435837768e-27, 1e-36),
        row("TRITON_MASS", codata::TRITON_MASS, 5.0073567512e-27, 1.6e-36),
        row("HELION_MASS", codata::HELION_MASS, 5.0064127862e-27, 1.6e-36),
        row("ALPHA_PARTICLE_MASS", codata::ALPHA_PARTICLE_MASS, 6.644657345e-27, 2.1e-36),
        row("MUON_MASS", codata::MUON_MASS, 1.883531627e-28, 4.2e-36),
        row("TAU_MASS", codata::TAU_MASS, 3.16754e-27, 2.1e-31),
        row("ELECTRON_RELATIVE_MASS", codata::ELECTRON_RELATIVE_MASS, 0.0005485799090441, 9.7e-15),
        row("PROTON_RELATIVE_MASS", codata::PROTON_RELATIVE_MASS, 1.0072764665789, 8.3e-12),
        row("NEUTRON_RELATIVE_MASS", codata::NEUTRON_RELATIVE_MASS, 1.00866491606, 4e-10),
        row("DEUTERON_RELATIVE_MASS", codata::DEUTERON_RELATIVE_MASS, 2.013553212544, 1.5e-11),
        row("TRITON_RELATIVE_MASS", codata::TRITON_RELATIVE_MASS, 3.01550071597, 1e-10),
        row("HELION_RELATIVE_MASS", codata::HELION_RELATIVE_MASS, 3.014932246932, 7.4e-11),
        row("ALPHA_RELATIVE_MASS", codata::ALPHA_RELATIVE_MASS, 4.001506179129, 6.2e-11),
        row("PROTON_ELECTRON_MASS_RATIO", codata::PROTON_ELECTRON_MASS_RATIO, 1836.152673426, 3.2e-08),
        row("MUON_ELECTRON_MASS_RATIO", codata::MUON_ELECTRON_MASS_RATIO, 206.7682827, 4.6e-06),
        row("BOHR_RADIUS", codata::BOHR_RADIUS, 5.29177210544e-11, 8.2e-21),
        row("COMPTON_WAVELENGTH", codata::COMPTON_WAVELENGTH, 2.42631023538e-12, 7.6e-22),
        row("CLASSICAL_ELECTRON_RADIUS", codata::CLASSICAL_ELECTRON_RADIUS, 2.8179403205e-15, 1.3e-24),
        row("THOMSON_CROSS_SECTION", codata::THOMSON_CROSS_SECTION, 6.6524587051e-29, 6.2e-38),
        row("RYDBERG_ENERGY", codata::RYDBERG_ENERGY, 2.179872361103e-18, 2.4e-30),
        row("HARTREE", codata::HARTREE, 4.359744722206e-18, 4.8e-30),
        row("VACUUM_PERMEABILITY", codata::VACUUM_PERMEABILITY, 1.25663706127e-06, 2e-16),
        row("VACUUM_PERMITTIVITY", codata::VACUUM_PERMITTIVITY, 8.8541878188e-12, 1.4e-21),
        row("VACUUM_IMPEDANCE", codata::VACUUM_IMPEDANCE, 376.730313412, 5.9e-08),
        row("BOHR_MAGNETON", codata::BOHR_MAGNETON, 9.2740100657e-24, 2.9e-33),
        row("NUCLEAR_MAGNETON", codata::NUCLEAR_MAGNETON, 5.0507837393e-27, 1.6e-36),
        row("GRAVITATION", codata::GRAVITATION, 6.6743e-11, 1.5e-15),
        row("WEAK_MIXING", codata::WEAK_MIXING, 0.22305, 0.00023),
        row("MOLAR_GAS", codata::MOLAR_GAS, 8.31446261815324, 0.0),
        row("STEFAN_BOLTZMANN", codata::STEFAN_BOLTZMANN, 5.6703744191844314e-08, 0.0),
        row("FIRST_RADIATION", codata::FIRST_RADIATION, 3.7417718521927573e-16, 0.0),
        row("SECOND_RADIATION", codata::SECOND_RADIATION, 0.014387768775039337, 0.0),
        row("WIEN_WAVELENGTH", codata::WIEN_WAVELENGTH, 0.0028977719551851727, 0.0),
        row("WIEN_FREQUENCY", codata::WIEN_FREQUENCY, 58789257576.468254, 0.0),
        row("REDUCED_PLANCK", codata::REDUCED_PLANCK, 1.0545718176461565e-34, 0.0),
        row("MASS", planck::MASS, 2.176434e-08, 2.4e-13),
        row("LENGTH", planck::LENGTH, 1.616255e-35, 1.8e-40),
        row("TIME", planck::TIME, 5.391247e-44, 6e-49),
        row("TEMPERATURE", planck::TEMPERATURE, 1.416784e+32, 1.6e+27),
    ]
}

/// Exact constants and recommended values are numbers typed to all their digits; a few roundings
/// separate two orders of multiplying them out.
const ROUNDING: f64 = 4.0 * f64::EPSILON;

#[test]
fn recommended_values_and_uncertainties() {
    for r in rows() {
        let relative = (r.value / r.expected - 1.0).abs();
        // Planck units are printed to the digits that u(G) leaves; ours are not rounded.
        let allowed = ROUNDING.max(
            if ["MASS", "LENGTH", "TIME", "TEMPERATURE"].contains(&r.name) {
                0.05 * r.expected_uncertainty / r.expected
            } else {
                0.0
            },
        );
        assert!(relative <= allowed, "{}: {relative:e}", r.name);
        // One unit of the second digit: half is the rounding of the published uncertainty, half
        // that of the inputs it follows from.
        let unit = r.expected_uncertainty
            * 10f64.powf(-1.0 - r.expected_uncertainty.log10().rem_euclid(1.0));
        let miss = (r.uncertainty - r.expected_uncertainty).abs();
        assert!(
            miss <= unit || r.expected_uncertainty == 0.0 && r.uncertainty == 0.0,
            "{}: u = {:e}, published {:e}",
            r.name,
            r.uncertainty,
            r.expected_uncertainty
        );
    }
}

#[test]
fn correlations_follow_the_defining_relations() {
    let product = codata::VACUUM_PERMEABILITY * codata::VACUUM_PERMITTIVITY;
    assert!(
        product.relative_standard_uncertainty() < 1e-25,
        "μ₀ε₀ = 1/c² is exact"
    );
    // u(m_p/m_e) is smaller than its two inputs taken as independent would make it.
    let ratio = codata::PROTON_RELATIVE_MASS / codata::ELECTRON_RELATIVE_MASS;
    let u = ratio.relative_standard_uncertainty();
    assert!((u / 1.74e-11 - 1.0).abs() < 0.01, "{u:e}");
    assert!(codata::ELECTRON_MASS.correlation(&codata::FINE_STRUCTURE) < -0.9999);
    assert!(codata::GRAVITATION.correlation(&planck::MASS) < -0.9999);
    assert!(codata::STEFAN_BOLTZMANN.is_exact());
}
