//! What observers call the shape of the spectra.

/// Amplitudes, tilts and runnings at one wavenumber.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Observables {
    /// P_ℛ.
    pub scalar: f64,
    /// P_t.
    pub tensor: f64,
    /// The scalar tilt n_s = 1 + dln P_ℛ/dln k.
    pub n_s: f64,
    /// Its running α_s = dn_s/dln k.
    pub running: f64,
    /// The running of the running β_s = d²n_s/dln k².
    pub running_of_running: f64,
    /// The tensor-to-scalar ratio r = P_t/P_ℛ.
    pub r: f64,
    /// The tensor tilt n_t = dln P_t/dln k; NaN without gravitational waves.
    pub n_t: f64,
}

impl Observables {
    /// f_NL of squeezed triangles in inflation by a single field on its attractor:
    ///
    /// ```text
    /// f_NL = 5/12 (1 − n_s)
    /// ```
    ///
    /// in the convention ζ = ζ_g + 3/5 f_NL ζ_g². Whether an observer sees it is another matter: it is what a mere change of coordinates by the long
    /// mode gives.
    ///
    /// # References
    ///
    /// `maldacena2003`; `creminelli2004`.
    #[must_use]
    pub fn f_nl_local(&self) -> f64 {
        5.0 / 12.0 * (1.0 - self.n_s)
    }
}
