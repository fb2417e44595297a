//! A universe to compute spectra of.

use std::collections::BTreeMap;

use lastscatter::boltzmann::InitialCondition;
use lastscatter::cosmology::recombination::Recfast;
use lastscatter::cosmology::{
    Accuracy, Background, DarkEnergy, Error, Helium, Neutrinos, Parameters, Reionisation,
    Thermodynamics,
};
use lastscatter::primordial::{Error as PrimordialError, PowerLaw, TensorTilt};

use crate::error::ParameterError;
use crate::file::ParameterFile;
use crate::keys;

/// Everything physical: the homogeneous universe, its perturbations at the beginning, and what happens to their light.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Scenario {
    /// The homogeneous universe; its Hubble constant is not known yet where `theta_star_100` is given.
    parameters: Parameters,
    theta_star_100: Option<f64>,
    /// The primordial spectrum.
    pub(crate) power: PowerLaw,
    /// What it is the spectrum of.
    pub(crate) initial: InitialCondition,
    /// Angle β by which the plane of polarisation has turned, in degrees.
    pub(crate) birefringence_deg: f64,
    origin: Origin,
}

/// Where the parameters were read, to say so in errors.
#[derive(Debug, Clone, PartialEq)]
struct Origin {
    name: String,
    lines: BTreeMap<String, usize>,
}

/// The modes by their names in files.
const INITIAL_CONDITIONS: [(&str, InitialCondition); 5] = [
    ("adiabatic", InitialCondition::Adiabatic),
    (
        "cdm_isocurvature",
        InitialCondition::ColdDarkMatterIsocurvature,
    ),
    ("baryon_isocurvature", InitialCondition::BaryonIsocurvature),
    (
        "neutrino_density_isocurvature",
        InitialCondition::NeutrinoDensityIsocurvature,
    ),
    (
        "neutrino_velocity_isocurvature",
        InitialCondition::NeutrinoVelocityIsocurvature,
    ),
];

impl Scenario {
    /// Base ΛCDM of Planck 2018 (TT,TE,EE+lowE+lensing).
    pub(crate) fn planck2018() -> Self {
        Self {
            parameters: Parameters::planck2018(),
            theta_star_100: None,
            power: PowerLaw::planck2018(),
            initial: InitialCondition::Adiabatic,
            birefringence_deg: 0.0,
            origin: Origin {
                name: "Planck 2018".to_owned(),
                lines: BTreeMap::new(),
            },
        }
    }

    /// What a file says; for the rest, Planck 2018.
    pub(crate) fn from_file(file: &ParameterFile) -> Result<Self, ParameterError> {
        let planck = Self::planck2018();
        let (universe, power) = (planck.parameters, planck.power);
        let number = |key, absent| Ok::<_, ParameterError>(file.number(key)?.unwrap_or(absent));

        let (h0, theta_star_100) = (file.number("h0")?, file.number("theta_star_100")?);
        if h0.is_some() == theta_star_100.is_some() {
            return Err(ParameterError::Hubble {
                file: file.name().to_owned(),
                found: if h0.is_some() { "both" } else { "neither" },
            });
        }
        let n_eff = number("n_eff", universe.neutrinos.n_eff)?;
        let masses_ev = match file.numbers("neutrino_masses_ev")? {
            Some(masses) => masses,
            None => universe
                .neutrinos
                .massive
                .iter()
                .map(|species| species.mass_ev)
                .collect(),
        };
        let tau = match (file.number("tau")?, universe.reionisation) {
            (Some(depth), _) => Reionisation::OpticalDepth(depth),
            (None, planck) => planck,
        };
        let pivot = number("k_pivot_inv_mpc", power.k_pivot_inv_mpc)?;
        let scenario = Self {
            parameters: Parameters {
                h0_km_s_mpc: h0.unwrap_or(universe.h0_km_s_mpc),
                omega_b_h2: number("omega_b_h2", universe.omega_b_h2)?,
                omega_c_h2: number("omega_c_h2", universe.omega_c_h2)?,
                omega_k: number("omega_k", universe.omega_k)?,
                t_cmb_k: number("t_cmb_k", universe.t_cmb_k)?,
                neutrinos: Neutrinos::thermal(n_eff, &masses_ev),
                dark_energy: DarkEnergy {
                    w0: number("w0", universe.dark_energy.w0)?,
                    wa: number("wa", universe.dark_energy.wa)?,
                },
                helium: match file.number("y_he")? {
                    Some(fraction) => Helium::MassFraction(fraction),
                    None => universe.helium,
                },
                reionisation: tau,
            },
            theta_star_100,
            power: PowerLaw {
                a_s: number("a_s", power.a_s)?,
                n_s: number("n_s", power.n_s)?,
                alpha_s: number("alpha_s", power.alpha_s)?,
                r: number("r", power.r)?,
                n_t: match file.number("n_t")? {
                    Some(tilt) => TensorTilt::Given(tilt),
                    None => power.n_t,
                },
                k_pivot_inv_mpc: pivot,
                k_pivot_tensor_inv_mpc: pivot,
                ..power
            },
            initial: match file.choice("initial_condition", &INITIAL_CONDITIONS)? {
                Some(condition) => condition,
                None => planck.initial,
            },
            birefringence_deg: number("birefringence_deg", planck.birefringence_deg)?,
            origin: Origin {
                name: file.name().to_owned(),
                lines: file.lines(),
            },
        };
        match scenario.power.validated() {
            Ok(_) => Ok(scenario),
            Err(error @ PrimordialError::OutOfRange { name, .. }) => {
                Err(scenario.located(Some(name), error))
            }
            Err(error) => Err(scenario.located(None, error)),
        }
    }

