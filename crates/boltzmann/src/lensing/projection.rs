//! Sums over ℓ at an angle, and over angles at an ℓ, of one Wigner function.

use std::f64::consts::TAU;

use lastscatter_numerics::special::WignerRecurrence;
use pulp::Simd;

use super::{CHUNK, mixing::climbed, quadrature::Angles, vectors::Block};

/// Registers that climb together.
const PACKS: usize = 4;

/// A function of the angle, Σ_ℓ c_ℓ d^ℓ_mn(β).
#[derive(Debug)]
pub(super) struct Synthesis {
    function: WignerRecurrence,
    /// Recurrence steps a and b, and c_ℓ N_ℓ.
    steps: Vec<[f64; 3]>,
}

impl Synthesis {
    pub(super) fn new(
        m: i32,
        n: i32,
        l_max: usize,
        coefficient: impl Fn(usize) -> f64,
    ) -> Result<Self, crate::Error> {
        let function = WignerRecurrence::new(m, n, l_max)?;
        let steps = (0..=l_max)
            .map(|l| {
                let weight = function.norm()[l] * coefficient(l);
                [function.cosine()[l], function.constant()[l], weight]
            })
            .collect();
        Ok(Self { function, steps })
    }

    /// Its values at the angles of a chunk.
    #[inline(always)]
    pub(super) fn at<S: Simd>(&self, simd: S, angles: &Angles) -> [f64; CHUNK] {
        let mut out = [0.0; CHUNK];
        let seeds = angles.seeds(&self.function);
        for at in (0..CHUNK).step_by(Block::<S, PACKS>::LEN) {
            let x = Block::<S, PACKS>::load(simd, &angles.cos, at);
            let mut pair = Block::load_pair(simd, &seeds, at);
            let mut sum = Block::splat(simd, 0.0);
            for &[a, b, weight] in &self.steps {
                sum = sum.plus_scaled(simd, pair[1], weight);
                pair = climbed(simd, x, [a, b], pair);
            }
            sum.store(simd, &mut out, at);
        }
        out
    }
}

/// 2π ∫ f d^ℓ_mn d cos β over the angles of a chunk for every ℓ ≤ `l_max`.
#[inline(always)]
pub(super) fn analysis<S: Simd>(
    simd: S,
    steps: &WignerRecurrence,
    values: &[f64; CHUNK],
    angles: &Angles,
    l_max: usize,
) -> Vec<f64> {
    let mut seeds = angles.seeds(steps);
    for seed in &mut seeds {
        for i in 0..CHUNK {
            seed[i] *= TAU * angles.weights[i] * values[i];
        }
    }
    let mut totals = vec![simd.splat_f64s(0.0); l_max + 1];
    for at in (0..CHUNK).step_by(Block::<S, PACKS>::LEN) {
        let x = Block::<S, PACKS>::load(simd, &angles.cos, at);
        let mut pair = Block::load_pair(simd, &seeds, at);
        for ((total, &a), &b) in totals.iter_mut().zip(steps.cosine()).zip(steps.constant()) {
            *total = simd.add_f64s(*total, pair[1].folded(simd));
            pair = climbed(simd, x, [a, b], pair);
        }
    }
    let mut out = Vec::with_capacity(l_max + 1);
    for (total, norm) in totals.into_iter().zip(steps.norm()) {
        out.push(norm * simd.reduce_sum_f64s(total));
    }
    out
}
