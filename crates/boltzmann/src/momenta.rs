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

    /// The species of index `index`, where its momenta have these velocities.
    #[inline(always)]
    pub(crate) fn relic<R: Real>(&self, index: usize, a: R, velocities: &[R]) -> Relic<R> {
        let run = index * self.per_species..(index + 1) * self.per_species;
        let mut relic = Relic::NONE;
        let inverse_a = R::from(1.0) / a;
        let inverse_a2 = inverse_a * inverse_a;
        for (bin, &v) in self.bins[run.clone()].iter().zip(&velocities[run]) {
            let weight = inverse_a2 * bin.weight;
            relic.density += weight / v;
            relic.pressure += weight * v * (1.0 / 3.0);
            relic.pseudo_pressure += weight * v * v * v * (1.0 / 3.0);
        }
        relic
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
        // Species of one mass and temperature move as one.
        for index in 0..massive {
            let Some([density, mass]) = universe.massive_neutrino_relic(index) else {
                continue;
            };
            match species
                .iter_mut()
                .find(|other| other[1].to_bits() == mass.to_bits())
            {
                Some(other) => other[0] += density,
                None => species.push([density, mass]),
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
