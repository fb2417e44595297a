//! Radiances that are integrated over the spectrum or counted in photons.

macro_rules! radiance {
    ($(#[$doc:meta])* $name:ident, $unit:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            #[doc = concat!("From a number in ", $unit, ".")]
            #[must_use]
            pub const fn from_si(value: f64) -> Self {
                Self(value)
            }

            #[doc = concat!("As a number in ", $unit, ".")]
            #[must_use]
            pub const fn si(self) -> f64 {
                self.0
            }
        }
    };
}

radiance! {
    /// Radiance, energy per time, area and solid angle.
    Radiance, "W m⁻² sr⁻¹"
}
radiance! {
    /// Photon radiance, photons per time, area and solid angle.
    PhotonRadiance, "s⁻¹ m⁻² sr⁻¹"
}
radiance! {
    /// Spectral photon radiance, photons per time, area, solid angle and unit frequency.
    SpectralPhotonRadiance, "s⁻¹ m⁻² sr⁻¹ Hz⁻¹"
}
