//! From sources to spectra in flat space: the line-of-sight integral.
//!
//! Sources are splined over ln k, their nodes spread on evenly spaced rows of one table of j_ℓ(x), and the rows summed by a
//! dense product; so each wavenumber costs one multiplication for each row and sampled multipole, whatever the number
//! of sources. The integral over wavenumbers is a trapezoidal rule on a smooth grid, spectrally accurate.

mod accuracy;
mod functions;
mod gridding;
mod limber;
mod line_of_sight;
mod multipoles;
mod product;
mod radial;
mod sources;
mod stencil;
mod wavenumbers;

#[cfg(test)]
mod tests;

pub(crate) use accuracy::TransferAccuracy;
pub(crate) use functions::TransferFunctions;
pub(crate) use sources::{Channel, Observable, Radial, Sources};
