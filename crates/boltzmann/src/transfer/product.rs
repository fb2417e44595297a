//! Δ = W J: the small dense product of row weights and radial functions.

use pulp::Simd;

use super::radial::{PANEL, ROWS};

/// Wavenumbers that share a pass over the radial table.
pub(crate) const WAVENUMBERS: usize = 8;

/// `out[k][ℓ] += Σ_row weights[k · stride + row] panel[row][ℓ]` over one block's rows.
#[inline(always)]
pub(crate) fn accumulate<S: Simd>(
    simd: S,
    weights: &[f64],
    stride: usize,
    panel: &[f64],
    out: &mut [f64],
) {
    // Accumulators fill the registers: 8 × 3 of 32 wide ones, else 8 × 1 of 16.
    if S::F64_LANES == 8 {
        columns::<S, 3>(simd, weights, stride, panel, out);
    } else {
        columns::<S, 1>(simd, weights, stride, panel, out);
    }
}

#[inline(always)]
fn columns<S: Simd, const VECTORS: usize>(
    simd: S,
    weights: &[f64],
    stride: usize,
    panel: &[f64],
    out: &mut [f64],
) {
    let width = VECTORS * S::F64_LANES;
    let rows: [&[f64]; WAVENUMBERS] = std::array::from_fn(|k| &weights[k * stride..][..ROWS]);
    let panel = &panel[..ROWS * PANEL];
    let mut column = 0;
    while column + width <= PANEL {
        let mut sums = [[simd.splat_f64s(0.0); VECTORS]; WAVENUMBERS];
        for row in 0..ROWS {
            let (radial, _) = S::as_simd_f64s(&panel[row * PANEL + column..][..width]);
            for k in 0..WAVENUMBERS {
                let weight = simd.splat_f64s(rows[k][row]);
                for v in 0..VECTORS {
                    sums[k][v] = simd.mul_add_e_f64s(weight, radial[v], sums[k][v]);
                }
            }
        }
        for k in 0..WAVENUMBERS {
            let (out, _) = S::as_mut_simd_f64s(&mut out[k * PANEL + column..][..width]);
            for v in 0..VECTORS {
                out[v] = simd.add_f64s(out[v], sums[k][v]);
            }
        }
        column += width;
    }
}
