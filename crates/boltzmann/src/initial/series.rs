//! The power series of a mode in conformal time, term by term.
//!
//! With D = τ d/dτ, κ = kτ, w = ωτ, s = 1 + w/4, u = 1 + w/2, R = ¾(ω_b/R_γ)τs = 3ρ_b/4ρ_γ, velocities v = θ/k, H = τh' and
//! K = τ(h' + 6η') = 2k²τα the equations are polynomial in τ and free of 1/k:
//!
//! ```text
//! D δ_c = −H/2                    D δ_γ = −4κv/3 − 2H/3                        F_ν2 = 2σ_ν
//! D δ_b = −κv − H/2               D δ_ν = −4κv_ν/3 − 2H/3                      D((1+R)v) = κδ_γ/4
//! D v_ν = κ(δ_ν/4 − σ_ν)          D σ_ν = κ(4v_ν/15 − 3F_ν3/10) + 2K/15        6 D η = K − H
//! D F_νℓ = κ(ℓF_ν(ℓ−1) − (ℓ+1)F_ν(ℓ+1))/(2ℓ+1)
//! s u H/2 = κ²s²η + 3/2 (R_γδ_γ + R_νδ_ν + s τ(ω_cδ_c + ω_bδ_b))               energy constraint
//! s² D K + s(2u − s) K = 2κ²s²η − 12R_νσ_ν                                     shear
//! ```
//!
//! (`ma1995`, equations 21a, 21d, 42, 49, and 63 and 66 for tightly coupled photons and baryons.) The terms of order n follow from those of order
//! n − 1 and n − 2 after two unknowns are eliminated by hand: the term of δ_r = R_γδ_γ + R_νδ_ν in favour of H, and that of σ_ν in favour
//! of K. No divisor vanishes for n ≥ 1: only the terms of order 0 are free, and they name the mode. Equations 21b and 21c are not
//! used; the tests hold the result against them.
//!
//! The recursion runs on whole terms, coefficient times power of τ: κ and w below are those at the time wanted.

use lastscatter_numerics::Real;

use super::Composition;
use crate::InitialCondition;

/// How many neutrino multipoles above the shear an initial state holds: F_ν3 to F_ν8.
pub(crate) const MULTIPOLES: usize = 6;

/// The order that [`start_mpc`] is made for.
pub(crate) const ORDER: usize = 8;

/// The latest conformal time in Mpc at which a series up to [`ORDER`] holds, for wavenumbers up to `k_inv_mpc`.
///
/// ```text
/// kτ ≤ 0.1,   ωτ ≤ 0.02
/// ```
///
/// # Accuracy
///
/// The terms left out are below 1e-10 of every perturbation, for every mode (`tests::truncation`). What the equations leave out is
/// larger: the shear of photons changes θ_γ by τ_c/τ = 1/(n_e σ_T aτ), 3e-5 at ωτ = 0.02 and in proportion to τ before,
/// of which an adiabatic mode keeps less than 2e-8 when it enters the horizon; and the mass of neutrinos changes their density by
/// 0.07 (am/T_ν)², 3e-7 at m = 0.06 eV and as τ² before.
pub(crate) fn start_mpc(composition: &Composition, k_inv_mpc: f64) -> f64 {
    (0.1 / k_inv_mpc).min(0.02 / composition.omega_inv_mpc())
}

/// Perturbations at one early time in synchronous gauge, where cold dark matter rests and baryons move with photons.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InitialState<R> {
    /// η.
    pub(crate) eta: R,
    /// h' in Mpc⁻¹.
    #[cfg_attr(
        not(test),
        expect(dead_code, reason = "tests hold it against the energy constraint")
    )]
    pub(crate) h_prime: R,
    /// α = (h' + 6η')/2k² in Mpc.
    pub(crate) alpha: R,
    /// δ_c.
    pub(crate) delta_cold: R,
    /// δ_b.
    pub(crate) delta_baryons: R,
    /// δ_γ.
    pub(crate) delta_photons: R,
    /// θ_γ = θ_b in Mpc⁻¹.
    pub(crate) theta_photons: R,
    /// δ_ν.
    pub(crate) delta_neutrinos: R,
    /// θ_ν in Mpc⁻¹.
    pub(crate) theta_neutrinos: R,
    /// σ_ν = F_ν2/2.
    pub(crate) sigma_neutrinos: R,
    /// F_νℓ from ℓ = 3.
    pub(crate) neutrinos: [R; MULTIPOLES],
}

