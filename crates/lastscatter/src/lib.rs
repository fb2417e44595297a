//! The cosmic microwave background, from constants and radiation to likelihoods and posteriors.
//!
//! Each module is a crate of its own, `lastscatter-NAME`, re-exported under a feature of the same
//! name; all are on by default.
//!
//! The temperature of the microwave background from the spectrum that COBE/FIRAS measured:
//!
//! ```
//! # #[cfg(feature = "likelihood")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use lastscatter::inference::LevenbergMarquardt;
//! use lastscatter::likelihood::firas::{Component, FirasData, FirasLikelihood};
//!
//! let model = [Component::Temperature, Component::Galaxy];
//! let likelihood = FirasLikelihood::new(FirasData::published(), &model)?;
//! let fit = LevenbergMarquardt::default().minimise(&likelihood, &[0.0, 0.0])?;
//! let (shift, error) = (fit.theta[0], fit.standard_errors()[0]);
//! println!("T = 2.725 K + {shift:.2} ± {error:.2} µK, χ² = {:.2}", fit.chi_squared);
//! assert!((shift - 0.54).abs() < 0.005 && (error - 8.06).abs() < 0.005);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "likelihood"))]
//! # fn main() {}
//! ```
//!
//! What the universe of Planck 2018 looks like, lensed, at its first acoustic peak:
//!
//! ```
//! # #[cfg(feature = "boltzmann")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use lastscatter::boltzmann::Solver;
//! use lastscatter::cosmology::{Parameters, Thermodynamics};
//! use lastscatter::primordial::PowerLaw;
//!
//! let history = Thermodynamics::new(&Parameters::planck2018())?;
//! let solution = Solver::new(2500).solve(&history)?;
//! let spectra = solution.spectra(&PowerLaw::planck2018())?;
//! let lensed = spectra.lensed()?.in_microkelvin_squared(2.7255)?;
//! let peak = lensed.tt().to_dl().values()[220];
//! println!("first peak: {peak:.0} µK²");
//! assert!((peak - 5733.0).abs() < 5.0);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "boltzmann"))]
//! # fn main() {}
//! ```

#[cfg(feature = "analysis")]
#[doc(inline)]
pub use lastscatter_analysis as analysis;
#[cfg(feature = "boltzmann")]
#[doc(inline)]
pub use lastscatter_boltzmann as boltzmann;
#[cfg(feature = "constants")]
#[doc(inline)]
pub use lastscatter_constants as constants;
#[cfg(feature = "cosmology")]
#[doc(inline)]
pub use lastscatter_cosmology as cosmology;
#[cfg(feature = "inference")]
#[doc(inline)]
pub use lastscatter_inference as inference;
#[cfg(feature = "likelihood")]
#[doc(inline)]
pub use lastscatter_likelihood as likelihood;
#[cfg(feature = "numerics")]
#[doc(inline)]
pub use lastscatter_numerics as numerics;
#[cfg(feature = "primordial")]
#[doc(inline)]
pub use lastscatter_primordial as primordial;
#[cfg(feature = "radiation")]
#[doc(inline)]
pub use lastscatter_radiation as radiation;
#[cfg(feature = "stokes")]
#[doc(inline)]
pub use lastscatter_stokes as stokes;
