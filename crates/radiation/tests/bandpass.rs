//! Unit conversions: at a frequency, through bandpasses, and with the published tables of real instruments.
#![expect(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a broken table must fail the test, and a missing one be said"
)]

use std::path::PathBuf;

use lastscatter_constants::quantity::{
    ComptonY, DimensionlessFrequency, RayleighJeansDifference, SpectralRadiancePerFrequency,
    ThermodynamicDifference,
};
use lastscatter_radiation::{Bandpass, Blackbody, Error, PowerLaw, UnitConversion, Weighting};
use proptest::prelude::{prop_assert, proptest};
use uom::si::{
    f64::{Frequency, ThermodynamicTemperature},
    frequency::gigahertz,
    thermodynamic_temperature::kelvin,
};

fn body(t: f64) -> Blackbody {
    Blackbody::new(ThermodynamicTemperature::new::<kelvin>(t)).unwrap()
}

fn ghz(nu: f64) -> Frequency {
    Frequency::new::<gigahertz>(nu)
}

/// 1 K_CMB in MJy/sr, K_RJ and y.
fn of_one_kelvin(conversion: UnitConversion) -> [f64; 3] {
    let one = ThermodynamicDifference::from_kelvin(1.0);
    [
        conversion
            .convert::<_, SpectralRadiancePerFrequency>(one)
            .mjy_per_sr(),
        conversion
            .convert::<_, RayleighJeansDifference>(one)
            .kelvin(),
        conversion.convert::<_, ComptonY>(one).si(),
    ]
}

/// Numbers from mpmath at 40 digits, by the definitions, T = 2.72548 K.
#[test]
fn at_a_frequency() -> Result<(), Error> {
    for (nu, expected) in [
        (
            100.0,
            [
                238.79134338265402,
                0.77722490112505771,
                -0.24329249927981522,
            ],
        ),
        (
            143.0,
            [
                379.92929848255267,
                0.60472627425072334,
                -0.35267701335414647,
            ],
        ),
        (
            217.0,
            [483.63766728981335, 0.33429415069710011, -47.338517656639858],
        ),
        (
            353.0,
            [
                296.64230170353073,
                0.077483958346657916,
                0.16374059759168649,
            ],
        ),
    ] {
        let found = of_one_kelvin(UnitConversion::at(body(2.725_48), ghz(nu))?);
        for (found, expected) in found.into_iter().zip(expected) {
            // Near the zero of the Sunyaev–Zel'dovich effect, y is the inverse of a difference.
            let tolerance = 1e-14 * (1.0 + f64::abs(expected));
            assert!(
                (found / expected - 1.0).abs() < tolerance,
                "{nu}: {found} {expected}"
            );
        }
    }
    Ok(())
}

#[test]
fn a_narrow_band_is_a_frequency() -> Result<(), Error> {
    let at = of_one_kelvin(UnitConversion::at(body(2.7255), ghz(150.0))?);
    for weighting in [Weighting::Energy, Weighting::Photon] {
        for index in [-1.0, 0.0, 4.0] {
            let reference = PowerLaw {
                index,
                nominal: ghz(150.0),
            };
            // The error of a symmetric band goes with the square of its width.
            let mut errors = [0.0; 2];
            for (error, half_width) in errors.iter_mut().zip([1e-2, 1e-3]) {
                let nu = [
                    150e9 * (1.0 - half_width),
                    150e9,
                    150e9 * (1.0 + half_width),
                ];
                let band = Bandpass::new(&nu, &[0.0, 1.0, 0.0], weighting)?;
                let through =
                    of_one_kelvin(UnitConversion::through(body(2.7255), &band, reference)?);
                *error = (0..3)
                    .map(|i| (through[i] / at[i] - 1.0).abs())
                    .fold(0.0, f64::max);
            }
            assert!(
                errors[0] < 3e-4 && errors[1] < errors[0] / 90.0,
                "{errors:?}"
            );
        }
    }
    Ok(())
}

/// Top hat and power laws: everything in closed form.
#[test]
fn closed_forms() -> Result<(), Error> {
    let (low, high) = (100e9, 200e9);
    let hat = |weighting| Bandpass::new(&[low, high], &[3.0, 3.0], weighting);
    let mean = hat(Weighting::Energy)?.average(|nu| nu * nu)?;
    assert!((mean / ((high.powi(3) - low.powi(3)) / (3.0 * (high - low))) - 1.0).abs() < 1e-15);
    let mean = hat(Weighting::Photon)?.average(|nu| nu * nu)?;
    assert!((mean / (0.5 * (high * high - low * low) / 2_f64.ln()) - 1.0).abs() < 1e-15);
    // K_RJ → MJy/sr for a Rayleigh–Jeans reference is the value at the nominal frequency.
    let reference = PowerLaw {
        index: 2.0,
        nominal: ghz(143.0),
    };
    let band = hat(Weighting::Energy)?;
    let through = UnitConversion::through(body(2.7255), &band, reference)?;
    let at = UnitConversion::at(body(2.7255), ghz(143.0))?;
    let one = RayleighJeansDifference::from_kelvin(1.0);
    let [through, at] =
        [through, at].map(|c| c.convert::<_, SpectralRadiancePerFrequency>(one).si());
    assert!((through / at - 1.0).abs() < 4e-15);
    Ok(())
}

