//! Quadrature, root finding, special functions and vectorised elementary functions; no physics
