//! Gauss–Legendre angles, computed side by side.

use std::{f64::consts::PI, ops::Range};

use lastscatter_numerics::special::WignerRecurrence;
use pulp::Simd;

use super::{CHUNK, vectors::Block};

/// First zeros of J₀; McMahon's series takes over.
const BESSEL_ZEROS: [f64; 6] = [
    2.404_825_557_695_773,
    5.520_078_110_286_311,
    8.653_727_912_911_013,
    11.791_534_439_014_28,
    14.930_917_708_487_79,
    18.071_063_967_910_92,
];

/// Angles and weights of a part of the rule of order n over cos β; the angles ascend.
#[derive(Debug)]
pub(super) struct Angles {
    pub(super) cos: [f64; CHUNK],
    pub(super) sin_half: [f64; CHUNK],
    pub(super) cos_half: [f64; CHUNK],
    pub(super) weights: [f64; CHUNK],
}

impl Angles {
    /// (u₋₁, u₀) of a function at each angle.
    #[inline(always)]
    pub(super) fn seeds(&self, steps: &WignerRecurrence) -> [[f64; CHUNK]; 2] {
        let mut seeds = [[0.0; CHUNK]; 2];
        for i in 0..CHUNK {
            [seeds[0][i], seeds[1][i]] = steps.seed(self.sin_half[i], self.cos_half[i]);
        }
        seeds
    }

    /// The same, times a number at each angle: the whole row is then.
    #[inline(always)]
    pub(super) fn scaled_seeds(
        &self,
        steps: &WignerRecurrence,
        factors: &[f64; CHUNK],
    ) -> [[f64; CHUNK]; 2] {
        let mut seeds = self.seeds(steps);
        for seed in &mut seeds {
            for i in 0..CHUNK {
                seed[i] *= factors[i];
            }
        }
        seeds
    }
}

/// The rule's order; `legendre` reaches it.
#[derive(Debug)]
pub(super) struct Rule {
    order: usize,
    legendre: WignerRecurrence,
}

impl Rule {
    pub(super) fn new(order: usize) -> Result<Self, crate::Error> {
        Ok(Self {
            order,
            legendre: WignerRecurrence::new(0, 0, order)?,
        })
    }

    /// The chunks that reach into a range of angles, in radians.
    pub(super) fn chunks(&self, begin: f64, end: f64) -> Range<usize> {
        // Angle i lies between πi/n and π(i+1)/n.
        let number = |angle: f64| angle / PI * self.order as f64;
        let last = (number(end).ceil() as usize).min(self.order);
        number(begin) as usize / CHUNK..last.div_ceil(CHUNK)
    }

    /// Angles number `CHUNK` × `index` and on; those past the last are copies of it, of weight zero.
    #[inline(always)]
    pub(super) fn angles<S: Simd>(&self, simd: S, index: usize) -> Angles {
        let n = self.order;
        let mut guess = [0.0; CHUNK];
        for (i, guess) in guess.iter_mut().enumerate() {
            *guess = guessed_angle(n, (index * CHUNK + i).min(n - 1));
        }
        let cos = guess.map(f64::cos);
        let mut below = [0.0; CHUNK];
        let mut value = [0.0; CHUNK];
        self.legendre(simd, &cos, &mut below, &mut value);
        let mut angles = Angles {
            cos: [0.0; CHUNK],
            sin_half: [0.0; CHUNK],
            cos_half: [0.0; CHUNK],
            weights: [0.0; CHUNK],
        };
        let degree = n as f64;
        for i in 0..CHUNK {
            let (sin, cos) = guess[i].sin_cos();
            // The Legendre equation gives all further derivatives over the angle.
            let first = degree * (cos * value[i] - below[i]) / sin;
            let eigenvalue = degree * (degree + 1.0);
            let second = -cos / sin * first - eigenvalue * value[i];
            let third = (1.0 / (sin * sin) - eigenvalue) * first - cos / sin * second;
            let step = value[i] / first;
            let [c2, c3] = [second / (2.0 * first), third / (6.0 * first)];
            let shift = -step * (1.0 + step * (c2 + step * (2.0 * c2 * c2 - c3)));
            let slope = first + shift * (second + 0.5 * shift * third);
            let angle = guess[i] + shift;
            angles.cos[i] = angle.cos();
            (angles.sin_half[i], angles.cos_half[i]) = (0.5 * angle).sin_cos();
            if index * CHUNK + i < n {
                angles.weights[i] = 2.0 / (slope * slope);
            }
        }
        angles
    }

    /// P_(n−1) and P_n.
    #[inline(always)]
    fn legendre<S: Simd>(
        &self,
        simd: S,
        cos: &[f64; CHUNK],
        below: &mut [f64; CHUNK],
        value: &mut [f64; CHUNK],
    ) {
        const PACKS: usize = 4;
        let n = self.order;
        let steps = &self.legendre.cosine()[..n];
        let norm = self.legendre.norm();
        for at in (0..CHUNK).step_by(PACKS * S::F64_LANES) {
            let x = Block::<S, PACKS>::load(simd, cos, at);
            let mut previous = Block::splat(simd, 0.0);
            let mut u = Block::splat(simd, 1.0);
            for &a in steps {
                let next = x.scaled(simd, a).times_plus(simd, u, previous);
                (previous, u) = (u, next);
            }
            previous.scaled(simd, norm[n - 1]).store(simd, below, at);
            u.scaled(simd, norm[n]).store(simd, value, at);
        }
    }
}

/// Angle `index` (from 0) of the rule of order n; n times its error is below 1e-4.
fn guessed_angle(n: usize, index: usize) -> f64 {
    if 2 * index >= n {
        return PI - guessed_angle_below(n, n - 1 - index);
    }
    guessed_angle_below(n, index)
}

fn guessed_angle_below(n: usize, index: usize) -> f64 {
    let rho = n as f64 + 0.5;
    let zero = BESSEL_ZEROS.get(index).copied().unwrap_or_else(|| {
        let b = PI * (index as f64 + 0.75);
        let y = 1.0 / (8.0 * b);
        let y2 = y * y;
        b + y * (1.0 + y2 * (-124.0 / 3.0 + y2 * (120_928.0 / 15.0)))
    });
    let phi = zero / rho;
    phi + (phi / phi.tan() - 1.0) / (8.0 * phi * rho * rho)
}
