//! The Mueller matrix.

use std::marker::PhantomData;
use std::ops::{Add, Mul};

use nalgebra::{Matrix2, Matrix4, Vector3};
use num_complex::Complex64;
use uom::si::f64::Angle;

use crate::convention::mirror;
use crate::{CloudeDecomposition, Convention, Error, JonesMatrix, LuChipman, StokesVector};

/// The 4×4 real matrix that an element applies to Stokes vectors.
///
/// `b * a` is element `a` passed first, then `b`, as the matrices act on a column; `b * a * light`
/// reads from right to left along the beam. A sum is the incoherent superposition of parallel
/// paths.
///
/// Any sixteen numbers are accepted, for a measured matrix need not be physical:
/// [`is_physical`](Self::is_physical) tests it, [`cloude`](Self::cloude) repairs it. A non-finite
/// angle gives an element full of NaN, which is not physical.
///
/// # References
///
/// `gil2016`.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::{Iau, MuellerMatrix, StokesVector};
/// use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
///
/// let deg = Angle::new::<degree>;
/// // A polariser halves unpolarised light …
/// let behind = MuellerMatrix::<Iau>::polarizer(deg(0.0)) * StokesVector::unpolarized(1.0);
/// assert!((behind.i - 0.5).abs() < 1e-15);
/// // … and a quarter-wave plate at 45° makes it circular.
/// let circular = MuellerMatrix::quarter_wave_plate(deg(45.0)) * behind;
/// assert!((circular.degree_of_circular_polarization()?.abs() - 1.0).abs() < 1e-15);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
///
/// An element described in one convention does not act on light described in the other:
///
/// ```compile_fail,E0277
/// use lastscatter_stokes::{Cosmo, Iau, MuellerMatrix, StokesVector};
///
/// let light = MuellerMatrix::<Cosmo>::identity() * StokesVector::<Iau>::unpolarized(1.0);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MuellerMatrix<C> {
    matrix: Matrix4<f64>,
    convention: PhantomData<C>,
}

impl<C: Convention> MuellerMatrix<C> {
    /// An element with this matrix, in the order I, Q, U, V.
    #[must_use]
    pub const fn new(matrix: Matrix4<f64>) -> Self {
        Self {
            matrix,
            convention: PhantomData,
        }
    }

    /// The matrix.
    #[must_use]
    pub fn matrix(&self) -> &Matrix4<f64> {
        &self.matrix
    }

    /// The element physically turned by `angle` from x towards y. Describing a fixed element in
    /// axes turned by `angle` is `rotated(-angle)`.
    #[must_use]
    pub fn rotated(&self, angle: Angle) -> Self {
        Self::rotator(angle) * *self * Self::rotator(-angle)
    }

    /// The same element in another convention: the row and column of U change sign.
    #[must_use]
    pub fn to_convention<D: Convention>(&self) -> MuellerMatrix<D> {
        let sign = mirror::<C, D>();
        let mut matrix = self.matrix;
        for other in [0, 1, 3] {
            matrix[(2, other)] *= sign;
            matrix[(other, 2)] *= sign;
        }
        MuellerMatrix::new(matrix)
    }

    /// Transmittance M₀₀ for unpolarised light.
    #[must_use]
    pub fn transmittance(&self) -> f64 {
        self.matrix[(0, 0)]
    }

    /// Diattenuation vector (M₀₁, M₀₂, M₀₃)/M₀₀: transmittance depends on polarisation along it;
    /// its length is the diattenuation (T_max − T_min)/(T_max + T_min).
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless M₀₀ is positive and the matrix finite.
    pub fn diattenuation_vector(&self) -> Result<Vector3<f64>, Error> {
        let m00 = self.positive_transmittance()?;
        Ok(self.matrix.fixed_view::<1, 3>(0, 1).transpose() / m00)
    }

    /// Polarizance vector (M₁₀, M₂₀, M₃₀)/M₀₀: the polarisation that unpolarised light acquires.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless M₀₀ is positive and the matrix finite.
    pub fn polarizance_vector(&self) -> Result<Vector3<f64>, Error> {
        let m00 = self.positive_transmittance()?;
        Ok(self.matrix.fixed_view::<3, 1>(1, 0) / m00)
    }

    /// Depolarisation index: 1 for an element with a Jones matrix, 0 for the ideal depolariser.
    ///
    /// ```text
    /// P_Δ = √[ (Σ_ij M_ij² − M₀₀²) / (3 M₀₀²) ]
    /// ```
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless M₀₀ is positive and the matrix finite.
    ///
    /// # References
    ///
    /// `gil1986`.
    pub fn depolarization_index(&self) -> Result<f64, Error> {
        let m00 = self.positive_transmittance()?;
        let normalised = self.matrix / m00;
        let rest = normalised.norm_squared() - 1.0;
        Ok((rest.max(0.0) / 3.0).sqrt())
    }

