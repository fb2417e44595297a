//! CODATA 2022 recommended values.
//!
//! Seven constants define the SI and are exact; what follows from them alone is exact too. The
//! others carry the standard uncertainty that their measured inputs give them: the fine-structure
//! constant, the Rydberg constant, relative atomic masses, the muon–electron mass ratio, the tau
//! mass, G, G_F and sin²θ_W. Values are the recommended ones to their last digit; sensitivities come from the
//! defining relation written beside each, so that constants stay correlated as nature has them.
//!
//! # Accuracy
//!
//! Each relation reproduces its recommended value to 0.1 standard uncertainty, and the propagated
//! uncertainty reproduces the published one to a unit of its second digit (`tests/golden_codata.rs`). Of the correlations between
//! inputs, the one between the electron's and the proton's relative mass is kept, as the published
//! uncertainty of their ratio implies; the others matter below 1e-11.
//!
//! # References
//!
//! `codata2022`, the tables of recommended values.

use std::f64::consts::PI;

use uom::si::f64::{
    Action, Area, ElectricCharge, ElectricPermittivity, ElectricalResistance, Energy, Frequency,
    HeatCapacity, Length, MagneticMoment, MagneticPermeability, Mass, MolarHeatCapacity, Ratio,
    ReciprocalLength, Velocity,
};
use uom::si::{ISQ, Quantity, SI};
use uom::typenum::{N1, N2, N3, N4, P1, P3, P4, P5, Z0};

use crate::Constant;
use crate::propagation::{Input, Propagated};

/// Dimension of the Newtonian constant of gravitation, m³ kg⁻¹ s⁻².
pub type Gravitation = Quantity<ISQ<P3, N1, N2, Z0, Z0, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the Stefan–Boltzmann constant, W m⁻² K⁻⁴.
pub type ExitancePerTemperature4 = Quantity<ISQ<Z0, P1, N3, Z0, N4, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the radiation constant, J m⁻³ K⁻⁴.
pub type EnergyDensityPerTemperature4 = Quantity<ISQ<N1, P1, N2, Z0, N4, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the first radiation constant, W m².
pub type PowerArea = Quantity<ISQ<P4, P1, N3, Z0, Z0, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the second radiation constant, m K.
pub type LengthTemperature = Quantity<ISQ<P1, Z0, Z0, Z0, P1, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the frequency displacement constant, Hz K⁻¹.
pub type FrequencyPerTemperature = Quantity<ISQ<Z0, Z0, N1, Z0, N1, Z0, Z0>, SI<f64>, f64>;
/// Dimension of the Avogadro constant, mol⁻¹.
pub type PerAmount = Quantity<ISQ<Z0, Z0, Z0, Z0, Z0, N1, Z0>, SI<f64>, f64>;
/// Dimension of the luminous efficacy, lm W⁻¹ = cd sr W⁻¹.
pub type LuminousEfficacy = Quantity<ISQ<N2, N1, P3, Z0, Z0, Z0, P1>, SI<f64>, f64>;
/// Dimension of the Fermi coupling constant G_F, J m³.
pub type EnergyVolume = Quantity<ISQ<P5, P1, N2, Z0, Z0, Z0, Z0>, SI<f64>, f64>;

// ---- Exact: the definition of the SI -------------------------------------------------------

/// Hyperfine transition frequency of caesium-133, Δν_Cs.
pub const CAESIUM_HYPERFINE_FREQUENCY: Constant<Frequency> = Constant::exact(9_192_631_770.0);
/// Speed of light in vacuum, c.
pub const SPEED_OF_LIGHT: Constant<Velocity> = Constant::exact(299_792_458.0);
/// Planck constant, h.
pub const PLANCK: Constant<Action> = Constant::exact(6.626_070_15e-34);
/// Elementary charge, e.
pub const ELEMENTARY_CHARGE: Constant<ElectricCharge> = Constant::exact(1.602_176_634e-19);
/// Boltzmann constant, k.
pub const BOLTZMANN: Constant<HeatCapacity> = Constant::exact(1.380_649e-23);
/// Avogadro constant, N_A.
pub const AVOGADRO: Constant<PerAmount> = Constant::exact(6.022_140_76e23);
/// Luminous efficacy of radiation of 540 THz, K_cd.
pub const LUMINOUS_EFFICACY: Constant<LuminousEfficacy> = Constant::exact(683.0);

