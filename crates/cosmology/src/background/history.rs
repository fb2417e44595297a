//! Conformal time, time and sound horizon along the expansion.

use lastscatter_numerics::quadrature::GaussLegendre;

use super::expansion::Rates;
use crate::Error;

/// ln a of the earliest knot: redshift 10¹⁰.
const EARLIEST: f64 = -23.025_850_929_940_457;
const INTERVALS: usize = 480;
const STEP: f64 = -EARLIEST / INTERVALS as f64;

/// A quantity on the knots with its first two derivatives in ln a.
type Column = Vec<[f64; 3]>;

/// Integrals over the expansion on knots equidistant in ln a, with derivatives in closed form: quintic
/// interpolation between them leaves no error worth mentioning.
#[derive(Debug, Clone)]
pub(crate) struct History {
    /// ∫ dt/a since the beginning.
    conformal_time: Column,
    /// ∫ dt since the beginning.
    time: Column,
    /// ∫ c_s dt/a since the beginning.
    sound_horizon: Column,
    /// ∫ dt/a until today; from today backwards, so that nearby distances lose no digits.
    distance: Column,
    /// ∫ dt until today, likewise.
    lookback: Column,
    /// ln τ at the knots, and ln a with its first two derivatives in ln τ.
    scale: Vec<(f64, [f64; 3])>,
}

impl History {
    pub(super) fn new(rates: &Rates) -> Result<Self, Error> {
        let rule = GaussLegendre::new(5)?;
        // From the beginning to the first knot, where a²H is smooth in a.
        let first = EARLIEST.exp();
        let mut sums = [0.0; 3];
        for (node, weight) in rule.nodes().iter().zip(rule.weights()) {
            let a = 0.5 * first * (1.0 + node);
            let rate = 0.5 * first * weight / (a * a * rates.hubble(a));
            sums[0] += rate;
            sums[1] += rate * a;
            sums[2] += rate * sound_speed(rates, a);
        }
        let mut columns = [(); 3].map(|()| Vec::with_capacity(INTERVALS + 1));
        let mut scale = Vec::with_capacity(INTERVALS + 1);
        let mut pieces = Vec::with_capacity(INTERVALS);
        for knot in 0..=INTERVALS {
            let ln_a = if knot == INTERVALS {
                0.0
            } else {
                EARLIEST + STEP * knot as f64
            };
            let a = ln_a.exp();
            let [hubble, slope] = rates.expansion(a);
            if !(hubble > 0.0 && hubble.is_finite()) {
                return Err(Error::NoBeginning {
                    redshift: 1.0 / a - 1.0,
                    hubble_squared_inv_mpc2: rates.hubble_squared(a),
                });
            }
            let conformal = 1.0 / (a * hubble);
            let sound = sound_speed(rates, a);
            let loading = a * rates.loading;
            let slowing = -0.5 * loading / (1.0 + loading);
            columns[0].push([sums[0], conformal, -(1.0 + slope) * conformal]);
            columns[1].push([sums[1], 1.0 / hubble, -slope / hubble]);
            columns[2].push([
                sums[2],
                sound * conformal,
                (slowing - 1.0 - slope) * sound * conformal,
            ]);
            let growth = a * hubble * sums[0];
            let bend = growth + growth * growth * (1.0 + slope);
            scale.push((sums[0].ln(), [ln_a, growth, bend]));
            if knot < INTERVALS {
                let mut piece = [0.0; 3];
                for (node, weight) in rule.nodes().iter().zip(rule.weights()) {
                    let a = (ln_a + 0.5 * STEP * (1.0 + node)).exp();
                    let time = 0.5 * STEP * weight / rates.hubble(a);
                    piece[0] += time / a;
                    piece[1] += time;
                    piece[2] += time / a * sound_speed(rates, a);
                }
                for i in 0..3 {
                    sums[i] += piece[i];
                }
                if !sums[0].is_finite() {
                    return Err(Error::NoBeginning {
                        redshift: 1.0 / a - 1.0,
                        hubble_squared_inv_mpc2: rates.hubble_squared(a),
                    });
                }
                pieces.push(piece);
            }
        }
        let [conformal_time, time, sound_horizon] = columns;
        Ok(Self {
            distance: until_today(&conformal_time, pieces.iter().map(|p| p[0])),
            lookback: until_today(&time, pieces.iter().map(|p| p[1])),
            conformal_time,
            time,
            sound_horizon,
            scale,
        })
    }

