//! The modes that stay finite at the beginning.

/// One of the five regular modes of scalar perturbations, each with its normalisation.
///
/// ```text
///                               as τ → 0, synchronous gauge, all others zero
/// Adiabatic                     η = ℛ = 1
/// ColdDarkMatterIsocurvature    δ_c = 1
/// BaryonIsocurvature            δ_b = 1
/// NeutrinoDensityIsocurvature   δ_ν = 1,   δ_γ = −R_ν/R_γ
/// NeutrinoVelocityIsocurvature  θ_ν = ¾k,   θ_γ = θ_b = −¾k R_ν/R_γ
/// ```
///
/// with R_i = ρ_i/(ρ_γ + ρ_ν). The primordial spectrum is that of the number which is 1 here; for the last mode it is the
/// dipole F_ν1 = 4θ_ν/3k, the momentum of neutrinos in units of their density. A positive curvature perturbation ℛ has
/// a positive η and positive potentials. CAMB and CLASS have the same amplitudes, and CAMB the opposite sign of the adiabatic mode.
///
/// Relative to photons, neutrinos have an entropy ¾(δ_ν − δ_γ) of 3/(4R_γ) in the fourth mode and a velocity of 3/(4R_γ) in the
/// fifth.
///
/// # References
///
/// `bucher2000`; `ma1995`, equation 96.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InitialCondition {
    /// The same number of all particles per photon everywhere; space is curved.
    Adiabatic,
    /// Cold dark matter varies against the rest.
    ColdDarkMatterIsocurvature,
    /// Baryons vary against the rest.
    BaryonIsocurvature,
    /// Neutrinos vary against photons, their total being uniform.
    NeutrinoDensityIsocurvature,
    /// Neutrinos stream against photons, their total momentum being zero.
    NeutrinoVelocityIsocurvature,
}

impl InitialCondition {
    /// All modes.
    pub const ALL: [Self; 5] = [
        Self::Adiabatic,
        Self::ColdDarkMatterIsocurvature,
        Self::BaryonIsocurvature,
        Self::NeutrinoDensityIsocurvature,
        Self::NeutrinoVelocityIsocurvature,
    ];
}
