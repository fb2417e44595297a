//! How accurately spectra are computed, apart from the physics.

/// Highest multipoles of the hierarchies: what their ends reflect comes back as noise. Cost ∝ their sum, for small and middling
/// wavenumbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Multipole {
    /// Photon intensity: 16 leaves 2e-4 of EE and 1e-4 of TT at ℓ = 2500.
    pub intensity: usize,
    /// Photon polarisation: 14 leaves 2e-4 of EE at ℓ = 2500, 8 ten times as much.
    pub polarisation: usize,
    /// Both at wavenumbers that reionisation sees, where light scatters after it has streamed far: 16 leaves 8e-4 of TE at ℓ = 20.
    pub reionised: usize,
    /// Massless neutrinos: 30 leaves 2e-4 of φφ, 2e-5 of TT.
    pub massless: usize,
    /// Each momentum of massive neutrinos: 30 leaves 1e-4 of φφ.
    pub massive: usize,
    /// The same once radiation streams, when hardly any of them clump on scales that they cross: 12 leaves 3e-5 of φφ.
    pub late_massive: usize,
}

/// Settings of the solver: a preset, of which fields may be changed.
///
/// Each field's doc says what it costs and what it biases, at the value of [`Self::standard`] and in a ΛCDM universe with one neutrino of
/// 0.06 eV (`tests/approximations.rs`).
///
/// ```
/// use lastscatter_boltzmann::{Accuracy, Solver};
///
/// let mut accuracy = Accuracy::standard();
/// accuracy.tolerance = 1e-6;
/// let solver = Solver { accuracy, ..Solver::new(2000) };
/// # assert_eq!(solver.lmax, 2000);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accuracy {
    /// Relative error allowed in a step of the perturbations; for multipoles, of the largest of their hierarchy. 1e-5 biases by less than
    /// 5e-5; cost ∝ its power −1/5.
    pub tolerance: f64,
    /// Absolute error allowed, where the mode's normalisation is 1.
    pub absolute: f64,
    /// Highest multipoles of the hierarchies.
    pub multipole: Multipole,
    /// Momenta per species of massive neutrinos: three leave 2e-4 of TT at ℓ < 10 (8e-4 for 3 × 0.15 eV), five a third of that.
    pub momenta: usize,
    /// Tight coupling of photons and baryons, to second order, holds below this k/κ′ …
    pub tight_wavenumber: f64,
    /// … and below this ℋ/κ′. Together 1e-4 at most; a later end saves steps as its square root.
    pub tight_hubble: f64,
    /// Once it no longer does, the slip between photons and baryons is still expanded below this kF, F = τ_c/(1+R) …
    pub slip_wavenumber: f64,
    /// … and below this ℋF. Without this stretch steps would be shorter by 1+R = 1 + 4ρ_γ/3ρ_b.
    pub slip_hubble: f64,
    /// Radiation is solved from the metric from this kτ on (`f64::INFINITY`: never) …
    pub streaming_wavenumber: f64,
    /// … where κ′τ is below this. Leaves 6e-4 of TE at ℓ = 13, 1e-4 elsewhere, and of Eφ 3e-3 of √(EE φφ) at ℓ = 10 to 30, where light
    /// that streams is scattered again; saves two thirds of all steps.
    pub streaming_opacity: f64,
    /// Massless neutrinos are a viscous fluid from this kτ on (`f64::INFINITY`: never, as in all presets: it saves few steps).
    pub fluid_wavenumber: f64,
    /// Massive neutrinos are viscous fluids from this kτ on (`f64::INFINITY`: never, as in all presets). From 80 on it leaves 4e-4 of φφ,
    /// 4e-3 for 3 × 0.15 eV.
    pub massive_fluid_wavenumber: f64,
    /// Once radiation streams, so do massive neutrinos while kv/ℋ of the slowest momentum is above this (`f64::INFINITY`: never). 25
    /// leaves 2e-5 of φφ, 2e-4 for 3 × 0.15 eV; without it there are twice as many steps.
    pub massive_streaming: f64,
    /// Wavenumbers per e-fold at low k: 7 leave 2e-3 of EE at ℓ < 30, 10 less than 3e-4.
    pub wavenumbers_per_efold: f64,
    /// Spacing of wavenumbers over the acoustic peaks, in units of π/r_s: 0.12 leaves 5e-5, 0.2 leaves 2e-4; cost ∝ its inverse.
    pub acoustic_spacing: f64,
    /// Spacing of wavenumbers over the oscillations of light that is scattered again at reionisation, in units of π over the distance
    /// that it has streamed: 0.18 leaves 2e-4 of EE at ℓ < 30.
    pub reionised_spacing: f64,
    /// Spacing of nodes in conformal time at last scattering in Mpc, and seven times it late; the sum over nodes converges faster than any power.
    /// 4 leaves 4e-4 of φφ at ℓ = 2 and less than 1e-5 elsewhere.
    pub node_spacing_mpc: f64,
    /// The largest wavenumber of temperature and polarisation over that of diffusion damping, k_D, or what ℓ_max needs.
    pub damping_reach: f64,
    /// Multipoles beyond the last one wanted that lensing needs: 1500 leave 8e-3 of BB at ℓ = 2500, 2500 leave 6e-4.
    pub lensing_margin: usize,
    /// The largest wavenumber of the lensing potential in Mpc⁻¹, for multipoles up to 2500, more for higher ones: 2 leaves 2e-3 of φφ at
    /// ℓ = 2500, 3 leaves 4e-4.
    pub largest_wavenumber: f64,
    /// Lensing by correlation functions.
    pub lensing: crate::lensing::Accuracy,
    pub(crate) transfer: crate::transfer::TransferAccuracy,
    pub(crate) tensor: crate::tensor::TensorAccuracy,
}

