//! The solved thermal history.

use std::sync::Arc;

use lastscatter_constants::codata::BOLTZMANN;
use lastscatter_numerics::spline::{Boundary, CubicSpline, Knots, Location};

use super::{
    grid::ln_scale_factors,
    scales::{Epoch, diffusion, until_end},
};
use crate::{
    Accuracy, Background, Error, Parameters, ReionisationHistory,
    recombination::{Recfast, Recombination, RecombinationHistory},
    reionisation::opacity_today,
    units::C_M_S,
};

/// The gas and the photons' path at one conformal time. Times in Mpc; a prime is d/dτ.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditions {
    /// Electrons per hydrogen nucleus, x_e.
    pub electrons: f64,
    /// Opacity κ′ = a n_e σ_T: scatterings per Mpc.
    pub opacity: f64,
    /// κ″.
    pub opacity_derivative: f64,
    /// Optical depth from here until today, κ.
    pub optical_depth: f64,
    /// Visibility g = κ′ e^{−κ}: the probability of last scattering per Mpc.
    pub visibility: f64,
    /// g′.
    pub visibility_derivative: f64,
    /// g″.
    pub visibility_second_derivative: f64,
    /// Temperature of baryons, T_b in K; as recombination left it.
    pub baryon_temperature_k: f64,
    /// Adiabatic sound speed of baryons squared, c_b² in units of c².
    pub baryon_sound_speed_squared: f64,
}

/// The thermal history of the universe, tabulated in conformal time from redshift 10¹⁰ until today.
///
/// ```text
/// κ(τ) = ∫_τ^τ₀ a n_e σ_T dτ,   g = κ′ e^{−κ},   c_b² = k T_b/μ (1 − ⅓ dln T_b/dln a)
/// ```
///
/// with μ the mean mass per particle. Immutable, and safe to share between threads.
///
/// # Accuracy
///
/// At standard accuracy the visibility to 3e-6 of its peak, its first two derivatives to 5e-5 and 2e-3 of what a width of 20 Mpc makes of it, x_e and κ′ to
/// 5e-5, epochs and scales to 1e-6 (`thermodynamics::standard_against_reference`).
///
/// # References
///
/// `ma1995`, equations 68 and 69 (temperature and sound speed of baryons).
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::{Parameters, Thermodynamics};
///
/// let history = Thermodynamics::new(&Parameters::planck2018())?;
/// let moment = history.last_scattering();
/// let there = history.at(moment.conformal_time_mpc);
/// assert!((there.optical_depth - 1.0 - 0.054).abs() < 1e-3);
/// assert!((history.reionisation().redshift().unwrap() - 7.7).abs() < 0.05);
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Thermodynamics {
    background: Background,
    recombination: RecombinationHistory,
    reionisation: ReionisationHistory,
    knots: Arc<Knots>,
    electrons: CubicSpline,
    opacity: CubicSpline,
    optical_depth: CubicSpline,
    visibility: CubicSpline,
    visibility_derivative: CubicSpline,
    temperature: CubicSpline,
    sound_speed_squared: CubicSpline,
    last_scattering: Epoch,
    drag_epoch: Epoch,
    damping_wavenumber: f64,
}

impl Thermodynamics {
    /// The history of these parameters, with [`Recfast::planck`] and standard accuracy.
    ///
    /// # Errors
    ///
    /// As [`Background::new`] and [`Self::solve`].
    pub fn new(parameters: &Parameters) -> Result<Self, Error> {
        let universe = Background::new(parameters)?;
        Self::solve(universe, &Recfast::planck(), Accuracy::standard())
    }

    /// The history of a universe with any model of recombination.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfRange`] for an optical depth that no reionisation gives; [`Error::Numerics`] with the place
    /// when a method fails.
    pub fn solve(
        universe: Background,
        model: &(impl Recombination + ?Sized),
        accuracy: Accuracy,
    ) -> Result<Self, Error> {
        accuracy.validate()?;
        let recombination = model.history(&universe)?;
        let reionisation = ReionisationHistory::new(&universe)?;
        let grid = ln_scale_factors(&universe, &reionisation, accuracy);
        let rows = Rows::new(&universe, &recombination, &reionisation, grid)?;

        let knots = Arc::new(Knots::new(rows.conformal_time)?);
        let spline =
            |values: Vec<f64>| CubicSpline::on(Arc::clone(&knots), values, Boundary::NotAKnot);
        Ok(Self {
            electrons: spline(rows.electrons)?,
            opacity: spline(rows.opacity)?,
            optical_depth: spline(rows.optical_depth)?,
            visibility: spline(rows.visibility)?,
            visibility_derivative: spline(rows.visibility_derivative)?,
            temperature: spline(rows.temperature)?,
            sound_speed_squared: spline(rows.sound_speed_squared)?,
            last_scattering: rows.last_scattering,
            drag_epoch: rows.drag_epoch,
            damping_wavenumber: rows.damping_wavenumber,
            background: universe,
            recombination,
            reionisation,
            knots,
        })
    }

