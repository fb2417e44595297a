//! Surveys like those that are.

use lastscatter_inference::{Parameter, Prior};

use super::band::{Band, Knee, Noise};
use super::definition::{Fields, Survey};
use super::foreground::{ForegroundShape, ResidualForeground};
use crate::spectra::Nuisance;

impl Survey {
    /// A survey like Planck's: T and E at 100, 143 and 217 GHz over 57 % of the sky, ℓ = 2 to 2508.
    ///
    /// Beams and noise are those of the 2018 maps. Residuals of dust, `A_dust` = 5 ± 2 µK² at ℓ = 80, and of point
    /// sources, `A_ps` = 40 ± 10 µK² at ℓ = 3000, are of a size that cleaning leaves.
    ///
    /// # References
    ///
    /// `planck2020i`.
    ///
    /// # Panics
    ///
    /// Never: the numbers are valid.
    #[must_use]
    pub fn planck_like() -> Self {
        // GHz, FWHM in arcmin, noise of T and of Q and U in µK·arcmin.
        let bands = [
            (100.0, 9.66, 77.4, 117.6),
            (143.0, 7.22, 33.0, 70.2),
            (217.0, 4.90, 46.8, 105.0),
        ];
        let bands = bands.map(
            |(frequency_ghz, fwhm_arcmin, temperature, polarisation)| Band {
                frequency_ghz,
                fwhm_arcmin,
                temperature: Noise::white(temperature),
                polarisation: Noise::white(polarisation),
            },
        );
        Self::new(
            "Planck-like survey",
            bands.to_vec(),
            0.57,
            2..=2508,
            Fields::TE,
        )
        .and_then(|survey| survey.with_foregrounds(residuals([5.0, 2.0], [40.0, 10.0])))
        .expect("valid")
    }

    /// A survey like the Simons Observatory's large telescope: T, E and B at 27 to 280 GHz over 40 % of the sky,
    /// ℓ = 40 to 5000.
    ///
    /// Beams and white noise are the baseline's; the atmosphere in T is written as a knee for each band, in
    /// polarisation it has ℓ_knee = 700. Residuals are of dust, `A_dust` = 5 ± 2 µK² at ℓ = 80, and of point sources,
    /// `A_ps` = 6 ± 2 µK² at ℓ = 3000.
    ///
    /// # References
    ///
    /// `simons2019`.
    ///
    /// # Panics
    ///
    /// Never: the numbers are valid.
    #[must_use]
    pub fn simons_observatory_like() -> Self {
        // GHz, FWHM in arcmin, white noise of T in µK·arcmin, N_red in µK² s.
        let bands = [
            (27.0, 7.4, 71.0, 100.0),
            (39.0, 5.1, 36.0, 39.0),
            (93.0, 2.2, 8.0, 230.0),
            (145.0, 1.4, 10.0, 1500.0),
            (225.0, 1.0, 22.0, 17_000.0),
            (280.0, 0.9, 54.0, 31_000.0),
        ];
        let bands = bands.map(|(frequency_ghz, fwhm_arcmin, white, red)| Band {
            frequency_ghz,
            fwhm_arcmin,
            temperature: Noise {
                white_uk_arcmin: white,
                knee: Some(atmosphere(white, red)),
            },
            polarisation: Noise {
                white_uk_arcmin: std::f64::consts::SQRT_2 * white,
                knee: Some(Knee {
                    multipole: 700.0,
                    exponent: 1.4,
                }),
            },
        });
        let name = "Simons-Observatory-like survey";
        Self::new(name, bands.to_vec(), 0.4, 40..=5000, Fields::TEB)
            .and_then(|survey| survey.with_foregrounds(residuals([5.0, 2.0], [6.0, 2.0])))
            .expect("valid")
    }
}

/// Where red noise N_red (ℓ/1000)^−3.5 equals white noise: N_red in µK² s over five years of 17 % efficiency and
/// 40 % of the sky.
fn atmosphere(white_uk_arcmin: f64, red_uk2_s: f64) -> Knee {
    use std::f64::consts::PI;
    const EXPONENT: f64 = 3.5;
    let observed_s = 5.0 * 365.25 * 86_400.0 * 0.2 * 0.85;
    let red = red_uk2_s * 0.4 * 4.0 * PI / observed_s;
    let white = (white_uk_arcmin * PI / 10_800.0).powi(2);
    Knee {
        multipole: 1000.0 * (red / white).powf(EXPONENT.recip()),
        exponent: EXPONENT,
    }
}

/// Dust and point sources, of these amplitudes in µK² and their uncertainties.
fn residuals(dust: [f64; 2], sources: [f64; 2]) -> [ResidualForeground; 2] {
    let nuisance = |name: &str, label: &str, [mean, sigma]: [f64; 2]| {
        let prior = Prior::normal(mean, sigma).expect("valid");
        let parameter = Parameter::new(name, label, prior).expect("valid");
        Nuisance::new(parameter, mean, sigma).expect("valid")
    };
    [
        ResidualForeground {
            shape: ForegroundShape::Dust,
            nuisance: nuisance("A_dust", r"A_\mathrm{dust}", dust),
            ee_ratio: 0.01,
            bb_ratio: 0.005,
        },
        ResidualForeground {
            shape: ForegroundShape::PointSources,
            nuisance: nuisance("A_ps", r"A_\mathrm{ps}", sources),
            ee_ratio: 0.0,
            bb_ratio: 0.0,
        },
    ]
}
