//! The equations of motion of gravitational waves and of what they stir.

use lastscatter_numerics::{Real, element_by_element};

use super::layout::{Layout, SPEED, WAVE};
use crate::{
    hierarchy::{Multipoles, Streaming},
    timeline::{Moment, Timeline},
};

/// One wavenumber, or a pack of them in lockstep, over the stretch of time in which one regime holds.
///
/// The metric is a²[−dτ² + (δ_ij + h_ij)dx^i dx^j] with h_ij = h e_ij, e_ij e_ij = 2. All radiation of temperature contrast
/// Θ = (1−μ²) cos 2φ Δ(μ), Δ = Σ (−i)^ℓ (2ℓ+1) Δ_ℓ P_ℓ, streams as for scalars, driven by its monopole alone; polarisation is
/// Q = (1+μ²) cos 2φ Δ^P, U = −2μ sin 2φ Δ^P:
///
/// ```text
/// h″ + 2ℋh′ + k²h = 64/3 Σ 4πGa²ρ v S[Δ],           S[Δ] = Δ₀/10 + Δ₂/7 + 3Δ₄/70
/// photons:    Δ₀′ = −kΔ₁ − ½h′ − κ′(Δ₀ − Ψ),      Δ_ℓ′ = k/(2ℓ+1) [ℓΔ_{ℓ−1} − (ℓ+1)Δ_{ℓ+1}] − κ′Δ_ℓ
///             P₀′ = −kP₁ − κ′(P₀ + Ψ),             likewise;  Ψ = S[Δ] − 3P₀/5 + 6P₂/7 − 3P₄/70
/// neutrinos:  Δ₀′ = −kvΔ₁ − ½h′,                   Δ_ℓ′ = kv/(2ℓ+1) [ℓΔ_{ℓ−1} − (ℓ+1)Δ_{ℓ+1}],   v = q/ε
/// ```
///
/// # References
///
/// `crittenden1993`; `zaldarriaga1997`, section III, with Δ for half the wave; the stress of `weinberg2004` as moments.
#[derive(Debug)]
pub(super) struct Equations<'a, R> {
    pub k: R,
    inverse_k: R,
    pub layout: Layout,
    pub timeline: &'a Timeline,
    streaming: &'a Streaming,
    velocities: Vec<R>,
    /// kτ, but no more than 1.
    entered: R,
}

/// Photons as the wave and the observer see them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Light<R> {
    /// S[Δ] of intensity.
    stress: R,
    /// Ψ.
    pub scattered: R,
    /// Δ₀ and P₀.
    monopoles: [R; 2],
}

/// S of five multipoles.
#[inline(always)]
fn stress<R: Real>(f: &[R]) -> R {
    f[0] * 0.1 + f[2] * (1.0 / 7.0) + f[4] * (3.0 / 70.0)
}

impl<'a, R: Real> Equations<'a, R> {
    pub(super) fn new(
        k: R,
        layout: Layout,
        timeline: &'a Timeline,
        streaming: &'a Streaming,
    ) -> Self {
        Self {
            k,
            inverse_k: R::from(1.0) / k,
            layout,
            timeline,
            streaming,
            velocities: vec![R::ZERO; timeline.momenta.bins.len()],
            entered: R::ZERO,
        }
    }

    /// The universe at `tau`, and 64/3 Σ 4πGa²ρ v S of neutrinos.
    #[inline(always)]
    fn moment(&mut self, tau: f64, y: &[R]) -> (Moment<R>, R) {
        let moment = self.timeline.at::<R>(tau, &mut self.velocities);
        let mut sum = R::ZERO;
        if let Some(run) = self.layout.massless {
            sum += moment.massless * stress(&y[run.start..][..5]);
        }
        let inverse_a = R::from(1.0) / moment.a;
        for (i, run) in self.layout.massive().enumerate() {
            let weight = inverse_a * inverse_a * self.timeline.momenta.bins[i].weight;
            sum += weight * self.velocities[i] * stress(&y[run.start..][..5]);
        }
        (moment, sum * (64.0 / 3.0))
    }

    /// −2ℋh′/k − kh + 64/3 Σ 4πGa²ρ v S / k, the derivative of h′/k.
    #[inline(always)]
    fn acceleration(&self, moment: &Moment<R>, y: &[R], stress: R) -> R {
        stress * self.inverse_k - self.k * y[WAVE] - moment.hubble * y[SPEED] * 2.0
    }

    /// Photons: followed, or in tight coupling, to second order in τ_c = 1/κ′:
    ///
    /// ```text
    /// Δ₀ = s − 11/6 τ_c s′,   P₀ = −s/4 + 13/12 τ_c s′,   Ψ = s/4 − 5/6 τ_c s′,   s = −⅔ τ_c h′
    /// ```
    #[inline(always)]
    fn light(&self, moment: &Moment<R>, y: &[R], neutrinos: R) -> Light<R> {
        if let (Some(f), Some(g)) = (self.layout.intensity, self.layout.polarisation) {
            let (f, g) = (&y[f.start..][..5], &y[g.start..][..5]);
            let stress = stress(f);
            let polarised = g[0] * 0.6 - g[2] * (6.0 / 7.0) + g[4] * (3.0 / 70.0);
            return Light {
                stress,
                scattered: stress - polarised,
                monopoles: [f[0], g[0]],
            };
        }
        let path = R::from(1.0) / moment.opacity;
        let h_prime = self.k * y[SPEED];
        let first = -(path * h_prime * (2.0 / 3.0));
        let photons = moment.photons * first * (6.4 / 3.0);
        let h_second = self.k * self.acceleration(moment, y, neutrinos + photons);
        let path_prime = -(moment.opacity_prime * path * path);
        let lag = -(path * (path * h_second + path_prime * h_prime) * (2.0 / 3.0));
        let intensity = first - lag * (11.0 / 6.0);
        Light {
            stress: intensity * 0.1,
            scattered: first * 0.25 - lag * (5.0 / 6.0),
            monopoles: [intensity, lag * (13.0 / 12.0) - first * 0.25],
        }
    }

