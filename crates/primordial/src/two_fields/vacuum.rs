//! The state of modes deep inside the horizon.

use num_complex::Complex64;

use super::history::TwoFieldHistory;

/// Places around the one asked, at which the expansion is done.
const NODES: usize = 9;

/// How far they reach to each side, in e-folds.
pub(super) const REACH: f64 = 0.5;

/// Orders tried.
const ORDERS: usize = 16;

/// The logarithmic derivative of positive-frequency modes.
pub(super) struct Vacuum {
    /// l₁₁, l₁₂ and l₂₂.
    pub slope: [Complex64; 3],
    /// Estimate of its error, relative to k/aH.
    pub error: f64,
}

/// The adiabatic expansion of v′ = (l − iκ) v, κ = k/aH and v = √(a³H) Q, from the matrix equation of Riccati
///
/// ```text
/// l = (X + l² + l′ − iκ′)/2iκ,     X = M + ½ε′ − ¼(3 − ε)²
/// ```
///
/// repeated until it no longer improves; derivatives are those of the polynomial through nearby places. A massless field has M = 0.
pub(super) fn vacuum(history: &TwoFieldHistory, ln_k: f64, n: f64, field: Field) -> Vacuum {
    let nodes: [f64; NODES] = std::array::from_fn(|i| n + REACH * cosine(i));
    let derivative = differentiation();
    let mut near = 0;
    let background = nodes.map(|n| {
        let (background, i) = history.background(n, near);
        near = i;
        background
    });
    let epsilon_n: [f64; NODES] = std::array::from_fn(|i| {
        (0..NODES)
            .map(|j| derivative[i][j] * background[j].epsilon)
            .sum()
    });
    let kappa = background.map(|background| (ln_k - background.ln_a_h).exp());
    let x: [[f64; 3]; NODES] = std::array::from_fn(|i| {
        let friction = 3.0 - background[i].epsilon;
        let shift = 0.5 * epsilon_n[i] - 0.25 * friction * friction;
        let [m11, m12, m22] = match field {
            Field::Scalars => background[i].mass,
            Field::Massless => [0.0; 3],
        };
        [m11 + shift, m12, m22 + shift]
    });
    let middle = NODES / 2;
    let mut l = [[Complex64::new(0.0, 0.0); 3]; NODES];
    let mut best = Vacuum {
        slope: l[middle],
        error: f64::INFINITY,
    };
    for _ in 0..ORDERS {
        let next: [[Complex64; 3]; NODES] = std::array::from_fn(|i| {
            let [a, b, c] = l[i];
            let square = [a * a + b * b, b * (a + c), b * b + c * c];
            let stretch = Complex64::new(0.0, kappa[i] * (1.0 - background[i].epsilon));
            std::array::from_fn(|m| {
                let slope: Complex64 = (0..NODES).map(|j| l[j][m] * derivative[i][j]).sum();
                let diagonal = if m == 1 {
                    Complex64::default()
                } else {
                    stretch
                };
                (square[m] + slope + diagonal + x[i][m]) / Complex64::new(0.0, 2.0 * kappa[i])
            })
        });
        let change = (0..3).map(|m| (next[middle][m] - l[middle][m]).norm());
        let error = change.fold(0.0, f64::max) / kappa[middle];
        l = next;
        if error.is_nan() || error >= best.error {
            break;
        }
        best = Vacuum {
            slope: l[middle],
            error,
        };
    }
    best
}

/// Whose vacuum.
#[derive(Debug, Clone, Copy)]
pub(super) enum Field {
    /// The two fields with their masses.
    Scalars,
    /// A field without mass, as gravitational waves are.
    Massless,
}

/// Nodes of Gauss and Lobatto between −1 and 1.
fn cosine(i: usize) -> f64 {
    -(std::f64::consts::PI * i as f64 / (NODES - 1) as f64).cos()
}

/// The matrix that makes derivatives at the nodes of values there.
fn differentiation() -> [[f64; NODES]; NODES] {
    let weight = |i: usize| {
        let sign = if i.is_multiple_of(2) { 1.0 } else { -1.0 };
        if i == 0 || i == NODES - 1 {
            0.5 * sign
        } else {
            sign
        }
    };
    let mut matrix = [[0.0; NODES]; NODES];
    for i in 0..NODES {
        for j in 0..NODES {
            if i != j {
                let entry = weight(j) / weight(i) / (cosine(i) - cosine(j)) / REACH;
                matrix[i][j] = entry;
                matrix[i][i] -= entry;
            }
        }
    }
    matrix
}
