//! Spectra, totals and distortions against mpmath (`tests/scripts/blackbody.py`).

use lastscatter_constants::{
    codata::SPEED_OF_LIGHT,
    quantity::{SpectralRadiancePerFrequency, ThermodynamicDifference},
};
use lastscatter_radiation::{Blackbody, Distortion, Error, INVERSE_BETA, MuConvention};
use uom::si::{
    f64::{Frequency, Length, ReciprocalLength, ThermodynamicTemperature},
    frequency::hertz,
    length::meter,
    reciprocal_length::reciprocal_meter,
    thermodynamic_temperature::kelvin,
};

/// Temperature, frequency; B_ν, B_λ, B_ν̃, photons; per unit amplitude: ΔT, y, μ (fixed T), μ (fixed N).
const SPECTRA: [[f64; 10]; 9] = [
    [
        2.725,
        1000000000.0,
        8.29866800226044239e-22,
        2.76813768352386049e-12,
        2.48787807852360758e-13,
        1.25242682531220144e+3,
        3.0722789606087867e-22,
        -1.67434875364280189e-21,
        -4.75358116022012974e-20,
        -4.71539294453227889e-20,
    ],
    [
        2.725,
        68000000000.0,
        2.00515541160895923e-18,
        3.09275246119761541e-5,
        6.01130469518251621e-10,
        4.45023655273023249e+4,
        1.26237524166821648e-18,
        -6.0766467607040857e-18,
        -2.8723662959214061e-18,
        -1.30324257291559973e-18,
    ],
    [
        2.725,
        353000000000.0,
        1.29666215043026978e-18,
        5.38958768278838711e-4,
        3.88729533273056334e-10,
        5.54365377830888884e+3,
        2.96420783849728467e-18,
        1.81085429369740933e-17,
        -1.29925444847654982e-18,
        2.38523546052968715e-18,
    ],
    [
        2.725,
        640000000000.0,
        4.92027196350147764e-20,
        6.7224619648377053e-5,
        1.47506042596659427e-11,
        1.16025408257578722e+2,
        2.03523397741651957e-19,
        4.03300695680766198e-18,
        -4.92033459512595135e-20,
        2.03774834420172735e-19,
    ],
    [
        2.725,
        3000000000000.0,
        4.50561293385670232e-36,
        1.35261963143550198e-19,
        1.35074877623749221e-27,
        2.26660893101506646e-15,
        8.73604511300302758e-35,
        1.16256922818410523e-32,
        -4.50561293385670232e-36,
        1.04082825587379573e-34,
    ],
    [
        5772.0,
        10000000000.0,
        1.7732915297987156e-16,
        5.91506384659855451e-5,
        5.31619426468937194e-8,
        2.67623416241482985e+7,
        3.07235837271070286e-20,
        -3.54673050341389936e-16,
        -2.13280804540914356e-12,
        -2.13272715437119268e-12,
    ],
    [
        5772.0,
        500000000000000.0,
        2.93015871012734823e-8,
        2.443489347326533e+13,
        8.78439482039187218,
        8.84433350023421719e+10,
        2.14403199640905096e-11,
        3.58308166690841344e-8,
        -2.97674173180605928e-8,
        2.66820435032760637e-8,
    ],
    [
        1000000.0,
        1e+17,
        1.22447940807593787e-1,
        4.08442365843619011e+24,
        3.67089691517470464e+7,
        1.84797229784224042e+15,
        5.92537558492479744e-7,
        5.20812360120986996e-1,
        -1.23464794225742338e-1,
        1.46817811444977417e-1,
    ],
    [
        0.001,
        20000000.0,
        7.32078907687797655e-29,
        9.76780953826126813e-23,
        2.19471735185679956e-20,
        5.52423149102788819e-3,
        1.138782754597736e-25,
        -2.10533109850351214e-28,
        -1.18641912608834188e-28,
        -6.66969910094952151e-29,
    ],
];

fn kelvins(t: f64) -> Result<Blackbody, Error> {
    Blackbody::new(ThermodynamicTemperature::new::<kelvin>(t))
}

