//! Gravitational waves: equations of motion, approximations, sources and spectra.

mod accuracy;
mod equations;
mod evolution;
mod free;
mod layout;
mod projection;
mod sources;
#[cfg(test)]
mod tests;
mod wavenumbers;

pub(crate) use accuracy::TensorAccuracy;
pub(crate) use projection::TensorTransfer;