const C: f64 = SPEED_OF_LIGHT.si();
const H: f64 = PLANCK.si();
const E: f64 = ELEMENTARY_CHARGE.si();
const K: f64 = BOLTZMANN.si();

// ---- Exact: consequences -------------------------------------------------------------------

/// Reduced Planck constant, ħ = h/2π.
pub const REDUCED_PLANCK: Constant<Action> = Constant::exact(H / (2.0 * PI));
/// Electronvolt as an energy, eV = e · 1 V.
pub const ELECTRON_VOLT: Constant<Energy> = Constant::exact(E);
/// Molar gas constant, R = N_A k.
pub const MOLAR_GAS: Constant<MolarHeatCapacity> = Constant::exact(AVOGADRO.si() * K);
/// Stefan–Boltzmann constant, σ = 2π⁵k⁴/(15h³c²).
pub const STEFAN_BOLTZMANN: Constant<ExitancePerTemperature4> = Constant::exact(
    2.0 * PI * PI * PI * PI * PI / 15.0 * (K / H) * (K / H) * (K / H) * (K / (C * C)),
);
/// Radiation constant, a = 4σ/c.
pub const RADIATION: Constant<EnergyDensityPerTemperature4> =
    Constant::exact(4.0 * STEFAN_BOLTZMANN.si() / C);
/// First radiation constant, c₁ = 2πhc².
pub const FIRST_RADIATION: Constant<PowerArea> = Constant::exact(2.0 * PI * H * C * C);
/// First radiation constant for spectral radiance, c₁L = 2hc².
pub const FIRST_RADIATION_RADIANCE: Constant<PowerArea> = Constant::exact(2.0 * H * C * C);
/// Second radiation constant, c₂ = hc/k.
pub const SECOND_RADIATION: Constant<LengthTemperature> = Constant::exact(H * C / K);
/// Wien wavelength displacement constant, b = c₂/x with x = 5(1 − e⁻ˣ).
pub const WIEN_WAVELENGTH: Constant<LengthTemperature> =
    Constant::exact(SECOND_RADIATION.si() / 4.965_114_231_744_276_3);
/// Wien frequency displacement constant, b′ = x c/c₂ with x = 3(1 − e⁻ˣ).
pub const WIEN_FREQUENCY: Constant<FrequencyPerTemperature> =
    Constant::exact(2.821_439_372_122_078_9 * K / H);

// ---- Measured inputs -----------------------------------------------------------------------

const fn measured<Q>(value: f64, standard_uncertainty: f64, input: Input) -> Constant<Q> {
    Constant::new(Propagated::measured(value, standard_uncertainty, input))
}

/// Fine-structure constant, α = e²/(4πε₀ħc).
pub const FINE_STRUCTURE: Constant<Ratio> =
    // Published as 1.1e-12; u_r = 1.6e-10 and the digits of u(a₀) leave 1.131e-12 to 1.137e-12.
    measured(7.297_352_564_3e-3, 1.134e-12, Input::FineStructure);
/// Rydberg constant, R∞ = α²m_e c/(2h).
pub const RYDBERG: Constant<ReciprocalLength> =
    measured(10_973_731.568_157, 0.000_012, Input::Rydberg);
/// Relative atomic mass of the electron, A_r(e) = m_e/m_u.
pub const ELECTRON_RELATIVE_MASS: Constant<Ratio> =
    measured(5.485_799_090_441e-4, 9.7e-15, Input::ElectronRelativeMass);
/// Relative atomic mass of the proton, A_r(p) = m_p/m_u.
pub const PROTON_RELATIVE_MASS: Constant<Ratio> = Constant::new(
    // 0.263 makes u(m_p/m_e) = 1.74e-11, as published, out of u_r = 1.77e-11 and 0.82e-11.
    Propagated::measured(1.007_276_466_578_9, 8.3e-12, Input::ProtonRelativeMass).correlated(
        Input::ProtonRelativeMass,
        Input::ElectronRelativeMass,
        0.263,
    ),
);
/// Relative atomic mass of the neutron, A_r(n) = m_n/m_u.
pub const NEUTRON_RELATIVE_MASS: Constant<Ratio> =
    measured(1.008_664_916_06, 4.0e-10, Input::NeutronRelativeMass);
