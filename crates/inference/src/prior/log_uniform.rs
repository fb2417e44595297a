//! The log-uniform distribution.

use super::Univariate;

#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct LogUniform {
    pub(super) lower: f64,
    pub(super) upper: f64,
}

impl LogUniform {
    /// ln(b/a), accurate for b close to a.
    fn width(&self) -> f64 {
        ln_ratio(self.upper, self.lower)
    }
}

fn ln_ratio(b: f64, a: f64) -> f64 {
    let relative = (b - a) / a;
    if relative < 1.0 {
        relative.ln_1p()
    } else {
        b.ln() - a.ln()
    }
}

impl Univariate for LogUniform {
    fn support(&self) -> (f64, f64) {
        (self.lower, self.upper)
    }

    fn ln_pdf(&self, x: f64) -> f64 {
        -x.ln() - self.width().ln()
    }

    fn ln_pdf_derivative(&self, x: f64) -> f64 {
        -1.0 / x
    }

    fn cdf(&self, x: f64) -> f64 {
        ln_ratio(x, self.lower) / self.width()
    }

    fn quantile(&self, u: f64) -> f64 {
        // From the nearer end.
        if u < 0.5 {
            self.lower * (u * self.width()).exp()
        } else {
            self.upper * ((u - 1.0) * self.width()).exp()
        }
    }

    fn mean(&self) -> Option<f64> {
        Some((self.upper - self.lower) / self.width())
    }

    fn standard_deviation(&self) -> Option<f64> {
        // With b = a e^{2w}: variance/(ab) = sinh w (w cosh w − sinh w)/w², free of cancellation
        // once the bracket is a series for small w.
        let w = 0.5 * self.width();
        let bracket = if w < 0.5 {
            // Σ 2k w^{2k+1}/(2k+1)!
            let mut term = w;
            let mut sum = 0.0;
            for k in 1..10 {
                term *= w * w / f64::from(2 * k * (2 * k + 1));
                sum += f64::from(2 * k) * term;
            }
            sum
        } else {
            w * w.cosh() - w.sinh()
        };
        let spread = (w.sinh() * bracket).sqrt() / w;
        let spread = self.lower.sqrt() * self.upper.sqrt() * spread;
        spread.is_finite().then_some(spread)
    }
}
