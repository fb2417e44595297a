//! Where an argument lies among sorted knots.

use crate::Error;

/// Strictly ascending knots, which any number of splines may share.
///
/// # Examples
///
/// ```
/// use lastscatter_numerics::spline::Knots;
///
/// let knots = Knots::new(vec![0.0, 1.0, 4.0])?;
/// assert_eq!(knots.locate(2.5).unwrap().interval(), 1);
/// assert!(knots.locate(4.5).is_none());
/// # Ok::<(), lastscatter_numerics::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Knots {
    x: Vec<f64>,
}

/// An argument and the interval between knots that holds it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Location {
    interval: usize,
    x: f64,
}

impl Location {
    /// Index of the knot at the interval's lower end.
    #[must_use]
    pub const fn interval(self) -> usize {
        self.interval
    }

    /// The argument.
    #[must_use]
    pub const fn x(self) -> f64 {
        self.x
    }
}

impl Knots {
    /// Knots in ascending order.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] with fewer than two knots, or unless each is finite and above the one before.
    pub fn new(x: Vec<f64>) -> Result<Self, Error> {
        if x.len() < 2 {
            return Err(Error::OutOfDomain {
                name: "number of knots",
                value: x.len() as f64,
                expected: "at least 2",
            });
        }
        for pair in x.windows(2) {
            let gap = pair[1] - pair[0];
            if !(gap > 0.0 && gap.is_finite()) {
                return Err(Error::OutOfDomain {
                    name: "gap between knots",
                    value: gap,
                    expected: "a positive finite number",
                });
            }
        }
        Ok(Self { x })
    }

    /// The knots.
    #[must_use]
    pub fn as_slice(&self) -> &[f64] {
        &self.x
    }

    /// The first knot.
    #[must_use]
    pub fn first(&self) -> f64 {
        self.x[0]
    }

    /// The last knot.
    #[must_use]
    pub fn last(&self) -> f64 {
        self.x[self.x.len() - 1]
    }

    /// The interval of `x` by bisection; none outside the knots or for NaN.
    #[must_use]
    pub fn locate(&self, x: f64) -> Option<Location> {
        if !(x >= self.first() && x <= self.last()) {
            return None;
        }
        let above = self.x.partition_point(|&knot| knot <= x);
        let interval = above.clamp(1, self.x.len() - 1) - 1;
        Some(Location { interval, x })
    }

    /// A searcher that starts from where it was last: constant time on sorted arguments.
    #[must_use]
    pub const fn cursor(&self) -> Cursor<'_> {
        Cursor {
            knots: self,
            interval: 0,
        }
    }
}

/// Looks up sorted arguments in constant time each, see [`Knots::cursor`].
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    knots: &'a Knots,
    interval: usize,
}

impl Cursor<'_> {
    /// The interval of `x`, as [`Knots::locate`] gives it.
    pub fn locate(&mut self, x: f64) -> Option<Location> {
        /// Steps to the neighbour before bisection is the faster way.
        const NEAR: usize = 8;
        let knots = &self.knots.x;
        let last = knots.len() - 2;
        for _ in 0..NEAR {
            let i = self.interval;
            if x < knots[i] && i > 0 {
                self.interval -= 1;
            } else if x >= knots[i + 1] && i < last {
                self.interval += 1;
            } else {
                let inside = x >= knots[i] && x <= knots[i + 1];
                return inside.then_some(Location { interval: i, x });
            }
        }
        let found = self.knots.locate(x)?;
        self.interval = found.interval;
        Some(found)
    }
}
