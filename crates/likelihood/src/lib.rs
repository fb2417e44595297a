//! Cosmic microwave background data sets in their published formats, as likelihoods and predictive draws
