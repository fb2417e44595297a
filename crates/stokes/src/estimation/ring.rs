//! The integral over all angles at a given amplitude.

use lastscatter_numerics::elementary::exp_into;

use super::kernel::Kernel;
use crate::Error;

/// Step of the trapezium rule along the circle, in units of the noise's minor axis. Its error for a
/// Gaussian, 2 exp(−2π²/0.6²), is 3e-24.
const ARC_STEP: f64 = 0.6;

/// Fewest steps around the circle.
const MIN_STEPS: f64 = 32.0;

/// Points on the circle of angles, for the trapezium rule: for a function that is periodic and
/// analytic, or vanishes at both ends, it converges exponentially.
#[derive(Debug)]
pub(super) struct Ring<'a> {
    kernel: &'a Kernel,
    directions: Vec<(f64, f64)>,
    step: f64,
    exponents: Vec<f64>,
    values: Vec<f64>,
}

impl<'a> Ring<'a> {
    pub(super) fn new(kernel: &'a Kernel) -> Self {
        let (_, largest) = kernel.amplitudes();
        let half = kernel.half_window();
        let steps =
            (MIN_STEPS + 2.0 * half * largest / (ARC_STEP * kernel.minor())).ceil() as usize;
        let step = 2.0 * half / steps as f64;
        let directions: Vec<_> = (0..steps)
            .map(|k| (kernel.centre - half + step * k as f64).sin_cos())
            .collect();
        Self {
            kernel,
            directions,
            step,
            exponents: vec![0.0; steps],
            values: vec![0.0; steps],
        }
    }

    /// ∫ joint dφ at the amplitude p.
    pub(super) fn integral(&mut self, p: f64) -> Result<f64, Error> {
        for (exponent, &direction) in self.exponents.iter_mut().zip(&self.directions) {
            *exponent = self.kernel.exponent(p, direction);
        }
        exp_into(&self.exponents, &mut self.values)?;
        Ok(self.kernel.weight(p) * self.step * self.values.iter().sum::<f64>())
    }
}
