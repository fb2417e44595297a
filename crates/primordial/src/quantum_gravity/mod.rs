//! What quantum gravity might leave in the primordial spectra, one proposal a module.
