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
    spectra::Raw,
    timeline::Timeline,
    transfer::{Channel, Observable, Radial, Sources, TransferFunctions},
    wavenumbers::LANES,
};

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
        nodes: &Nodes,
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
        let nodes = &with_today(history, nodes);
        let evolution = Evolution {
            timeline,
            nodes,
            accuracy,
            streaming: &streaming,
            scattering,
        };
        let free = FreeWaves::new(timeline, nodes);
        let projected = lmax.min(settings.largest_multipole);
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
            work.steps += pack.steps;
            work.rejected += pack.rejected;
            work.evaluations += pack.evaluations;
        }
        let channel = |radial, observable, values| Channel {
            radial,
            observable,
            values,
        };
        let sources = Sources {
            k_inv_mpc: k,
            distance_mpc: nodes.all.iter().map(|n| n.distance).collect(),
            weight_mpc: nodes.all.iter().map(|n| n.weight).collect(),
            channels: vec![
                channel(Radial::Polarisation, Observable::Temperature, temperature),
                channel(Radial::TensorE, Observable::E, polarisation.clone()),
                channel(Radial::TensorB, Observable::B, polarisation),
            ],
        };
        let functions = TransferFunctions::new(&sources, projected, &settings.transfer)?;
        Ok((Self { lmax, functions }, work))
    }

    /// Spectra for a primordial one; none when it has no gravitational waves.
    ///
    /// ```text
    /// C^XX, C^TE ∝ P_R + P_L = P_t,   C^TB, C^EB ∝ P_R − P_L = χ P_t
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for a power that is negative or not finite, or a chirality beyond ±1.
    pub(crate) fn spectra(
        &self,
        primordial: &impl PrimordialSpectra,
    ) -> Result<Option<Raw>, Error> {
        use Observable::{B, E, Temperature as T};
        for &k in self.functions.k_inv_mpc() {
            let (power, chirality) = (primordial.tensor(k), primordial.chirality(k));
            let wrong = |name, value, expected| {
                Err(Error::OutOfDomain {
                    name,
                    value,
                    expected,
                })
            };
            if !(power >= 0.0 && power.is_finite()) {
                return wrong("tensor power", power, "a finite number, not negative");
            }
            if !(chirality.abs() <= 1.0) {
                return wrong("chirality of gravitational waves", chirality, "-1 to 1");
            }
        }
        let even = self.functions.weights(|k| primordial.tensor(k));
        if even.vanish() {
            return Ok(None);
        }
        let odd = self
            .functions
            .weights(|k| primordial.tensor(k) * primordial.chirality(k));
        let spectrum = |x, y, weights| {
            let own = self.functions.cross_spectrum(&self.functions, x, y, weights);
            own.unwrap_or_default()
        };
        let mut all = Raw {
            tt: spectrum(T, T, &even),
            ee: spectrum(E, E, &even),
            bb: spectrum(B, B, &even),
            te: spectrum(T, E, &even),
            ..Raw::default()
        };
        if !odd.vanish() {
            all.tb = spectrum(T, B, &odd);
            all.eb = spectrum(E, B, &odd);
        }
        Ok(Some(all))
    }
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
        let lanes = Lanes::new(std::array::from_fn::<f64, LANES, _>(|i| k[i]));
        let range = [k[0], k[LANES - 1]];
        let show = |node: usize, sources: TensorSources<Lanes<LANES>>| {
            let put = |out: &mut [f64], values: Lanes<LANES>| {
                for (lane, value) in values.to_array().into_iter().enumerate() {
                    out[lane * row + node] = value;
                }
            };
            put(temperature, sources.temperature);
            put(polarisation, sources.polarisation);
        };
        let freed = evolution
            .run(lanes, range, show)
            .map_err(|source| Error::Perturbations {
                k_inv_mpc: k[0],
                source,
            })?;
        let [h, speed] = freed.wave.map(Lanes::to_array);
        for lane in 0..LANES {
            free.run(k[lane], freed.node, [h[lane], speed[lane]], |node, sources| {
                temperature[lane * row + node] = sources.temperature;
            });
        }
        Ok(freed.work)
    }
}
