//! A scalar kernel over a slice, compiled for the machine at hand.

use pulp::{Arch, NullaryFnOnce};

use crate::Error;

/// A function of one number that vectorises: branch-free, and `eval` marked `#[inline(always)]`.
///
/// A type carries the parameters of the function, so that they stay in registers through the loop.
pub trait Kernel: Copy {
    /// The function's value at `x`.
    fn eval(self, x: f64) -> f64;
}

/// Evaluates `kernel` at every element of `x`, with the widest vectors of the machine.
///
/// The results are those of `kernel.eval` to the last bit, whatever the machine.
///
/// # Errors
///
/// [`Error::LengthMismatch`] when `out` is not as long as `x`; `out` is then untouched.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::elementary::{Kernel, exp, map_into};
///
/// #[derive(Clone, Copy)]
/// struct Gaussian {
///     mean: f64,
/// }
///
/// impl Kernel for Gaussian {
///     #[inline(always)]
///     fn eval(self, x: f64) -> f64 {
///         exp(-0.5 * (x - self.mean) * (x - self.mean))
///     }
/// }
///
/// let mut out = [0.0; 3];
/// map_into(Gaussian { mean: 1.0 }, &[0.0, 1.0, 2.0], &mut out)?;
/// assert_eq!(out, [0.606_530_659_712_633_4, 1.0, 0.606_530_659_712_633_4]);
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
pub fn map_into<K: Kernel>(kernel: K, x: &[f64], out: &mut [f64]) -> Result<(), Error> {
    if out.len() != x.len() {
        return Err(Error::LengthMismatch {
            expected: x.len(),
            found: out.len(),
        });
    }
    Arch::new().dispatch(Loop { kernel, x, out });
    Ok(())
}

struct Loop<'a, K> {
    kernel: K,
    x: &'a [f64],
    out: &'a mut [f64],
}

impl<K: Kernel> NullaryFnOnce for Loop<'_, K> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        for (out, &x) in self.out.iter_mut().zip(self.x) {
            *out = self.kernel.eval(x);
        }
    }
}
