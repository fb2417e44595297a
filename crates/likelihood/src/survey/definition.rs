//! A survey and its simulated data.

use std::ops::RangeInclusive;

use lastscatter_inference::stream;
use lastscatter_stokes::spectra::{Field, Pair};

use super::band::{Band, Noise};
use super::foreground::ResidualForeground;
use super::knox;
use super::wishart::Wishart;
use crate::Error;
use crate::spectra::{
    GaussianBandpowers, Requirements, SpectraLikelihood, Template, Theory, Window, flat_bins,
};

/// More than any survey resolves.
const LARGEST_MULTIPOLE: usize = 20_000;
/// More bandpowers than a covariance should have.
const MANY_BINS: usize = 4000;

/// The fields that a survey measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fields {
    /// T: bandpowers TT.
    T,
    /// T and E: bandpowers TT, TE and EE.
    TE,
    /// T, E and B: bandpowers TT, TE, EE and BB.
    TEB,
}

impl Fields {
    pub(super) const fn pairs(self) -> &'static [Pair] {
        match self {
            Self::T => &[Pair::TT],
            Self::TE => &[Pair::TT, Pair::TE, Pair::EE],
            Self::TEB => &[Pair::TT, Pair::TE, Pair::EE, Pair::BB],
        }
    }
}

/// A survey: bands with their beams and noise, combined to one map of each field.
///
/// ```text
/// N_ℓ⁻¹ = Σ_bands b_ℓ² / N_ℓ^band
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Survey {
    name: String,
    bands: Vec<Band>,
    sky_fraction: f64,
    multipoles: RangeInclusive<usize>,
    fields: Fields,
    foregrounds: Vec<ResidualForeground>,
}

impl Survey {
    /// A survey of these bands over a fraction of the sky, without foregrounds.
    ///
    /// # Errors
    ///
    /// [`Error::Survey`] without bands, for a beam, noise or frequency that is not positive and finite, a sky fraction
    /// outside of 0 to 1, or [multipoles](Self::with_multipoles) that cannot be.
    pub fn new(
        name: impl Into<String>,
        bands: Vec<Band>,
        sky_fraction: f64,
        multipoles: RangeInclusive<usize>,
        fields: Fields,
    ) -> Result<Self, Error> {
        let refused = |found: String, expected| Error::Survey { found, expected };
        if bands.is_empty() {
            return Err(refused("no bands".to_owned(), "one at least"));
        }
        if let Some(band) = bands.iter().find(|band| !band.is_valid()) {
            let expected = "positive finite frequency and noise, and a beam";
            return Err(refused(format!("{band:?}"), expected));
        }
        if !(sky_fraction > 0.0 && sky_fraction <= 1.0) {
            let found = format!("a sky fraction of {sky_fraction}");
            return Err(refused(found, "one above 0, up to 1"));
        }
        let all = Self {
            name: name.into(),
            bands,
            sky_fraction,
            multipoles: 2..=2,
            fields,
            foregrounds: vec![],
        };
        all.with_multipoles(multipoles)
    }

    /// The same survey between these multipoles.
    ///
    /// # Errors
    ///
    /// [`Error::Survey`] unless 2 ≤ first ≤ last ≤ 20 000 and the noise is finite there.
    pub fn with_multipoles(self, multipoles: RangeInclusive<usize>) -> Result<Self, Error> {
        let (first, last) = (*multipoles.start(), *multipoles.end());
        if first < 2 || last < first || last > LARGEST_MULTIPOLE {
            return Err(Error::Survey {
                found: format!("multipoles {first} to {last}"),
                expected: "some of 2 to 20 000",
            });
        }
        let this = Self { multipoles, ..self };
        for &pair in this.fields.pairs() {
            for ell in [first, last] {
                let noise = this.noise(pair, ell);
                if !noise.is_finite() {
                    return Err(Error::Survey {
                        found: format!("{pair} noise of {noise} µK² at ℓ = {ell}"),
                        expected: "a beam that resolves the multipoles",
                    });
                }
            }
        }
        Ok(this)
    }

    /// The same survey with these residual foregrounds as well.
    ///
    /// # Errors
    ///
    /// [`Error::Inference`] for ratios that are negative or not finite.
    pub fn with_foregrounds(
        mut self,
        foregrounds: impl IntoIterator<Item = ResidualForeground>,
    ) -> Result<Self, Error> {
        for foreground in foregrounds {
            foreground.require()?;
            self.foregrounds.push(foreground);
        }
        Ok(self)
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its bands.
    #[must_use]
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The part of the sky that it sees.
    #[must_use]
    pub const fn sky_fraction(&self) -> f64 {
        self.sky_fraction
    }

    /// Its multipoles.
    #[must_use]
    pub fn multipoles(&self) -> RangeInclusive<usize> {
        self.multipoles.clone()
    }

    /// Its foregrounds.
    #[must_use]
    pub fn foregrounds(&self) -> &[ResidualForeground] {
        &self.foregrounds
    }

    /// Its bandpowers' spectra.
    #[must_use]
    pub const fn pairs(&self) -> &'static [Pair] {
        self.fields.pairs()
    }