/// Perturbations of a mode with wavenumber `k` in Mpc⁻¹ at conformal time `tau_mpc`, from the terms of its series up to τ^`order`.
///
/// # Accuracy
///
/// Largest relative error of the metric, a density, a velocity or the shear in any mode (`tests::truncation`):
///
/// ```text
/// kτ     ωτ      order 4   order 6   order 8   order 10
/// 0.1    0.001   8e-4      2e-7      3e-11     2e-15
/// 0.3    0.001   4e-3      8e-6      9e-9      7e-12
/// 0.001  0.02    8e-5      3e-9      1e-13
/// 0.001  0.05    5e-4      2e-7      3e-11     8e-15
/// 0.1    0.02    1e-3      4e-7      4e-11     2e-15
/// 0.1    0.05    2e-3      8e-8      4e-11     6e-15
/// 0.3    0.05    3e-2      6e-5      7e-8      4e-11
/// ```
///
/// F_νℓ lack the feedback of F_ν9, a share (kτ)²/300 of F_ν8 and (kτ)^{2(9−ℓ)} of the ones before. The whole agrees
/// with direct integration to 1e-8 (`tests::against_direct_integration`).
///
/// # References
///
/// The leading terms are those of `ma1995`, equation 96, and of `bucher2000`.
#[inline(always)]
pub(crate) fn initial_state<R: Real>(
    mode: InitialCondition,
    composition: &Composition,
    k: R,
    tau_mpc: f64,
    order: usize,
) -> InitialState<R> {
    let sum = series(leading(mode, composition), composition, k, tau_mpc, order);
    InitialState {
        eta: sum.eta,
        h_prime: sum.h * (1.0 / tau_mpc),
        alpha: sum.shear / (k * k * (2.0 * tau_mpc)),
        delta_cold: sum.cold,
        delta_baryons: sum.baryons,
        delta_photons: sum.photons,
        theta_photons: sum.velocity * k,
        delta_neutrinos: sum.neutrinos,
        theta_neutrinos: sum.neutrino_velocity * k,
        sigma_neutrinos: sum.neutrino_shear,
        neutrinos: sum.multipoles,
    }
}

/// The terms of one order, or their sum.
#[derive(Debug, Clone, Copy)]
pub(super) struct Term<R> {
    /// η.
    pub(super) eta: R,
    /// s²η.
    pub(super) weighted_eta: R,
    /// H.
    pub(super) h: R,
    /// K.
    pub(super) shear: R,
    /// δ_c.
    pub(super) cold: R,
    /// δ_b.
    pub(super) baryons: R,
    /// δ_γ.
    pub(super) photons: R,
    /// v.
    pub(super) velocity: R,
    /// (1+R)v.
    pub(super) momentum: R,
    /// δ_ν.
    pub(super) neutrinos: R,
    /// v_ν.
    pub(super) neutrino_velocity: R,
    /// σ_ν.
    pub(super) neutrino_shear: R,
    /// F_νℓ from ℓ = 3.
    pub(super) multipoles: [R; MULTIPOLES],
}

impl<R: Real> Term<R> {
    pub(super) const ZERO: Self = Self {
        eta: R::ZERO,
        weighted_eta: R::ZERO,
        h: R::ZERO,
        shear: R::ZERO,
        cold: R::ZERO,
        baryons: R::ZERO,
        photons: R::ZERO,
        velocity: R::ZERO,
        momentum: R::ZERO,
        neutrinos: R::ZERO,
        neutrino_velocity: R::ZERO,
        neutrino_shear: R::ZERO,
        multipoles: [R::ZERO; MULTIPOLES],
    };

    #[inline(always)]
    fn add(&mut self, term: &Self) {
        self.eta += term.eta;
        self.weighted_eta += term.weighted_eta;
        self.h += term.h;
        self.shear += term.shear;
        self.cold += term.cold;
        self.baryons += term.baryons;
        self.photons += term.photons;
        self.velocity += term.velocity;
        self.momentum += term.momentum;
        self.neutrinos += term.neutrinos;
        self.neutrino_velocity += term.neutrino_velocity;
        self.neutrino_shear += term.neutrino_shear;
        for (sum, x) in self.multipoles.iter_mut().zip(&term.multipoles) {
            *sum += *x;
        }
    }
}

/// The terms of order 0: the mode.
#[inline(always)]
pub(super) fn leading<R: Real>(mode: InitialCondition, composition: &Composition) -> Term<R> {
    let mut term = Term::ZERO;
    let one = R::from(1.0);
    // Photons against neutrinos, so that together they vanish.
    let balance = R::from(-composition.neutrinos / composition.photons);
    match mode {
        InitialCondition::Adiabatic => (term.eta, term.weighted_eta) = (one, one),
        InitialCondition::ColdDarkMatterIsocurvature => term.cold = one,
        InitialCondition::BaryonIsocurvature => term.baryons = one,
        InitialCondition::NeutrinoDensityIsocurvature => {
            (term.neutrinos, term.photons) = (one, balance);
        }
        InitialCondition::NeutrinoVelocityIsocurvature => {
            term.neutrino_velocity = one * 0.75;
            (term.velocity, term.momentum) = (balance * 0.75, balance * 0.75);
        }
    }
    term
}

