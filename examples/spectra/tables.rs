//! Spectra and history as CSV.

use std::fmt::Write;

use lastscatter::cosmology::Thermodynamics;
use lastscatter::stokes::spectra::Pair;

use crate::solution::Spectra;

const SPECTRA: &str = "ell,unlensed_tt,unlensed_ee,unlensed_te,\
                       lensed_tt,lensed_ee,lensed_bb,lensed_te,phiphi,\
                       tensor_tt,tensor_ee,tensor_bb,tensor_te";
const PARITY_ODD: &str = "ell,tb,eb";
const BACKGROUND: &str =
    "z,hubble_km_s_mpc,comoving_distance_mpc,x_e,t_matter_k,optical_depth,visibility_mpc";

/// Earliest row of the background.
const FIRST_REDSHIFT: f64 = 1e4;
/// Rows per e-fold of 1+z: straight lines between them are good to 3e-5 in x_e where it falls most steeply.
const ROWS_PER_EFOLD: f64 = 1000.0;

/// C_ℓ in µK² from ℓ = 2 on; φφ dimensionless.
pub(crate) fn spectra(spectra: &Spectra) -> String {
    let (unlensed, lensed, tensor) = (&spectra.unlensed, &spectra.lensed, &spectra.tensor);
    let columns = [
        unlensed.tt().values(),
        unlensed.ee().values(),
        unlensed.te().values(),
        lensed.tt().values(),
        lensed.ee().values(),
        lensed.bb().values(),
        lensed.te().values(),
        spectra.potential.phi_phi().values(),
        tensor.tt().values(),
        tensor.ee().values(),
        tensor.bb().values(),
        tensor.te().values(),
    ];
    by_multipole(SPECTRA, &columns)
}

/// TB and EB of lensed scalars and tensors together, in µK²; none where both vanish.
pub(crate) fn parity_odd(spectra: &Spectra) -> Option<String> {
    let both = [&spectra.lensed, &spectra.tensor];
    if both.iter().all(|spectra| spectra.is_parity_even()) {
        return None;
    }
    let sum = |pair| -> Vec<f64> {
        let [lensed, tensor] = both.map(|s| s.spectrum(pair).map_or(&[][..], |s| s.values()));
        (lensed.iter().enumerate())
            .map(|(ell, c)| c + tensor.get(ell).unwrap_or(&0.0))
            .collect()
    };
    let (tb, eb) = (sum(Pair::TB), sum(Pair::EB));
    Some(by_multipole(PARITY_ODD, &[&tb, &eb]))
}

/// A row for each multipole from 2 to the last of the first column; columns that end before go on with zeros.
fn by_multipole(header: &str, columns: &[&[f64]]) -> String {
    let mut text = format!("{header}\n");
    for ell in 2..columns[0].len() {
        text += &ell.to_string();
        for column in columns {
            push(&mut text, column.get(ell).copied().unwrap_or(0.0));
        }
        text.push('\n');
    }
    text
}

/// Expansion and thermal history from today to z = 10⁴.
pub(crate) fn background(history: &Thermodynamics) -> String {
    let universe = history.background();
    let folds = FIRST_REDSHIFT.ln_1p();
    let rows = (folds * ROWS_PER_EFOLD).ceil();
    let mut text = format!("{BACKGROUND}\n");
    for row in 0..=rows as usize {
        let z = (folds * row as f64 / rows).exp_m1();
        let gas = history.at_redshift(z);
        // Writing to a string cannot fail.
        let _ = write!(text, "{z:.9e}");
        for value in [
            universe.hubble_km_s_mpc(z),
            universe.comoving_distance_mpc(z),
            gas.electrons,
            gas.baryon_temperature_k,
            gas.optical_depth,
            gas.visibility,
        ] {
            push(&mut text, value);
        }
        text.push('\n');
    }
    text
}

fn push(text: &mut String, value: f64) {
    let _ = write!(text, ",{value:.9e}");
}

#[cfg(test)]
mod tests {
    use lastscatter::cosmology::Parameters;

    use super::*;

    #[test]
    fn rows_begin_at_the_quadrupole() {
        let table = by_multipole("ell,a,b", &[&[0.0, 0.0, 1.5, 2.5], &[0.0, 0.0, -1e-20]]);
        let expected = "ell,a,b\n2,1.500000000e0,-1.000000000e-20\n3,2.500000000e0,0.000000000e0\n";
        assert_eq!(table, expected);
    }

    #[test]
    fn background_covers_recombination_and_today() {
        let history = Thermodynamics::new(&Parameters::planck2018()).unwrap();
        let table = background(&history);
        let rows: Vec<Vec<f64>> = table
            .lines()
            .skip(1)
            .map(|row| row.split(',').map(|cell| cell.parse().unwrap()).collect())
            .collect();
        assert!(rows.iter().flatten().all(|value| value.is_finite()));
        let (first, last) = (&rows[0], &rows[rows.len() - 1]);
        assert_eq!(&first[..3], [0.0, 67.36, 0.0]);
        assert!((last[0] - 1e4).abs() < 1e-6);
        let peak = rows.iter().max_by(|a, b| a[6].total_cmp(&b[6])).unwrap();
        assert!((peak[0] - 1089.0).abs() < 2.0, "{}", peak[0]);
        let depth = rows.iter().find(|row| row[0] > 100.0).unwrap()[5];
        assert!((depth - 0.0544).abs() < 0.01, "{depth}");
    }
}
