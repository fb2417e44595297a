//! How precisely the equations are solved.

/// Numerical accuracy, apart from the physics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Error allowed in each step of recombination, relative to each quantity. Standard 1e-6: x_e to 1e-5; the time falls as its fourth root.
    pub recombination_tolerance: f64,
    /// Spacing of tables in ln a while the universe recombines or reionises. Standard 0.004: splines to 1e-5 of the peak of the
    /// visibility; time goes as its inverse.
    pub step: f64,
}

impl Accuracy {
    /// For a quick look: 1e-4.
    #[must_use]
    pub const fn fast() -> Self {
        Self {
            recombination_tolerance: 1e-5,
            step: 0.008,
        }
    }

    /// Errors far below those of the physics.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            recombination_tolerance: 1e-6,
            step: 0.004,
        }
    }

    /// To judge the others by.
    #[must_use]
    pub const fn reference() -> Self {
        Self {
            recombination_tolerance: 1e-9,
            step: 0.001,
        }
    }

    pub(crate) fn validate(self) -> Result<(), crate::Error> {
        let tolerance = self.recombination_tolerance;
        crate::error::within("tolerance of recombination", tolerance, [1e-12, 1e-2])?;
        crate::error::within("step of tables in ln a", self.step, [1e-4, 0.02])?;
        Ok(())
    }
}
