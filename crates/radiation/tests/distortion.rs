//! Distortions: energy, photon number, zeros, and the exact spectra of which they are the linear part.

use lastscatter_constants::quantity::ChemicalPotential;
use lastscatter_numerics::quadrature::AdaptiveQuadrature;
use lastscatter_radiation::{
    Blackbody, BoseEinstein, Distortion, Error, INVERSE_BETA, MuConvention,
};
use uom::si::{
    f64::{Frequency, ThermodynamicTemperature},
    frequency::hertz,
    thermodynamic_temperature::kelvin,
};

const T: f64 = 2.725;
const FIXED_T: Distortion = Distortion::ChemicalPotential(MuConvention::FixedTemperature);
const FIXED_N: Distortion = Distortion::ChemicalPotential(MuConvention::FixedPhotonNumber);

fn body(t: f64) -> Result<Blackbody, Error> {
    Blackbody::new(ThermodynamicTemperature::new::<kelvin>(t))
}

fn per_unit(distortion: Distortion, nu: f64) -> Result<f64, Error> {
    let radiance = distortion.spectral_radiance(body(T)?, Frequency::new::<hertz>(nu))?;
    Ok(radiance.si())
}

/// ∫ ΔI_ν ν^power dν / ∫ B_ν ν^power dν.
fn relative_change(distortion: Distortion, power: i32) -> Result<f64, Error> {
    let blackbody = body(T)?;
    let ghz = |x: f64| x * 56.78e9;
    let method = AdaptiveQuadrature {
        absolute: 1e-10,
        relative: 1e-13,
        ..AdaptiveQuadrature::default()
    };
    let integral = |f: &dyn Fn(f64) -> Result<f64, Error>| {
        let integrand = |x: f64| f(ghz(x)).unwrap_or(f64::NAN) * 1e18 * x.powi(power);
        Ok::<f64, Error>(method.integral(0.0, 60.0, integrand)?.value)
    };
    let change = integral(&|nu| per_unit(distortion, nu))?;
    let whole = integral(&|nu| {
        Ok(blackbody
            .spectral_radiance(Frequency::new::<hertz>(nu))?
            .si())
    })?;
    Ok(change / whole)
}

#[test]
fn energy_and_photon_number() -> Result<(), Error> {
    let zeta_3 = 1.202_056_903_159_594_3;
    let zeta_4 = std::f64::consts::PI.powi(4) / 90.0;
    // Energy: 4 ΔT/T; 4y; −(6ζ(3))/(6ζ(4)) μ; and both combined.
    let mu_energy = zeta_3 / zeta_4;
    for (distortion, energy, photons) in [
        (Distortion::Temperature, 4.0 / T, 3.0 / T),
        (Distortion::ComptonY, 4.0, 0.0),
        (FIXED_T, -mu_energy, -3.0 * INVERSE_BETA),
        (FIXED_N, 4.0 * INVERSE_BETA - mu_energy, 0.0),
    ] {
        let found = relative_change(distortion, 0)?;
        assert!(
            (found - energy).abs() < 1e-10,
            "{distortion:?}: energy {found}"
        );
        let found = relative_change(distortion, -1)?;
        assert!(
            (found - photons).abs() < 1e-10,
            "{distortion:?}: photons {found}"
        );
    }
    // The number that everybody quotes.
    let injected = 4.0 * INVERSE_BETA - mu_energy;
    assert!((1.0 / injected - 1.401).abs() < 1e-3, "{}", 1.0 / injected);
    Ok(())
}

/// Crossing points: y at x = 3.830, μ of fixed photon number at x = β = 2.192.
#[test]
fn zeros() -> Result<(), Error> {
    let nu = |x: f64| x * T / 4.799_243_073_366_221e-11;
    for (distortion, zero) in [
        (Distortion::ComptonY, 3.830_016_097),
        (FIXED_N, 1.0 / INVERSE_BETA),
    ] {
        assert!(per_unit(distortion, nu(zero - 1e-6))? < 0.0);
        assert!(per_unit(distortion, nu(zero + 1e-6))? > 0.0);
    }
    Ok(())
}

/// The first-order error of each linear form shrinks with the square of the amplitude.
#[test]
fn linear_parts() -> Result<(), Error> {
    for nu in [3e9, 3e10, 1e11, 2e11, 4e11, 1e12] {
        let frequency = Frequency::new::<hertz>(nu);
        let blackbody = body(T)?.spectral_radiance(frequency)?.si();
        let bose = |t: f64, mu: f64| {
            let spectrum = BoseEinstein::new(
                ThermodynamicTemperature::new::<kelvin>(t),
                ChemicalPotential::from_si(mu),
            )?;
            Ok::<f64, Error>(spectrum.spectral_radiance(frequency)?.si())
        };
        let mut errors = [[0.0; 2]; 3];
        for (i, a) in [1e-3, 1e-4].into_iter().enumerate() {
            let exact = [
                body(T * (1.0 + a))?.spectral_radiance(frequency)?.si(),
                bose(T, a)?,
                bose(T * (1.0 + a * INVERSE_BETA), a)?,
            ];
            let linear = [
                a * T * per_unit(Distortion::Temperature, nu)?,
                a * per_unit(FIXED_T, nu)?,
                a * per_unit(FIXED_N, nu)?,
            ];
            for j in 0..3 {
                errors[j][i] = (exact[j] - blackbody - linear[j]).abs() / blackbody;
            }
        }
        for (j, [coarse, fine]) in errors.into_iter().enumerate() {
            assert!(
                fine < coarse / 80.0 && coarse < 1e-3,
                "{j} at {nu}: {coarse:e} {fine:e}"
            );
        }
    }
    Ok(())
}

#[test]
fn bose_einstein_at_its_borders() -> Result<(), Error> {
    let t = ThermodynamicTemperature::new::<kelvin>(T);
    let none = BoseEinstein::new(t, ChemicalPotential::from_si(0.0))?;
    for nu in [0.0, 1e3, 1e9, 3e11, 1e14, f64::INFINITY] {
        let nu = Frequency::new::<hertz>(nu);
        let (with, without) = (
            none.spectral_radiance(nu)?,
            none.blackbody().spectral_radiance(nu)?,
        );
        assert_eq!(with.si().to_bits(), without.si().to_bits());
    }
    let some = BoseEinstein::new(t, ChemicalPotential::from_si(0.1))?;
    assert!(
        (some.occupation(Frequency::new::<hertz>(0.0))? - 1.0 / 0.1_f64.exp_m1()).abs() < 1e-14
    );
    assert!(
        some.spectral_radiance(Frequency::new::<hertz>(0.0))?
            .si()
            .to_bits()
            == 0
    );
    assert!(
        some.spectral_radiance(Frequency::new::<hertz>(-1.0))
            .is_err()
    );
    for mu in [-1e-9, f64::NAN, f64::INFINITY] {
        assert!(BoseEinstein::new(t, ChemicalPotential::from_si(mu)).is_err());
    }
    Ok(())
}