    /// h′ and Ψ at conformal time `tau`.
    #[inline(always)]
    pub(super) fn seen(&mut self, tau: f64, y: &[R]) -> [R; 2] {
        let (moment, neutrinos) = self.moment(tau, y);
        let light = self.light(&moment, y, neutrinos);
        [self.k * y[SPEED], light.scattered]
    }

    /// y′ at conformal time `tau`.
    #[inline(always)]
    pub(super) fn derivatives(&mut self, tau: f64, y: &[R], dy: &mut [R]) {
        let (moment, neutrinos) = self.moment(tau, y);
        let light = self.light(&moment, y, neutrinos);
        let (k, inverse_tau) = (self.k, 1.0 / tau);
        self.entered = (k * tau).min(R::from(1.0));
        let stress = neutrinos + moment.photons * light.stress * (64.0 / 3.0);
        dy[WAVE] = k * y[SPEED];
        dy[SPEED] = self.acceleration(&moment, y, stress);
        let drive = -(k * y[SPEED] * 0.5);
        let stream = |run: Multipoles, rate: R, damping: R, source: R, dy: &mut [R]| {
            let (y, dy) = (&y[run.start..run.end()], &mut dy[run.start..run.end()]);
            dy[0] = source - rate * y[1] - damping * y[0];
            self.streaming.stream(1, rate, damping, inverse_tau, y, dy);
        };
        let opacity = moment.opacity;
        if let (Some(intensity), Some(polarisation)) =
            (self.layout.intensity, self.layout.polarisation)
        {
            let scattered = opacity * light.scattered;
            stream(intensity, k, opacity, drive + scattered, dy);
            stream(polarisation, k, opacity, -scattered, dy);
        }
        if let Some(run) = self.layout.massless {
            stream(run, k, R::ZERO, drive, dy);
        }
        for (bin, run) in self.layout.massive().enumerate() {
            stream(run, k * self.velocities[bin], R::ZERO, drive, dy);
        }
    }

    /// The sizes by which errors are judged: h and h′/k by the amplitude of the wave (outside the horizon h′/k by itself), hierarchies by
    /// their largest multipole and neutrinos by the wave too.
    #[inline(always)]
    pub(super) fn scales(&self, before: &[R], after: &[R], scales: &mut [R]) {
        for ((scale, &before), &after) in scales.iter_mut().zip(before).zip(after) {
            *scale = before.abs().max(after.abs());
            element_by_element();
        }
        let (wave, speed) = (scales[WAVE], scales[SPEED]);
        scales[WAVE] = wave.max(speed);
        let amplitude = speed.max(wave * self.entered * 0.3);
        scales[SPEED] = amplitude;
        let floor = amplitude * self.entered * 0.3;
        for run in self.layout.runs() {
            let photons = self
                .layout
                .polarisation
                .is_some_and(|p| run.start <= p.start);
            let mut size = if photons { R::ZERO } else { floor };
            for &scale in &scales[run.start..run.end()] {
                size = size.max(scale);
                element_by_element();
            }
            scales[run.start..run.end()].fill(size);
        }
    }

    /// The state with which another regime goes on; what it lacks is dropped.
    #[inline(always)]
    pub(super) fn hand_over(&mut self, tau: f64, y: &[R], next: &Layout) -> Vec<R> {
        let mut out = vec![R::ZERO; next.len];
        out[..2].copy_from_slice(&y[..2]);
        let mut carry = |from: Option<Multipoles>, to: Option<Multipoles>| {
            if let (Some(from), Some(to)) = (from, to) {
                out[to.start..to.end()].copy_from_slice(&y[from.start..from.end()]);
            }
        };
        let now = &self.layout;
        carry(now.intensity, next.intensity);
        carry(now.polarisation, next.polarisation);
        carry(now.massless, next.massless);
        for (from, to) in now.massive().zip(next.massive()) {
            carry(Some(from), Some(to));
        }
        if let (None, Some(f), Some(g)) = (now.intensity, next.intensity, next.polarisation) {
            let (moment, neutrinos) = self.moment(tau, y);
            let light = self.light(&moment, y, neutrinos);
            let reach = self.k / moment.opacity;
            for (run, monopole) in [f, g].into_iter().zip(light.monopoles) {
                let dipole = reach * monopole * (1.0 / 3.0);
                out[run.start] = monopole;
                out[run.start + 1] = dipole;
                out[run.start + 2] = reach * dipole * 0.4;
            }
        }
        out
    }
}
