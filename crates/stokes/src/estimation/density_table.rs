//! A probability density of one variable, tabulated once as piecewise Legendre series.

use std::sync::LazyLock;

use lastscatter_numerics::quadrature::GaussLegendre;
use lastscatter_numerics::roots::brent;

use crate::Error;

/// Nodes and series terms a panel.
const ORDER: usize = 16;

/// The rule whose nodes the table holds.
static RULE: LazyLock<GaussLegendre> =
    LazyLock::new(|| GaussLegendre::new(ORDER).expect("the order is not zero"));

/// Steps of the scan for the shortest interval, before refinement.
const SCAN: usize = 32;

/// A normalised density on [low, high], repeated with `period` if there is one.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DensityTable {
    low: f64,
    width: f64,
    panels: Vec<Panel>,
    /// The integral before normalisation.
    total: f64,
    period: Option<f64>,
}

#[derive(Debug, Clone, PartialEq)]
struct Panel {
    /// Probability to the left of the panel.
    before: f64,
    values: [f64; ORDER],
    series: [f64; ORDER],
}

impl DensityTable {
    /// Tabulates `f`, which is smooth over distances of `scale`.
    pub(super) fn new(
        low: f64,
        high: f64,
        scale: f64,
        period: Option<f64>,
        mut f: impl FnMut(f64) -> Result<f64, Error>,
    ) -> Result<Self, Error> {
        let count = ((high - low) / scale).ceil().max(1.0) as usize;
        let width = (high - low) / count as f64;
        let mut total = 0.0;
        let mut panels = Vec::with_capacity(count);
        for index in 0..count {
            let middle = low + width * (index as f64 + 0.5);
            let mut panel = Panel {
                before: total,
                values: [0.0; ORDER],
                series: [0.0; ORDER],
            };
            for (i, (&t, &w)) in RULE.nodes().iter().zip(RULE.weights()).enumerate() {
                let value = f(middle + 0.5 * width * t)?;
                panel.values[i] = value;
                for (k, p) in legendre(t).into_iter().take(ORDER).enumerate() {
                    panel.series[k] += (k as f64 + 0.5) * w * value * p;
                }
            }
            total += width * panel.series[0];
            panels.push(panel);
        }
        if !(total > 0.0 && total.is_finite()) {
            return Err(Error::OutOfDomain {
                name: "integral of the posterior",
                value: total,
                expected: "a positive number",
            });
        }
        for panel in &mut panels {
            panel.before /= total;
            panel.values.iter_mut().for_each(|value| *value /= total);
            panel.series.iter_mut().for_each(|term| *term /= total);
        }
        Ok(Self {
            low,
            width,
            panels,
            total,
            period,
        })
    }

    pub(super) fn total(&self) -> f64 {
        self.total
    }

    /// Density, not negative; zero outside.
    pub(super) fn density(&self, x: f64) -> f64 {
        if x.is_nan() {
            return x;
        }
        self.locate(x).map_or(0.0, |(panel, t)| {
            let p = legendre(t);
            dot(&self.panels[panel].series, &p).max(0.0)
        })
    }

    /// Probability below x, from 0 to 1.
    pub(super) fn cdf(&self, x: f64) -> f64 {
        match self.locate(x) {
            Some((panel, t)) => self.mass(panel, t).clamp(0.0, 1.0),
            None if x.is_nan() => x,
            None if x < self.low => 0.0,
            None => 1.0,
        }
    }

    /// Where the probability below reaches `u`. A periodic density accepts any `u` and goes on into
    /// the next period.
    pub(super) fn quantile(&self, u: f64) -> Result<f64, Error> {
        let (turns, u) = match self.period {
            Some(period) => (u.floor() * period, u - u.floor()),
            None => (0.0, u),
        };
        let panel = self.panels.partition_point(|p| p.before <= u).max(1) - 1;
        let t = if self.mass(panel, 1.0) <= u {
            1.0
        } else if self.mass(panel, -1.0) >= u {
            -1.0
        } else {
            brent(|t| self.mass(panel, t) - u, -1.0, 1.0, 0.0)?
        };
        Ok(turns + self.at(panel, t))
    }

