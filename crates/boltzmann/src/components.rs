//! Which physical effects of the temperature are kept, so that each can be looked at alone.

use lastscatter_numerics::Real;

/// The sources of temperature anisotropies that are switched on; polarisation and lensing always come from everything.
///
/// # Examples
///
/// ```
/// use lastscatter_boltzmann::Components;
///
/// let doppler = Components { doppler: true, ..Components::NONE };
/// assert_ne!(doppler, Components::ALL);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Components {
    /// Intrinsic temperature and gravitational redshift at last scattering: Θ₀ + ψ.
    pub sachs_wolfe: bool,
    /// Motion of the scatterers.
    pub doppler: bool,
    /// Integrated Sachs–Wolfe effect before redshift 120, e^{−κ}(φ′ + ψ′) while radiation still matters.
    pub early_integrated: bool,
    /// The same since then, while dark energy (or curvature) matters. The two add up to the whole effect: where the potentials change
    /// hands, at the divide, each has a boundary term that an integral of φ′ + ψ′ over its own time has, and that a split after
    /// integration by parts loses.
    pub late_integrated: bool,
    /// Anisotropy of scattering: the quadrupole and polarisation of the incoming light.
    pub polarisation: bool,
}

/// Redshift at which early turns into late, and the width of the change in ln(1+z).
const DIVIDE: f64 = 121.0;
const WIDTH: f64 = 0.2;

impl Components {
    /// Everything.
    pub const ALL: Self = Self {
        sachs_wolfe: true,
        doppler: true,
        early_integrated: true,
        late_integrated: true,
        polarisation: true,
    };

    /// Nothing, to switch on one by one.
    pub const NONE: Self = Self {
        sachs_wolfe: false,
        doppler: false,
        early_integrated: false,
        late_integrated: false,
        polarisation: false,
    };

    /// Weight of the integrated effect at 1+z, and its derivative with conformal time where a′/a is `hubble`.
    #[inline(always)]
    pub(crate) fn integrated_weight<R: Real>(&self, stretch: f64, hubble: R) -> [R; 2] {
        if self.early_integrated && self.late_integrated {
            return [R::from(1.0), R::ZERO];
        }
        if !self.early_integrated && !self.late_integrated {
            return [R::ZERO; 2];
        }
        let t = ((stretch / DIVIDE).ln() / WIDTH).tanh();
        let (early, slope) = (0.5 * (1.0 + t), -0.5 * (1.0 - t * t) / WIDTH);
        if self.early_integrated {
            [R::from(early), hubble * slope]
        } else {
            [R::from(1.0 - early), -(hubble * slope)]
        }
    }
}
