//! Several vector registers that advance together, so that one's latency hides behind the others' work.

use pulp::Simd;

use super::CHUNK;

/// `P` registers of adjacent numbers.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block<S: Simd, const P: usize>([S::f64s; P]);

impl<S: Simd, const P: usize> Block<S, P> {
    /// How many numbers.
    pub(super) const LEN: usize = P * S::F64_LANES;

    #[inline(always)]
    pub(super) fn splat(simd: S, value: f64) -> Self {
        Self([simd.splat_f64s(value); P])
    }

    /// From `values[at..]`, which must hold as many.
    #[inline(always)]
    pub(super) fn load(simd: S, values: &[f64], at: usize) -> Self {
        let (packs, _) = S::as_simd_f64s(&values[at..at + Self::LEN]);
        let mut block = Self::splat(simd, 0.0);
        block.0.copy_from_slice(packs);
        block
    }

    /// The same from each of two.
    #[inline(always)]
    pub(super) fn load_pair(simd: S, values: &[[f64; CHUNK]; 2], at: usize) -> [Self; 2] {
        [
            Self::load(simd, &values[0], at),
            Self::load(simd, &values[1], at),
        ]
    }

    /// To `values[at..]`, which must have room.
    #[inline(always)]
    pub(super) fn store(self, _: S, values: &mut [f64], at: usize) {
        let (packs, _) = S::as_mut_simd_f64s(&mut values[at..at + Self::LEN]);
        packs.copy_from_slice(&self.0);
    }

    /// self × factor.
    #[inline(always)]
    pub(super) fn scaled(mut self, simd: S, factor: f64) -> Self {
        let factor = simd.splat_f64s(factor);
        for pack in &mut self.0 {
            *pack = simd.mul_f64s(*pack, factor);
        }
        self
    }

    /// self × factor + term.
    #[inline(always)]
    pub(super) fn scaled_plus(mut self, simd: S, factor: f64, term: f64) -> Self {
        let (factor, term) = (simd.splat_f64s(factor), simd.splat_f64s(term));
        for pack in &mut self.0 {
            *pack = simd.mul_add_f64s(*pack, factor, term);
        }
        self
    }

    /// self + other × factor.
    #[inline(always)]
    pub(super) fn plus_scaled(mut self, simd: S, other: Self, factor: f64) -> Self {
        let factor = simd.splat_f64s(factor);
        for i in 0..P {
            self.0[i] = simd.mul_add_f64s(other.0[i], factor, self.0[i]);
        }
        self
    }

    /// self × other.
    #[inline(always)]
    pub(super) fn times(mut self, simd: S, other: Self) -> Self {
        for i in 0..P {
            self.0[i] = simd.mul_f64s(self.0[i], other.0[i]);
        }
        self
    }

    /// self × other + term.
    #[inline(always)]
    pub(super) fn times_plus(mut self, simd: S, other: Self, term: Self) -> Self {
        for i in 0..P {
            self.0[i] = simd.mul_add_f64s(self.0[i], other.0[i], term.0[i]);
        }
        self
    }

    /// The registers added up.
    #[inline(always)]
    pub(super) fn folded(self, simd: S) -> S::f64s {
        let mut total = self.0[0];
        for &pack in &self.0[1..] {
            total = simd.add_f64s(total, pack);
        }
        total
    }
}