    /// ∫ g(x) density dx.
    pub(super) fn expectation(&self, g: impl Fn(f64) -> f64) -> f64 {
        let mut sum = 0.0;
        for (index, panel) in self.panels.iter().enumerate() {
            for (i, (&t, &w)) in RULE.nodes().iter().zip(RULE.weights()).enumerate() {
                sum += w * panel.values[i] * g(self.at(index, t));
            }
        }
        0.5 * self.width * sum
    }

    /// Where the density is largest.
    pub(super) fn mode(&self) -> Result<f64, Error> {
        let points = self.points();
        let mut best = 0;
        for (index, &x) in points.iter().enumerate() {
            if self.density(x) > self.density(points[best]) {
                best = index;
            }
        }
        let left = points[best.saturating_sub(1)];
        let right = points[(best + 1).min(points.len() - 1)];
        // A slope that is zero but for rounding at an end means that the end is the mode.
        let rounding = 1e-10 * self.density(points[best]) / self.width;
        if self.slope(left) <= rounding || self.slope(right) >= -rounding {
            return Ok(points[best]);
        }
        Ok(brent(|x| self.slope(x), left, right, 0.0)?)
    }

    /// The ends and all nodes, ascending.
    fn points(&self) -> Vec<f64> {
        let mut points = vec![self.low];
        for index in 0..self.panels.len() {
            points.extend(RULE.nodes().iter().map(|&t| self.at(index, t)));
        }
        points.push(self.at(self.panels.len() - 1, 1.0));
        points
    }

    fn least_probable(&self) -> f64 {
        self.points()
            .into_iter()
            .map(|x| (self.density(x), x))
            .min_by(|a, b| a.0.total_cmp(&b.0))
            .map_or(self.low, |(_, x)| x)
    }

    /// The shortest interval that holds the probability `content`.
    pub(super) fn shortest(&self, content: f64) -> Result<(f64, f64), Error> {
        // The left tails to try: finely among the intervals that leave out the least probable
        // point, where one peak's interval is to be found, and coarsely all the way round if there
        // is a way round.
        let start = if self.period.is_some() {
            self.cdf(self.least_probable())
        } else {
            0.0
        };
        let steps = || (0..=SCAN).map(|k| k as f64 / SCAN as f64);
        let mut tails: Vec<f64> = steps().map(|x| start + (1.0 - content) * x).collect();
        if self.period.is_some() {
            tails.extend(steps().map(|x| start + x));
            tails.sort_by(f64::total_cmp);
        }
        let mut best = (0, f64::INFINITY);
        for (k, &tail) in tails.iter().enumerate() {
            let length = self.quantile(tail + content)? - self.quantile(tail)?;
            if length < best.1 {
                best = (k, length);
            }
        }
        // The length falls with the left tail while the density at the left end is the lower one.
        let drop = |a: f64| -> Result<f64, Error> {
            Ok(self.wrapped_density(self.quantile(a)?)
                - self.wrapped_density(self.quantile(a + content)?))
        };
        let left = tails[best.0.saturating_sub(1)];
        let right = tails[(best.0 + 1).min(tails.len() - 1)];
        let mut a = tails[best.0];
        if drop(left)? < 0.0 && drop(right)? > 0.0 {
            a = brent(|a| drop(a).unwrap_or(f64::NAN), left, right, 0.0)?;
        }
        Ok((self.quantile(a)?, self.quantile(a + content)?))
    }

    /// Probability below x of a periodic density: grows by one each period.
    pub(super) fn wrapped_cdf(&self, x: f64) -> f64 {
        let turns = self.turns(x);
        turns + self.cdf(x - turns * self.period.unwrap_or(0.0))
    }

    /// Density with x brought into the tabulated period.
    pub(super) fn wrapped_density(&self, x: f64) -> f64 {
        self.density(x - self.turns(x) * self.period.unwrap_or(0.0))
    }

    /// Whole periods between the table's start and x.
    fn turns(&self, x: f64) -> f64 {
        self.period
            .map_or(0.0, |period| ((x - self.low) / period).floor())
    }

