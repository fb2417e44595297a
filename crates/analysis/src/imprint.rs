//! The likelihood of a model of the beginning, by what its spectrum does to the sky of a power law.

use lastscatter_inference::{DensityError, LogDensity};
use lastscatter_primordial::PrimordialSpectra;

use crate::table::CurveTable;
use crate::{Error, Model, Response, Shape, Sky};

/// The likelihood of a [`Model`] whose sky comes from a [`Response`]: a thousandth of the solver's time for any primordial spectrum, as
/// long as the late universe stays near the best fit.
///
/// The model's late universe must be that of the response's power law, with the same parameters; its beginning may be any. How good the
/// likelihood is, is for the solver to say at points of the posterior, by [`Reweighting`](lastscatter_inference::Reweighting) say.
///
/// # Accuracy
///
/// `tests/response.rs`.
#[derive(Debug)]
pub struct Imprint<'a> {
    response: &'a Response<'a>,
    model: &'a Model,
    /// Where the parameters of the power law's model stand in this one; none for amplitude and tilt.
    late: Vec<Option<usize>>,
    /// Where the parameters of the beginning stand, and a table of ln P over them.
    beginning: Vec<usize>,
    table: Option<CurveTable>,
}

impl<'a> Imprint<'a> {
    /// The likelihood of `model`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownParameter`] for a late parameter that `model` has not; [`Error::Value`] where the rest of its late universe is another.
    pub fn new(response: &'a Response<'a>, model: &'a Model) -> Result<Self, Error> {
        let base = response.model();
        let power_law = response.power_law();
        let names = base.posterior()?.info();
        let late = names.iter().enumerate().map(|(i, info)| {
            let own = !power_law.contains(&i);
            own.then(|| model.place_of(&info.name)).transpose()
        });
        let late = late.collect::<Result<Vec<_>, _>>()?;
        let mut theta = base.start();
        let start = model.start();
        for (theta, place) in theta.iter_mut().zip(&late) {
            if let Some(place) = *place {
                *theta = start[place];
            }
        }
        let mut universe = model.universe(&start);
        // Gravitational waves are left out here.
        universe.tensors = base.universe(&theta).tensors;
        if universe != base.universe(&theta) {
            return Err(Error::Value {
                name: "[theory]".to_owned(),
                value: "another universe".to_owned(),
                expected: "that of the power law",
            });
        }
        Ok(Self {
            response,
            model,
            late,
            beginning: model.primordial_parameters(),
            table: None,
        })
    }

    /// The same with the primordial spectrum from a table over the priors' ranges, as good as `tolerance` in ln P: for models that take
    /// long to solve and have few parameters.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] for a prior without bounds; what the model fails with, unless it is recoverable: the table has holes there, and
    /// the likelihood rejects what lies beside them.
    pub fn tabulated(self, tolerance: f64) -> Result<Self, Error> {
        let posterior = self.model.posterior()?;
        let mut ranges = Vec::new();
        for &place in &self.beginning {
            let parameter = &posterior.parameters()[place];
            let (low, high) = parameter.prior().support();
            if !(low.is_finite() && high.is_finite()) {
                return Err(Error::Value {
                    name: format!("prior of {}", parameter.name()),
                    value: format!("{low} to {high}"),
                    expected: "bounds, for a table",
                });
            }
            ranges.push([low, high]);
        }
        let mut theta = self.model.start();
        for (&place, range) in self.beginning.iter().zip(&ranges) {
            theta[place] = theta[place].clamp(range[0], range[1]);
        }
        let table = CurveTable::new(&ranges, tolerance, |x| {
            let mut theta = theta.clone();
            for (&place, &x) in self.beginning.iter().zip(x) {
                theta[place] = x;
            }
            let powers = self.powers(&theta)?;
            Ok(powers.iter().map(|p| p.ln()).collect())
        })?;
        Ok(Self {
            table: Some(table),
            ..self
        })
    }

    /// Spectra computed for the table; none without one.
    #[must_use]
    pub fn tabulated_spectra(&self) -> Option<usize> {
        self.table.as_ref().map(CurveTable::len)
    }

    /// P(k) at the response's wavenumbers.
    fn powers(&self, theta: &[f64]) -> Result<Vec<f64>, Error> {
        let k = self.response.k_inv_mpc();
        // Nodes are rounded.
        const ROOM: f64 = 1e-9;
        let range = [k[0] * (1.0 - ROOM), k[k.len() - 1] * (1.0 + ROOM)];
        let primordial = self.model.primordial(theta, range)?;
        let powers: Vec<f64> = k.iter().map(|&k| primordial.scalar(k)).collect();
        match powers.iter().position(|p| !(*p >= 0.0 && p.is_finite())) {
            None => Ok(powers),
            Some(j) => Err(lastscatter_primordial::Error::OutsideSpectrum {
                k_inv_mpc: k[j],
                range_inv_mpc: primordial.range_inv_mpc(),
            }
            .into()),
        }
    }

    /// The primordial spectrum as the response takes it; none where the table has a hole.
    fn shape(&self, theta: &[f64]) -> Result<Option<Shape>, Error> {
        let powers = match &self.table {
            None => Some(self.powers(theta)?),
            Some(table) => {
                let x: Vec<f64> = self.beginning.iter().map(|&place| theta[place]).collect();
                let ln_powers = table.curve(&x);
                ln_powers.map(|all| all.iter().map(|ln| ln.exp()).collect())
            }
        };
        Ok(powers.map(|powers: Vec<f64>| self.response.shape(&powers)))
    }

    /// The sky at a point; none where the table has a hole.
    ///
    /// # Errors
    ///
    /// What the beginning fails with; [`Error::Boltzmann`] where spectra are not finite.
    pub fn sky(&self, theta: &[f64]) -> Result<Option<Sky>, Error> {
        let late: Vec<f64> = self
            .late
            .iter()
            .map(|place| place.map_or(0.0, |place| theta[place]))
            .collect();
        let shape = self.shape(theta)?;
        shape.map(|s| self.response.sky(&late, &s)).transpose()
    }
}

impl LogDensity for Imprint<'_> {
    fn dimension(&self) -> usize {
        self.model.start().len()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        match self.sky(theta)? {
            Some(sky) => Ok(self.model.ln_likelihood(&sky, theta)?),
            None => Ok(f64::NEG_INFINITY),
        }
    }
}