/// Two rows serve as well as many, however wide the band and however steep the spectrum.
#[test]
fn coarse_tables_of_wide_bands_and_steep_spectra() -> Result<(), Error> {
    let (low, high) = (1e9, 1e12);
    let hat = Bandpass::new(&[low, high], &[1.0, 1.0], Weighting::Energy)?;
    let mean = hat.average(f64::recip)?;
    let error = mean * (high - low) / (high / low).ln() - 1.0;
    assert!(error.abs() < 1e-14, "{error:e}");

    for x in [1.0, 50.0, 200.0, 600.0] {
        let x_type = DimensionlessFrequency::new(x).unwrap();
        let nu = body(2.7255).frequency(x_type).value;
        let through = |rows: u32| {
            let at = |i: u32| nu * (0.9 + 0.2 * f64::from(i) / f64::from(rows - 1));
            let nu_hz: Vec<f64> = (0..rows).map(at).collect();
            let ones = vec![1.0; nu_hz.len()];
            let band = Bandpass::new(&nu_hz, &ones, Weighting::Energy)?;
            let reference = PowerLaw::iras(ghz(1e-9 * nu));
            UnitConversion::through(body(2.7255), &band, reference).map(of_one_kelvin)
        };
        let (coarse, fine) = (through(2)?, through(1000)?);
        for (coarse, fine) in coarse.iter().zip(fine) {
            // The rounding of x, of the ends among others, moves e^(−x) by x ε.
            let tolerance = (10.0 + 4.0 * x) * f64::EPSILON;
            assert!(
                (coarse / fine - 1.0).abs() < tolerance,
                "{x}: {coarse} {fine}"
            );
        }
    }
    Ok(())
}

#[test]
fn rows_on_a_line_change_nothing() -> Result<(), Error> {
    let coarse = Bandpass::new(&[80e9, 150e9, 300e9], &[0.0, 2.0, 0.5], Weighting::Photon)?;
    let (mut nu, mut tau) = (Vec::new(), Vec::new());
    for i in 0..=70 {
        nu.push(80e9 + 1e9 * f64::from(i));
        tau.push(2.0 * f64::from(i) / 70.0);
    }
    for i in 1..=150 {
        nu.push(150e9 + 1e9 * f64::from(i));
        tau.push(2.0 - 1.5 * f64::from(i) / 150.0);
    }
    let fine = Bandpass::new(&nu, &tau, Weighting::Photon)?;
    let reference = PowerLaw::iras(ghz(143.0));
    let coarse = of_one_kelvin(UnitConversion::through(body(2.7255), &coarse, reference)?);
    let fine = of_one_kelvin(UnitConversion::through(body(2.7255), &fine, reference)?);
    for (a, b) in coarse.into_iter().zip(fine) {
        assert!((a / b - 1.0).abs() < 1e-13, "{a} {b}");
    }
    Ok(())
}

#[test]
fn tables_are_checked() {
    let refused = |nu: &[f64], tau: &[f64], bad_row: usize| {
        let result = Bandpass::new(nu, tau, Weighting::Energy);
        assert!(
            matches!(result, Err(Error::Bandpass { row, .. }) if row == bad_row),
            "{result:?}"
        );
    };
    refused(&[], &[], 0);
    refused(&[1e9], &[1.0], 1);
    refused(&[0.0, 1e9], &[1.0, 1.0], 0);
    refused(&[1e9, 2e9, 2e9], &[1.0, 1.0, 1.0], 2);
    refused(&[1e9, f64::NAN], &[1.0, 1.0], 1);
    refused(&[1e9, f64::INFINITY], &[1.0, 1.0], 1);
    refused(&[1e9, 2e9], &[1.0, -1e-9], 1);
    refused(&[1e9, 2e9], &[f64::NAN, 1.0], 0);
    refused(&[1e9, 2e9], &[0.0, 0.0], 0);
    let lengths = Bandpass::new(&[1e9, 2e9], &[1.0], Weighting::Energy);
    assert!(matches!(
        lengths,
        Err(Error::LengthMismatch {
            expected: 2,
            found: 1,
            ..
        })
    ));

    let band = Bandpass::new(&[1e9, 2e9], &[1.0, 1.0], Weighting::Energy).unwrap();
    assert!(band.average(|_| f64::NAN).is_err());
    for reference in [
        PowerLaw::iras(ghz(0.0)),
        PowerLaw {
            index: f64::NAN,
            nominal: ghz(1.0),
        },
    ] {
        assert!(UnitConversion::through(body(2.7), &band, reference).is_err());
    }
    for nu in [0.0, -1.0, f64::NAN, 1e9] {
        assert!(UnitConversion::at(body(2.7), ghz(nu)).is_err());
    }
}