    /// The universe.
    #[must_use]
    pub const fn background(&self) -> &Background {
        &self.background
    }

    /// Recombination alone.
    #[must_use]
    pub const fn recombination(&self) -> &RecombinationHistory {
        &self.recombination
    }

    /// Reionisation alone.
    #[must_use]
    pub const fn reionisation(&self) -> &ReionisationHistory {
        &self.reionisation
    }

    /// The conformal times of the table in Mpc; a [`Cursor`](lastscatter_numerics::spline::Cursor) on them makes sorted look-ups fast.
    #[must_use]
    pub fn knots(&self) -> &Knots {
        &self.knots
    }

    /// Conditions at a conformal time in Mpc; NaN outside the table.
    #[must_use]
    pub fn at(&self, conformal_time_mpc: f64) -> Conditions {
        self.knots.locate(conformal_time_mpc).map_or(
            Conditions {
                electrons: f64::NAN,
                opacity: f64::NAN,
                opacity_derivative: f64::NAN,
                optical_depth: f64::NAN,
                visibility: f64::NAN,
                visibility_derivative: f64::NAN,
                visibility_second_derivative: f64::NAN,
                baryon_temperature_k: f64::NAN,
                baryon_sound_speed_squared: f64::NAN,
            },
            |place| self.at_place(place),
        )
    }

    /// Conditions at a place among [`Self::knots`].
    ///
    /// # Panics
    ///
    /// When the place belongs to other, more numerous knots.
    #[must_use]
    pub fn at_place(&self, place: Location) -> Conditions {
        Conditions {
            electrons: self.electrons.value_at(place),
            opacity: self.opacity.value_at(place),
            opacity_derivative: self.opacity.first_derivative_at(place),
            optical_depth: self.optical_depth.value_at(place),
            visibility: self.visibility.value_at(place),
            visibility_derivative: self.visibility_derivative.value_at(place),
            visibility_second_derivative: self.visibility_derivative.first_derivative_at(place),
            baryon_temperature_k: self.temperature.value_at(place),
            baryon_sound_speed_squared: self.sound_speed_squared.value_at(place),
        }
    }

    /// Conditions at a redshift; NaN below 0 and above 10¹⁰.
    #[must_use]
    pub fn at_redshift(&self, redshift: f64) -> Conditions {
        let time = self.background.conformal_time_mpc(redshift);
        // Rounding must not push today out of the table.
        self.at(time.min(self.knots.last()))
    }

    /// Last scattering: z_*, where the optical depth that recombination alone leaves is one.
    #[must_use]
    pub const fn last_scattering(&self) -> Epoch {
        self.last_scattering
    }

    /// The end of the baryons' drag: z_drag, where the drag depth ∫ κ′/R dτ of recombination alone is one.
    #[must_use]
    pub const fn drag_epoch(&self) -> Epoch {
        self.drag_epoch
    }

    /// Angular acoustic scale, θ_* = r_s(z_*)/D_M(z_*), in radians.
    #[must_use]
    pub fn theta_star(&self) -> f64 {
        let z = self.last_scattering.redshift;
        self.last_scattering.sound_horizon_mpc / self.background.transverse_comoving_distance_mpc(z)
    }

    /// Wavenumber of diffusion damping at z_*, k_D in Mpc⁻¹.
    ///
    /// ```text
    /// k_D⁻² = ∫ dτ/κ′ [R² + 16(1+R)/15]/[6(1+R)²]
    /// ```
    #[must_use]
    pub const fn damping_wavenumber_inv_mpc(&self) -> f64 {
        self.damping_wavenumber
    }
}

/// The table's columns.
struct Rows {
    conformal_time: Vec<f64>,
    electrons: Vec<f64>,
    opacity: Vec<f64>,
    optical_depth: Vec<f64>,
    visibility: Vec<f64>,
    visibility_derivative: Vec<f64>,
    temperature: Vec<f64>,
    sound_speed_squared: Vec<f64>,
    last_scattering: Epoch,
    drag_epoch: Epoch,
    damping_wavenumber: f64,
}

