//! The Hubble constant from the angular acoustic scale.

use lastscatter_numerics::{quadrature::GaussLegendre, roots::brent};

use crate::{
    Accuracy, Background, Error, Parameters, Thermodynamics, error::within,
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
    /// ω_m counts massive neutrinos as they are today.
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
        let omega_b = self.parameters().omega_b_h2;
        let omega_m = self.densities(0.0).matter() / DENSITY_PER_OMEGA_H2;
        let g1 = 0.0783 * omega_b.powf(-0.238) / (1.0 + 39.5 * omega_b.powf(0.763));
        let g2 = 0.560 / (1.0 + 21.1 * omega_b.powf(1.81));
        let z = 1048.0 * (1.0 + 0.00124 * omega_b.powf(-0.738)) * (1.0 + g1 * omega_m.powf(g2));
        let horizon = GaussLegendre::new(NODES)?.integral(0.0, 1.0 / (1.0 + z), |a| {
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
        within(name, value, [0.01, 100.0])?;
        let at = |h0_km_s_mpc: f64| {
            let universe = Background::new(&Self {
                h0_km_s_mpc,
                ..self.clone()
            })?;
            Ok::<_, Error>(100.0 * angle(&universe)?)
        };
        // Without dark energy: the least H₀ there is. Errors of other parameters show here.
        let full = Background::new(&Self {
            h0_km_s_mpc: HIGHEST,
            ..self.clone()
        })?;
        let others = 1.0 - self.omega_k - full.omega_de();
        let least = HIGHEST * (others / (1.0 - self.omega_k)).sqrt() * (1.0 + 1e-9);
        let low = at(least.max(5.0))?;
        let (mut highest, mut high) = (HIGHEST, at(HIGHEST));
        // Strongly closed universes with much dark energy have no beginning.
        while high.is_err() && highest > 1.01 * least {
            highest = 0.5 * (highest + least);
            high = at(highest);
        }
        within(name, value, [low, high?])?;
        let h0_km_s_mpc = brent(
            |h0| at(h0).map_or(f64::NAN, |angle| angle - value),
            least.max(5.0),
            highest,
            1e-9,
        )?;
        Ok(Self {
            h0_km_s_mpc,
            ..self
        })
    }
}