    /// Cloude's decomposition into at most four elements with Jones matrices.
    ///
    /// # Errors
    ///
    /// [`Error::OutOfDomain`] unless M₀₀ is positive and the matrix finite.
    pub fn cloude(&self) -> Result<CloudeDecomposition<C>, Error> {
        self.positive_transmittance()?;
        Ok(CloudeDecomposition::of(self))
    }

    /// Lu and Chipman's decomposition into diattenuator, retarder and depolariser.
    ///
    /// # Errors
    ///
    /// See [`LuChipman`].
    pub fn lu_chipman(&self) -> Result<LuChipman<C>, Error> {
        LuChipman::of(self)
    }

    /// Whether an element can have this matrix: the eigenvalues of Cloude's coherency matrix are at
    /// least −`tolerance` M₀₀. (It may amplify; passive elements have M₀₀ (1 + D) ≤ 1 besides.)
    #[must_use]
    pub fn is_physical(&self, tolerance: f64) -> bool {
        self.cloude()
            .is_ok_and(|decomposition| decomposition.is_physical(tolerance))
    }

    /// The Jones matrix of an element that does not depolarise, with its largest entry real and
    /// positive (the absolute phase is not in the Mueller matrix).
    ///
    /// # Errors
    ///
    /// [`Error::Unphysical`] when an eigenvalue of the coherency matrix other than the first exceeds
    /// `tolerance` M₀₀ in size; [`Error::OutOfDomain`] unless M₀₀ is positive and the matrix finite.
    pub fn jones(&self, tolerance: f64) -> Result<JonesMatrix<C>, Error> {
        let decomposition = self.cloude()?;
        let [weight, rest @ ..] = decomposition.eigenvalues;
        let excess = rest
            .into_iter()
            .fold(0.0, |worst: f64, w| worst.max(w.abs()))
            / self.transmittance();
        if tolerance.is_nan() || excess > tolerance {
            return Err(Error::Unphysical {
                what: "absence of depolarisation",
                excess,
                tolerance,
            });
        }
        Ok(JonesMatrix::new(
            decomposition.elements[0].matrix() * Complex64::from(weight.sqrt()),
        ))
    }

    /// M₀₀ of a finite matrix, known to be positive.
    pub(crate) fn positive_transmittance(&self) -> Result<f64, Error> {
        let m00 = self.matrix[(0, 0)];
        let worst = self
            .matrix
            .iter()
            .copied()
            .find(|element| !element.is_finite())
            .unwrap_or(m00);
        if worst > 0.0 && worst.is_finite() {
            Ok(m00)
        } else {
            Err(Error::OutOfDomain {
                name: "Mueller matrix element",
                value: worst,
                expected: "finite elements, the first one positive",
            })
        }
    }
}

/// The matrices σ_I, σ_Q, σ_U, σ_V with S_i = tr(σ_i J) and J = ½ Σ_i S_i σ_i in the frame of `C`.
pub(crate) fn stokes_basis<C: Convention>() -> [Matrix2<Complex64>; 4] {
    let (o, l) = (Complex64::ZERO, Complex64::ONE);
    let i = Complex64::new(0.0, C::TURN);
    [
        Matrix2::new(l, o, o, l),
        Matrix2::new(l, o, o, -l),
        Matrix2::new(o, l, l, o),
        Matrix2::new(o, i, -i, o),
    ]
}

/// M_ij = ½ tr(σ_i T σ_j T†), which is A (T ⊗ T*) A⁻¹ written out.
impl<C: Convention> From<JonesMatrix<C>> for MuellerMatrix<C> {
    fn from(jones: JonesMatrix<C>) -> Self {
        let basis = stokes_basis::<C>();
        let t = jones.matrix();
        let images = basis.map(|sigma| t * sigma * t.adjoint());
        Self::new(Matrix4::from_fn(|row, column| {
            0.5 * (basis[row] * images[column]).trace().re
        }))
    }
}

/// Composition: the right-hand element is passed first.
impl<C: Convention> Mul for MuellerMatrix<C> {
    type Output = Self;

    fn mul(self, first: Self) -> Self {
        Self::new(self.matrix * first.matrix)
    }
}

impl<C: Convention> Mul<StokesVector<C>> for MuellerMatrix<C> {
    type Output = StokesVector<C>;

    fn mul(self, light: StokesVector<C>) -> StokesVector<C> {
        StokesVector::from_vector(&(self.matrix * light.to_vector()))
    }
}

impl<C: Convention> Mul<f64> for MuellerMatrix<C> {
    type Output = Self;

    fn mul(self, factor: f64) -> Self {
        Self::new(self.matrix * factor)
    }
}

/// Parallel paths, added incoherently.
impl<C: Convention> Add for MuellerMatrix<C> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self::new(self.matrix + other.matrix)
    }
}