/// Relative atomic mass of the deuteron.
pub const DEUTERON_RELATIVE_MASS: Constant<Ratio> =
    measured(2.013_553_212_544, 1.5e-11, Input::DeuteronRelativeMass);
/// Relative atomic mass of the triton.
pub const TRITON_RELATIVE_MASS: Constant<Ratio> =
    measured(3.015_500_715_97, 1.0e-10, Input::TritonRelativeMass);
/// Relative atomic mass of the helion, the nucleus of ³He.
pub const HELION_RELATIVE_MASS: Constant<Ratio> =
    measured(3.014_932_246_932, 7.4e-11, Input::HelionRelativeMass);
/// Relative atomic mass of the alpha particle, the nucleus of ⁴He.
pub const ALPHA_RELATIVE_MASS: Constant<Ratio> =
    measured(4.001_506_179_129, 6.2e-11, Input::AlphaRelativeMass);
/// Muon–electron mass ratio, m_μ/m_e.
pub const MUON_ELECTRON_MASS_RATIO: Constant<Ratio> =
    measured(206.768_282_7, 4.6e-6, Input::MuonElectronRatio);
/// Newtonian constant of gravitation, G.
pub const GRAVITATION: Constant<Gravitation> =
    measured(6.674_30e-11, 0.000_15e-11, Input::Gravitation);
/// Fermi coupling constant in natural units, G_F/(ħc)³ = 1.166 378 7(6)×10⁻⁵ GeV⁻², as a
/// coupling in SI.
pub const FERMI_COUPLING: Constant<EnergyVolume> = {
    let hbar_c = REDUCED_PLANCK.si() * C;
    let gev = 1e9 * E;
    Constant::new(
        Propagated::measured(1.166_378_7e-5, 0.000_000_6e-5, Input::Fermi)
            .scale(hbar_c / gev * (hbar_c / gev) * hbar_c),
    )
};
/// Weak mixing angle, sin²θ_W = 1 − (m_W/m_Z)².
pub const WEAK_MIXING: Constant<Ratio> = measured(0.223_05, 0.000_23, Input::WeakMixing);

// ---- Derived, correlated through the inputs ------------------------------------------------

const ALPHA: Propagated = FINE_STRUCTURE.number();
const R_INFINITY: Propagated = RYDBERG.number();

/// The recommended value with the sensitivities of its defining relation.
///
/// The compiler refuses a value that its relation misses by over 0.1 standard uncertainty.
const fn recommended<Q>(value: f64, relation: Propagated) -> Constant<Q> {
    let number = relation.about(value);
    let miss = relation.value / value - 1.0;
    assert!(
        miss * miss <= 0.01 * number.relative_variance(),
        "a recommended value disagrees with its defining relation"
    );
    Constant::new(number)
}

const fn in_atomic_mass_units(relative_mass: Constant<Ratio>) -> Propagated {
    ATOMIC_MASS.number().times(relative_mass.number())
}

