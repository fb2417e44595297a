//! The spectra of temperature and polarisation.

use super::{Cl, Dimensionless, MicrokelvinSquared, Pair, PowerUnit, Spectrum};
use crate::Error;

/// The spectra C_ℓ of T, E and B among each other, from ℓ = 0 to one ℓ_max.
///
/// TB and EB vanish where parity is conserved; [`with_parity_odd`](Self::with_parity_odd) or
/// [`rotated`](Self::rotated) give them values. For the signs of E and B see the [module](super).
///
/// # Examples
///
/// Scalars and tensors:
///
/// ```
/// use lastscatter_stokes::spectra::{AngularSpectra, Dimensionless};
///
/// let scalar = AngularSpectra::<Dimensionless>::from_values([0.0, 4.0], [0.0, 2.0], [0.0, 0.0], [0.0, 1.0])?;
/// let tensor = AngularSpectra::from_values([0.0, 0.4], [0.0, 0.2], [0.0, 0.1], [0.0, -0.1])?;
///
/// let total = scalar.sum(&tensor)?;
/// assert_eq!(total.bb().values(), [0.0, 0.1]);
/// assert_eq!(total.te().get(1), Some(0.9));
/// assert!(total.is_parity_even());
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct AngularSpectra<U> {
    tt: Spectrum<Cl, U>,
    ee: Spectrum<Cl, U>,
    bb: Spectrum<Cl, U>,
    te: Spectrum<Cl, U>,
    tb: Spectrum<Cl, U>,
    eb: Spectrum<Cl, U>,
}

impl<U: PowerUnit> AngularSpectra<U> {
    /// These four spectra; TB and EB are zero.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentLmax`] when they end at different multipoles.
    pub fn new(
        tt: Spectrum<Cl, U>,
        ee: Spectrum<Cl, U>,
        bb: Spectrum<Cl, U>,
        te: Spectrum<Cl, U>,
    ) -> Result<Self, Error> {
        for one in [&ee, &bb, &te] {
            tt.require_lmax(one.lmax())?;
        }
        let tb = Spectrum::zero(tt.lmax());
        let eb = tb.clone();
        Ok(Self {
            tt,
            ee,
            bb,
            te,
            tb,
            eb,
        })
    }

    /// These values of C_ℓ from ℓ = 0 on; TB and EB are zero.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::new`] and [`new`](Self::new).
    pub fn from_values(
        tt: impl Into<Vec<f64>>,
        ee: impl Into<Vec<f64>>,
        bb: impl Into<Vec<f64>>,
        te: impl Into<Vec<f64>>,
    ) -> Result<Self, Error> {
        Self::new(
            Spectrum::new(tt)?,
            Spectrum::new(ee)?,
            Spectrum::new(bb)?,
            Spectrum::new(te)?,
        )
    }

    /// The same with this TB and EB.
    ///
    /// # Errors
    ///
    /// [`Error::DifferentLmax`] when they end at another multipole.
    pub fn with_parity_odd(self, tb: Spectrum<Cl, U>, eb: Spectrum<Cl, U>) -> Result<Self, Error> {
        self.tt.require_lmax(tb.lmax())?;
        self.tt.require_lmax(eb.lmax())?;
        Ok(Self { tb, eb, ..self })
    }

    /// C_ℓ^TT.
    #[must_use]
    pub const fn tt(&self) -> &Spectrum<Cl, U> {
        &self.tt
    }

    /// C_ℓ^EE.
    #[must_use]
    pub const fn ee(&self) -> &Spectrum<Cl, U> {
        &self.ee
    }

    /// C_ℓ^BB.
    #[must_use]
    pub const fn bb(&self) -> &Spectrum<Cl, U> {
        &self.bb
    }

    /// C_ℓ^TE.
    #[must_use]
    pub const fn te(&self) -> &Spectrum<Cl, U> {
        &self.te
    }

    /// C_ℓ^TB.
    #[must_use]
    pub const fn tb(&self) -> &Spectrum<Cl, U> {
        &self.tb
    }

    /// C_ℓ^EB.
    #[must_use]
    pub const fn eb(&self) -> &Spectrum<Cl, U> {
        &self.eb
    }

    /// The spectrum of `pair`; `None` for those with φ, which [`LensingPotential`](super::LensingPotential) holds.
    #[must_use]
    pub const fn spectrum(&self, pair: Pair) -> Option<&Spectrum<Cl, U>> {
        match pair {
            Pair::TT => Some(&self.tt),
            Pair::EE => Some(&self.ee),
            Pair::BB => Some(&self.bb),
            Pair::TE => Some(&self.te),
            Pair::TB => Some(&self.tb),
            Pair::EB => Some(&self.eb),
            Pair::PhiPhi | Pair::TPhi | Pair::EPhi | Pair::BPhi => None,
        }
    }

    /// The largest multipole ℓ_max.
    #[must_use]
    pub fn lmax(&self) -> usize {
        self.tt.lmax()
    }

    /// Whether TB and EB are zero at all multipoles.
    #[must_use]
    pub fn is_parity_even(&self) -> bool {
        let mut odd = self.tb.values().iter().chain(self.eb.values());
        odd.all(|&c| c == 0.0)
    }

    /// This plus `other`, as for scalars and tensors.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::sum`].
    pub fn sum(&self, other: &Self) -> Result<Self, Error> {
        Ok(Self {
            tt: self.tt.sum(&other.tt)?,
            ee: self.ee.sum(&other.ee)?,
            bb: self.bb.sum(&other.bb)?,
            te: self.te.sum(&other.te)?,
            tb: self.tb.sum(&other.tb)?,
            eb: self.eb.sum(&other.eb)?,
        })
    }

    /// All times `factor`: A_s, or the square of a calibration.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::scaled`].
    pub fn scaled(&self, factor: f64) -> Result<Self, Error> {
        self.each(|spectrum| spectrum.scaled(factor))
    }

    /// In units of the mean temperature T₀.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::dimensionless`].
    pub fn dimensionless(&self, t_cmb_k: f64) -> Result<AngularSpectra<Dimensionless>, Error> {
        self.each(|spectrum| spectrum.dimensionless(t_cmb_k))
    }

    fn each<V>(
        &self,
        f: impl Fn(&Spectrum<Cl, U>) -> Result<Spectrum<Cl, V>, Error>,
    ) -> Result<AngularSpectra<V>, Error> {
        Ok(AngularSpectra {
            tt: f(&self.tt)?,
            ee: f(&self.ee)?,
            bb: f(&self.bb)?,
            te: f(&self.te)?,
            tb: f(&self.tb)?,
            eb: f(&self.eb)?,
        })
    }
}

impl AngularSpectra<Dimensionless> {
    /// In µK², for the mean temperature T₀.
    ///
    /// # Errors
    ///
    /// As [`Spectrum::in_microkelvin_squared`].
    pub fn in_microkelvin_squared(
        &self,
        t_cmb_k: f64,
    ) -> Result<AngularSpectra<MicrokelvinSquared>, Error> {
        self.each(|spectrum| spectrum.in_microkelvin_squared(t_cmb_k))
    }
}
