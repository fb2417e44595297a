//! Interpolation in a table of evenly spaced values of a band-limited function.
//!
//! All radial functions are Fourier transforms of something on [−1, 1] (j_ℓ of a Legendre polynomial): superpositions
//! of waves e^{iωx}, |ω| ≤ 1. Weights over eight rows that are exact for waves at Chebyshev nodes ω rather than for
//! polynomials spread the error evenly over all ω, and make it 2⁷ times smaller.

/// Rows of a stencil, and terms of its weights in powers of the position.
pub(crate) const POINTS: usize = 8;

/// Coefficients `[power][row]` of a polynomial for each row.
type Polynomials = [[f64; POINTS]; POINTS];

/// Weights as polynomials: Σ_p t^p `value[p][row]`, t ∈ [−½, ½] rows from the stencil's centre; and their derivatives in
/// units of the table's argument.
#[derive(Debug, Clone)]
pub(crate) struct Stencil {
    pub(crate) value: Polynomials,
    pub(crate) slope: Polynomials,
    pub(crate) bend: Polynomials,
}

/// Of the polynomials' derivative.
fn derivative(of: &Polynomials, per_row: f64) -> Polynomials {
    let mut slope = [[0.0; POINTS]; POINTS];
    for p in 1..POINTS {
        slope[p - 1] = of[p].map(|c| c * p as f64 * per_row);
    }
    slope
}

impl Stencil {
    /// For rows `h` apart.
    ///
    /// Of Σ_i w_i(t) e^{iω_j h s_i} = e^{iω_j h t} the real part sees symmetric weights, the imaginary part
    /// antisymmetric ones; the right-hand sides are their Taylor series in t.
    pub(crate) fn new(h: f64) -> Self {
        const HALF: usize = POINTS / 2;
        let mut powers = [[0.0; POINTS]; POINTS];
        for parity in 0..2 {
            let wave = |x: f64| if parity == 0 { x.cos() } else { x.sin() };
            let mut matrix = [[0.0; HALF]; HALF];
            let mut right = [[0.0; HALF]; HALF];
            for j in 0..HALF {
                let angle = std::f64::consts::PI * (2 * j + 1) as f64 / (4 * HALF) as f64;
                let frequency = h * angle.cos();
                for i in 0..HALF {
                    matrix[j][i] = 2.0 * wave(frequency * (i as f64 + 0.5));
                }
                let mut term = if parity == 0 { 1.0 } else { frequency };
                for q in 0..HALF {
                    right[j][q] = term;
                    let p = (2 * q + parity) as f64;
                    term *= -frequency * frequency / ((p + 1.0) * (p + 2.0));
                }
            }
            let solution = solve(matrix, right);
            for q in 0..HALF {
                for i in 0..HALF {
                    let weight = solution[i][q];
                    let mirrored = if parity == 0 { weight } else { -weight };
                    powers[2 * q + parity][HALF + i] = weight;
                    powers[2 * q + parity][HALF - 1 - i] = mirrored;
                }
            }
        }
        let slope = derivative(&powers, 1.0 / h);
        let bend = derivative(&slope, 1.0 / h);
        Self {
            value: powers,
            slope,
            bend,
        }
    }
}

/// Gauss–Jordan elimination with row pivots.
fn solve<const N: usize>(mut matrix: [[f64; N]; N], mut right: [[f64; N]; N]) -> [[f64; N]; N] {
    for column in 0..N {
        let mut pivot = column;
        for row in column + 1..N {
            if matrix[row][column].abs() > matrix[pivot][column].abs() {
                pivot = row;
            }
        }
        matrix.swap(column, pivot);
        right.swap(column, pivot);
        let scale = 1.0 / matrix[column][column];
        matrix[column].iter_mut().for_each(|v| *v *= scale);
        right[column].iter_mut().for_each(|v| *v *= scale);
        for row in 0..N {
            if row != column {
                let factor = matrix[row][column];
                for i in 0..N {
                    matrix[row][i] -= factor * matrix[column][i];
                    right[row][i] -= factor * right[column][i];
                }
            }
        }
    }
    right
}

#[cfg(test)]
mod tests {
    use super::{Polynomials, Stencil};

    /// The value and two derivatives of every wave that a radial function may hold.
    #[test]
    fn every_wave() {
        for (h, tolerance) in [(0.7, [6e-7, 3e-6, 1.2e-5]), (0.4, [1e-8, 1e-7, 5e-7])] {
            let stencil = Stencil::new(h);
            let mut worst = [0.0_f64; 3];
            for step in 0..=40 {
                let t = f64::from(step) / 40.0 - 0.5;
                for wave in 0..=50 {
                    let omega = f64::from(wave) / 50.0;
                    for phase in [0.0, 0.7, 1.4] {
                        let f = |x: f64| (omega * x + phase).cos();
                        let sum = |powers: &Polynomials| {
                            let mut sum = 0.0;
                            for (p, row) in powers.iter().enumerate() {
                                for (i, c) in row.iter().enumerate() {
                                    sum += c * t.powi(p as i32) * f(h * (i as f64 - 3.5));
                                }
                            }
                            sum
                        };
                        let sums = [&stencil.value, &stencil.slope, &stencil.bend].map(sum);
                        let exact = [
                            f(h * t),
                            -omega * (omega * h * t + phase).sin(),
                            -omega * omega * f(h * t),
                        ];
                        for d in 0..3 {
                            worst[d] = worst[d].max((sums[d] - exact[d]).abs());
                        }
                    }
                }
            }
            assert!((0..3).all(|d| worst[d] < tolerance[d]), "{h}: {worst:?}");
        }
    }
}