    // The functions of `log` take −ln a = ln(1+z).

    pub(super) fn conformal_time(&self, log: f64) -> f64 {
        interpolated(&self.conformal_time, -EARLIEST - log)
    }

    pub(super) fn time(&self, log: f64) -> f64 {
        interpolated(&self.time, -EARLIEST - log)
    }

    pub(super) fn sound_horizon(&self, log: f64) -> f64 {
        interpolated(&self.sound_horizon, -EARLIEST - log)
    }

    pub(super) fn distance(&self, log: f64) -> f64 {
        interpolated(&self.distance, log)
    }

    pub(super) fn lookback(&self, log: f64) -> f64 {
        interpolated(&self.lookback, log)
    }

    pub(super) fn conformal_time_today(&self) -> f64 {
        self.conformal_time[INTERVALS][0]
    }

    pub(super) fn scale_factor(&self, conformal_time: f64) -> f64 {
        let log = conformal_time.ln();
        let (first, last) = (self.scale[0].0, self.scale[INTERVALS].0);
        if !(log >= first - ROUNDING && log <= last + ROUNDING) {
            return f64::NAN;
        }
        let above = self.scale.partition_point(|knot| knot.0 <= log);
        let i = above.clamp(1, INTERVALS) - 1;
        let (low, high) = (&self.scale[i], &self.scale[i + 1]);
        let width = high.0 - low.0;
        quintic(low.1, high.1, width, (log - low.0) / width).exp()
    }
}

/// What rounding may add to an argument at the ends of a table.
const ROUNDING: f64 = 1e-11;

/// Photon–baryon sound speed.
fn sound_speed(rates: &Rates, a: f64) -> f64 {
    (3.0 * (1.0 + a * rates.loading)).sqrt().recip()
}

/// The column counted from today backwards, in ln(1+z).
fn until_today(since: &Column, pieces: impl DoubleEndedIterator<Item = f64>) -> Column {
    let mut sum = 0.0;
    let values = std::iter::once(0.0).chain(pieces.rev().map(|piece| {
        sum += piece;
        sum
    }));
    let knots = values.zip(since.iter().rev());
    knots
        .map(|(value, [_, d1, d2])| [value, *d1, -d2])
        .collect()
}

/// The value at a distance from the first knot.
fn interpolated(column: &Column, distance: f64) -> f64 {
    if !(-ROUNDING..=-EARLIEST + ROUNDING).contains(&distance) {
        return f64::NAN;
    }
    let place = distance / STEP;
    let i = (place.max(0.0) as usize).min(INTERVALS - 1);
    quintic(column[i], column[i + 1], STEP, place - i as f64)
}

/// The polynomial of degree five with given value and two derivatives at both ends of an interval of width `h`, at the
/// fraction `s` of it.
fn quintic(low: [f64; 3], high: [f64; 3], h: f64, s: f64) -> f64 {
    let (d0, d1) = (h * low[1], h * high[1]);
    let (c0, c1) = (0.5 * h * h * low[2], 0.5 * h * h * high[2]);
    let change = high[0] - low[0];
    // Taylor's polynomial at the lower end and what is missing at the upper one.
    let value = change - d0 - c0;
    let slope = d1 - d0 - 2.0 * c0;
    let bend = c1 - c0;
    let cubic = 10.0 * value - 4.0 * slope + bend;
    let quartic = -15.0 * value + 7.0 * slope - 2.0 * bend;
    let fifth = 6.0 * value - 3.0 * slope + bend;
    low[0] + s * (d0 + s * (c0 + s * (cubic + s * (quartic + s * fifth))))
}