impl Multipole {
    /// The highest of all.
    pub(crate) fn largest(&self) -> usize {
        let Self {
            intensity,
            polarisation,
            reionised,
            massless,
            massive,
            late_massive,
        } = *self;
        let photons = intensity.max(polarisation).max(reionised);
        photons.max(massless).max(massive).max(late_massive)
    }
}

impl Accuracy {
    /// A few times 0.1 %, for exploration: half the cost of [`Self::standard`].
    #[must_use]
    pub const fn fast() -> Self {
        let mut fast = Self::standard();
        fast.tolerance = 1e-4;
        fast.absolute = 1e-6;
        fast.wavenumbers_per_efold = 7.0;
        fast.momenta = 3;
        fast.lensing_margin = 1500;
        fast.acoustic_spacing = 0.16;
        fast.streaming_wavenumber = 45.0;
        fast
    }

    /// 0.1 % of every spectrum at every multipole up to ℓ = 5000, and 0.03 % of [`Self::reference`].
    #[must_use]
    pub const fn standard() -> Self {
        Self {
            tolerance: 1e-5,
            absolute: 1e-7,
            multipole: Multipole {
                intensity: 16,
                polarisation: 16,
                reionised: 32,
                massless: 30,
                massive: 28,
                late_massive: 12,
            },
            momenta: 5,
            tight_wavenumber: 0.03,
            tight_hubble: 0.006,
            slip_wavenumber: 0.02,
            slip_hubble: 0.006,
            streaming_wavenumber: 80.0,
            streaming_opacity: 0.2,
            fluid_wavenumber: f64::INFINITY,
            massive_fluid_wavenumber: f64::INFINITY,
            massive_streaming: 25.0,
            wavenumbers_per_efold: 10.0,
            acoustic_spacing: 0.12,
            reionised_spacing: 0.18,
            node_spacing_mpc: 4.0,
            damping_reach: 3.2,
            lensing_margin: 2500,
            largest_wavenumber: 3.0,
            lensing: crate::lensing::Accuracy::standard(),
            transfer: crate::transfer::TransferAccuracy::standard(),
            tensor: crate::tensor::TensorAccuracy::standard(),
        }
    }

