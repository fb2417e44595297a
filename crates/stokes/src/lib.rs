//! Stokes vectors, Jones and Mueller matrices, polarisation conventions, and estimation of polarisation from noisy data
