//! The expansion rate from the densities of today.

use super::{Densities, fermi_dirac::FermiDirac, history::History};
use crate::{
    Error, Parameters,
    units::{
        C_KM_S, CRITICAL_DENSITY_KG_M3, DENSITY_PER_OMEGA_H2, KELVIN_PER_EV, OMEGA_PHOTON_H2_PER_K4,
    },
};
use lastscatter_constants::codata::{
    ALPHA_PARTICLE_MASS, ELECTRON_MASS, PROTON_MASS, RYDBERG_ENERGY, SPEED_OF_LIGHT,
};

/// Mass of a hydrogen atom in kg.
const HYDROGEN_MASS: f64 = PROTON_MASS.si() + ELECTRON_MASS.si()
    - RYDBERG_ENERGY.si() / (SPEED_OF_LIGHT.si() * SPEED_OF_LIGHT.si());
/// Mass of a helium-4 atom in kg, its 79 eV of electronic binding neglected.
const HELIUM_MASS: f64 = ALPHA_PARTICLE_MASS.si() + 2.0 * ELECTRON_MASS.si();

/// The homogeneous, isotropic universe: densities, expansion, times and distances.
///
/// Lengths and times are in Mpc (c = 1), unless a name says otherwise; a is 1 today. Functions of redshift accept
/// −1 < z for rates and densities and 0 ≤ z ≤ 10¹⁰ for times and distances, and return NaN elsewhere.
///
/// ```text
/// H² = 8πG/3 Σ ρ_i − K/a²
/// ```
///
/// Immutable, and safe to share between threads.
///
/// # Accuracy
///
/// Rates and densities to 1e-12, times and distances to 1e-10 (`background::closed_forms`,
/// `background::distances_against_composite_quadrature`), massive neutrinos without approximation.
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::{Background, Parameters};
///
/// let universe = Background::new(&Parameters::planck2018())?;
/// assert!((universe.age_gyr(0.0) - 13.797).abs() < 1e-3);
/// assert!((universe.comoving_distance_mpc(1100.0) - 13_877.0).abs() < 10.0);
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Background {
    parameters: Parameters,
    helium_mass_fraction: f64,
    rates: Rates,
    pub(super) history: History,
}

impl Background {
    /// The universe of these parameters.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] or [`Error::OutOfDomain`] naming a parameter that makes no sense, NaN among them, and dark energy
    /// left with a negative density; [`Error::NoBeginning`] when the expansion stops in the past.
    pub fn new(parameters: &Parameters) -> Result<Self, Error> {
        parameters.validate()?;
        let helium_mass_fraction = parameters
            .helium
            .mass_fraction(parameters.omega_b_h2, parameters.neutrinos.n_eff)?;
        let rates = Rates::new(parameters)?;
        let history = History::new(&rates)?;
        Ok(Self {
            parameters: parameters.clone(),
            helium_mass_fraction,
            rates,
            history,
        })
    }

    /// The parameters.
    #[must_use]
    pub const fn parameters(&self) -> &Parameters {
        &self.parameters
    }

    /// Hubble rate H in Mpc⁻¹.
    #[must_use]
    pub fn hubble_inv_mpc(&self, redshift: f64) -> f64 {
        self.rates.hubble(1.0 / (1.0 + redshift))
    }

    /// Hubble rate H in km s⁻¹ Mpc⁻¹.
    #[must_use]
    pub fn hubble_km_s_mpc(&self, redshift: f64) -> f64 {
        C_KM_S * self.hubble_inv_mpc(redshift)
    }

    /// Hubble rate H and its logarithmic derivative dln H/dln a, at a scale factor.
    #[must_use]
    pub fn expansion(&self, scale_factor: f64) -> [f64; 2] {
        self.rates.expansion(scale_factor)
    }

    /// Densities of all species.
    #[must_use]
    pub fn densities(&self, redshift: f64) -> Densities {
        self.rates.densities(1.0 / (1.0 + redshift))
    }

