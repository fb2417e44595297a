//! From sources at nodes to weights of the radial table's rows.

use std::ops::Range;

use pulp::Simd;

use super::line_of_sight::{Family, LineOfSight, Stream};
use super::radial::ORIGIN;
use super::sources::{Radial, SplinePoint};
use super::stencil::POINTS;

/// Phases per node at which windows begin and end to close.
pub(crate) const WINDOW_START: f64 = 1.8;
const WINDOW_END: f64 = 2.6;

/// Rounds to the nearest integer, which its last bits then hold.
const ROUNDING: f64 = 6_755_399_441_055_744.0;

/// Work space of one wavenumber: a number for each node.
#[derive(Debug, Default)]
pub(crate) struct NodeScratch {
    source: Vec<f64>,
    /// w · window.
    weight: Vec<f64>,
    x: Vec<f64>,
    /// Where the node lies in its stencil.
    position: Vec<f64>,
    /// First row of the stencil.
    row: Vec<u64>,
    /// For each stream, the factors of R, R′ and R″.
    factors: Vec<[Vec<f64>; 3]>,
}

impl NodeScratch {
    /// Windows, arguments and rows of the nodes that still count at `k`; how many.
    #[inline(always)]
    fn locate(&mut self, line: &LineOfSight<'_>, k: f64) -> usize {
        let spacing = &line.spacing_mpc;
        let active = spacing.iter().rposition(|s| k * s < WINDOW_END);
        let active = active.map_or(0, |last| last + 1);
        self.factors
            .resize_with(line.streams.len(), Default::default);
        let factors = self.factors.iter_mut().flatten();
        for buffer in factors.chain([
            &mut self.source,
            &mut self.weight,
            &mut self.x,
            &mut self.position,
        ]) {
            buffer.resize(active, 0.0);
        }
        self.row.resize(active, 0);
        let per_row = 1.0 / line.table.spacing();
        let (x, position, row) = (&mut self.x[..], &mut self.position[..], &mut self.row[..]);
        for (n, chi) in line.distance_mpc[..active].iter().enumerate() {
            x[n] = k * chi;
            let place = x[n] * per_row + (ORIGIN - 0.5);
            let rounded = place + ROUNDING;
            position[n] = place - (rounded - ROUNDING);
            row[n] = (rounded.to_bits() & 0xffff_ffff) + 1 - (POINTS / 2) as u64;
        }
        for (n, weight) in self.weight.iter_mut().enumerate() {
            *weight = line.weight_mpc[n] * window(k * spacing[n]);
        }
        active
    }

    /// The factors of R, R′ and R″ at each node, R being j_ℓ or j_ℓ/x² as the stream's family says.
    #[inline(always)]
    fn combine(&mut self, index: usize, stream: &Stream<'_>, k: f64) {
        let point = SplinePoint::new(stream.ln_k, k);
        let share = stream.projected_share(k);
        let [zeroth, first, second] = &mut self.factors[index];
        zeroth.fill(0.0);
        if stream.derivatives {
            first.fill(0.0);
            second.fill(0.0);
        }
        let nodes = self.x.len();
        let (zeroth, first, second) = (
            &mut zeroth[..nodes],
            &mut first[..nodes],
            &mut second[..nodes],
        );
        let source = &mut self.source[..nodes];
        let (x, weight) = (&self.x[..nodes], &self.weight[..nodes]);
        for &(radial, ref spline) in &stream.channels {
            spline.evaluate_into(point, source);
            for n in 0..nodes {
                source[n] *= weight[n] * share;
            }
            match radial {
                Radial::Monopole | Radial::Polarisation => {
                    for n in 0..nodes {
                        zeroth[n] += source[n];
                    }
                }
                Radial::Dipole => {
                    for n in 0..nodes {
                        first[n] += source[n];
                    }
                }
                Radial::Quadrupole => {
                    for n in 0..nodes {
                        zeroth[n] += 0.5 * source[n];
                        second[n] += 1.5 * source[n];
                    }
                }
                // With j = x² g: ¼ (−j + j″ + 2j/x² + 4j′/x) = ¼ ((12 − x²) g + 8x g′ + x² g″).
                Radial::TensorE => {
                    for n in 0..nodes {
                        let square = x[n] * x[n];
                        zeroth[n] += source[n] * (3.0 - 0.25 * square);
                        first[n] += source[n] * 2.0 * x[n];
                        second[n] += source[n] * 0.25 * square;
                    }
                }
                // ½ (j′ + 2j/x) = 2x g + ½ x² g′.
                Radial::TensorB => {
                    for n in 0..nodes {
                        zeroth[n] += source[n] * 2.0 * x[n];
                        first[n] += source[n] * 0.5 * x[n] * x[n];
                    }
                }
            }
        }
    }
}

