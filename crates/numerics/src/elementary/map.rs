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

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use pulp::x86::{V3, V4};

    use super::{Kernel, Loop, map_into};
    use crate::elementary::{exp, exp_m1};

    #[derive(Clone, Copy)]
    struct Both;

    impl Kernel for Both {
        #[inline(always)]
        fn eval(self, x: f64) -> f64 {
            exp(-x) / exp_m1(x)
        }
    }

    /// Baseline, AVX2 and AVX-512 code, as far as the machine has them.
    #[test]
    fn every_instruction_set_gives_the_same_bits() -> Result<(), crate::Error> {
        let x: Vec<f64> = (1..5003).map(|i| 0.07 * f64::from(i)).collect();
        let bits = |out: &[f64]| out.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
        let mut out = vec![0.0; x.len()];
        map_into(Both, &x, &mut out)?;
        let expected = bits(&out);
        assert_eq!(
            bits(&x.iter().map(|&x| Both.eval(x)).collect::<Vec<_>>()),
            expected
        );
        if let Some(avx2) = V3::try_new() {
            out.fill(0.0);
            avx2.vectorize(Loop {
                kernel: Both,
                x: &x,
                out: &mut out,
            });
            assert_eq!(bits(&out), expected);
        }
        if let Some(avx512) = V4::try_new() {
            out.fill(0.0);
            avx512.vectorize(Loop {
                kernel: Both,
                x: &x,
                out: &mut out,
            });
            assert_eq!(bits(&out), expected);
        }
        Ok(())
    }
}
