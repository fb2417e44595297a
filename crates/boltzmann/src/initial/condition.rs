//! The modes that stay finite at the beginning.

/// One of the five regular modes of scalar perturbations, each with its normalisation.
///
/// ```text
///                               as τ → 0, synchronous gauge, all others zero
/// Adiabatic                     η = ℛ = 1
/// ColdDarkMatterIsocurvature    δ_c = 1
/// BaryonIsocurvature            δ_b = 1
/// NeutrinoDensityIsocurvature   δ_ν = 1,   δ_γ = −R_ν/R_γ
/// NeutrinoVelocityIsocurvature  θ_ν = k,   θ_γ = θ_b = −k R_ν/R_γ
/// ```
///
/// with R_i = ρ_i/(ρ_γ + ρ_ν). The primordial spectrum multiplies the square of the number that is 1 here. A positive curvature
/// perturbation ℛ has a positive η, and a positive potential φ. The neutrino modes are normalised by the density contrast and
/// by the velocity of the neutrinos themselves; relative to the photons these are larger by 1/R_γ, and the entropy
/// ¾(δ_ν − δ_γ) is 3/(4R_γ).
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
