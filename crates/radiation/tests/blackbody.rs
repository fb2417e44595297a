//! Wien's law, the inverse of the Planck law, limits, and what is refused.

use lastscatter_constants::{
    codata,
    quantity::{SpectralRadiancePerFrequency, ThermodynamicDifference},
};
use lastscatter_numerics::roots::brent;
use lastscatter_radiation::{
    Blackbody, Error, brightness_temperature, rayleigh_jeans_temperature, wien,
};
use proptest::prelude::{prop_assert, proptest};
use uom::si::{
    f64::{Frequency, Length, ThermodynamicTemperature},
    frequency::hertz,
    length::meter,
    thermodynamic_temperature::kelvin,
};

fn kelvins(t: f64) -> Result<Blackbody, Error> {
    Blackbody::new(ThermodynamicTemperature::new::<kelvin>(t))
}

#[test]
fn the_roots_of_wien() -> Result<(), lastscatter_numerics::Error> {
    for (exponent, root) in [
        (2.0, wien::PHOTONS_PER_FREQUENCY),
        (3.0, wien::PER_FREQUENCY),
        (3.0, wien::PHOTONS_PER_LOGARITHM),
        (4.0, wien::PER_LOGARITHM),
        (4.0, wien::PHOTONS_PER_WAVELENGTH),
        (5.0, wien::PER_WAVELENGTH),
    ] {
        let found = brent(
            |x: f64| exponent * (-x).exp_m1() + x,
            0.5 * exponent,
            exponent,
            0.0,
        )?;
        assert!(
            (found - root).abs() <= 2.0 * f64::EPSILON * root,
            "{exponent}: {found}"
        );
    }
    Ok(())
}

#[test]
fn wien_agrees_with_codata() -> Result<(), Error> {
    let body = kelvins(5772.0)?;
    let b = codata::WIEN_WAVELENGTH.si() / 5772.0;
    assert!((body.peak_wavelength().value / b - 1.0).abs() < 1e-15);
    let b = codata::WIEN_FREQUENCY.si() * 5772.0;
    assert!((body.peak_frequency().value / b - 1.0).abs() < 1e-15);
    let ratio = body.peak_wavenumber().value * codata::SPEED_OF_LIGHT.si() / b;
    assert!((ratio - 1.0).abs() < 1e-15);
    Ok(())
}

#[test]
fn peaks_are_peaks() -> Result<(), Error> {
    let body = kelvins(300.0)?;
    let (nu, lambda) = (body.peak_frequency(), body.peak_wavelength());
    for factor in [0.999, 1.001] {
        assert!(body.spectral_radiance(nu * factor)? < body.spectral_radiance(nu)?);
        let beside = body.spectral_radiance_per_wavelength(lambda * factor)?;
        assert!(beside < body.spectral_radiance_per_wavelength(lambda)?);
    }
    Ok(())
}

#[test]
fn ends_of_the_spectrum() -> Result<(), Error> {
    let body = kelvins(2.725)?;
    for nu in [0.0, f64::INFINITY, 1e300] {
        let nu = Frequency::new::<hertz>(nu);
        assert!(body.spectral_radiance(nu)?.si().to_bits() == 0);
        assert!(body.spectral_photon_radiance(nu)?.si().to_bits() == 0);
    }
    for lambda in [1e-300, 1e-9, 1e300] {
        let radiance = body.spectral_radiance_per_wavelength(Length::new::<meter>(lambda))?;
        assert!(radiance.si().to_bits() == 0, "{lambda}");
    }
    Ok(())
}

