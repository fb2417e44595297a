//! From evolved waves to transfer functions and spectra.

use lastscatter_cosmology::Thermodynamics;
use lastscatter_numerics::{Lanes, ode::Work};
use pulp::{Arch, NullaryFnOnce};
use rayon::prelude::*;

use super::{
    evolution::Evolution, free::FreeWaves, sources::TensorSources, wavenumbers::wavenumbers,
};
use crate::{
    Accuracy, Error, PrimordialSpectra,
    hierarchy::Streaming,
    nodes::{Node, Nodes},
    primordial::tensor,
    spectra::Raw,
    timeline::Timeline,
    transfer::{Channel, Observable, Radial, Sources, TransferFunctions},
    wavenumbers::{LANES, pack, scatter},
};

/// Fewer multipoles would leave out wavenumbers that low ones see.
const LEAST_MULTIPOLE: usize = 850;

/// A multipole at which the largest wavenumbers contribute white noise.
const QUIET: usize = 100;

/// Spacing of nodes over that of scalars.
const NODE_SPACING: f64 = 0.6;

/// Transfer functions of gravitational waves.
#[derive(Debug, Clone)]
pub(crate) struct TensorTransfer {
    lmax: usize,
    functions: TransferFunctions,
}

impl TensorTransfer {
    /// Evolves gravitational waves through a history and projects them on the sky up to `lmax`; also the work that it took.
    ///
    /// # Errors
    ///
    /// [`Error::Perturbations`], with the place, when an integration fails.
    pub(crate) fn new(
        history: &Thermodynamics,
        timeline: &Timeline,
        accuracy: &Accuracy,
        lmax: usize,
    ) -> Result<(Self, Work), Error> {
        let settings = &accuracy.tensor;
        let scattering = history.last_scattering().conformal_time_mpc;
        let highest = [
            settings.intensity,
            settings.polarisation,
            settings.massless,
            settings.massive,
        ];
        let streaming = Streaming::scalar(highest.into_iter().fold(0, usize::max));
        // Waves shine on all the way, not only at last scattering.
        let spacing = NODE_SPACING * accuracy.node_spacing_mpc;
        let nodes = &with_today(history, &Nodes::new(history, spacing));
        let evolution = Evolution {
            timeline,
            nodes,
            accuracy,
            streaming: &streaming,
            scattering,
        };
        let free = FreeWaves::new(timeline, nodes);
        let projected = lmax.clamp(LEAST_MULTIPOLE, settings.largest_multipole);
        let last = settings.transfer.wavenumber_reach * projected as f64 + 200.0;
        let times = [scattering, timeline.today];
        let k = wavenumbers(settings, times, 1.05 * last / nodes.all[0].distance)?;

        let row = nodes.all.len();
        let mut temperature = vec![0.0; k.len() * row];
        let mut polarisation = vec![0.0; k.len() * row];
        let packs = temperature
            .par_chunks_mut(LANES * row)
            .zip(polarisation.par_chunks_mut(LANES * row))
            .zip(k.par_chunks(LANES))
            .with_max_len(1)
            .map(|((temperature, polarisation), k)| {
                let job = Pack {
                    evolution: &evolution,
                    free: &free,
                    k,
                    row,
                    out: [temperature, polarisation],
                };
                Arch::new().dispatch(job)
            })
            .collect::<Result<Vec<Work>, Error>>()?;
        let mut work = Work::default();
        for pack in packs {
            work += pack;
        }
        // B of right-handed waves in the COSMO convention.
        let curl = polarisation.iter().map(|source| -source).collect();
        let channel = |radial, observable, values| Channel {
            radial,
            observable,
            values,
        };
        let sources = Sources {
            k_inv_mpc: k,
            damped_inv_mpc: f64::INFINITY,
            distance_mpc: nodes.all.iter().map(|n| n.distance).collect(),
            weight_mpc: nodes.all.iter().map(|n| n.weight).collect(),
            channels: vec![
                channel(Radial::Polarisation, Observable::Temperature, temperature),
                channel(Radial::TensorE, Observable::E, polarisation),
                channel(Radial::TensorB, Observable::B, curl),
            ],
        };
        let functions = TransferFunctions::new(&sources, projected, projected, &settings.transfer)?;
        Ok((Self { lmax, functions }, work))
    }

