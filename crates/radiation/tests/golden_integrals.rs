//! Band integrals against mpmath (`tests/scripts/blackbody.py`), and typed bands against totals.

use lastscatter_constants::codata::SPEED_OF_LIGHT;
use lastscatter_radiation::{
    Blackbody, Error,
    integrals::{ENERGY_INTEGRAL, PHOTON_INTEGRAL, energy_between, photons_between},
};
use proptest::prelude::{prop_assert, proptest};
use uom::si::{
    f64::{Frequency, Length, ThermodynamicTemperature},
    frequency::hertz,
    length::meter,
    thermodynamic_temperature::kelvin,
};

/// a, b, E(a, b), N(a, b).
const BANDS: [[f64; 4]; 20] = [
    [0.0, 1e-06, 3.33333208333349955e-19, 4.99999833333354121e-13],
    [0.0, 0.01, 3.32084999998015897e-7, 4.98335416664351877e-5],
    [0.0, 1.0, 2.24805188025938227e-1, 3.53939237813914641e-1],
    [0.0, 3.999, 3.87585993008910109, 1.92413090498208381],
    [0.0, 4.001, 3.87824807217732768, 1.9247279405299452],
    [0.0, 30.0, 6.49393939947020995, 2.40411380622916824],
    [
        1e-05,
        1.0000001e-05,
        9.99995099399918738e-23,
        9.99995049400165383e-18,
    ],
    [
        1.0,
        1.000001,
        5.81977119449705642e-7,
        5.81976828461271162e-7,
    ],
    [1.0, 1.5, 3.90689794813532485e-1, 3.11494180974887291e-1],
    [1.999, 6.1, 4.46310567698176049, 1.30315845995671722],
    [2.001, 6.1, 4.46060139488600652, 1.30190631887617654],
    [3.0, 50.0, 3.94172094897602696, 8.62350983583802745e-1],
    [
        20.0,
        20.001,
        1.64822230557259622e-8,
        8.24090553612805889e-10,
    ],
    [
        100.0,
        103.0,
        3.62553651709366001e-38,
        3.59487803977769744e-40,
    ],
    [
        300.0,
        690.0,
        1.40400717714777292e-123,
        4.66437236550973273e-126,
    ],
    [
        600.0,
        601.0,
        3.62637090182826406e-253,
        6.03974092230824969e-256,
    ],
    [2.0, f64::INFINITY, 5.31759680565983133, 1.41794851833812487],
    [
        10.0,
        f64::INFINITY,
        6.20175054849992949e-2,
        5.53890531309498968e-3,
    ],
    [
        500.0,
        f64::INFINITY,
        8.9593689962439532e-210,
        1.78828292724487615e-212,
    ],
    [0.0, f64::INFINITY, 6.49393940226682915, 2.40411380631918857],
];

#[test]
fn bands_of_all_widths() -> Result<(), Error> {
    for [a, b, energy, photons] in BANDS {
        for (value, exact) in [
            (energy_between(a, b)?, energy),
            (photons_between(a, b)?, photons),
        ] {
            let error = (value / exact - 1.0).abs();
            assert!(
                error < 2e-15 * (1.0 + a / 40.0),
                "from {a} to {b}: {error:e}"
            );
        }
    }
    Ok(())
}

#[test]
fn nonsense_is_refused() {
    for (a, b) in [(-1.0, 2.0), (2.0, 1.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
        assert!(matches!(
            energy_between(a, b),
            Err(Error::OutOfDomain { .. })
        ));
        assert!(matches!(
            photons_between(a, b),
            Err(Error::OutOfDomain { .. })
        ));
    }
    for (a, b) in [
        (0.0, 0.0),
        (3.0, 3.0),
        (f64::INFINITY, f64::INFINITY),
        (800.0, 900.0),
    ] {
        assert!(
            energy_between(a, b).is_ok_and(|e| e.to_bits() == 0),
            "{a} {b}"
        );
    }
}

#[test]
fn typed_bands() -> Result<(), Error> {
    let body = Blackbody::new(ThermodynamicTemperature::new::<kelvin>(2.725))?;
    let hz = Frequency::new::<hertz>;
    let all = body.band_radiance(hz(0.0), hz(f64::INFINITY))?;
    assert!((all.si() / body.radiance().si() - 1.0).abs() < 2e-15);
    // c/4π of the number density crosses unit area into unit solid angle.
    let photons = body.band_photon_radiance(hz(0.0), hz(f64::INFINITY))?;
    let density = body.photon_number_density().value;
    let expected = SPEED_OF_LIGHT.si() * density / (4.0 * std::f64::consts::PI);
    assert!((photons.si() / expected - 1.0).abs() < 2e-15);
    // The same band, named by its wavelengths.
    let c = SPEED_OF_LIGHT.si();
    let by_frequency = body.band_radiance(hz(1.5e11), hz(3e11))?;
    let by_wavelength = body.band_radiance_between_wavelengths(
        Length::new::<meter>(c / 3e11),
        Length::new::<meter>(c / 1.5e11),
    )?;
    assert!((by_frequency.si() / by_wavelength.si() - 1.0).abs() < 2e-15);
    // A band of 1 Hz: no digit of the difference is lost.
    let narrow = body.band_radiance(hz(1.5e11), hz(1.5e11 + 1.0))?;
    let flat = body.spectral_radiance(hz(1.5e11 + 0.5))?;
    assert!((narrow.si() / flat.si() - 1.0).abs() < 5e-15);
    Ok(())
}

proptest! {
    #[test]
    fn bands_add_up(a in 0.0..30.0_f64, first in 0.0..10.0_f64, second in 0.0..10.0_f64) {
        for (band, total) in [
            (energy_between as fn(f64, f64) -> Result<f64, Error>, ENERGY_INTEGRAL),
            (photons_between, PHOTON_INTEGRAL),
        ] {
            let (b, c) = (a + first, a + first + second);
            let parts = [band(0.0, a), band(a, b), band(b, c), band(c, f64::INFINITY)];
            let sum: f64 = parts.into_iter().flatten().sum();
            prop_assert!((sum / total - 1.0).abs() < 4e-15);
            let joined = band(a, c).unwrap_or(f64::NAN);
            let pieces: f64 = [band(a, b), band(b, c)].into_iter().flatten().sum();
            prop_assert!((joined - pieces).abs() <= 4e-15 * joined);
        }
    }
}