    /// 0.01 %: what [`Self::standard`] is measured by. Tight coupling ends early, radiation streams late (kτ = 1000), massive neutrinos
    /// never do; forty times the cost.
    #[must_use]
    pub const fn reference() -> Self {
        Self {
            tolerance: 1e-7,
            absolute: 1e-10,
            multipole: Multipole {
                intensity: 40,
                polarisation: 40,
                reionised: 50,
                massless: 50,
                massive: 50,
                late_massive: 50,
            },
            momenta: 8,
            tight_wavenumber: 0.006,
            tight_hubble: 0.002,
            slip_wavenumber: 0.004,
            slip_hubble: 0.002,
            streaming_wavenumber: 1000.0,
            streaming_opacity: 0.1,
            fluid_wavenumber: f64::INFINITY,
            massive_fluid_wavenumber: f64::INFINITY,
            massive_streaming: f64::INFINITY,
            wavenumbers_per_efold: 25.0,
            acoustic_spacing: 0.05,
            reionised_spacing: 0.1,
            node_spacing_mpc: 1.5,
            damping_reach: 4.0,
            lensing_margin: 2500,
            largest_wavenumber: 10.0,
            lensing: crate::lensing::Accuracy::reference(),
            transfer: crate::transfer::TransferAccuracy::reference(),
            tensor: crate::tensor::TensorAccuracy::reference(),
        }
    }

    pub(crate) fn validate(&self) -> Result<(), crate::Error> {
        // Wide enough for any purpose, and narrow enough that every setting ends in finite time and memory.
        const SMALL: (f64, f64, &str) = (1e-14, 1.0, "1e-14 to 1");
        const THRESHOLD: (f64, f64, &str) = (1e-9, 1e3, "1e-9 to 1000");
        const SPACING: (f64, f64, &str) = (1e-3, 10.0, "0.001 to 10");
        const LATE: (f64, f64, &str) = (1.0, f64::INFINITY, "a number above 1, or infinity");
        const REACH: (f64, f64, &str) = (0.01, 1e3, "0.01 to 1000");
        let ranges = [
            ("tolerance", self.tolerance, SMALL),
            ("absolute tolerance", self.absolute, SMALL),
            (
                "tight-coupling threshold in k",
                self.tight_wavenumber,
                THRESHOLD,
            ),
            (
                "tight-coupling threshold in aH",
                self.tight_hubble,
                THRESHOLD,
            ),
            ("slip threshold in k", self.slip_wavenumber, THRESHOLD),
            ("slip threshold in aH", self.slip_hubble, THRESHOLD),
            ("streaming threshold in k", self.streaming_wavenumber, LATE),
            (
                "streaming threshold in opacity",
                self.streaming_opacity,
                THRESHOLD,
            ),
            (
                "threshold of the massless fluid",
                self.fluid_wavenumber,
                LATE,
            ),
            (
                "threshold of massive fluids",
                self.massive_fluid_wavenumber,
                LATE,
            ),
            (
                "threshold of massive streaming",
                self.massive_streaming,
                (4.0, f64::INFINITY, "a number above 4, or infinity"),
            ),
            (
                "wavenumbers per e-fold",
                self.wavenumbers_per_efold,
                (1.0, 1e3, "1 to 1000"),
            ),
            ("acoustic spacing", self.acoustic_spacing, SPACING),
            ("reionised spacing", self.reionised_spacing, SPACING),
            (
                "node spacing in Mpc",
                self.node_spacing_mpc,
                (0.01, 100.0, "0.01 to 100"),
            ),
            (
                "largest wavenumber in 1/Mpc",
                self.largest_wavenumber,
                REACH,
            ),
            (
                "reach beyond damping",
                self.damping_reach,
                (1.0, 1e3, "1 to 1000"),
            ),
            (
                "momenta of massive neutrinos",
                self.momenta as f64,
                (1.0, 100.0, "1 to 100"),
            ),
            (
                "lensing margin",
                self.lensing_margin as f64,
                (0.0, 1e4, "0 to 10000"),
            ),
        ];
        for (name, value, (low, high, expected)) in ranges {
            if !(low..=high).contains(&value) {
                return Err(crate::Error::OutOfDomain {
                    name,
                    value,
                    expected,
                });
            }
        }
        let ends = self.multipole;
        let lowest = [
            ends.intensity,
            ends.polarisation,
            ends.reionised,
            ends.massless,
            ends.massive,
            ends.late_massive,
        ];
        if let Some(&value) = lowest.iter().find(|&&l| !(4..=500).contains(&l)) {
            return Err(crate::Error::OutOfDomain {
                name: "highest multipole of a hierarchy",
                value: value as f64,
                expected: "4 to 500",
            });
        }
        Ok(())
    }
}
