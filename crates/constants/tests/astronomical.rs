//! Astronomical constants against numbers that a reader knows.

use approx::assert_relative_eq;
use lastscatter_constants::quantity::{
    DimensionlessFrequency, SpectralRadiancePerFrequency, frequency_of_wavenumber,
};
use lastscatter_constants::uom::si::{
    f64::{Frequency, ReciprocalLength, ThermodynamicTemperature},
    frequency::gigahertz,
    reciprocal_length::reciprocal_centimeter,
    thermodynamic_temperature::kelvin,
};
use lastscatter_constants::{Error, astronomical, codata};

#[test]
fn lengths_and_masses() {
    // IAU 2015 B2: 3.085 677 581 49e16 m; a light-year is 9 460 730 472 580 800 m exactly.
    assert_relative_eq!(
        astronomical::PARSEC.si(),
        3.085_677_581_491_367_3e16,
        epsilon = 10.0
    );
    assert_relative_eq!(astronomical::LIGHT_YEAR.si(), 9_460_730_472_580_800.0);
    assert_relative_eq!(
        astronomical::SOLAR_MASS.si(),
        1.988_41e30,
        max_relative = 2e-6
    );
    assert_relative_eq!(
        astronomical::SOLAR_MASS.relative_standard_uncertainty(),
        codata::GRAVITATION.relative_standard_uncertainty(),
        max_relative = 1e-12
    );
}

#[test]
fn critical_density_in_solar_masses() {
    // 2.775 37e11 h² M_sun/Mpc³, in which G cancels and only its square is left in neither.
    let mpc3 = astronomical::MEGAPARSEC.si().powi(3);
    let rho = (astronomical::CRITICAL_DENSITY / astronomical::SOLAR_MASS) * mpc3;
    assert_relative_eq!(rho.si(), 2.775_366e11, max_relative = 1e-6);
    assert!(rho.relative_standard_uncertainty() < 1e-15);
    assert_relative_eq!(
        astronomical::CRITICAL_DENSITY.si(),
        1.878_34e-26,
        max_relative = 1e-5
    );
}

#[test]
fn nominal_sun_radiates_its_nominal_luminosity() {
    let area = 4.0 * std::f64::consts::PI * astronomical::SOLAR_RADIUS.si().powi(2);
    let t4 = astronomical::SOLAR_EFFECTIVE_TEMPERATURE.si().powi(4);
    let luminosity = codata::STEFAN_BOLTZMANN.si() * area * t4;
    assert_relative_eq!(
        luminosity,
        astronomical::SOLAR_LUMINOSITY.si(),
        max_relative = 1e-4
    );
}

#[test]
fn wavenumber_and_dimensionless_frequency() {
    let nu = frequency_of_wavenumber(ReciprocalLength::new::<reciprocal_centimeter>(5.0));
    assert_relative_eq!(nu.get::<gigahertz>(), 149.896_229, max_relative = 1e-14);
    let t = astronomical::CMB_TEMPERATURE.value();
    let x = DimensionlessFrequency::of(nu, t).unwrap();
    assert_relative_eq!(
        x.frequency(t).value,
        nu.value,
        max_relative = 4.0 * f64::EPSILON
    );
    let cold = ThermodynamicTemperature::new::<kelvin>(0.0);
    let error = DimensionlessFrequency::of(nu, cold).unwrap_err();
    assert_eq!(
        error.to_string(),
        "temperature in K = 0: expected a positive finite number"
    );
    assert!(matches!(
        DimensionlessFrequency::of(Frequency::new::<gigahertz>(f64::NAN), t),
        Err(Error::OutOfDomain {
            name: "frequency in Hz",
            ..
        })
    ));
}

#[test]
fn radiance_changes_variable_and_back() {
    let nu = Frequency::new::<gigahertz>(160.0);
    let lambda = codata::SPEED_OF_LIGHT.value() / nu;
    let i = SpectralRadiancePerFrequency::from_mjy_per_sr(383.5);
    assert_relative_eq!(i.si(), 3.835e-18, max_relative = 1e-15);
    let back = i.per_wavelength(nu).per_frequency(lambda);
    assert_relative_eq!(back.mjy_per_sr(), 383.5, max_relative = 1e-15);
    assert_relative_eq!(
        i.per_wavenumber().per_frequency() / i,
        1.0,
        max_relative = 1e-15
    );
    // I_ν dν = I_λ dλ: ν I_ν = λ I_λ.
    assert_relative_eq!(
        nu.value * i.si(),
        lambda.value * i.per_wavelength(nu).si(),
        max_relative = 1e-15
    );
    assert_eq!(format!("{:.1}", i * 1e20), "383.5 W m⁻² Hz⁻¹ sr⁻¹");
}
