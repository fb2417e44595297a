//! How precisely the equations are solved.

/// Numerical accuracy, apart from the physics.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Error allowed in each step of recombination, relative to each quantity. Standard 5e-6, which gives x_e to 2e-5; the
    /// time goes as its inverse fourth root.
    pub recombination_tolerance: f64,
    /// Spacing of tables in ln a while the universe recombines or reionises. Standard 0.005, which gives the visibility
    /// to 2e-6 of its peak; the time goes as its inverse.
    pub step: f64,
}

impl Accuracy {
    /// Two thirds of the standard's time, twice its errors.
    #[must_use]
    pub const fn fast() -> Self {
        Self {
            recombination_tolerance: 1e-5,
            step: 0.01,
        }
    }

    /// Errors far below those of the physics.
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            recombination_tolerance: 5e-6,
            step: 0.005,
        }
    }

    /// To judge the others by.
    #[must_use]
    pub const fn reference() -> Self {
        Self {
            recombination_tolerance: 1e-8,
            step: 0.0015,
        }
    }

    pub(crate) fn validate(self) -> Result<(), crate::Error> {
        let tolerance = self.recombination_tolerance;
        crate::error::within("tolerance of recombination", tolerance, [1e-12, 1e-2])?;
        crate::error::within("step of tables in ln a", self.step, [1e-4, 0.02])?;
        Ok(())
    }
}