    /// Density and pressure, as 8πG/3 times each in Mpc⁻², of the massive species of index `species` in the parameters; `None` when
    /// there is none.
    #[must_use]
    pub fn massive_neutrino(&self, species: usize, redshift: f64) -> Option<[f64; 2]> {
        let a = 1.0 / (1.0 + redshift);
        let one = self.rates.massive.get(species)?;
        let pair = self.rates.fermi.density_and_pressure(a * one.mass);
        Some(pair.map(|v| v * one.relativistic / a.powi(4)))
    }

    /// What the massive species of index `species` would weigh today had it no mass, 8πGρ/3 in Mpc⁻², and its mass over its
    /// temperature today, m/T_ν; `None` when there is no such species.
    #[must_use]
    pub fn massive_neutrino_relic(&self, species: usize) -> Option<[f64; 2]> {
        let one = self.rates.massive.get(species)?;
        Some([one.relativistic, one.mass])
    }

    /// Ω_m today: baryons, cold dark matter and massive neutrinos.
    #[must_use]
    pub fn omega_m(&self) -> f64 {
        let today = self.rates.densities(1.0);
        today.matter() / today.total()
    }

    /// Ω of dark energy today.
    #[must_use]
    pub fn omega_de(&self) -> f64 {
        self.rates.omega_de()
    }

    /// Baryon-to-photon momentum ratio, R = 3ρ_b/4ρ_γ.
    #[must_use]
    pub fn baryon_loading(&self, redshift: f64) -> f64 {
        self.rates.loading / (1.0 + redshift)
    }

    /// Helium mass fraction, Y_p.
    #[must_use]
    pub const fn helium_mass_fraction(&self) -> f64 {
        self.helium_mass_fraction
    }

    /// Helium nuclei per hydrogen nucleus, f_He.
    #[must_use]
    pub fn helium_per_hydrogen(&self) -> f64 {
        let y = self.helium_mass_fraction;
        HYDROGEN_MASS / HELIUM_MASS * y / (1.0 - y)
    }

    /// Hydrogen nuclei per cubic metre today.
    #[must_use]
    pub fn hydrogen_density_today_inv_m3(&self) -> f64 {
        let baryons = CRITICAL_DENSITY_KG_M3 * self.parameters.omega_b_h2;
        (1.0 - self.helium_mass_fraction) * baryons / HYDROGEN_MASS
    }

    /// Mean mass per baryonic nucleus and electron when neutral, in kg: total mass over the number of nuclei.
    pub(crate) fn mass_per_hydrogen_kg(&self) -> f64 {
        HYDROGEN_MASS / (1.0 - self.helium_mass_fraction)
    }

    pub(crate) const fn rates(&self) -> &Rates {
        &self.rates
    }
}

/// One massive species.
#[derive(Debug, Clone, Copy)]
struct Species {
    /// 8πGρa⁴/3 while relativistic.
    relativistic: f64,
    /// m/T_ν today.
    mass: f64,
}

/// What today's densities are, as 8πGρ/3 in Mpc⁻².
#[derive(Debug, Clone)]
pub(crate) struct Rates {
    photons: f64,
    massless: f64,
    baryons: f64,
    dark_matter: f64,
    curvature: f64,
    dark_energy: f64,
    hubble0_squared: f64,
    equation: crate::DarkEnergy,
    massive: Vec<Species>,
    fermi: FermiDirac,
    /// R today.
    pub(super) loading: f64,
}

