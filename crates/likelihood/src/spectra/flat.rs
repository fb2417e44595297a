//! Flat bins, for data whose windows are not at hand.

use lastscatter_stokes::spectra::Pair;

use super::{Bandpower, Quantity, Window};

/// Bandpowers `observed` of D_ℓ in consecutive bins of these widths from multipole `first` on, each the plain mean
/// of D_ℓ over its bin.
pub(crate) fn flat_bins(
    pair: Pair,
    first: usize,
    widths: &[usize],
    observed: &[f64],
) -> Vec<Bandpower> {
    let mut begin = first;
    widths
        .iter()
        .zip(observed)
        .map(|(&width, &observed)| {
            let weights = vec![(width as f64).recip(); width];
            let band = Bandpower {
                pair,
                quantity: Quantity::Dl,
                ell: begin as f64 + 0.5 * (width as f64 - 1.0),
                observed,
                windows: vec![Window::new(pair, Quantity::Dl, begin, &weights)],
                offset: 0.0,
            };
            begin += width;
            band
        })
        .collect()
}
