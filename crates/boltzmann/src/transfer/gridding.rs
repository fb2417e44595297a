//! From sources at nodes to weights of the radial table's rows.

use pulp::Simd;

use super::line_of_sight::{Family, LineOfSight, Stream};
use super::radial::ORIGIN;
use super::sources::{Radial, SplinePoint};
use super::stencil::POINTS;

/// Work space of one wavenumber: a number for each node, or eight.
#[derive(Debug, Default)]
pub(crate) struct NodeScratch {
    source: Vec<f64>,
    /// w · window.
    pub(crate) weight: Vec<f64>,
    x: Vec<f64>,
    position: Vec<f64>,
    row: Vec<usize>,
    /// Factors of the radial function and its derivatives.
    factors: [Vec<f64>; 3],
    /// Factors of the stencil's powers, `[node][power]`.
    powers: Vec<[f64; POINTS]>,
}

impl NodeScratch {
    /// Nodes that still count at `k`, with their windows.
    fn activate(&mut self, line: &LineOfSight<'_>, k: f64) -> usize {
        self.weight.clear();
        self.weight.extend(
            line.spacing_mpc
                .iter()
                .zip(line.weight_mpc)
                .map(|(spacing, w)| w * window(k * spacing)),
        );
        let active = self.weight.iter().rposition(|&w| w > 0.0);
        active.map_or(0, |last| last + 1)
    }

    fn locate(&mut self, line: &LineOfSight<'_>, k: f64, active: usize) {
        let per_row = 1.0 / line.table.spacing();
        self.x.clear();
        self.position.clear();
        self.row.clear();
        for &chi in &line.distance_mpc[..active] {
            let x = k * chi;
            let place = x * per_row + ORIGIN;
            let row = place as usize;
            self.x.push(x);
            self.position.push(place - row as f64 - 0.5);
            self.row.push(row + 1 - POINTS / 2);
        }
        self.source.resize(active, 0.0);
        self.powers.resize(active, [0.0; POINTS]);
        for factor in &mut self.factors {
            factor.resize(active, 0.0);
        }
    }

    /// The factors of R, R′ and R″ at each node, R being j_ℓ or j_ℓ/x² as the stream's family says.
    #[inline(always)]
    fn combine(&mut self, line: &LineOfSight<'_>, stream: &Stream<'_>, point: SplinePoint) {
        let [zeroth, first, second] = &mut self.factors;
        zeroth.fill(0.0);
        first.fill(0.0);
        second.fill(0.0);
        let nodes = self.x.len();
        let (source, x, weight) = (
            &mut self.source[..nodes],
            &self.x[..nodes],
            &self.weight[..nodes],
        );
        for &(radial, ref spline) in &stream.channels {
            spline.evaluate_into(point, source);
            for (s, w) in source.iter_mut().zip(weight) {
                *s *= w;
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
        let per_row = 1.0 / line.table.spacing();
        for n in 0..nodes {
            let t = self.position[n];
            let value = zeroth[n];
            let slope = first[n] * per_row;
            let bend = second[n] * per_row * per_row;
            let powers = &mut self.powers[n];
            // Σ_p t^p c_p and its derivatives: factors of the coefficients c_p.
            let (mut power, mut below, mut lower) = (1.0, 0.0, 0.0);
            for p in 0..POINTS {
                let q = p as f64;
                powers[p] = value * power + slope * q * below + bend * q * (q - 1.0) * lower;
                lower = below;
                below = power;
                power *= t;
            }
        }
    }
}

/// Adds the sources of `stream` at `k` to the weights of the rows; the rows touched.
#[inline(always)]
pub(crate) fn spread<S: Simd>(
    simd: S,
    line: &LineOfSight<'_>,
    stream: &Stream<'_>,
    k: f64,
    scratch: &mut NodeScratch,
    rows: &mut [f64],
) -> std::ops::Range<usize> {
    let active = scratch.activate(line, k);
    if active == 0 {
        return 0..0;
    }
    scratch.locate(line, k, active);
    scratch.combine(line, stream, SplinePoint::new(stream.ln_k, k));
    let (powers, row) = (&scratch.powers[..active], &scratch.row[..active]);
    for (powers, &row) in powers.iter().zip(row) {
        let target = &mut rows[row..row + POINTS];
        let (target, _) = S::as_mut_simd_f64s(target);
        for (v, target) in target.iter_mut().enumerate() {
            let mut even = *target;
            let mut odd = simd.splat_f64s(0.0);
            for p in (0..POINTS).step_by(2) {
                let (coefficients, _) = S::as_simd_f64s(&line.stencil.powers[p]);
                even = simd.mul_add_e_f64s(simd.splat_f64s(powers[p]), coefficients[v], even);
                let (coefficients, _) = S::as_simd_f64s(&line.stencil.powers[p + 1]);
                odd = simd.mul_add_e_f64s(simd.splat_f64s(powers[p + 1]), coefficients[v], odd);
            }
            *target = simd.add_f64s(even, odd);
        }
    }
    let touched = row[active - 1]..row[0] + POINTS;
    if stream.family != Family::Plain {
        let inverse = &line.inverse_square[touched.clone()];
        for (row, inverse) in rows[touched.clone()].iter_mut().zip(inverse) {
            *row *= inverse;
        }
    }
    touched
}

/// One while nodes resolve a wave of phase `angle` per node, then smoothly to zero before their sum would alias.
///
/// What is lost is late: the waves cancel there, but in the lensing potential (which adds Limber's approximation of it).
pub(crate) fn window(angle: f64) -> f64 {
    const FULL: f64 = 1.8;
    const NONE: f64 = 2.6;
    let u = (angle - FULL) / (NONE - FULL);
    if u <= 0.0 {
        1.0
    } else if u >= 1.0 {
        0.0
    } else {
        1.0 / (1.0 + (1.0 / (1.0 - u) - 1.0 / u).exp())
    }
}
