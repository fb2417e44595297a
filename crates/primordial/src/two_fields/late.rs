//! What perturbations far outside the horizon become at the end of inflation.

use lastscatter_numerics::ode::{DormandPrince, Step, System, Tolerance};

use super::{history::TwoFieldHistory, quartic::Quartic};

/// ℛ and S at the end, and √2 M_P h, as linear forms of Q and D_N Q at any N where k/aH counts as nothing.
///
/// With y = (Q, D_N Q) and y′ = A y, a form r·y that keeps its value obeys r′ = −r A. One integration from the end back serves all wavenumbers:
///
/// ```text
/// r_Q′ = M r_P,    r_P′ = −r_Q + (3 − ε) r_P
/// ```
#[derive(Debug, Clone)]
pub(super) struct Late {
    /// Descending N where each segment starts.
    knots: Vec<f64>,
    segments: Vec<Segment>,
}

#[derive(Debug, Clone, Copy)]
struct Segment {
    start: f64,
    length: f64,
    rows: [Quartic; LENGTH],
}

/// Of ℛ and of S: the coefficients of Q₁, Q₂, D_N Q₁, D_N Q₂. Of gravitational waves: that of D_N, the other being 1.
const LENGTH: usize = 9;

/// The forms at one N, in the frame carried along.
#[derive(Debug, Clone, Copy)]
pub(super) struct Forms {
    pub curvature: [f64; 4],
    pub isocurvature: [f64; 4],
    pub tensor: [f64; 2],
}

impl Late {
    pub(super) fn new(
        history: &TwoFieldHistory,
        tolerance: f64,
    ) -> Result<Self, lastscatter_numerics::Error> {
        let end = history.end();
        let [_, _, v1, v2, _, theta] = history.state(end);
        let (s, c) = theta.sin_cos();
        let squared = v1 * v1 + v2 * v2;
        let [a, b] = [(c * v1 + s * v2) / squared, (c * v2 - s * v1) / squared];
        let mut rows = [a, b, 0.0, 0.0, -b, a, 0.0, 0.0, 0.0];
        let mut way = Way {
            history,
            near: history.segments() - 1,
            late: Self {
                knots: Vec::new(),
                segments: Vec::new(),
            },
        };
        let solver = DormandPrince {
            tolerance: Tolerance {
                relative: tolerance,
                absolute: f64::MIN_POSITIVE,
                ..Tolerance::default()
            },
        };
        solver.solve(end, 0.0, &mut rows, &mut way)?;
        Ok(way.late)
    }

    pub(super) fn forms(&self, n: f64) -> Forms {
        let after = self.knots.partition_point(|&start| start >= n);
        let segment = &self.segments[after.saturating_sub(1)];
        let t = (n - segment.start) / segment.length;
        let y = |i: usize| segment.rows[i].value(t);
        Forms {
            curvature: [y(0), y(1), y(2), y(3)],
            isocurvature: [y(4), y(5), y(6), y(7)],
            tensor: [1.0, y(8)],
        }
    }
}

struct Way<'a> {
    history: &'a TwoFieldHistory,
    near: usize,
    late: Late,
}

impl System<f64> for Way<'_> {
    fn derivatives(&mut self, n: f64, y: &[f64], dy: &mut [f64]) {
        let (background, near) = self.history.background(n, self.near);
        self.near = near;
        let friction = 3.0 - background.epsilon;
        let [m11, m12, m22] = background.mass;
        for row in [0, 4] {
            let [q1, q2, p1, p2] = [y[row], y[row + 1], y[row + 2], y[row + 3]];
            dy[row] = m11 * p1 + m12 * p2;
            dy[row + 1] = m12 * p1 + m22 * p2;
            dy[row + 2] = friction * p1 - q1;
            dy[row + 3] = friction * p2 - q2;
        }
        dy[8] = friction * y[8] - 1.0;
    }

    /// Errors are measured by the size of each form.
    fn scales(&self, before: &[f64], after: &[f64], scales: &mut [f64]) {
        for row in [0, 4] {
            let size = |y: &[f64]| y[row..row + 4].iter().fold(0.0_f64, |m, y| m.max(y.abs()));
            scales[row..row + 4].fill(size(before).max(size(after)));
        }
        scales[8] = 1.0;
    }

    fn accepted(&mut self, step: &Step<'_>) {
        let [start, length] = [step.start(), step.end() - step.start()];
        let mut rows = [[0.0; LENGTH]; 5];
        for (i, row) in rows.iter_mut().enumerate() {
            step.interpolate_into(start + 0.25 * i as f64 * length, row);
        }
        self.late.knots.push(start);
        self.late.segments.push(Segment {
            start,
            length,
            rows: std::array::from_fn(|i| Quartic::through(rows.map(|row| row[i]))),
        });
    }
}