#[test]
fn spectra() -> Result<(), Error> {
    for [
        t,
        nu,
        b_nu,
        b_lambda,
        b_wavenumber,
        photons,
        derivative,
        y,
        mu_t,
        mu_n,
    ] in SPECTRA
    {
        let body = kelvins(t)?;
        let c = SPEED_OF_LIGHT.si();
        let frequency = Frequency::new::<hertz>(nu);
        let wavelength = Length::new::<meter>(c / nu);
        let wavenumber = ReciprocalLength::new::<reciprocal_meter>(nu / c);
        let one_kelvin = ThermodynamicDifference::from_kelvin(1.0);
        let shape = |d: Distortion| Ok::<_, Error>(d.spectral_radiance(body, frequency)?.si());
        // Rounding of x by 2 ulp moves exp(x) by 2x ulp; a dozen operations add their own.
        let x = 4.799_243e-11 * nu / t;
        let tolerance = (2.0 * x + 12.0) * f64::EPSILON;
        let cases = [
            (body.spectral_radiance(frequency)?.si(), b_nu),
            (
                body.spectral_radiance_per_wavelength(wavelength)?.si(),
                b_lambda,
            ),
            (
                body.spectral_radiance_per_wavenumber(wavenumber)?.si(),
                b_wavenumber,
            ),
            (body.spectral_photon_radiance(frequency)?.si(), photons),
            (body.response(frequency, one_kelvin)?.si(), derivative),
            (
                body.response_per_wavelength(wavelength, one_kelvin)?.si() / nu / nu * c,
                derivative,
            ),
            (
                body.response_per_wavenumber(wavenumber, one_kelvin)?.si() / c,
                derivative,
            ),
            (shape(Distortion::Temperature)?, derivative),
            (shape(Distortion::ComptonY)?, y),
            (
                shape(Distortion::ChemicalPotential(
                    MuConvention::FixedTemperature,
                ))?,
                mu_t,
            ),
            (
                shape(Distortion::ChemicalPotential(
                    MuConvention::FixedPhotonNumber,
                ))?,
                mu_n,
            ),
        ];
        for (i, (value, expected)) in cases.into_iter().enumerate() {
            let error = (value / expected - 1.0).abs();
            assert!(
                error < tolerance,
                "quantity {i} at {t} K, {nu} Hz: {error:e}"
            );
        }
    }
    Ok(())
}

#[test]
fn totals() -> Result<(), Error> {
    let body = kelvins(2.725)?;
    let cases = [
        (body.exitance().value, 3.1266391609121769e-6),
        (
            body.radiance().si() * std::f64::consts::PI,
            3.1266391609121769e-6,
        ),
        (body.energy_density().value, 4.17173825088311848e-14),
        (body.pressure().value, 1.39057941696103949e-14),
        (body.entropy_density().value, 2.0412174927868469e-14),
        (body.photon_number_density().value, 4.1050084269444705e+8),
        (INVERSE_BETA, 4.56144259206735292e-1),
    ];
    for (i, (value, expected)) in cases.into_iter().enumerate() {
        assert!(
            (value / expected - 1.0).abs() < 2e-15,
            "total {i}: {value:e}"
        );
    }
    Ok(())
}

#[test]
fn slices_are_the_scalars_bit_for_bit() -> Result<(), Error> {
    let body = kelvins(2.725)?;
    let mut nu: Vec<f64> = (0..1001).map(|i| 6e9 * f64::from(i)).collect();
    nu.extend([f64::INFINITY, 1e14]);
    let mut out = vec![0.0; nu.len()];
    let check =
        |out: &[f64], scalar: &dyn Fn(Frequency) -> Result<SpectralRadiancePerFrequency, Error>| {
            for (&nu, value) in nu.iter().zip(out) {
                let expected = scalar(Frequency::new::<hertz>(nu))?.si();
                assert_eq!(value.to_bits(), expected.to_bits(), "{nu}");
            }
            Ok::<(), Error>(())
        };
    body.spectral_radiance_into(&nu, &mut out)?;
    check(&out, &|nu| body.spectral_radiance(nu))?;
    body.temperature_derivative_into(&nu, &mut out)?;
    check(&out, &|nu| {
        body.response(nu, ThermodynamicDifference::from_kelvin(1.0))
    })?;
    for distortion in [
        Distortion::Temperature,
        Distortion::ComptonY,
        Distortion::ChemicalPotential(MuConvention::FixedTemperature),
        Distortion::ChemicalPotential(MuConvention::FixedPhotonNumber),
    ] {
        distortion.spectral_radiance_into(body, &nu, &mut out)?;
        check(&out, &|nu| distortion.spectral_radiance(body, nu))?;
    }
    assert!(matches!(
        body.spectral_radiance_into(&nu, &mut out[1..]),
        Err(Error::LengthMismatch { .. })
    ));
    Ok(())
}