    /// Power N_ℓ of the combined map's noise, beam divided out, in µK²; none between T and polarisation.
    #[must_use]
    pub fn noise(&self, pair: Pair, ell: usize) -> f64 {
        let of_field = |noise: fn(&Band) -> &Noise| {
            let weights = self
                .bands
                .iter()
                .map(|band| band.deconvolved(noise(band), ell).recip());
            weights.sum::<f64>().recip()
        };
        match pair.fields() {
            [Field::T, Field::T] => of_field(|band| &band.temperature),
            [Field::E, Field::E] | [Field::B, Field::B] => of_field(|band| &band.polarisation),
            _ => 0.0,
        }
    }

    /// C_ℓ of the sky, with the foregrounds at these amplitudes.
    pub(super) fn sky(
        &self,
        theory: &Theory<'_>,
        amplitudes: &[f64],
        pair: Pair,
        ell: usize,
    ) -> f64 {
        let foregrounds = self.foregrounds.iter().zip(amplitudes);
        let residual: f64 = foregrounds.map(|(f, a)| a * f.cl(pair, ell)).sum();
        theory.cl(pair)[ell] + residual
    }

    /// The foregrounds' default amplitudes.
    pub(super) fn defaults(&self) -> Vec<f64> {
        self.foregrounds
            .iter()
            .map(|f| f.nuisance.default())
            .collect()
    }

    pub(super) fn requirements(&self) -> Requirements {
        Requirements {
            lmax: *self.multipoles.end(),
            phi_phi_lmax: None,
        }
    }

    /// Bandpowers of D_ℓ in bins of `width` multipoles (the last may be narrower), with the fiducial universe's as
    /// data, and with its covariance,
    ///
    /// ```text
    /// Cov(C_ℓ^XY, C_ℓ^ZW) = (C_ℓ^XZ C_ℓ^YW + C_ℓ^XW C_ℓ^YZ) / [(2ℓ+1) f_sky],   C with foregrounds and noise
    /// ```
    ///
    /// Errors are taken to be Gaussian, which they are not at the lowest multipoles, and the covariance does not follow
    /// the theory. Each foreground's amplitude is a nuisance parameter.
    ///
    /// # Accuracy
    ///
    /// Covariances of full-sky draws agree with it (`survey`).
    ///
    /// # References
    ///
    /// `knox1995`, `hamimeche2008`.
    ///
    /// # Errors
    ///
    /// [`Error::TheoryTooShort`]; [`Error::Survey`] for a width of 0 or more than 4000 bandpowers;
    /// [`Error::Inference`] for spectra whose covariance is not positive definite.
    pub fn bandpowers(
        &self,
        fiducial: &Theory<'_>,
        width: usize,
    ) -> Result<GaussianBandpowers, Error> {
        fiducial.require(self.requirements(), &self.name)?;
        let (first, last) = (*self.multipoles.start(), *self.multipoles.end());
        let count = (last + 1 - first).div_ceil(width.max(1)) * self.pairs().len();
        if width == 0 || count > MANY_BINS {
            return Err(Error::Survey {
                found: format!("{count} bins of {width} multipoles"),
                expected: "bins of one multipole at least, 4000 in all at most",
            });
        }
        let widths: Vec<usize> = (first..=last)
            .step_by(width)
            .map(|begin| width.min(last + 1 - begin))
            .collect();
        let bands = self.pairs().iter().flat_map(|&pair| {
            let nothing = vec![0.0; widths.len()];
            flat_bins(pair, first, &widths, &nothing)
        });
        let bands: Vec<_> = bands.collect();
        let covariance = knox::covariance(self, fiducial, &widths)?;
        let template = |foreground: &ResidualForeground| {
            let mean = |window: &Window| {
                let terms = (window.first..).zip(&window.weights);
                terms
                    .map(|(ell, weight)| weight * foreground.cl(window.pair, ell))
                    .sum()
            };
            Template {
                nuisance: foreground.nuisance.clone(),
                shape: bands.iter().map(|band| mean(&band.windows[0])).collect(),
            }
        };
        let templates = self.foregrounds.iter().map(template).collect();
        let empty = GaussianBandpowers::new(&self.name, bands, covariance, vec![])?
            .with_templates(templates)?;
        empty.with_observed(&empty.prediction(fiducial, &self.defaults())?)
    }

    /// The [bandpowers](Self::bandpowers) that this universe might have given, drawn with a seed.
    ///
    /// # Errors
    ///
    /// As [`bandpowers`](Self::bandpowers).
    pub fn observation(
        &self,
        truth: &Theory<'_>,
        width: usize,
        seed: u64,
    ) -> Result<GaussianBandpowers, Error> {
        let likelihood = self.bandpowers(truth, width)?;
        let draw = likelihood.draw(truth, &self.defaults(), &mut stream(seed, 0))?;
        likelihood.with_observed(&draw)
    }

    /// The exact likelihood of full-sky spectra, multipole by multipole, with the fiducial universe's as data.
    ///
    /// # Errors
    ///
    /// [`Error::TheoryTooShort`]; [`Error::Survey`] where too few modes are seen for T and E to be independent;
    /// [`Error::OutOfRange`] for spectra that are not positive definite.
    pub fn wishart(&self, fiducial: &Theory<'_>) -> Result<Wishart, Error> {
        Wishart::new(self.clone(), fiducial)
    }
}