/// Adds all sources at `k` to the weights of the rows, `rows[stream · stride ..]`; the rows touched.
#[inline(always)]
pub(crate) fn spread<S: Simd>(
    simd: S,
    line: &LineOfSight<'_>,
    k: f64,
    scratch: &mut NodeScratch,
    rows: &mut [f64],
    stride: usize,
) -> Range<usize> {
    let active = scratch.locate(line, k);
    if active == 0 {
        return 0..0;
    }
    for (index, stream) in line.streams.iter().enumerate() {
        if stream.projected_share(k) > 0.0 {
            scratch.combine(index, stream, k);
        }
    }
    let shares = line.streams.iter().map(|stream| stream.projected_share(k));
    let streams = shares.take_while(|&share| share > 0.0).count();
    let slopes = line.streams.iter().any(|stream| stream.derivatives);
    for n in 0..active {
        let (t, row) = (
            simd.splat_f64s(scratch.position[n]),
            scratch.row[n] as usize,
        );
        let square = simd.mul_f64s(t, t);
        for v in 0..POINTS / S::F64_LANES {
            let value = polynomial(simd, &line.stencil.value, v, t, square);
            let mut slope = value;
            let mut bend = value;
            if slopes {
                slope = polynomial(simd, &line.stencil.slope, v, t, square);
                bend = polynomial(simd, &line.stencil.bend, v, t, square);
            }
            for (index, stream) in line.streams[..streams].iter().enumerate() {
                let factors = &scratch.factors[index];
                let first = index * stride + row + v * S::F64_LANES;
                let (target, _) = S::as_mut_simd_f64s(&mut rows[first..first + S::F64_LANES]);
                let mut sum = target[0];
                if stream.derivatives {
                    sum = simd.mul_add_e_f64s(simd.splat_f64s(factors[1][n]), slope, sum);
                    sum = simd.mul_add_e_f64s(simd.splat_f64s(factors[2][n]), bend, sum);
                }
                target[0] = simd.mul_add_e_f64s(simd.splat_f64s(factors[0][n]), value, sum);
            }
        }
    }
    let touched = scratch.row[active - 1] as usize..scratch.row[0] as usize + POINTS;
    for (index, stream) in line.streams.iter().enumerate() {
        if stream.family != Family::Plain {
            let inverse = &line.inverse_square[touched.clone()];
            let rows = &mut rows[index * stride..][touched.clone()];
            for (row, inverse) in rows.iter_mut().zip(inverse) {
                *row *= inverse;
            }
        }
    }
    touched
}

/// Lanes `vector` of Σ_p t^p c_p.
#[inline(always)]
fn polynomial<S: Simd>(
    simd: S,
    powers: &[[f64; POINTS]; POINTS],
    vector: usize,
    t: S::f64s,
    square: S::f64s,
) -> S::f64s {
    let c = |p: usize| S::as_simd_f64s(&powers[p]).0[vector];
    let pair = |p: usize| simd.mul_add_e_f64s(c(p + 1), t, c(p));
    let low = simd.mul_add_e_f64s(pair(2), square, pair(0));
    let high = simd.mul_add_e_f64s(pair(6), square, pair(4));
    simd.mul_add_e_f64s(high, simd.mul_f64s(square, square), low)
}

/// One while nodes resolve a wave of phase `angle` per node, then smoothly to zero before their sum would alias.
///
/// What is lost is late: the waves cancel there, but in the lensing potential (which adds Limber's approximation of it).
#[inline(always)]
pub(crate) fn window(angle: f64) -> f64 {
    let u = ((WINDOW_END - angle) / (WINDOW_END - WINDOW_START)).clamp(0.0, 1.0);
    // Four derivatives vanish at both ends.
    u * u * u * u * u * (126.0 + u * (-420.0 + u * (540.0 + u * (-315.0 + u * 70.0))))
}
