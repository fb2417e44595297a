//! The primordial helium abundance.

use crate::{Error, error::within};

/// How much helium there is: Y_p, the fraction of the baryons' mass that is helium-4.
///
/// Not to be confused with the fraction of nucleons, 4 n_He/n_b, which is 0.5% larger.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Helium {
    /// A given mass fraction.
    MassFraction(f64),
    /// What standard nucleosynthesis makes with the universe's ω_b and N_eff, see [`nucleosynthesis_mass_fraction`].
    Nucleosynthesis,
}

/// Range of ω_b of the fit.
const OMEGA_B_RANGE: [f64; 2] = [0.005, 0.04];
/// Range of N_eff of the fit: ΔN = −3 to 7.
const N_EFF_RANGE: [f64; 2] = [0.046, 10.046];

/// Rows: powers of ln g_*/10.75; columns: powers of ln(ω_b/0.0224).
const COEFFICIENTS: [[f64; 6]; 4] = [
    [
        2.454035e-01,
        9.567169e-03,
        -8.062026e-04,
        3.259604e-04,
        -9.479613e-05,
        9.895737e-05,
    ],
    [
        8.219418e-02,
        -1.545239e-05,
        -4.916779e-04,
        1.947112e-04,
        -1.557165e-04,
        4.771386e-05,
    ],
    [
        4.938466e-03,
        -3.388521e-04,
        -1.381779e-04,
        3.543699e-05,
        -1.009385e-04,
        3.053162e-05,
    ],
    [
        -1.836610e-03,
        6.624445e-05,
        -1.521522e-04,
        1.148691e-04,
        2.466495e-04,
        1.537894e-04,
    ],
];

/// Helium mass fraction from standard nucleosynthesis with a neutron lifetime of 880.2 s.
///
/// Our polynomial fit to the tables of `PArthENoPE` (2017), in ln ω_b and in the logarithm of
/// g_* = 10.75 + 7/4 (N_eff − 3.046), which sets the expansion while neutrons freeze out.
///
/// # Accuracy
///
/// 4e-5 from the table, whose own uncertainty from rates and lifetime is 1.5e-4 (`golden_helium::fit_against_the_tables`).
///
/// # References
///
/// `pisanti2008` (the code).
///
/// # Errors
///
/// [`Error::OutOfRange`] outside 0.005 ≤ ω_b ≤ 0.04 and 0.046 ≤ N_eff ≤ 10.046.
///
/// # Examples
///
/// ```
/// use lastscatter_cosmology::nucleosynthesis_mass_fraction;
///
/// assert!((nucleosynthesis_mass_fraction(0.022_37, 3.046)? - 0.2454).abs() < 5e-5);
/// # Ok::<(), lastscatter_cosmology::Error>(())
/// ```
pub fn nucleosynthesis_mass_fraction(omega_b_h2: f64, n_eff: f64) -> Result<f64, Error> {
    within("omega_b h² for nucleosynthesis", omega_b_h2, OMEGA_B_RANGE)?;
    within("N_eff for nucleosynthesis", n_eff, N_EFF_RANGE)?;
    let x = (omega_b_h2 / 0.0224).ln();
    let s = (7.0 / 43.0 * (n_eff - 3.046)).ln_1p();
    let row = |c: &[f64; 6]| c.iter().rev().fold(0.0, |sum, &c| sum * x + c);
    Ok(COEFFICIENTS
        .iter()
        .rev()
        .fold(0.0, |sum, c| sum * s + row(c)))
}

impl Helium {
    pub(crate) fn validate(self) -> Result<(), Error> {
        if let Self::MassFraction(fraction) = self {
            within("helium mass fraction", fraction, [0.0, 0.9])?;
        }
        Ok(())
    }

    pub(crate) fn mass_fraction(self, omega_b_h2: f64, n_eff: f64) -> Result<f64, Error> {
        match self {
            Self::MassFraction(fraction) => Ok(fraction),
            Self::Nucleosynthesis => nucleosynthesis_mass_fraction(omega_b_h2, n_eff),
        }
    }
}