    fn locate(&self, x: f64) -> Option<(usize, f64)> {
        let position = (x - self.low) / self.width;
        let count = self.panels.len();
        if !(0.0..=count as f64).contains(&position) {
            return None;
        }
        let panel = (position as usize).min(count - 1);
        Some((panel, 2.0 * (position - panel as f64) - 1.0))
    }

    fn at(&self, panel: usize, t: f64) -> f64 {
        self.low + self.width * (panel as f64 + 0.5 * (1.0 + t))
    }

    /// Probability left of the point t of a panel.
    fn mass(&self, panel: usize, t: f64) -> f64 {
        let panel = &self.panels[panel];
        let p = legendre(t);
        let mut integral = panel.series[0] * (t + 1.0);
        for k in 1..ORDER {
            integral += panel.series[k] * (p[k + 1] - p[k - 1]) / (2 * k + 1) as f64;
        }
        panel.before + 0.5 * self.width * integral
    }

    fn slope(&self, x: f64) -> f64 {
        let Some((panel, t)) = self.locate(x) else {
            return 0.0;
        };
        let p = legendre(t);
        // P'_{k+1} = P'_{k−1} + (2k + 1) P_k.
        let mut derivatives = [0.0; ORDER];
        for k in 0..ORDER - 1 {
            let before = if k > 0 { derivatives[k - 1] } else { 0.0 };
            derivatives[k + 1] = before + (2 * k + 1) as f64 * p[k];
        }
        dot(&self.panels[panel].series, &derivatives) * 2.0 / self.width
    }
}

/// P_0 … P_ORDER at t.
fn legendre(t: f64) -> [f64; ORDER + 1] {
    let mut p = [1.0; ORDER + 1];
    p[1] = t;
    for k in 1..ORDER {
        let n = k as f64;
        p[k + 1] = ((2.0 * n + 1.0) * t * p[k] - n * p[k - 1]) / (n + 1.0);
    }
    p
}

fn dot(series: &[f64; ORDER], values: &[f64]) -> f64 {
    series.iter().zip(values).map(|(c, p)| c * p).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use approx::assert_abs_diff_eq;

    /// Parabola 6x(1−x) on the unit interval: everything is known.
    #[test]
    fn parabola() {
        let table = DensityTable::new(0.0, 1.0, 0.3, None, |x| Ok(3.0 * x * (1.0 - x))).unwrap();
        assert_abs_diff_eq!(table.total(), 0.5, epsilon = 1e-15);
        assert_abs_diff_eq!(table.density(0.25), 1.125, epsilon = 1e-13);
        assert_abs_diff_eq!(table.cdf(0.25), 0.15625, epsilon = 1e-14);
        assert_abs_diff_eq!(table.quantile(0.15625).unwrap(), 0.25, epsilon = 1e-13);
        assert_abs_diff_eq!(table.mode().unwrap(), 0.5, epsilon = 1e-12);
        let (low, high) = table.shortest(0.6875).unwrap();
        assert_abs_diff_eq!(low, 0.25, epsilon = 1e-12);
        assert_abs_diff_eq!(high, 0.75, epsilon = 1e-12);
    }

    #[test]
    fn shortest_interval_at_an_edge_and_across_the_period() {
        let falling = DensityTable::new(0.0, 1.0, 0.5, None, |x| Ok(1.0 - x)).unwrap();
        let (low, high) = falling.shortest(0.75).unwrap();
        assert_abs_diff_eq!(low, 0.0, epsilon = 1e-15);
        assert_abs_diff_eq!(high, 0.5, epsilon = 1e-13);
        assert_abs_diff_eq!(falling.mode().unwrap(), 0.0, epsilon = 1e-15);

        // Peaks at the seam.
        let table = DensityTable::new(0.0, 1.0, 0.1, Some(1.0), |x| {
            Ok(1.0 + (std::f64::consts::TAU * x).cos())
        })
        .unwrap();
        let (low, high) = table.shortest(0.5).unwrap();
        assert_abs_diff_eq!(low + high, 2.0, epsilon = 1e-12);
        assert!(high - low < 0.4);
        assert_abs_diff_eq!(table.wrapped_cdf(2.5), 2.5, epsilon = 1e-14);
    }
}
