//! The models, each in a run file of its own.

use lastscatter::analysis::{Error, Imprint, Model, Response, RunFile};

/// A model of the beginning.
#[derive(Debug)]
pub(crate) struct Candidate {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    text: &'static str,
    spectrum: Spectrum,
    /// Names of the parameters that only this model has.
    pub(crate) own: &'static [&'static str],
}

/// How its primordial spectrum is come by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Spectrum {
    /// A formula.
    Formula,
    /// Modes that take long to solve.
    Table,
}

/// Error of tabulated spectra, relative.
const TABLE: f64 = 3e-3;

/// The power law, which the others are compared with, is the first.
pub(crate) const CANDIDATES: [Candidate; 5] = [
    Candidate {
        name: "power_law",
        title: "power law",
        text: include_str!("power_law.toml"),
        spectrum: Spectrum::Formula,
        own: &["n_s"],
    },
    Candidate {
        name: "starobinsky",
        title: "Starobinsky inflation",
        text: include_str!("starobinsky.toml"),
        spectrum: Spectrum::Table,
        own: &["pivot.e_folds"],
    },
    Candidate {
        name: "loop_quantum_cosmology",
        title: "loop quantum cosmology",
        text: include_str!("loop_quantum_cosmology.toml"),
        spectrum: Spectrum::Table,
        own: &["field_at_bounce"],
    },
    Candidate {
        name: "trans_planckian",
        title: "trans-Planckian oscillation",
        text: include_str!("trans_planckian.toml"),
        spectrum: Spectrum::Formula,
        own: &["base.n_s", "amplitude", "frequency", "phase"],
    },
    Candidate {
        name: "holographic",
        title: "holographic cosmology",
        text: include_str!("holographic.toml"),
        spectrum: Spectrum::Formula,
        own: &["g", "ln_beta"],
    },
];

impl Candidate {
    /// Its run file.
    pub(crate) fn run(&self) -> Result<RunFile, Error> {
        RunFile::parse(&format!("{}.toml", self.name), self.text)
    }

    /// Its likelihood by the response of the power law's sky.
    pub(crate) fn imprint<'a>(
        &self,
        response: &'a Response<'a>,
        model: &'a Model,
    ) -> Result<Imprint<'a>, Error> {
        let imprint = Imprint::new(response, model)?;
        match self.spectrum {
            Spectrum::Formula => Ok(imprint),
            Spectrum::Table => imprint.tabulated(TABLE),
        }
    }
}
