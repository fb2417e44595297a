//! The conformal times at which sources are sampled.

use lastscatter_cosmology::Thermodynamics;

/// A node of the line of sight, with what all wavenumbers share there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Node {
    /// τ in Mpc.
    pub time: f64,
    /// τ₀ − τ in Mpc.
    pub distance: f64,
    /// Weight of the sum that stands for ∫dτ, in Mpc.
    pub weight: f64,
    /// e^{−κ} and g in Mpc⁻¹.
    pub transparency: f64,
    pub visibility: f64,
    /// Deflection's distance weight (χ_* − χ)/(χ_* χ) in Mpc⁻¹; zero before last scattering.
    pub lens: f64,
    /// 1 + z.
    pub stretch: f64,
}

/// Nodes of a smooth map τ(u), uniform in u, so that the plain sum converges faster than any power of the spacing:
/// dense at last scattering, at reionisation and nearby.
#[derive(Debug)]
pub(crate) struct Nodes {
    pub all: Vec<Node>,
}

/// A Lorentzian of nodes per Mpc.
struct Bump {
    height: f64,
    centre: f64,
    width: f64,
}

impl Bump {
    fn density(&self, tau: f64) -> f64 {
        let t = (tau - self.centre) / self.width;
        self.height / (1.0 + t * t)
    }

    fn count(&self, tau: f64) -> f64 {
        self.height * self.width * ((tau - self.centre) / self.width).atan()
    }
}

/// The sources begin where the optical depth is this.
const OPAQUE: f64 = 35.0;

impl Nodes {
    /// Nodes so many Mpc apart at last scattering.
    pub(crate) fn new(history: &Thermodynamics, fine: f64) -> Self {
        let today = history.knots().last();
        let scattering = history.last_scattering().conformal_time_mpc;
        // All scales follow the thickness of last scattering, a fixed part of its time.
        let unit = scattering / 280.0;
        let late = today / 14_000.0;
        let mut bumps = vec![Bump {
            height: 1.0 / (fine * unit),
            centre: scattering,
            width: 150.0 * unit,
        }];
        // Distances to the nearest structures, where the sum ends at χ = 0.
        bumps.push(Bump {
            height: 0.3 / (fine * late),
            centre: today,
            width: 150.0 * late,
        });
        if let Some(z) = history.reionisation().redshift() {
            bumps.push(Bump {
                height: 0.15 / (fine * late),
                centre: history.background().conformal_time_mpc(z),
                width: 600.0 * late,
            });
        }
        let floor = 1.0 / (7.0 * fine * late);
        let density = |tau: f64| floor + bumps.iter().map(|b| b.density(tau)).sum::<f64>();
        let count = |tau: f64| floor * tau + bumps.iter().map(|b| b.count(tau)).sum::<f64>();

        let start = opaque_time(history, scattering);
        let (first, last) = (count(start), count(today));
        let number = (last - first).ceil().max(8.0);
        let step = (last - first) / number;
        let mut tau = start;
        let nodes = (0..number as usize).map(|i| {
            let wanted = first + step * i as f64;
            // Newton from the node before: the density is positive and smooth.
            for _ in 0..50 {
                let change = (wanted - count(tau)) / density(tau);
                tau = (tau + change).clamp(start, today);
                if change.abs() < 1e-12 * today {
                    break;
                }
            }
            let conditions = history.at(tau);
            let beyond = (tau - scattering).max(0.0);
            Node {
                time: tau,
                distance: today - tau,
                weight: step / density(tau),
                transparency: (-conditions.optical_depth).exp(),
                visibility: conditions.visibility,
                lens: beyond / ((today - scattering) * (today - tau)),
                stretch: 1.0 / history.background().scale_factor(tau),
            }
        });
        Self {
            all: nodes.collect(),
        }
    }
}

/// The time before last scattering at which the optical depth is [`OPAQUE`].
fn opaque_time(history: &Thermodynamics, scattering: f64) -> f64 {
    let (mut low, mut high) = (0.01 * scattering, scattering);
    while high - low > 1e-6 * scattering {
        let middle = 0.5 * (low + high);
        if history.at(middle).optical_depth > OPAQUE {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}