/// The bandpass table of a channel, or None (said on stderr) where the data are not at hand.
fn table(name: &str) -> Option<Bandpass> {
    let data = std::env::var_os("LASTSCATTER_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let path = data.join("bicep-keck/bkplanck2015").join(name);
    let Ok(text) = std::fs::read_to_string(&path) else {
        eprintln!(
            "SKIPPED: {} is missing; set LASTSCATTER_DATA",
            path.display()
        );
        return None;
    };
    let mut rows: Vec<[f64; 2]> = text
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        .map(|line| {
            let mut fields = line.split_whitespace().map(|f| f.parse::<f64>().unwrap());
            [
                fields.next().unwrap() * 1e9,
                fields.next().unwrap().max(0.0),
            ]
        })
        .collect();
    rows.sort_by(|a, b| a[0].total_cmp(&b[0]));
    let (nu, tau): (Vec<f64>, Vec<f64>) = rows.into_iter().map(|[nu, tau]| (nu, tau)).unzip();
    Some(Bandpass::new(&nu, &tau, Weighting::Energy).unwrap())
}

/// K_CMB → MJy/sr and → y from `tests/scripts/bandpass.py`.
#[test]
fn planck_channels() -> Result<(), Error> {
    for (nominal, radiance, compton) in [
        (100.0, 2.440198500317e+02, -2.482371883558e-01),
        (143.0, 3.676654242221e+02, -3.563040261169e-01),
        (217.0, 4.808618290145e+02, 6.053989266439e+00),
        (353.0, 2.888159969781e+02, 1.626014332807e-01),
    ] {
        let Some(band) = table(&format!("bandpass_P{nominal}.txt")) else {
            return Ok(());
        };
        let conversion =
            UnitConversion::through(body(2.7255), &band, PowerLaw::iras(ghz(nominal)))?;
        let [found_radiance, _, found_compton] = of_one_kelvin(conversion);
        // The Simpson rule's own error is below 1e-10.
        assert!(
            (found_radiance / radiance - 1.0).abs() < 1e-9,
            "{nominal}: {found_radiance}"
        );
        assert!(
            (found_compton / compton - 1.0).abs() < 1e-9,
            "{nominal}: {found_compton}"
        );
    }
    Ok(())
}

/// Thermal dust relative to 353 GHz in K_CMB, as the BICEP2/Keck and Planck likelihood (`bkplanck2015`) takes it: another
/// program's numbers.
#[test]
fn dust_factors() -> Result<(), Error> {
    for (name, factor) in [("P217", 0.144_284_8), ("P353", 1.130_124_6)] {
        let Some(band) = table(&format!("bandpass_{name}.txt")) else {
            return Ok(());
        };
        let dust =
            |nu: f64| nu.powf(1.59) * body(19.6).spectral_radiance(ghz(1e-9 * nu)).unwrap().si();
        let cmb = |nu: f64| {
            let one = ThermodynamicDifference::from_kelvin(1.0);
            body(2.7255).response(ghz(1e-9 * nu), one).unwrap().si()
        };
        let found = band.average(dust)? / dust(353e9) / (band.average(cmb)? / cmb(353e9));
        // That program sums over the rows with one-sided steps.
        assert!((found / factor - 1.0).abs() < 3e-5, "{name}: {found}");
    }
    Ok(())
}

proptest! {
    #[test]
    fn conversions_go_back(nu in 1.0..900.0_f64, amplitude in -1e-3..1e-3_f64) {
        let conversion = UnitConversion::at(body(2.7255), ghz(nu)).unwrap();
        let start = ThermodynamicDifference::from_kelvin(amplitude);
        let radiance: SpectralRadiancePerFrequency = conversion.convert(start);
        let antenna: RayleighJeansDifference = conversion.convert(radiance);
        let compton: ComptonY = conversion.convert(antenna);
        let end: ThermodynamicDifference = conversion.convert(compton);
        prop_assert!((end - start).kelvin().abs() <= 2e-15 * amplitude.abs());
    }
}