/// Electron mass, m_e = 2hR∞/(cα²).
pub const ELECTRON_MASS: Constant<Mass> = recommended(
    9.109_383_713_9e-31,
    R_INFINITY.scale(2.0 * H / C).over(ALPHA.powi(2)),
);
/// Atomic mass constant, m_u = m_e/A_r(e).
pub const ATOMIC_MASS: Constant<Mass> = recommended(
    1.660_539_068_92e-27,
    ELECTRON_MASS.number().over(ELECTRON_RELATIVE_MASS.number()),
);
/// Proton mass, m_p.
pub const PROTON_MASS: Constant<Mass> = recommended(
    1.672_621_925_95e-27,
    in_atomic_mass_units(PROTON_RELATIVE_MASS),
);
/// Neutron mass, m_n.
pub const NEUTRON_MASS: Constant<Mass> = recommended(
    1.674_927_500_56e-27,
    in_atomic_mass_units(NEUTRON_RELATIVE_MASS),
);
/// Deuteron mass, m_d.
pub const DEUTERON_MASS: Constant<Mass> = recommended(
    3.343_583_776_8e-27,
    in_atomic_mass_units(DEUTERON_RELATIVE_MASS),
);
/// Triton mass, m_t.
pub const TRITON_MASS: Constant<Mass> = recommended(
    5.007_356_751_2e-27,
    in_atomic_mass_units(TRITON_RELATIVE_MASS),
);
/// Helion mass, m_h.
pub const HELION_MASS: Constant<Mass> = recommended(
    5.006_412_786_2e-27,
    in_atomic_mass_units(HELION_RELATIVE_MASS),
);
/// Alpha particle mass, m_α.
pub const ALPHA_PARTICLE_MASS: Constant<Mass> = recommended(
    6.644_657_345_0e-27,
    in_atomic_mass_units(ALPHA_RELATIVE_MASS),
);
/// Muon mass, m_μ.
pub const MUON_MASS: Constant<Mass> = recommended(
    1.883_531_627e-28,
    ELECTRON_MASS
        .number()
        .times(MUON_ELECTRON_MASS_RATIO.number()),
);
/// Tau mass, m_τ, from m_τc² = 1776.86(12) MeV.
pub const TAU_MASS: Constant<Mass> = recommended(
    3.167_54e-27,
    Propagated::measured(1776.86, 0.12, Input::TauMass).scale(1e6 * E / (C * C)),
);
/// Proton–electron mass ratio, m_p/m_e.
pub const PROTON_ELECTRON_MASS_RATIO: Constant<Ratio> = recommended(
    1_836.152_673_426,
    PROTON_RELATIVE_MASS
        .number()
        .over(ELECTRON_RELATIVE_MASS.number()),
);
/// Bohr radius, a₀ = α/(4πR∞).
pub const BOHR_RADIUS: Constant<Length> =
    recommended(5.291_772_105_44e-11, ALPHA.over(R_INFINITY.scale(4.0 * PI)));
/// Compton wavelength of the electron, λ_C = α²/(2R∞).
pub const COMPTON_WAVELENGTH: Constant<Length> = recommended(
    2.426_310_235_38e-12,
    ALPHA.powi(2).over(R_INFINITY.scale(2.0)),
);
/// Classical electron radius, r_e = α³/(4πR∞).
pub const CLASSICAL_ELECTRON_RADIUS: Constant<Length> = recommended(
    2.817_940_320_5e-15,
    ALPHA.powi(3).over(R_INFINITY.scale(4.0 * PI)),
);
/// Thomson cross-section, σ_T = (8π/3) r_e².
pub const THOMSON_CROSS_SECTION: Constant<Area> = recommended(
    6.652_458_705_1e-29,
    CLASSICAL_ELECTRON_RADIUS
        .number()
        .powi(2)
        .scale(8.0 * PI / 3.0),
);
/// Rydberg energy, hcR∞: the ionisation energy of hydrogen with an infinitely heavy nucleus.
pub const RYDBERG_ENERGY: Constant<Energy> =
    recommended(2.179_872_361_103_0e-18, R_INFINITY.scale(H * C));
/// Hartree energy, E_h = 2hcR∞.
pub const HARTREE: Constant<Energy> =
    recommended(4.359_744_722_206_0e-18, R_INFINITY.scale(2.0 * H * C));
/// Vacuum magnetic permeability, μ₀ = 2αh/(e²c).
pub const VACUUM_PERMEABILITY: Constant<MagneticPermeability> =
    recommended(1.256_637_061_27e-6, ALPHA.scale(2.0 * H / (E * E * C)));
/// Vacuum electric permittivity, ε₀ = e²/(2αhc).
pub const VACUUM_PERMITTIVITY: Constant<ElectricPermittivity> = recommended(
    8.854_187_818_8e-12,
    Propagated::exact(E * E / (2.0 * H * C)).over(ALPHA),
);
/// Characteristic impedance of vacuum, Z₀ = 2αh/e².
pub const VACUUM_IMPEDANCE: Constant<ElectricalResistance> =
    recommended(376.730_313_412, ALPHA.scale(2.0 * H / (E * E)));
/// Bohr magneton, μ_B = eħ/(2m_e).
pub const BOHR_MAGNETON: Constant<MagneticMoment> = recommended(
    9.274_010_065_7e-24,
    Propagated::exact(0.5 * E * REDUCED_PLANCK.si()).over(ELECTRON_MASS.number()),
);
/// Nuclear magneton, μ_N = eħ/(2m_p).
pub const NUCLEAR_MAGNETON: Constant<MagneticMoment> = recommended(
    5.050_783_739_3e-27,
    Propagated::exact(0.5 * E * REDUCED_PLANCK.si()).over(PROTON_MASS.number()),
);
