//! The homogeneous universe of a run file.

use lastscatter_boltzmann::{self as boltzmann, Solution, Solver, Tensors};
use lastscatter_cosmology::recombination::Recfast;
use lastscatter_cosmology::{
    Accuracy, Background, DarkEnergy, Helium, Neutrinos, Parameters, Reionisation, Thermodynamics,
};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The homogeneous universe by the names that run files use; one of `h0`, `theta_mc_100` and `theta_star_100` sets the Hubble constant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Universe {
    /// Hubble constant in km s⁻¹ Mpc⁻¹.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub h0: Option<f64>,
    /// 100 θ_MC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theta_mc_100: Option<f64>,
    /// 100 θ_*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theta_star_100: Option<f64>,
    /// Ω_b h².
    pub omega_b_h2: f64,
    /// Ω_c h².
    pub omega_c_h2: f64,
    /// Optical depth of reionisation.
    pub tau: f64,
    /// N_eff [absent: 3.046].
    #[serde(default = "n_eff")]
    pub n_eff: f64,
    /// Sum of the neutrinos' masses in eV, all in one of them [absent: 0.06].
    #[serde(default = "neutrino_mass_ev")]
    pub neutrino_mass_ev: f64,
    /// Mass fraction of helium [absent: nucleosynthesis].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y_he: Option<f64>,
    /// Dark energy's w₀ [absent: −1].
    #[serde(default = "minus_one")]
    pub w0: f64,
    /// Its w_a [absent: 0].
    #[serde(default)]
    pub wa: f64,
    /// Temperature of the microwave background in K [absent: 2.7255].
    #[serde(default = "t_cmb_k")]
    pub t_cmb_k: f64,
    /// How accurately spectra are computed [absent: `fast`].
    #[serde(default)]
    pub accuracy: Preset,
    /// Whether gravitational waves are followed [absent: no].
    #[serde(default)]
    pub tensors: bool,
    /// How matter that lenses has grown [absent: `halofit`; Planck's own analysis of 2018 took `HMcode`, whose χ² is 0.2 lower].
    #[serde(default)]
    pub nonlinear: NonLinear,
}

const fn n_eff() -> f64 {
    3.046
}

const fn neutrino_mass_ev() -> f64 {
    0.06
}

const fn minus_one() -> f64 {
    -1.0
}

const fn t_cmb_k() -> f64 {
    2.7255
}

/// What spectra are made from.
#[derive(Debug)]
pub struct SolvedUniverse {
    /// Transfer functions.
    pub solution: Solution,
    /// The sound horizon at the end of the baryons' drag, comoving, in Mpc.
    pub r_drag_mpc: f64,
    /// Temperature of the microwave background in K.
    pub t_cmb_k: f64,
}

/// Numerical settings by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Preset {
    /// [`boltzmann::Accuracy::fast`]: χ² of Planck's spectra within 0.1 of `reference`.
    #[default]
    Fast,
    /// [`boltzmann::Accuracy::standard`].
    Standard,
    /// [`boltzmann::Accuracy::reference`].
    Reference,
}

/// Growth of the matter that lenses by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NonLinear {
    /// [`boltzmann::NonLinear::Linear`]: lowers n_s by 0.16 σ of Planck's.
    Linear,
    /// [`boltzmann::NonLinear::Halofit`].
    #[default]
    Halofit,
}

impl NonLinear {
    /// The solver's.
    #[must_use]
    pub const fn growth(self) -> boltzmann::NonLinear {
        match self {
            Self::Linear => boltzmann::NonLinear::Linear,
            Self::Halofit => boltzmann::NonLinear::Halofit,
        }
    }
}

impl Preset {
    /// The settings of the perturbations.
    #[must_use]
    pub fn accuracy(self) -> boltzmann::Accuracy {
        match self {
            Self::Fast => boltzmann::Accuracy::fast(),
            Self::Standard => boltzmann::Accuracy::standard(),
            Self::Reference => boltzmann::Accuracy::reference(),
        }
    }
}

