//! The Hubble constant from the angular acoustic scale.

use lastscatter_numerics::{quadrature::GaussLegendre, roots::brent};

use crate::{
    Accuracy, Background, Error, Parameters, Thermodynamics, background::Rates, error::within,
    recombination::Recombination, units::DENSITY_PER_OMEGA_H2,
};

impl Background {
    /// The fit to the acoustic scale that is known as θ_MC, in radians: z_* from a fitting formula, and R = 30 000 a ω_b.
    ///
    /// ```text
    /// z_* = 1048 (1 + 0.00124 ω_b^{−0.738}) (1 + g₁ ω_m^{g₂})
    /// g₁ = 0.0783 ω_b^{−0.238}/(1 + 39.5 ω_b^{0.763}),   g₂ = 0.560/(1 + 21.1 ω_b^{1.81})
    /// ```
    ///
    /// ω_m counts massive neutrinos as they are today, and the sound horizon is counted from a = 10⁻⁸: both as in the published values, which the
    /// missing beginning lowers by 2e-5.
    ///
    /// # Errors
    ///
    /// Never for a valid universe; the type is that of the quadrature rule.
    ///
    /// # References
    ///
    /// `hu1996`, equation E-1.
    pub fn theta_mc(&self) -> Result<f64, Error> {
        const NODES: usize = 48;
        const BEGINNING: f64 = 1e-8;
        let omega_b = self.parameters().omega_b_h2;
        let omega_m = self.densities(0.0).matter() / DENSITY_PER_OMEGA_H2;
        let g1 = 0.0783 * omega_b.powf(-0.238) / (1.0 + 39.5 * omega_b.powf(0.763));
        let g2 = 0.560 / (1.0 + 21.1 * omega_b.powf(1.81));
        let z = 1048.0 * (1.0 + 0.00124 * omega_b.powf(-0.738)) * (1.0 + g1 * omega_m.powf(g2));
        let horizon = GaussLegendre::new(NODES)?.integral(BEGINNING, 1.0 / (1.0 + z), |a| {
            let sound = 1.0 / (3.0 * (1.0 + 3e4 * a * omega_b)).sqrt();
            sound / (a * a * self.rates().hubble(a))
        });
        Ok(horizon / self.transverse_comoving_distance_mpc(z))
    }
}

impl Parameters {
    /// These parameters with the Hubble constant that gives 100 θ_*, the other physical densities and Ω_k kept.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] when no H₀ gives it with a dark-energy density of zero or more; otherwise as [`Thermodynamics::solve`].
    ///
    /// # Examples
    ///
    /// ```
    /// use lastscatter_cosmology::{Parameters, recombination::Recfast};
    ///
    /// let planck = Parameters::planck2018().with_theta_star(1.0411, &Recfast::planck())?;
    /// assert!((planck.h0_km_s_mpc - 67.36).abs() < 0.1);
    /// # Ok::<(), lastscatter_cosmology::Error>(())
    /// ```
    pub fn with_theta_star(
        self,
        theta_star_100: f64,
        model: &(impl Recombination + ?Sized),
    ) -> Result<Self, Error> {
        const ROUNDS: usize = 8;
        let mut parameters = self;
        // Recombination hardly knows today's expansion: with z_* kept, each round gains many digits.
        for _ in 0..ROUNDS {
            let z = match Background::new(&parameters) {
                Ok(universe) => {
                    Thermodynamics::solve(universe, model, Accuracy::standard())?
                        .last_scattering()
                        .redshift
                }
                // The given H₀ leaves no room for dark energy; any start will do.
                Err(_) => 1090.0,
            };
            let before = parameters.h0_km_s_mpc;
            parameters = parameters.with_angle("100 theta*", theta_star_100, |universe| {
                Ok(universe.sound_horizon_mpc(z) / universe.transverse_comoving_distance_mpc(z))
            })?;
            if (parameters.h0_km_s_mpc / before - 1.0).abs() < 1e-9 {
                break;
            }
        }
        Ok(parameters)
    }

    /// These parameters with the Hubble constant that gives 100 θ_MC, see [`Background::theta_mc`].
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] when no H₀ gives it with a dark-energy density of zero or more; otherwise as [`Background::new`].
    pub fn with_theta_mc(self, theta_mc_100: f64) -> Result<Self, Error> {
        self.with_angle("100 theta_MC", theta_mc_100, Background::theta_mc)
    }

    fn with_angle(
        self,
        name: &'static str,
        value: f64,
        angle: impl Fn(&Background) -> Result<f64, Error>,
    ) -> Result<Self, Error> {
        const HIGHEST: f64 = 500.0;
        const FACTOR: f64 = 1.1;
        within(name, value, [0.01, 100.0])?;
        let excess = |h0_km_s_mpc: f64| {
            let universe = Background::new(&Self {
                h0_km_s_mpc,
                ..self.clone()
            })?;
            let angle = angle(&universe)?;
            // Beyond the antipode of a closed universe.
            let angle = if angle > 0.0 { angle } else { f64::INFINITY };
            Ok::<_, Error>(100.0 * angle - value)
        };
        // Without dark energy: the least H₀ there is.
        let fastest = Self {
            h0_km_s_mpc: HIGHEST,
            ..self.clone()
        };
        fastest.validate()?;
        let others = 1.0 - self.omega_k - Rates::new(&fastest)?.omega_de();
        let least = HIGHEST * (others / (1.0 - self.omega_k)).sqrt() * (1.0 + 1e-9);
        let mut low = least.max(5.0);
        let smallest = excess(low)?;
        let mut largest = smallest;
        // The angle grows with H₀, but in an open universe it turns back: the first crossing is the one.
        let mut high = low;
        while largest < 0.0 && high < HIGHEST {
            low = high;
            high = (low * FACTOR).min(HIGHEST);
            // Strongly closed universes with much dark energy have no beginning.
            let Ok(next) = excess(high) else { break };
            largest = largest.max(next);
        }
        within(name, value, [smallest + value, largest + value])?;
        let h0_km_s_mpc = brent(|h0| excess(h0).unwrap_or(f64::NAN), low, high, 1e-9)?;
        Ok(Self {
            h0_km_s_mpc,
            ..self
        })
    }
}
