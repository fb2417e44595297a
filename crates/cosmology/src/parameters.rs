//! The parameters of the homogeneous universe.

use crate::{Error, Helium, Neutrinos, Reionisation, error::within};

/// Dark energy with the equation of state
///
/// ```text
/// w(a) = w₀ + w_a (1 − a)
/// ```
///
/// # References
///
/// `chevallier2001`; `linder2003`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DarkEnergy {
    /// Pressure over density today, w₀.
    pub w0: f64,
    /// Minus its derivative with respect to the scale factor, w_a.
    pub wa: f64,
}

impl DarkEnergy {
    /// The cosmological constant.
    pub const LAMBDA: Self = Self { w0: -1.0, wa: 0.0 };

    /// w(a).
    #[must_use]
    pub fn equation_of_state(self, scale_factor: f64) -> f64 {
        self.w0 + self.wa * (1.0 - scale_factor)
    }

    /// ρ(a)/ρ(1) = a^{−3(1+w₀+w_a)} exp(−3 w_a (1−a)).
    #[must_use]
    pub fn relative_density(self, scale_factor: f64) -> f64 {
        if self == Self::LAMBDA {
            return 1.0;
        }
        let slope = -3.0 * (1.0 + self.w0 + self.wa);
        (slope * scale_factor.ln() - 3.0 * self.wa * (1.0 - scale_factor)).exp()
    }
}

/// Parameters of the homogeneous universe and its history, as stated; a [`Background`](crate::Background)
/// checks them.
///
/// Dark energy closes the budget: Ω_de = 1 − Ω_k − (all other densities today).
///
/// Amplitude and tilt of the primordial perturbations are not here but in a primordial spectrum: no equation of this
/// crate depends on them, a history can be kept while they vary, and another spectrum can take their place.
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::{Background, Neutrinos, Parameters};
///
/// let planck = Parameters::planck2018();
/// let heavier = Parameters { neutrinos: Neutrinos::thermal(3.044, &[0.1; 3]), ..planck };
/// let universe = Background::new(&heavier)?;
/// assert!((universe.omega_m() - 0.3209).abs() < 1e-4);
///
/// let nonsense = Parameters { omega_b_h2: -0.02, ..Parameters::planck2018() };
/// let error = Background::new(&nonsense).unwrap_err();
/// assert_eq!(error.to_string(), "omega_b h² = -0.02: expected 0.00001 to 1");
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Parameters {
    /// Hubble constant, H₀ in km s⁻¹ Mpc⁻¹. To state θ instead, see [`Self::with_theta_star`].
    pub h0_km_s_mpc: f64,
    /// Density of baryons, Ω_b h².
    pub omega_b_h2: f64,
    /// Density of cold dark matter, Ω_c h².
    pub omega_c_h2: f64,
    /// Curvature, Ω_k = −K/H₀²: positive in an open universe.
    pub omega_k: f64,
    /// Temperature of the microwave background today, T₀ in K.
    pub t_cmb_k: f64,
    /// Neutrinos.
    pub neutrinos: Neutrinos,
    /// Dark energy.
    pub dark_energy: DarkEnergy,
    /// Helium.
    pub helium: Helium,
    /// Reionisation.
    pub reionisation: Reionisation,
}

impl Parameters {
    /// Base ΛCDM of Planck's temperature, polarisation and lensing spectra (TT,TE,EE+lowE+lensing): the means of the
    /// posterior, with the baseline's 0.06 eV in one neutrino; H₀ = 67.36, Ω_m = 0.315.
    ///
    /// The baseline took N_eff = 3.046 and T₀ = 2.7255 K.
    ///
    /// # References
    ///
    /// `planck2020vi`, table 2.
    #[must_use]
    pub fn planck2018() -> Self {
        Self {
            h0_km_s_mpc: 67.36,
            omega_b_h2: 0.022_37,
            omega_c_h2: 0.1200,
            omega_k: 0.0,
            t_cmb_k: 2.7255,
            neutrinos: Neutrinos::thermal(3.046, &[0.06]),
            dark_energy: DarkEnergy::LAMBDA,
            helium: Helium::Nucleosynthesis,
            reionisation: Reionisation::OpticalDepth(0.0544),
        }
    }

    /// h = H₀/(100 km s⁻¹ Mpc⁻¹).
    #[must_use]
    pub fn h(&self) -> f64 {
        self.h0_km_s_mpc / 100.0
    }

    pub(crate) fn validate(&self) -> Result<(), Error> {
        within("H0 in km/s/Mpc", self.h0_km_s_mpc, [5.0, 500.0])?;
        within("omega_b h²", self.omega_b_h2, [1e-5, 1.0])?;
        within("omega_c h²", self.omega_c_h2, [0.0, 10.0])?;
        within("Omega_k", self.omega_k, [-2.0, 1.0])?;
        within("T_CMB in K", self.t_cmb_k, [0.1, 10.0])?;
        within("w0", self.dark_energy.w0, [-10.0, 1.0])?;
        within("wa", self.dark_energy.wa, [-20.0, 10.0])?;
        // Dark energy must not rival matter or radiation in the beginning.
        let early = self.dark_energy.w0 + self.dark_energy.wa;
        within("w0 + wa", early, [-30.0, 0.0])?;
        self.neutrinos.validate()?;
        self.helium.validate()?;
        self.reionisation.validate()
    }
}