impl Rows {
    fn new(
        universe: &Background,
        recombination: &RecombinationHistory,
        reionisation: &ReionisationHistory,
        grid: Vec<f64>,
    ) -> Result<Self, Error> {
        let n = grid.len();
        let knots = Arc::new(Knots::new(grid)?);
        let grid = knots.as_slice();
        let today = opacity_today(universe);
        let loading_today = universe.baryon_loading(0.0);

        let (mut conformal_time, mut rates) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let (mut electrons, mut relics) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let (mut temperature, mut ratio) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let scale: Vec<f64> = grid.iter().map(|ln_a| ln_a.exp()).collect();
        for (&ln_a, &a) in grid.iter().zip(&scale) {
            let z = (-ln_a).exp_m1();
            conformal_time.push(universe.conformal_time_mpc(z));
            rates.push(a * universe.rates().hubble(a));
            let gas = recombination.at(-ln_a);
            relics.push(gas.electrons);
            electrons.push(if z < crate::reionisation::BEGINNING {
                reionisation.electrons(z, gas.electrons)
            } else {
                gas.electrons
            });
            temperature.push(gas.matter_temperature_k);
            ratio.push((gas.matter_temperature_k * a).ln());
        }

        let depth_of = |values: &[f64], weight: &dyn Fn(f64) -> f64| {
            let integrand = (0..n).map(|i| {
                let a = scale[i];
                today * values[i] / (a * a * rates[i]) * weight(a)
            });
            until_end(&knots, integrand.collect())
        };
        let optical_depth = depth_of(&electrons, &|_| 1.0)?;
        let scattering = depth_of(&relics, &|_| 1.0)?;
        let drag = depth_of(&relics, &|a| 1.0 / (loading_today * a))?;
        let last_scattering = Epoch::of_unit_depth(universe, grid, &scattering)?;
        let drag_epoch = Epoch::of_unit_depth(universe, grid, &drag)?;

        let slope = CubicSpline::on(Arc::clone(&knots), electrons.clone(), Boundary::NotAKnot)?;
        let cooling = CubicSpline::on(Arc::clone(&knots), ratio, Boundary::NotAKnot)?;
        let mass = universe.mass_per_hydrogen_kg();
        let helium = universe.helium_per_hydrogen();
        let (mut opacity, mut visibility) = (Vec::with_capacity(n), Vec::with_capacity(n));
        let mut visibility_derivative = Vec::with_capacity(n);
        let mut sound_speed_squared = Vec::with_capacity(n);
        let mut damping = Vec::with_capacity(n);
        let derivative = |spline: &CubicSpline| -> Vec<f64> {
            let mut cursor = knots.cursor();
            let places = grid.iter().filter_map(|&ln_a| cursor.locate(ln_a));
            places
                .map(|place| spline.first_derivative_at(place))
                .collect()
        };
        let (slope, cooling) = (derivative(&slope), derivative(&cooling));
        for (i, &a) in scale.iter().enumerate() {
            let kappa = today * electrons[i] / (a * a);
            let growth = slope[i] / electrons[i] - 2.0;
            let second = rates[i] * kappa * growth;
            let transmission = (-optical_depth[i]).exp();
            opacity.push(kappa);
            visibility.push(kappa * transmission);
            visibility_derivative.push((second + kappa * kappa) * transmission);
            let particles = 1.0 + helium + electrons[i];
            let falling = cooling[i] - 1.0;
            let thermal = BOLTZMANN.si() * temperature[i] * particles / (mass * C_M_S * C_M_S);
            sound_speed_squared.push(thermal * (1.0 - falling / 3.0));
            let relic = today * relics[i] / (a * a);
            damping.push(diffusion(relic, rates[i], loading_today * a));
        }
        let damping = CubicSpline::on(Arc::clone(&knots), damping, Boundary::NotAKnot)?;
        let end = -last_scattering.redshift.ln_1p();
        let diffused = damping.integral(knots.first(), end);
        Ok(Self {
            conformal_time,
            electrons,
            opacity,
            optical_depth,
            visibility,
            visibility_derivative,
            temperature,
            sound_speed_squared,
            last_scattering,
            drag_epoch,
            damping_wavenumber: diffused.sqrt().recip(),
        })
    }
}