/// The sum of the series that begins with `leading`.
#[inline(always)]
pub(super) fn series<R: Real>(
    leading: Term<R>,
    composition: &Composition,
    k: R,
    tau_mpc: f64,
    order: usize,
) -> Term<R> {
    let recursion = Recursion::new(composition, k, tau_mpc);
    let (mut before, mut last, mut sum) = (Term::ZERO, leading, leading);
    for n in 1..=order {
        let next = recursion.term(n as f64, &last, &before);
        sum.add(&next);
        (before, last) = (last, next);
    }
    sum
}

/// What the terms of an order take from the two orders before.
#[derive(Debug, Clone, Copy)]
pub(super) struct Recursion<R> {
    photons: f64,
    neutrinos: f64,
    /// κ.
    kappa: R,
    /// w.
    w: f64,
    /// ω_bτ.
    w_baryons: f64,
    /// ω_cτ.
    w_cold: f64,
}

impl<R: Real> Recursion<R> {
    #[inline(always)]
    pub(super) fn new(composition: &Composition, k: R, tau_mpc: f64) -> Self {
        Self {
            photons: composition.photons,
            neutrinos: composition.neutrinos,
            kappa: k * tau_mpc,
            w: composition.omega_inv_mpc() * tau_mpc,
            w_baryons: composition.baryons_inv_mpc * tau_mpc,
            w_cold: composition.cold_inv_mpc * tau_mpc,
        }
    }

    /// The terms of order `n` from those of order n − 1, `last`, and n − 2, `before`.
    #[inline(always)]
    pub(super) fn term(&self, n: f64, last: &Term<R>, before: &Term<R>) -> Term<R> {
        let &Self {
            photons: r_photons,
            neutrinos: r_neutrinos,
            kappa,
            w,
            ..
        } = self;
        let inverse = 1.0 / n;

        // H, from the energy constraint and the density of all radiation.
        let matter = |term: &Term<R>| term.cold * self.w_cold + term.baryons * self.w_baryons;
        let curvature = kappa * kappa * before.weighted_eta;
        let energy = curvature + (matter(last) + matter(before) * (0.25 * w)) * 1.5
            - last.h * (0.375 * w)
            - before.h * (0.0625 * w * w);
        let flux = last.velocity * r_photons + last.neutrino_velocity * r_neutrinos;
        let h = (energy * (2.0 * n) - kappa * flux * 4.0) * (1.0 / (n + 2.0));

        // K and σ_ν, from each other.
        let streaming = kappa * (last.neutrino_velocity * (4.0 / 15.0) - last.multipoles[0] * 0.3);
        let shear = (curvature * 2.0
            - last.shear * (0.5 * (n + 1.0) * w)
            - before.shear * ((n + 1.0) / 16.0 * w * w)
            - streaming * (12.0 * r_neutrinos * inverse))
            * (1.0 / (n + 1.0 + 1.6 * r_neutrinos * inverse));
        let neutrino_shear = (streaming + shear * (2.0 / 15.0)) * inverse;

        let eta = (shear - h) * (inverse / 6.0);
        let momentum = kappa * last.photons * (0.25 * inverse);
        let loading = 0.75 * self.w_baryons / r_photons;
        let velocity = momentum - (last.velocity + before.velocity * (0.25 * w)) * loading;
        let dust = h * -0.5;
        let gas = h * (-2.0 / 3.0);
        let flow = kappa * (-4.0 / 3.0);

        Term {
            eta,
            weighted_eta: eta + last.eta * (0.5 * w) + before.eta * (0.0625 * w * w),
            h,
            shear,
            cold: dust * inverse,
            baryons: (dust - kappa * last.velocity) * inverse,
            photons: (gas + flow * last.velocity) * inverse,
            velocity,
            momentum,
            neutrinos: (gas + flow * last.neutrino_velocity) * inverse,
            neutrino_velocity: kappa * (last.neutrinos * 0.25 - last.neutrino_shear) * inverse,
            neutrino_shear,
            multipoles: self.streaming(inverse, last),
        }
    }

    /// The terms of F_νℓ from ℓ = 3, F_ν(ℓ+1) of the last one being neglected.
    #[inline(always)]
    fn streaming(&self, inverse: f64, last: &Term<R>) -> [R; MULTIPOLES] {
        let mut terms = [R::ZERO; MULTIPOLES];
        for i in 0..MULTIPOLES {
            let ell = (i + 3) as f64;
            let lower = if i == 0 {
                last.neutrino_shear * 2.0
            } else {
                last.multipoles[i - 1]
            };
            let upper = if i + 1 < MULTIPOLES {
                last.multipoles[i + 1]
            } else {
                R::ZERO
            };
            let share = inverse / (2.0 * ell + 1.0);
            terms[i] = self.kappa * (lower * ell - upper * (ell + 1.0)) * share;
        }
        terms
    }
}