impl Rates {
    /// The rates for parameters whose ranges have been checked.
    pub(crate) fn new(parameters: &Parameters) -> Result<Self, Error> {
        let t2 = parameters.t_cmb_k * parameters.t_cmb_k;
        let photons = DENSITY_PER_OMEGA_H2 * OMEGA_PHOTON_H2_PER_K4 * t2 * t2;
        let neutrinos = &parameters.neutrinos;
        // One massless species with its antiparticle, per T_ν⁴.
        let fermions = 0.875 * photons;
        let massless = fermions * (4.0_f64 / 11.0).powf(4.0 / 3.0) * neutrinos.massless_number();
        let massive = neutrinos.massive.iter().map(|one| Species {
            relativistic: fermions * one.degeneracy * one.temperature_ratio.powi(4),
            mass: one.mass_ev * KELVIN_PER_EV / (one.temperature_ratio * parameters.t_cmb_k),
        });
        let h = parameters.h();
        let hubble0_squared = DENSITY_PER_OMEGA_H2 * h * h;
        let mut rates = Self {
            photons,
            massless,
            baryons: DENSITY_PER_OMEGA_H2 * parameters.omega_b_h2,
            dark_matter: DENSITY_PER_OMEGA_H2 * parameters.omega_c_h2,
            curvature: hubble0_squared * parameters.omega_k,
            dark_energy: 0.0,
            hubble0_squared,
            equation: parameters.dark_energy,
            massive: massive.collect(),
            fermi: FermiDirac::new(),
            loading: 0.0,
        };
        rates.loading = 0.75 * rates.baryons / photons;
        let rest = 1.0 - rates.densities(1.0).total() / hubble0_squared;
        // Rounding of parameters that leave nothing to dark energy.
        if rest < -1e-9 {
            return Err(Error::OutOfDomain {
                name: "Omega of dark energy, what the other densities and curvature leave of 1,",
                value: rest,
                expected: "a number >= 0",
            });
        }
        rates.dark_energy = rest.max(0.0) * hubble0_squared;
        Ok(rates)
    }

    pub(super) fn densities(&self, a: f64) -> Densities {
        let (a2, a3) = (a * a, a * a * a);
        let a4 = a2 * a2;
        let (mut density, mut pressure) = (0.0, 0.0);
        for one in &self.massive {
            let [rho, p] = self.fermi.density_and_pressure(a * one.mass);
            density += one.relativistic * rho;
            pressure += one.relativistic * p;
        }
        Densities {
            photons: self.photons / a4,
            baryons: self.baryons / a3,
            cold_dark_matter: self.dark_matter / a3,
            massless_neutrinos: self.massless / a4,
            massive_neutrinos: density / a4,
            massive_neutrinos_triple_pressure: 3.0 * pressure / a4,
            dark_energy: self.dark_energy_at(a),
            curvature: self.curvature / a2,
        }
    }

    pub(crate) fn omega_de(&self) -> f64 {
        self.dark_energy / self.hubble0_squared
    }

    fn dark_energy_at(&self, a: f64) -> f64 {
        if self.dark_energy > 0.0 {
            self.dark_energy * self.equation.relative_density(a)
        } else {
            0.0
        }
    }

    /// H² in Mpc⁻².
    pub(super) fn hubble_squared(&self, a: f64) -> f64 {
        let mut radiation = self.photons + self.massless;
        for one in &self.massive {
            radiation += one.relativistic * self.fermi.density(a * one.mass);
        }
        let matter = self.baryons + self.dark_matter;
        (radiation + a * (matter + a * self.curvature)) / (a * a * a * a) + self.dark_energy_at(a)
    }

    /// H in Mpc⁻¹.
    pub(crate) fn hubble(&self, a: f64) -> f64 {
        if a > 0.0 {
            self.hubble_squared(a).sqrt()
        } else {
            f64::NAN
        }
    }

    /// H and dln H/dln a.
    pub(crate) fn expansion(&self, a: f64) -> [f64; 2] {
        let (a2, a3) = (a * a, a * a * a);
        let a4 = a2 * a2;
        let mut radiation = self.photons + self.massless;
        let mut slope = -4.0 * radiation;
        for one in &self.massive {
            let [density, pressure] = self.fermi.density_and_pressure(a * one.mass);
            radiation += one.relativistic * density;
            slope -= 3.0 * one.relativistic * (density + pressure);
        }
        let matter = (self.baryons + self.dark_matter) / a3;
        let curvature = self.curvature / a2;
        let dark = self.dark_energy_at(a);
        let squared = radiation / a4 + matter + curvature + dark;
        let slope = slope / a4
            - 3.0 * matter
            - 2.0 * curvature
            - 3.0 * (1.0 + self.equation.equation_of_state(a)) * dark;
        [squared.sqrt(), 0.5 * slope / squared]
    }
}