    /// Spectra for a primordial one; none when it has no gravitational waves.
    ///
    /// ```text
    /// C^XX, C^TE ∝ P_R + P_L = P_t,   C^TB, C^EB ∝ P_R − P_L = χ P_t
    /// ```
    ///
    /// Right-handed waves are h_ij ∝ (x̂ + iŷ)_i (x̂ + iŷ)_j e^{ikz}, of helicity +2; E and B follow the COSMO convention of polarisation (in
    /// that of the IAU, B has the other sign). Scattered light alone then correlates as C^TB, C^EB with the sign of T_ℓ B_ℓ and E_ℓ B_ℓ for
    ///
    /// ```text
    /// T_ℓ ∝ ½ √((ℓ+2)!/(ℓ−2)!) j_ℓ/x²,   E_ℓ ∝ 2 ε_ℓ,   B_ℓ ∝ −2 β_ℓ
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`tensor`].
    pub(crate) fn spectra(
        &self,
        primordial: &impl PrimordialSpectra,
    ) -> Result<Option<Raw>, Error> {
        use Observable::{B, E, Temperature as T};
        for &k in self.functions.k_inv_mpc() {
            tensor(primordial, k)?;
        }
        let even = self.functions.weights(|k| primordial.tensor(k));
        if even.vanish() {
            return Ok(None);
        }
        let odd = self
            .functions
            .weights(|k| primordial.tensor(k) * primordial.chirality(k));
        let spectrum = |x, y, weights| {
            let own = self
                .functions
                .cross_spectrum(&self.functions, x, y, weights);
            own.unwrap_or_default()
        };
        let mut all = Raw {
            tt: spectrum(T, T, &even),
            ee: spectrum(E, E, &even),
            bb: spectrum(B, B, &even),
            te: spectrum(T, E, &even),
            ..Raw::default()
        };
        self.add_unresolved(primordial, &mut all);
        if !odd.vanish() {
            all.tb = spectrum(T, B, &odd);
            all.eb = spectrum(E, B, &odd);
        }
        let Raw {
            tt,
            ee,
            bb,
            te,
            tb,
            eb,
            ..
        } = &mut all;
        for spectrum in [tt, ee, bb, te, tb, eb] {
            extend(spectrum, self.lmax);
        }
        Ok(Some(all))
    }
}

impl TensorTransfer {
    /// The wavenumbers at which a primordial spectrum is asked.
    pub(crate) fn k_inv_mpc(&self) -> &[f64] {
        self.functions.k_inv_mpc()
    }

    /// Adds the white noise that wavenumbers beyond the last leave in E and B: their power falls as of the last octave.
    ///
    /// ```text
    /// N = b + b r + b r² + … = b r/(1−r),   r = b/a
    /// ```
    ///
    /// where a and b are the contributions of the last octave's halves to a multipole far below.
    fn add_unresolved(&self, primordial: &impl PrimordialSpectra, all: &mut Raw) {
        let functions = &self.functions;
        let Some(&last) = functions.k_inv_mpc().last() else {
            return;
        };
        let step = std::f64::consts::SQRT_2;
        for (sum, observable) in [(&mut all.ee, Observable::E), (&mut all.bb, Observable::B)] {
            let band = |low: f64| {
                let inside = |k: f64| {
                    if k > low && k <= low * step {
                        primordial.tensor(k)
                    } else {
                        0.0
                    }
                };
                let part = functions.cross_spectrum(
                    functions,
                    observable,
                    observable,
                    &functions.weights(inside),
                );
                part.and_then(|part| part.get(QUIET).copied())
                    .unwrap_or(0.0)
            };
            let (a, b) = (band(last / (step * step)), band(last / step));
            if a > b && b > 0.0 {
                let fall = b / a;
                let noise = b * fall / (1.0 - fall);
                sum.iter_mut().skip(2).for_each(|c| *c += noise);
            }
        }
    }
}

/// Goes on as ℓ⁻⁵, the mean slope there, up to `lmax`: what is left is far below what lensing makes.
fn extend(spectrum: &mut Vec<f64>, lmax: usize) {
    let Some(&last) = spectrum.last() else {
        return;
    };
    let end = spectrum.len() - 1;
    spectrum.extend((end + 1..=lmax).map(|l| last * (end as f64 / l as f64).powi(5)));
}

/// Nodes up to today: waves that are still entering the horizon move space around us, too.
fn with_today(history: &Thermodynamics, nodes: &Nodes) -> Nodes {
    let mut all = nodes.all.clone();
    if let Some(&last) = all.last() {
        all.push(Node {
            time: history.knots().last(),
            distance: 0.0,
            // Half that of an inner node, since the integral ends.
            weight: 0.5 * last.weight,
            transparency: 1.0,
            visibility: last.visibility,
            lens: 0.0,
            stretch: 1.0,
        });
    }
    Nodes { all }
}

/// A pack of wavenumbers, compiled for the machine at hand.
struct Pack<'a> {
    evolution: &'a Evolution<'a>,
    free: &'a FreeWaves<'a>,
    k: &'a [f64],
    row: usize,
    out: [&'a mut [f64]; 2],
}

impl NullaryFnOnce for Pack<'_> {
    type Output = Result<Work, Error>;

    #[inline(always)]
    fn call(self) -> Self::Output {
        let Self {
            evolution,
            free,
            k,
            row,
            out: [temperature, polarisation],
        } = self;
        let (lanes, range) = pack(k);
        let show = |node: usize, sources: TensorSources<Lanes<LANES>>| {
            scatter(temperature, row, node, sources.temperature);
            scatter(polarisation, row, node, sources.polarisation);
        };
        let freed = evolution
            .run(lanes, range, show)
            .map_err(|source| Error::Perturbations {
                k_inv_mpc: k[0],
                source,
            })?;
        let [h, speed] = freed.wave.map(Lanes::to_array);
        for lane in 0..LANES {
            free.run(
                k[lane],
                freed.node,
                [h[lane], speed[lane]],
                |node, sources| {
                    temperature[lane * row + node] = sources.temperature;
                },
            );
        }
        Ok(freed.work)
    }
}