    /// The thermal history of the homogeneous universe, solved afresh.
    pub(crate) fn history(&self, accuracy: Accuracy) -> Result<Thermodynamics, ParameterError> {
        let model = Recfast::planck().with_accuracy(accuracy);
        let solved = || {
            let parameters = match self.theta_star_100 {
                Some(angle) => self.parameters.clone().with_theta_star(angle, &model)?,
                None => self.parameters.clone(),
            };
            Thermodynamics::solve(Background::new(&parameters)?, &model, accuracy)
        };
        solved().map_err(|error| match error {
            Error::OutOfRange { name, .. } | Error::OutOfDomain { name, .. } => {
                self.located(Some(name), error)
            }
            error => self.located(None, error),
        })
    }

    /// An error of a parameter, or of all, with the place in the file that it comes from, as far as that is known.
    fn located(
        &self,
        parameter: Option<&str>,
        source: impl std::error::Error + Send + Sync + 'static,
    ) -> ParameterError {
        ParameterError::Universe {
            place: self.place(parameter.and_then(keys::of_parameter)),
            source: source.into(),
        }
    }

    /// The same for an error of perturbations.
    pub(crate) fn perturbed(&self, source: lastscatter::boltzmann::Error) -> ParameterError {
        let curved = matches!(source, lastscatter::boltzmann::Error::Curved { .. });
        ParameterError::Perturbations {
            place: self.place(curved.then_some("omega_k")),
            source,
        }
    }

