//! Whether to believe a posterior, and which of two.
//!
//! | Question | Answer |
//! | --- | --- |
//! | Does the best fit describe the data, spectrum by spectrum, multipole by multipole? | [`goodness`] |
//! | Would universes of the posterior have given such data? | [`PosteriorPredictive`] |
//! | Do two data sets agree? | [`ParameterShift`], [`EvidenceRatio`], [`Suspiciousness`] |
//! | Which model do the data prefer? | [`InformationCriteria`], [`Deviance`], [`Evidence`], [`compared`], [`comparison_table`] |
//! | How much of the posterior is its prior? | [`PriorSensitivity`], [`PriorEdge`], [`NormalPosterior::measured_parameters`] |
//!
//! What needs chains alone takes those of any sampler, read from files too; nothing here samples.

mod comparison;
mod concordance;
mod criteria;
mod edges;
mod evidence;
mod goodness;
mod normal;
mod predictive;
mod prior_sensitivity;
mod shift;
mod significance;

pub use comparison::{Candidate, Compared, compared, comparison_table, jeffreys, kass_raftery};
pub use concordance::{DataEvidence, EvidenceRatio, Suspiciousness};
pub use criteria::{Deviance, InformationCriteria};
pub use edges::PriorEdge;
pub use evidence::Evidence;
pub use goodness::{Chance, Goodness, GoodnessOptions, goodness};
pub use normal::NormalPosterior;
pub use predictive::{PosteriorPredictive, PredictedDatum, PredictiveCheck, SpectrumBand};
pub use prior_sensitivity::{PriorChange, PriorSensitivity};
pub use shift::ParameterShift;
pub use significance::Significance;
