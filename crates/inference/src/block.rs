//! Parameters that are dear or cheap to change, and densities that know the difference.

use std::any::Any;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use crate::density::LogDensity;
use crate::error::{DensityError, Error};
use crate::require::{require_at_least, require_length, require_positive};

/// Parameters that cost the same to change.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Indices of the parameters.
    pub parameters: Vec<usize>,
    /// Evaluations a second after a change of these (and faster) parameters alone, in any unit.
    pub speed: f64,
}

/// What a density keeps of one point, to evaluate a neighbour faster: see
/// [`LogDensity::ln_density_reusing`]. Cloning shares the contents.
#[derive(Clone, Default)]
pub struct Memory(Option<Arc<dyn Any + Send + Sync>>);

impl Memory {
    /// What was kept, if it is a `T`.
    #[must_use]
    pub fn recall<T: Any>(&self) -> Option<&T> {
        self.0.as_deref()?.downcast_ref()
    }

    /// Keeps `value` in place of what was there; clones made before are not touched.
    pub fn keep<T: Any + Send + Sync>(&mut self, value: T) {
        self.0 = Some(Arc::new(value));
    }
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kept = if self.0.is_some() { "kept" } else { "empty" };
        f.debug_tuple("Memory").field(&kept).finish()
    }
}

/// A density in two parts: a slow one of a few parameters, whose result is kept, and a fast one
/// that takes this result and all parameters.
///
/// ```text
/// ln p(θ) = f( s(θ_slow), θ )
/// ```
///
/// Samplers that know of [`Block`]s do not call s where only fast parameters have changed. More than two
/// speeds: implement [`LogDensity::blocks`] and [`LogDensity::ln_density_reusing`].
///
/// # Accuracy
///
/// The values are those of the plain evaluation, and the slow part is called once for each slow point: tests
/// `tests/fast_slow.rs`.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{LogDensity, Memory, SlowFast};
///
/// let density = SlowFast::new(
///     2,
///     &[0],
///     1000.0, // the fast part is a thousand times as fast
///     |slow: &[f64]| Ok(slow[0].exp()), // a solver, say
///     |spectrum: &f64, theta: &[f64]| Ok(-0.5 * (spectrum * theta[1] - 1.0).powi(2)),
/// )?;
/// assert_eq!(density.ln_density(&[0.0, 3.0])?, -2.0);
/// let mut memory = Memory::default();
/// density.ln_density_reusing(&[0.0, 3.0], 0, &mut memory)?;
/// assert_eq!(density.ln_density_reusing(&[0.0, 2.0], 1, &mut memory)?, -0.5); // no exp
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct SlowFast<S, F, T> {
    dimension: usize,
    slow_parameters: Vec<usize>,
    speed: f64,
    slow: S,
    fast: F,
    kept: PhantomData<fn() -> T>,
}

impl<S, F, T> SlowFast<S, F, T>
where
    S: Fn(&[f64]) -> Result<T, DensityError> + Sync,
    F: Fn(&T, &[f64]) -> Result<f64, DensityError> + Sync,
    T: Any + Send + Sync,
{
    /// Over `dimension` parameters. `slow` is handed those at the indices `slow_parameters`, in this
    /// order; `fast` what `slow` made, and all parameters. `speed` is how many evaluations of the fast
    /// part take as long as one of both.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for an index that is not there or given twice or a speed that is not positive,
    /// [`Error::TooFew`] unless there are slow and fast parameters.
    pub fn new(
        dimension: usize,
        slow_parameters: &[usize],
        speed: f64,
        slow: S,
        fast: F,
    ) -> Result<Self, Error> {
        require_at_least("slow parameters", slow_parameters.len(), 1)?;
        let density = Self {
            dimension,
            slow_parameters: slow_parameters.to_vec(),
            speed,
            slow,
            fast,
            kept: PhantomData,
        };
        let blocks = density.blocks();
        require_at_least("fast parameters", blocks[1].parameters.len(), 1)?;
        require_blocks(&blocks, dimension)?;
        Ok(density)
    }

    fn slow_part(&self, theta: &[f64]) -> Result<T, DensityError> {
        let slow: Vec<f64> = self.slow_parameters.iter().map(|&i| theta[i]).collect();
        (self.slow)(&slow)
    }
}

impl<S, F, T> fmt::Debug for SlowFast<S, F, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SlowFast")
            .field("dimension", &self.dimension)
            .field("slow_parameters", &self.slow_parameters)
            .field("speed", &self.speed)
            .finish_non_exhaustive()
    }
}

impl<S, F, T> LogDensity for SlowFast<S, F, T>
where
    S: Fn(&[f64]) -> Result<T, DensityError> + Sync,
    F: Fn(&T, &[f64]) -> Result<f64, DensityError> + Sync,
    T: Any + Send + Sync,
{
    fn dimension(&self) -> usize {
        self.dimension
    }

    fn ln_density(&self, theta: &[f64]) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.dimension)?;
        (self.fast)(&self.slow_part(theta)?, theta)
    }

    fn blocks(&self) -> Vec<Block> {
        let fast = (0..self.dimension).filter(|i| !self.slow_parameters.contains(i));
        vec![
            Block {
                parameters: self.slow_parameters.clone(),
                speed: 1.0,
            },
            Block {
                parameters: fast.collect(),
                speed: self.speed,
            },
        ]
    }

    fn ln_density_reusing(
        &self,
        theta: &[f64],
        changed: usize,
        memory: &mut Memory,
    ) -> Result<f64, DensityError> {
        require_length("theta", theta.len(), self.dimension)?;
        if changed > 0
            && let Some(kept) = memory.recall::<T>()
        {
            return (self.fast)(kept, theta);
        }
        let made = self.slow_part(theta)?;
        let value = (self.fast)(&made, theta)?;
        memory.keep(made);
        Ok(value)
    }
}

/// Fails unless the blocks hold each of `dimension` parameters once and their speeds are positive.
pub(crate) fn require_blocks(blocks: &[Block], dimension: usize) -> Result<(), Error> {
    let mut seen = vec![false; dimension];
    for block in blocks {
        require_at_least("parameters of a block", block.parameters.len(), 1)?;
        require_positive("speed of a block", block.speed)?;
        for &index in &block.parameters {
            match seen.get_mut(index) {
                Some(seen) if !*seen => *seen = true,
                _ => {
                    return Err(Error::OutOfDomain {
                        name: "parameter of a block",
                        value: index as f64,
                        expected: "each index below the dimension once",
                    });
                }
            }
        }
    }
    let found = seen.iter().filter(|s| **s).count();
    require_length("list of the blocks' parameters", found, dimension)
}
