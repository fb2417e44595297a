//! Spectra of the foregrounds between maps.

use lastscatter_stokes::spectra::{Dl, Field, Normalization};
use nalgebra::DMatrix;

use super::data::Map;
use super::foreground::{ForegroundParameter, Values};

/// Multipole of the foregrounds' amplitudes.
const PIVOT: f64 = 80.0;

/// Frequencies of the foregrounds' amplitudes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pivots {
    pub(super) dust_hz: f64,
    pub(super) synchrotron_hz: f64,
}

/// The foregrounds' spectra.
pub(super) struct Foreground {
    pub(super) components: Vec<Component>,
}

/// A power law in ℓ, the same for all maps up to a factor.
pub(super) struct Component {
    /// C_ℓ at unit amplitude.
    pub(super) cl: Vec<f64>,
    pub(super) weights: DMatrix<f64>,
}

impl Foreground {
    pub(super) fn new(maps: &[Map], pivots: Pivots, lmax: usize, values: &Values) -> Self {
        use ForegroundParameter as P;
        let dust_amplitude = values.of(P::DustAmplitude);
        let synchrotron_amplitude = values.of(P::SynchrotronAmplitude);
        let [beta, temperature] = [values.of(P::DustIndex), values.of(P::DustTemperature)];
        let dust = |map: &Map| {
            let scaling = map.response.dust(pivots.dust_hz, beta, temperature);
            scaling * e_to_b(map.field, values.of(P::DustEToB))
        };
        let index = values.of(P::SynchrotronIndex);
        let synchrotron = |map: &Map| {
            let scaling = map.response.synchrotron(pivots.synchrotron_hz, index);
            scaling * e_to_b(map.field, values.of(P::SynchrotronEToB))
        };
        let (mut d, mut s) = (vec![0.0; maps.len()], vec![0.0; maps.len()]);
        if dust_amplitude > 0.0 {
            d = maps.iter().map(dust).collect();
        }
        if synchrotron_amplitude > 0.0 {
            s = maps.iter().map(synchrotron).collect();
        }
        let [dust_tilt, synchrotron_tilt] = [values.of(P::DustTilt), values.of(P::SynchrotronTilt)];
        let correlation =
            values.of(P::Correlation) * (dust_amplitude * synchrotron_amplitude).sqrt();
        let mut components = Vec::new();
        let mut add = |amplitude: f64, tilt: f64, product: &dyn Fn(usize, usize) -> f64| {
            if amplitude != 0.0 {
                components.push(Component {
                    cl: power_law(tilt, lmax),
                    weights: DMatrix::from_fn(maps.len(), maps.len(), |i, j| {
                        // Parity forbids EB.
                        let same = f64::from(u8::from(maps[i].field == maps[j].field));
                        amplitude * same * product(i, j)
                    }),
                });
            }
        };
        add(dust_amplitude, dust_tilt, &|i, j| d[i] * d[j]);
        add(synchrotron_amplitude, synchrotron_tilt, &|i, j| s[i] * s[j]);
        let tilt = 0.5 * (dust_tilt + synchrotron_tilt);
        add(correlation, tilt, &|i, j| d[i] * s[j] + s[i] * d[j]);
        Self { components }
    }
}

/// Amplitude of E over that of B.
fn e_to_b(field: Field, ratio: f64) -> f64 {
    match field {
        Field::E => ratio.sqrt(),
        _ => 1.0,
    }
}

/// C_ℓ of D_ℓ = (ℓ/80)^tilt.
fn power_law(tilt: f64, lmax: usize) -> Vec<f64> {
    let cl = |ell: usize| match ell {
        0 | 1 => 0.0,
        _ => (ell as f64 / PIVOT).powf(tilt) / Dl::factor(ell),
    };
    (0..=lmax).map(cl).collect()
}
