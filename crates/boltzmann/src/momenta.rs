//! The momenta of massive neutrinos at which their distribution is followed.

use std::f64::consts::PI;

use lastscatter_cosmology::Background;
use lastscatter_numerics::{Error, Real, quadrature::gauss_rule};

/// Comoving momenta of one species, in units of its temperature today, with the weights of the massless limit.
///
/// With F = −4Ψ/(dln f₀/dln q), which is that of massless neutrinos in their limit:
///
/// ```text
/// δρ a⁴ = ρ₀ Σ W (ε/q) F₀,   (ρ+p)θ a⁴ = k ρ₀ Σ W F₁,   (ρ+p)σ a⁴ = ⅔ ρ₀ Σ W (q/ε) F₂,   δp a⁴ = ⅓ ρ₀ Σ W (q/ε) F₀
/// ```
///
/// where ρ₀ is the density today had the species no mass, and the W, which add up to one, stand for an integral over −q⁴ df₀/dq. They are
/// those of Gaussian quadrature for functions that are 1/q times a polynomial: exact for the density both of light and of heavy
/// neutrinos.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Bin {
    /// (m/q)²: velocity q/ε = 1/√(1 + a² (m/q)²).
    pub mass_squared: f64,
    /// 4πGρ₀ W in Mpc⁻².
    pub weight: f64,
}

/// The momenta of all massive species.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Momenta {
    /// Momenta of one species follow one another.
    pub bins: Vec<Bin>,
    /// Momenta a species.
    pub per_species: usize,
    /// Which of the universe's species make up each of these: those of one mass and temperature move as one.
    members: Vec<Vec<usize>>,
}

/// A species as a fluid, with 4πGa² times densities and pressures.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Relic<R> {
    pub density: R,
    pub pressure: R,
    /// (4π/3a⁴) ∫ q⁶/ε³ f₀ dq.
    pub pseudo_pressure: R,
}

impl<R: Real> Relic<R> {
    pub(crate) const NONE: Self = Self {
        density: R::ZERO,
        pressure: R::ZERO,
        pseudo_pressure: R::ZERO,
    };

    /// c_g² = w/3(1+w) (5 − p̃/p) (`lesgourgues2011`, equation 3.12).
    #[inline(always)]
    pub(crate) fn sound_speed_squared(&self) -> R {
        (self.pressure * 5.0 - self.pseudo_pressure) / (self.density + self.pressure) * (1.0 / 3.0)
    }
}

impl Momenta {
    /// Number of species that differ.
    pub(crate) fn species(&self) -> usize {
        self.bins.len().checked_div(self.per_species).unwrap_or(0)
    }

    /// 4πGa⁴ρ and 4πGa⁴p of the species of index `index`, exactly.
    pub(crate) fn background(&self, universe: &Background, index: usize, a: f64) -> [f64; 2] {
        let mut sum = [0.0; 2];
        for &twin in &self.members[index] {
            let pair = universe
                .massive_neutrino(twin, 1.0 / a - 1.0)
                .unwrap_or([0.0; 2]);
            for (sum, value) in sum.iter_mut().zip(pair) {
                *sum += 1.5 * value * a.powi(4);
            }
        }
        sum
    }

    /// 4πGρ₀ Σ W v of the species of index `index`: ¾(5p − p̃) a⁴, after an integration by parts.
    #[inline(always)]
    pub(crate) fn slowed<R: Real>(&self, index: usize, velocities: &[R]) -> R {
        let run = index * self.per_species..(index + 1) * self.per_species;
        let mut sum = R::ZERO;
        for (bin, &v) in self.bins[run.clone()].iter().zip(&velocities[run]) {
            sum += v * bin.weight;
        }
        sum
    }
}

impl Momenta {
    /// `count` momenta a species.
    pub(crate) fn new(universe: &Background, count: usize) -> Result<Self, Error> {
        let massive = universe.parameters().neutrinos.massive.len();
        if massive == 0 {
            return Ok(Self::default());
        }
        let (nodes, weights) = gauss_rule(count, &samples())?;
        let mut bins: Vec<Bin> = Vec::new();
        let mut species: Vec<[f64; 2]> = Vec::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for index in 0..massive {
            let Some([density, mass]) = universe.massive_neutrino_relic(index) else {
                continue;
            };
            let twin = |other: &[f64; 2]| other[1].to_bits() == mass.to_bits();
            if let Some(place) = species.iter().position(twin) {
                species[place][0] += density;
                members[place].push(index);
            } else {
                species.push([density, mass]);
                members.push(vec![index]);
            }
        }
        for [density, mass] in species {
            for (q, w) in nodes.iter().zip(&weights) {
                bins.push(Bin {
                    mass_squared: (mass / q).powi(2),
                    weight: 1.5 * density * w * q,
                });
            }
        }
        Ok(Self {
            bins,
            per_species: count,
            members,
        })
    }
}

/// −q³ df₀/dq /4 over the density's integral, sampled where the trapezoidal rule in ln q is exact to rounding.
fn samples() -> Vec<[f64; 2]> {
    const COUNT: usize = 400;
    let (low, high) = (1e-5_f64.ln(), 60.0_f64.ln());
    let step = (high - low) / (COUNT - 1) as f64;
    let norm = 120.0 / (7.0 * PI.powi(4));
    (0..COUNT)
        .map(|i| {
            let q = (low + step * i as f64).exp();
            let occupied = 1.0 / (q.exp() + 1.0);
            let slope = occupied * (1.0 - occupied);
            [q, 0.25 * norm * step * q.powi(4) * slope]
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{gauss_rule, samples};

    #[test]
    fn light_and_heavy_densities_are_exact() -> Result<(), lastscatter_numerics::Error> {
        for count in [1, 3, 5, 8] {
            let (nodes, weights) = gauss_rule(count, &samples())?;
            // ∫ −q⁴f₀′ and ∫ −q³f₀′ over 4 ∫ q³f₀, from Fermi integrals.
            let density: f64 = nodes.iter().zip(&weights).map(|(q, w)| q * w).sum();
            assert!((density - 1.0).abs() < 1e-12);
            let number =
                0.75 * 1.5 * 1.202_056_903_159_594_2 * 120.0 / (7.0 * std::f64::consts::PI.powi(4));
            assert!((weights.iter().sum::<f64>() / number - 1.0).abs() < 1e-12);
        }
        Ok(())
    }
}