#[test]
fn nonsense_is_refused() -> Result<(), Error> {
    for t in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(kelvins(t), Err(Error::OutOfDomain { .. })));
    }
    let body = kelvins(2.725)?;
    for nu in [-1.0, f64::NAN, f64::NEG_INFINITY] {
        let nu = Frequency::new::<hertz>(nu);
        assert!(body.occupation(nu).is_err());
        assert!(body.spectral_radiance(nu).is_err());
        assert!(body.spectral_photon_radiance(nu).is_err());
    }
    let mut out = [0.0; 2];
    body.spectral_radiance_into(&[-1e9, 1e9], &mut out)?;
    assert!(out[0].is_nan() && out[1] > 0.0);
    for lambda in [0.0, -1.0, f64::NAN] {
        let lambda = Length::new::<meter>(lambda);
        assert!(body.spectral_radiance_per_wavelength(lambda).is_err());
    }
    let nu = Frequency::new::<hertz>(1e9);
    for radiance in [0.0, -1e-20, f64::NAN] {
        let radiance = SpectralRadiancePerFrequency::from_si(radiance);
        assert!(brightness_temperature(radiance, nu).is_err());
        assert!(rayleigh_jeans_temperature(radiance, nu).is_err());
    }
    Ok(())
}

/// A temperature that under- or overflows in a power would give NaN, or a band that never ends.
#[test]
fn the_coldest_and_the_hottest_give_numbers() -> Result<(), Error> {
    for t in [5e-324, 1e-300, 1e-61, 1e61, 1e200, f64::MAX] {
        assert!(matches!(kelvins(t), Err(Error::OutOfDomain { .. })), "{t}");
    }
    for t in [1e-60, 1e60] {
        let body = kelvins(t)?;
        for nu in [0.0, 1e-300, 1.0, 1e300, f64::INFINITY] {
            let nu = Frequency::new::<hertz>(nu);
            let difference = ThermodynamicDifference::from_kelvin(1.0);
            assert!(!body.occupation(nu)?.is_nan());
            assert!(body.spectral_radiance(nu)?.si().is_finite());
            assert!(body.response(nu, difference)?.si().is_finite());
            assert!(body.spectral_photon_radiance(nu)?.si().is_finite());
        }
        for lambda in [5e-324, 1.0, f64::MAX] {
            let lambda = Length::new::<meter>(lambda);
            let radiance = body.spectral_radiance_per_wavelength(lambda)?;
            assert!(radiance.si().is_finite());
        }
        let all = |nu| Frequency::new::<hertz>(nu);
        let band = body.band_radiance(all(0.0), all(f64::INFINITY))?;
        assert!((band.si() / body.radiance().si() - 1.0).abs() < 1e-14);
    }
    Ok(())
}

#[test]
fn rayleigh_jeans_is_the_limit() -> Result<(), Error> {
    let body = kelvins(2.725)?;
    let nu = Frequency::new::<hertz>(1e6);
    let antenna = rayleigh_jeans_temperature(body.spectral_radiance(nu)?, nu)?;
    // T_RJ = T (1 − x/2 + x²/12 − …).
    let x = 4.799_243_073e-11 * 1e6 / 2.725;
    assert!((antenna.value / 2.725 - (1.0 - 0.5 * x + x * x / 12.0)).abs() < 1e-14);
    Ok(())
}

proptest! {
    #[test]
    fn brightness_temperature_is_the_inverse(log_t in -3.0..8.0_f64, log_x in -8.0..2.8_f64) {
        let t = 10_f64.powf(log_t);
        let x = 10_f64.powf(log_x);
        let nu = Frequency::new::<hertz>(x * t / 4.799_243_073e-11);
        let inverse = kelvins(t)
            .and_then(|body| body.spectral_radiance(nu))
            .and_then(|radiance| brightness_temperature(radiance, nu));
        prop_assert!(inverse.is_ok_and(|found| (found.value / t - 1.0).abs() < 3e-15));
    }

    /// B_ν of a body that is hotter by a factor, at a frequency higher by the same.
    #[test]
    fn displacement(log_x in -6.0..2.5_f64, factor in 1e-3..1e3_f64) {
        let nu = 10_f64.powf(log_x) * 5e10;
        let radiance = |t: f64, nu: f64| {
            kelvins(t).and_then(|body| body.spectral_radiance(Frequency::new::<hertz>(nu)))
        };
        let (Ok(here), Ok(there)) = (radiance(2.7, nu), radiance(2.7 * factor, nu * factor)) else {
            return Err(proptest::test_runner::TestCaseError::fail("no radiance"));
        };
        let ratio = there.si() / (here.si() * factor.powi(3));
        prop_assert!((ratio - 1.0).abs() < 4e-15 * (1.0 + nu / 5e10));
    }
}
