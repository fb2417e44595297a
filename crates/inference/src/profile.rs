//! Profile likelihoods.

use lastscatter_numerics::special::chi_squared_survival;

use crate::chains::Interval;
use crate::conditional::Conditional;
use crate::density::{LogDensity, checked_value};
use crate::error::Error;
use crate::maximise::{Maximum, MaximumStop, Optimiser};
use crate::require::{require_at_least, require_finite, require_length};

/// The maximum over all other parameters as a function of one,
///
/// ```text
/// ln p_max(θ_k) = max_{θ_j, j ≠ k} ln p(θ)
/// ```
///
/// It asks nothing of the volume of the parameter space, and so shows where a marginal posterior is the work
/// of the prior.
///
/// # Accuracy
///
/// The parabola of a correlated Gaussian and its intervals to 1e-6: `tests/profile.rs`.
///
/// # Examples
///
/// ```
/// use lastscatter_inference::{Density, NelderMead, Profile};
///
/// // Correlation 0.6, unit widths: the profile has the width of the marginal.
/// let density = Density::new(2, |t| {
///     -0.5 * (t[0] * t[0] - 1.2 * t[0] * t[1] + t[1] * t[1]) / (1.0 - 0.36)
/// });
/// let grid: Vec<f64> = (-6..=6).map(|i| 0.5 * f64::from(i)).collect();
/// let profile = Profile::new(&density, &NelderMead::default(), 0, &grid, &[0.0; 2], &[1.0; 2])?;
/// assert!((profile.delta_chi_squared()[2] - 4.0).abs() < 1e-6); // at −2
/// let interval = profile.interval(0.6827)?;
/// assert!((interval.upper - 1.0).abs() < 1e-4);
/// # Ok::<(), lastscatter_inference::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Profile {
    parameter: usize,
    points: Vec<Maximum>,
}

impl Profile {
    /// The profile of parameter `parameter` on an ascending `grid`. `best` is the best fit, found before, and `scales`
    /// guesses of all standard deviations.
    ///
    /// From the point nearest the best fit on the searches go outwards, each from where the one
    /// before ended; both sides run side by side.
    ///
    /// # Errors
    ///
    /// [`Error::TooFew`] for no point, [`Error::OutOfDomain`] for a grid that does not ascend or a parameter that is
    /// not there, [`Error::Dimension`], and what the searches fail with.
    pub fn new<D, O>(
        density: &D,
        optimiser: &O,
        parameter: usize,
        grid: &[f64],
        best: &[f64],
        scales: &[f64],
    ) -> Result<Self, Error>
    where
        D: LogDensity,
        O: for<'d> Optimiser<Conditional<&'d D>>,
    {
        require_at_least("points of the grid", grid.len(), 1)?;
        require_finite("grid", grid)?;
        require_length("best fit", best.len(), density.dimension())?;
        require_length("scales", scales.len(), density.dimension())?;
        if let Some(pair) = grid.windows(2).find(|pair| pair[0] >= pair[1]) {
            return Err(Error::OutOfDomain {
                name: "point of the grid",
                value: pair[1],
                expected: "above the one before",
            });
        }
        // Checks the parameter too.
        Conditional::new(density, parameter, 0.0)?;
        let without = |whole: &[f64]| {
            let mut rest = whole.to_vec();
            rest.remove(parameter);
            rest
        };
        let rest_scales = without(scales);
        let search = |values: &mut dyn Iterator<Item = f64>| {
            let mut start = without(best);
            let mut found = Vec::new();
            for value in values {
                let conditional = Conditional::new(density, parameter, value)?;
                let mut maximum = if start.is_empty() {
                    lone(&conditional)?
                } else {
                    optimiser.maximum(&conditional, &start, &rest_scales)?
                };
                start.clone_from(&maximum.theta);
                maximum.theta = conditional.full(&start)?;
                found.push(maximum);
            }
            Ok::<_, Error>(found)
        };
        let middle = grid.partition_point(|value| *value < best[parameter]);
        let (below, above) = rayon::join(
            || search(&mut grid[..middle].iter().rev().copied()),
            || search(&mut grid[middle..].iter().copied()),
        );
        let mut points = below?;
        points.reverse();
        points.extend(above?);
        Ok(Self { parameter, points })
    }

    /// The maxima along the grid, with all parameters.
    #[must_use]
    pub fn points(&self) -> &[Maximum] {
        &self.points
    }

    /// The grid.
    #[must_use]
    pub fn grid(&self) -> Vec<f64> {
        let values = self.points.iter().map(|m| m.theta[self.parameter]);
        values.collect()
    }

    /// −2 ln p_max along the grid, less its least value there.
    #[must_use]
    pub fn delta_chi_squared(&self) -> Vec<f64> {
        let values = self.points.iter().map(|m| m.ln_density);
        let highest = values.clone().fold(f64::NEG_INFINITY, f64::max);
        values.map(|v| 2.0 * (highest - v)).collect()
    }

    /// Where Δχ² stays below its quantile `mass` for one degree of freedom: the confidence interval by Wilks' theorem.
    ///
    /// Between points √Δχ² is interpolated, exact where the profile is a parabola with its
    /// maximum on the grid: give the grid the best fit as a point.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] for `mass` outside (0, 1), or where the grid ends before the interval does.
    pub fn interval(&self, mass: f64) -> Result<Interval, Error> {
        let threshold = threshold(mass)?;
        let roots: Vec<f64> = self.delta_chi_squared().iter().map(|d| d.sqrt()).collect();
        let grid = self.grid();
        let centre = (0..roots.len()).fold(0, |c, i| if roots[i] < roots[c] { i } else { c });
        let crossing = |inner: usize, outer: usize| {
            let share = (threshold - roots[inner]) / (roots[outer] - roots[inner]);
            grid[inner] + share * (grid[outer] - grid[inner])
        };
        let ends_early = |value: f64| Error::OutOfDomain {
            name: "end of the grid",
            value,
            expected: "beyond the interval",
        };
        let above = (centre + 1..roots.len()).find(|i| roots[*i] >= threshold);
        let below = (0..centre).rev().find(|i| roots[*i] >= threshold);
        Ok(Interval {
            lower: below
                .map(|i| crossing(i + 1, i))
                .ok_or_else(|| ends_early(grid[0]))?,
            upper: above
                .map(|i| crossing(i - 1, i))
                .ok_or_else(|| ends_early(grid[grid.len() - 1]))?,
        })
    }
}

/// The value of a density without any parameter left.
fn lone<D: LogDensity>(density: &D) -> Result<Maximum, Error> {
    Ok(Maximum {
        theta: Vec::new(),
        ln_density: checked_value(density, &[])?,
        iterations: 0,
        evaluations: 1,
        stop: MaximumStop::Precision,
    })
}

/// √ of the quantile `mass` of χ² with one degree of freedom, by bisection of its survival function.
fn threshold(mass: f64) -> Result<f64, Error> {
    let error = Error::OutOfDomain {
        name: "probability",
        value: mass,
        expected: "between 0 and 1",
    };
    if !(mass > 0.0 && mass < 1.0) {
        return Err(error);
    }
    let (mut low, mut high) = (0.0, 10.0);
    for _ in 0..60 {
        let middle: f64 = 0.5 * (low + high);
        match chi_squared_survival(middle * middle, 1.0) {
            Ok(survival) if survival > 1.0 - mass => low = middle,
            Ok(_) => high = middle,
            Err(_) => return Err(error),
        }
    }
    Ok(0.5 * (low + high))
}