    /// File, line and key.
    fn place(&self, key: Option<&str>) -> String {
        let Origin { name, lines } = &self.origin;
        match key.map(|key| (key, lines.get(key))) {
            Some((key, Some(line))) => format!("{name}, line {line}: {key}"),
            Some((key, None)) => format!("{name}: {key}"),
            None => name.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Scenario, ParameterError> {
        Scenario::from_file(&ParameterFile::parse("test.toml", text)?)
    }

    /// The message of the failure that must follow: from reading, or from the history.
    fn refused(text: &str) -> String {
        let outcome = read(text).and_then(|s| s.history(Accuracy::fast()).map(|_| ()));
        outcome.expect_err(text).to_string()
    }

    #[test]
    fn absent_keys_are_planck() {
        let built_in = Scenario::planck2018();
        let read = read("h0 = 67.36").unwrap();
        assert_eq!(read.parameters, built_in.parameters);
        assert_eq!(read.power, built_in.power);
        assert_eq!(read.initial, built_in.initial);
    }

    #[test]
    fn every_key_is_read() {
        let text = "theta_star_100 = 1.04\nomega_b_h2 = 0.023\nomega_c_h2 = 0.11\ntau = 0.07\na_s = 2e-9\n\
                    n_s = 0.95\nalpha_s = 0.01\nr = 0.1\nn_t = -0.02\nk_pivot_inv_mpc = 0.002\nn_eff = 4\n\
                    neutrino_masses_ev = [0.1, 1]\nw0 = -0.9\nwa = 0.1\nt_cmb_k = 2.7\ny_he = 0.25\n\
                    omega_k = 0.01\nbirefringence_deg = 0.3\ninitial_condition = \"cdm_isocurvature\"";
        let scenario = read(text).unwrap();
        let expected = Parameters {
            h0_km_s_mpc: Parameters::planck2018().h0_km_s_mpc,
            omega_b_h2: 0.023,
            omega_c_h2: 0.11,
            omega_k: 0.01,
            t_cmb_k: 2.7,
            neutrinos: Neutrinos::thermal(4.0, &[0.1, 1.0]),
            dark_energy: DarkEnergy { w0: -0.9, wa: 0.1 },
            helium: Helium::MassFraction(0.25),
            reionisation: Reionisation::OpticalDepth(0.07),
        };
        assert_eq!(scenario.parameters, expected);
        assert_eq!(scenario.theta_star_100, Some(1.04));
        let expected = PowerLaw {
            a_s: 2e-9,
            n_s: 0.95,
            alpha_s: 0.01,
            beta_s: 0.0,
            k_pivot_inv_mpc: 0.002,
            r: 0.1,
            n_t: TensorTilt::Given(-0.02),
            k_pivot_tensor_inv_mpc: 0.002,
        };
        assert_eq!(scenario.power, expected);
        assert_eq!(scenario.birefringence_deg.to_bits(), 0.3_f64.to_bits());
        assert_eq!(
            scenario.initial,
            InitialCondition::ColdDarkMatterIsocurvature
        );
        let history = scenario.history(Accuracy::fast()).unwrap();
        assert!((100.0 * history.theta_star() - 1.04).abs() < 1e-6);
    }

    #[test]
    fn values_out_of_range_are_named() {
        for (key, value, part) in [
            ("h0", "2", "expected 5 to 500"),
            ("theta_star_100", "50", "100 theta* = 50"),
            ("omega_b_h2", "-0.02", "expected 0.00001 to 1"),
            ("omega_c_h2", "11", "expected 0 to 10"),
            ("tau", "6.0", "expected 0 to 5"),
            ("a_s", "2.1", "expected 0.0 to 0.0001"),
            ("n_s", "9", "n_s = 9"),
            ("alpha_s", "3", "alpha_s = 3"),
            ("r", "-0.1", "r = -0.1"),
            ("n_t", "20", "n_t = 20"),
            ("k_pivot_inv_mpc", "0", "pivot in 1/Mpc = 0"),
            ("n_eff", "31", "N_eff = 31"),
            ("neutrino_masses_ev", "[-0.06]", "mass in eV = -0.06"),
            (
                "neutrino_masses_ev",
                "[0.1, 0.1, 0.1, 0.1]",
                "left to massless",
            ),
            ("w0", "2", "w0 = 2"),
            ("wa", "2", "w0 + wa = 1"),
            ("t_cmb_k", "20", "T_CMB in K = 20"),
            ("y_he", "1.1", "helium mass fraction = 1.1"),
            ("omega_k", "3", "Omega_k = 3"),
        ] {
            let hubble = if key.starts_with("theta") || key == "h0" {
                ""
            } else {
                "h0 = 70\n"
            };
            let message = refused(&format!("{hubble}{key} = {value}"));
            let line = 1 + usize::from(!hubble.is_empty());
            let place = format!("test.toml, line {line}: {key}: ");
            assert!(message.starts_with(&place), "{message}");
            assert!(message.contains(part), "{message}");
        }
    }

    #[test]
    fn exactly_one_of_hubble_and_angle() {
        let both = refused("h0 = 67\ntheta_star_100 = 1.04");
        assert!(both.contains("test.toml: both of h0 and theta_star_100"));
        assert!(refused("tau = 0.06").contains("neither of h0 and theta_star_100"));
    }
}
