//! Blackbody radiation, spectral distortions and unit conversions through bandpasses
