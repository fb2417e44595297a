//! How a run is watched.

use std::fmt;

/// Where a run of nested sampling stands, handed to its callback.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct NestedProgress {
    /// Generations so far.
    pub generation: u64,
    /// Evaluations of the likelihood so far.
    pub evaluations: u64,
    /// Points that have died.
    pub dead: usize,
    /// Points found over evaluations, in the last generation.
    pub efficiency: f64,
    /// ln Z as it would be if the run ended now.
    pub ln_evidence: f64,
    /// Share of the evidence that the live points hold.
    pub remaining: f64,
    /// The share at which the run ends.
    pub until: f64,
    /// Largest log-likelihood so far.
    pub best_ln_likelihood: f64,
}

impl NestedProgress {
    /// The state as a line of JSON, for a log that programs follow; what is not known is `null`.
    ///
    /// ```
    /// # use lastscatter_inference::{Density, NestedOptions, NestedSampler, Parameter, Posterior, Prior};
    /// # use std::ops::ControlFlow;
    /// # let parameter = Parameter::new("x", "x", Prior::uniform(-1.0, 1.0)?)?;
    /// # let posterior = Posterior::new(vec![parameter], Density::new(1, |t| -50.0 * t[0] * t[0]))?;
    /// let mut sampler = NestedSampler::new(&posterior, NestedOptions::default())?;
    /// let mut log = Vec::new();
    /// let _ = sampler.run(|progress| {
    ///     log.push(progress.json());
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert!(log[0].starts_with(r#"{"phase":"nested","generation":1,"evaluations":"#));
    /// # Ok::<(), lastscatter_inference::Error>(())
    /// ```
    #[must_use]
    pub fn json(&self) -> String {
        let number = |x: f64| match x.is_finite() {
            true => format!("{x:e}"),
            false => "null".into(),
        };
        format!(
            r#"{{"phase":"nested","generation":{},"evaluations":{},"dead":{},"efficiency":{},"ln_evidence":{},"remaining":{},"until":{},"best_ln_likelihood":{}}}"#,
            self.generation,
            self.evaluations,
            self.dead,
            number(self.efficiency),
            number(self.ln_evidence),
            number(self.remaining),
            number(self.until),
            number(self.best_ln_likelihood),
        )
    }
}

/// A line for people.
impl fmt::Display for NestedProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} dead, {} evaluations, ln Z {:.2}, remaining {:.1e} (to {:.0e})",
            self.dead, self.evaluations, self.ln_evidence, self.remaining, self.until
        )
    }
}
