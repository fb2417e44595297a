//! A dear density that a cheap likeness guides.

use std::num::NonZeroUsize;

use crate::block::{Block, Memory};
use crate::density::LogDensity;
use crate::error::{DensityError, Error};
use crate::require::require_length;

/// A cheap density that proposes where a dear one is to be asked.
#[derive(Clone, Copy)]
pub struct Guide<'a> {
    /// The likeness, up to a constant.
    pub density: &'a dyn LogDensity,
    /// Metropolis steps through it that make one proposal.
    pub steps: NonZeroUsize,
}

impl std::fmt::Debug for Guide<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Guide")
            .field("steps", &self.steps)
            .finish_non_exhaustive()
    }
}

/// A density p together with a likeness g of it, an expansion or an emulator say, that costs next to nothing.
///
/// A [`MetropolisSampler`](crate::MetropolisSampler) of it walks many steps through g and asks p only at the end:
///
/// ```text
/// y: so many Metropolis steps of g from x;   accept with min{ 1, [p(y)/p(x)] [g(x)/g(y)] }
/// ```
///
/// Steps of g are reversible with respect to g, so that those of the chain are with respect to p: the chain's density is exactly p, however
/// poor the likeness. What suffers from a poor one is the acceptance. Where g is good to some per cent, one evaluation of p
/// buys about one independent sample. g must not vanish where p does not, nor fall much faster in the tails, where
/// chains would stick. Samplers other than Metropolis ask p alone, and so does one of a density that wraps this one.
///
/// # Accuracy
///
/// Moments of a banana under a Gaussian guide, acceptance, and the bits of resumed runs: `tests/guided.rs`.
///
/// # References
///
/// `liu2001` (the surrogate transition method, section 9.4.3), `christen2005`.
///
/// # Examples
///
/// ```
/// use std::num::NonZeroUsize;
/// use lastscatter_inference::{
///     Convergence, Density, Guided, MetropolisOptions, MetropolisSampler, ParameterInfo, Proposal, quiet,
/// };
///
/// let dear = Density::new(1, |t| -0.5 * t[0] * t[0] + 0.05 * t[0].sin());
/// let cheap = Density::new(1, |t| -0.5 * t[0] * t[0]);
/// let guided = Guided::new(&dear, &cheap, NonZeroUsize::new(20).unwrap())?;
/// let start = [vec![-1.0], vec![1.0]];
/// let scale = Proposal::Scales(vec![1.0]);
/// let mut sampler = MetropolisSampler::new(&guided, &start, &scale, MetropolisOptions::default())?;
/// let _ = sampler.converge(&Convergence::default(), quiet)?;
/// assert!(sampler.acceptance() > 0.9);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Guided<'a, D: ?Sized, G: ?Sized> {
    density: &'a D,
    guide: &'a G,
    steps: NonZeroUsize,
}

impl<'a, D: LogDensity + ?Sized, G: LogDensity> Guided<'a, D, G> {
    /// `density`, to be proposed to by walks of `steps` steps through `guide`: some times ten for each parameter.
    ///
    /// # Errors
    ///
    /// [`Error::Dimension`] where the two have not the same parameters.
    pub fn new(density: &'a D, guide: &'a G, steps: NonZeroUsize) -> Result<Self, Error> {
        require_length("guide", guide.dimension(), density.dimension())?;
        Ok(Self {
            density,
            guide,
            steps,
        })
    }
}

impl<D: LogDensity + ?Sized, G: LogDensity> LogDensity for Guided<'_, D, G> {
    fn dimension(&self) -> usize {
        self.density.dimension()
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        self.density.ln_density(theta)
    }

    /// All in one: a walk changes everything.
    fn blocks(&self) -> Vec<Block> {
        vec![Block {
            parameters: (0..self.dimension()).collect(),
            speed: 1.0,
        }]
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        self.density.ln_density_reusing(theta, changed, memory)
    }

    fn guide(&self) -> Option<Guide<'_>> {
        Some(Guide {
            density: self.guide,
            steps: self.steps,
        })
    }
}
