//! The cosmic microwave background, from constants and radiation to likelihoods and posteriors.
//!
//! Each module is a crate of its own, `lastscatter-NAME`, re-exported under a feature of the same
//! name; all are on by default.

#[cfg(feature = "constants")]
#[doc(inline)]
pub use lastscatter_constants as constants;
#[cfg(feature = "inference")]
#[doc(inline)]
pub use lastscatter_inference as inference;
#[cfg(feature = "likelihood")]
#[doc(inline)]
pub use lastscatter_likelihood as likelihood;
#[cfg(feature = "numerics")]
#[doc(inline)]
pub use lastscatter_numerics as numerics;
#[cfg(feature = "radiation")]
#[doc(inline)]
pub use lastscatter_radiation as radiation;
#[cfg(feature = "stokes")]
#[doc(inline)]
pub use lastscatter_stokes as stokes;