impl Universe {
    /// Names of what is a number, and may vary.
    pub const NAMES: [&'static str; 12] = [
        "h0",
        "theta_mc_100",
        "theta_star_100",
        "omega_b_h2",
        "omega_c_h2",
        "tau",
        "n_eff",
        "neutrino_mass_ev",
        "y_he",
        "w0",
        "wa",
        "t_cmb_k",
    ];

    /// The number of this name, if it is given.
    pub fn number(&mut self, name: &str) -> Option<&mut f64> {
        match name {
            "h0" => self.h0.as_mut(),
            "theta_mc_100" => self.theta_mc_100.as_mut(),
            "theta_star_100" => self.theta_star_100.as_mut(),
            "omega_b_h2" => Some(&mut self.omega_b_h2),
            "omega_c_h2" => Some(&mut self.omega_c_h2),
            "tau" => Some(&mut self.tau),
            "n_eff" => Some(&mut self.n_eff),
            "neutrino_mass_ev" => Some(&mut self.neutrino_mass_ev),
            "y_he" => self.y_he.as_mut(),
            "w0" => Some(&mut self.w0),
            "wa" => Some(&mut self.wa),
            "t_cmb_k" => Some(&mut self.t_cmb_k),
            _ => None,
        }
    }

    /// The library's parameters, the Hubble constant found where an angle is given.
    ///
    /// # Errors
    ///
    /// [`Error::Value`] unless one of them is; [`Error::Cosmology`].
    pub fn parameters(&self) -> Result<Parameters, Error> {
        let masses: &[f64] = if self.neutrino_mass_ev == 0.0 {
            &[]
        } else {
            &[self.neutrino_mass_ev]
        };
        let parameters = Parameters {
            h0_km_s_mpc: self.h0.unwrap_or(67.0),
            omega_b_h2: self.omega_b_h2,
            omega_c_h2: self.omega_c_h2,
            omega_k: 0.0,
            t_cmb_k: self.t_cmb_k,
            neutrinos: Neutrinos::thermal(self.n_eff, masses),
            dark_energy: DarkEnergy {
                w0: self.w0,
                wa: self.wa,
            },
            helium: self
                .y_he
                .map_or(Helium::Nucleosynthesis, Helium::MassFraction),
            reionisation: Reionisation::OpticalDepth(self.tau),
        };
        match (self.h0, self.theta_mc_100, self.theta_star_100) {
            (Some(_), None, None) => Ok(parameters),
            (None, Some(angle), None) => Ok(parameters.with_theta_mc(angle)?),
            (None, None, Some(angle)) => Ok(parameters.with_theta_star(angle, &Recfast::planck())?),
            (h0, mc, star) => {
                let given = [h0, mc, star].iter().flatten().count();
                Err(Error::Value {
                    name: "[theory]: number of h0, theta_mc_100 and theta_star_100".to_owned(),
                    value: given.to_string(),
                    expected: "exactly 1",
                })
            }
        }
    }

    /// Transfer functions to `lmax`.
    ///
    /// # Errors
    ///
    /// As [`parameters`](Self::parameters), and [`Error::Boltzmann`].
    pub fn solve(&self, lmax: usize) -> Result<SolvedUniverse, Error> {
        let accuracy = match self.accuracy {
            Preset::Fast => Accuracy::fast(),
            Preset::Standard => Accuracy::standard(),
            Preset::Reference => Accuracy::reference(),
        };
        let model = Recfast::planck().with_accuracy(accuracy);
        let universe = Background::new(&self.parameters()?)?;
        let history = Thermodynamics::solve(universe, &model, accuracy)?;
        let solver = Solver {
            accuracy: self.accuracy.accuracy(),
            tensors: if self.tensors {
                Tensors::Included
            } else {
                Tensors::Absent
            },
            nonlinear: self.nonlinear.growth(),
            ..Solver::new(lmax)
        };
        Ok(SolvedUniverse {
            solution: solver.solve(&history)?,
            r_drag_mpc: history.drag_epoch().sound_horizon_mpc,
            t_cmb_k: self.t_cmb_k,
        })
    }
}
