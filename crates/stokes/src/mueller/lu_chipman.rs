//! Lu and Chipman's polar decomposition.

use nalgebra::{Matrix3, Matrix4, Rotation3, UnitQuaternion, Vector3};
use uom::si::angle::radian;
use uom::si::f64::Angle;

use crate::{Convention, Error, MuellerMatrix, StokesVector};

/// A Mueller matrix as a diattenuator, then a retarder, then a depolariser.
///
/// ```text
/// M = M_Δ M_R M_D
///
///           ⎛ 1   Dᵀ  ⎞           ⎛ 1   0ᵀ  ⎞          ⎛ 1     0ᵀ  ⎞
/// M_D = M₀₀ ⎝ D   m_D ⎠     M_R = ⎝ 0   m_R ⎠    M_Δ = ⎝ P_Δ   m_Δ ⎠
/// ```
///
/// m_D = √(1−D²) 1 + (1 − √(1−D²)) D̂D̂ᵀ. With M' = M M_D⁻¹, the polar
/// decomposition m' = m_Δ m_R with m_Δ symmetric and of the sign of det m' gives the rest; it is
/// computed here from the singular value decomposition of m', without the loss of precision that
/// the paper's closed form has near a singular m'.
///
/// Cases in which the factors are not unique:
///
/// - m' of rank 2: the retarder is still unique. Rank 1: the retarder with the least retardance.
///   Rank 0 (the output does not depend on the polarisation that the diattenuator leaves): no
///   retarder.
/// - A perfect polariser (|D| = 1 to within 10⁻¹³), where M_D⁻¹ does not exist: M_Δ = diag(1, P, P,
///   P) with the polarizance P, and the retarder is the one of least retardance that turns D into
///   the direction of P (appendix of the paper).
///
/// The signs of V and of retardance are ours (see [`Convention`]), not those of the paper.
///
/// # Accuracy
///
/// M_Δ M_R M_D gives M back to 10⁻¹² M₀₀ until D is within 10⁻¹³ of 1, and to √(1−D²) from there on
/// (`recomposes` and `lu_chipman_near_a_polariser` in `tests/properties_mueller.rs`), and the
/// factors agree with the closed form evaluated in 50 digits (`tests/golden_mueller.rs`).
///
/// # Errors
///
/// [`MuellerMatrix::lu_chipman`] gives [`Error::OutOfDomain`] unless M₀₀ is positive and M finite,
/// and [`Error::Unphysical`] when |D| exceeds 1, or when |D| = 1 and M is not that of a polariser
/// (M_ij = P_i D_j).
///
/// # References
///
/// `lu1996`.
///
/// # Examples
///
/// ```
/// use lastscatter_stokes::{Iau, MuellerMatrix};
/// use lastscatter_stokes::uom::si::{angle::degree, f64::Angle};
///
/// let deg = Angle::new::<degree>;
/// let element = MuellerMatrix::<Iau>::depolarizer([0.9; 3])?
///     * MuellerMatrix::retarder(deg(30.0), deg(50.0))
///     * MuellerMatrix::diattenuator(deg(10.0), 0.8, 0.4)?;
/// let parts = element.lu_chipman()?;
/// assert!((parts.retardance().get::<degree>() - 50.0).abs() < 1e-10);
/// assert!((parts.fast_state()?.angle()?.get::<degree>() - 30.0).abs() < 1e-10);
/// assert!((parts.diattenuation() - 1.0 / 3.0).abs() < 1e-14);
/// assert!((parts.depolarization_power() - 0.1).abs() < 1e-14);
/// # Ok::<(), lastscatter_stokes::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LuChipman<C> {
    /// M_Δ, passed last.
    pub depolarizer: MuellerMatrix<C>,
    /// M_R.
    pub retarder: MuellerMatrix<C>,
    /// M_D, passed first; it carries the transmittance M₀₀.
    pub diattenuator: MuellerMatrix<C>,
    diattenuation: f64,
    polarizance: f64,
}

/// Distance of |D| from 1 below which the element is treated as a perfect polariser.
const POLARIZER: f64 = 1e-13;

/// How well M_ij = P_i D_j must hold behind such a polariser; the transverse leakage √(1−D²) is
/// below this.
const PRODUCT: f64 = 1e-6;

/// Sine of the angle between vectors below which they span no plane.
const PARALLEL: f64 = 1e-8;

/// Singular values of m' below this are zero.
const RANK: f64 = 1e-12;

impl<C: Convention> LuChipman<C> {
    pub(super) fn of(mueller: &MuellerMatrix<C>) -> Result<Self, Error> {
        let m00 = mueller.positive_transmittance()?;
        let d = mueller.diattenuation_vector()?;
        let p = mueller.polarizance_vector()?;
        let m: Matrix3<f64> = mueller.matrix().fixed_view::<3, 3>(1, 1) / m00;
        let diattenuation = d.norm();
        if diattenuation > 1.0 + POLARIZER {
            return Err(Error::Unphysical {
                what: "diattenuation ≤ 1",
                excess: diattenuation - 1.0,
                tolerance: POLARIZER,
            });
        }
        let (depolarizer, rotation, m_d) = if 1.0 - diattenuation <= POLARIZER {
            let (m_delta, rotation) = behind_polarizer(&d, &p, &m)?;
            (
                block(1.0, &Vector3::zeros(), &Vector3::zeros(), &m_delta),
                rotation,
                d * d.transpose(),
            )
        } else {
            let root = ((1.0 - diattenuation) * (1.0 + diattenuation)).sqrt();
            // (1 − √(1−D²))/D² = 1/(1 + √(1−D²)), which needs no direction at D = 0.
            let m_d = Matrix3::identity() * root + d * d.transpose() / (1.0 + root);
            // Eqs. 47 and 50, column by column: ±D̂ leave M as (P ± m D̂)/(1 ± D), other directions
            // as m/√(1−D²).
            let axis = d.try_normalize(0.0).unwrap_or_else(Vector3::x);
            let passed = (p + m * axis) / (2.0 * (1.0 + diattenuation));
            let stopped = (p - m * axis) / (2.0 * (1.0 - diattenuation));
            let mut m_prime = (passed - stopped) * axis.transpose();
            for across in perpendiculars(&axis) {
                m_prime += (m * across / root) * across.transpose();
            }
            let p_delta = passed + stopped;
            let (m_delta, rotation) = polar(&m_prime);
            (
                block(1.0, &Vector3::zeros(), &p_delta, &m_delta),
                rotation,
                m_d,
            )
        };
        Ok(Self {
            depolarizer,
            retarder: block(1.0, &Vector3::zeros(), &Vector3::zeros(), rotation.matrix()),
            diattenuator: block(m00, &d, &d, &m_d),
            diattenuation,
            polarizance: p.norm(),
        })
    }

    /// M_Δ M_R M_D.
    #[must_use]
    pub fn product(&self) -> MuellerMatrix<C> {
        self.depolarizer * self.retarder * self.diattenuator
    }

    /// Diattenuation D = |D|.
    #[must_use]
    pub fn diattenuation(&self) -> f64 {
        self.diattenuation
    }

    /// Polarizance P: the degree of polarisation that unpolarised light acquires (`lu1996`, equation 31).
    #[must_use]
    pub fn polarizance(&self) -> f64 {
        self.polarizance
    }

    /// Retardance in [0°, 180°].
    #[must_use]
    pub fn retardance(&self) -> Angle {
        Angle::new::<radian>(self.quaternion().angle())
    }

    /// The fast eigenpolarisation of the retarder, of unit intensity; its
    /// [`angle`](StokesVector::angle) is the fast axis of a linear retarder. A half-wave retarder's
    /// fast and slow states cannot be told apart: either is returned.
    ///
    /// # Errors
    ///
    /// [`Error::Undefined`] when the retardance vanishes (below 10⁻¹² rad).
    pub fn fast_state(&self) -> Result<StokesVector<C>, Error> {
        let quaternion = self.quaternion();
        let axis = quaternion
            .axis()
            .filter(|_| quaternion.angle() > 1e-12)
            .ok_or(Error::Undefined {
                what: "fast axis",
                why: "the retardance vanishes",
            })?;
        // The fast state is the axis of a right-handed turn where (x, y) turns the IAU's way.
        let a = axis.into_inner() * C::TURN;
        Ok(StokesVector::new(1.0, a[0], a[1], a[2]))
    }

    /// Depolarisation power Δ = 1 − |tr m_Δ|/3: 0 without depolarisation, 1 for the ideal depolariser.
    #[must_use]
    pub fn depolarization_power(&self) -> f64 {
        let m_delta = self.depolarizer.matrix().fixed_view::<3, 3>(1, 1);
        1.0 - m_delta.trace().abs() / 3.0
    }

    fn quaternion(&self) -> UnitQuaternion<f64> {
        let m_r: Matrix3<f64> = self.retarder.matrix().fixed_view::<3, 3>(1, 1).into();
        UnitQuaternion::from_rotation_matrix(&Rotation3::from_matrix_unchecked(m_r))
    }
}

/// m' = m_Δ m_R with m_Δ symmetric, semi-definite with the sign of det m', and m_R a proper rotation.
fn polar(m_prime: &Matrix3<f64>) -> (Matrix3<f64>, Rotation3<f64>) {
    let svd = m_prime.svd(true, true);
    let (Some(u), Some(v_t)) = (svd.u, svd.v_t) else {
        unreachable!("both sets of singular vectors were asked for")
    };
    let sigma = svd.singular_values;
    let handedness = (u.determinant() * v_t.determinant()).signum();
    let rank = sigma.iter().filter(|&&s| s > RANK).count();
    let m_delta = u * Matrix3::from_diagonal(&sigma) * u.transpose();
    let rotation = match rank {
        3 => {
            return (
                m_delta * handedness,
                Rotation3::from_matrix_unchecked(u * v_t * handedness),
            );
        }
        // Singular values come in descending order: the last pair of vectors is free in sign.
        2 => Rotation3::from_matrix_unchecked(
            u * Matrix3::from_diagonal(&Vector3::new(1.0, 1.0, handedness)) * v_t,
        ),
        1 => least_rotation(&v_t.row(0).transpose(), &u.column(0).into()),
        _ => Rotation3::identity(),
    };
    (m_delta, rotation)
}

/// Depolariser and retarder behind a perfect polariser (appendix of `lu1996`).
fn behind_polarizer(
    d: &Vector3<f64>,
    p: &Vector3<f64>,
    m: &Matrix3<f64>,
) -> Result<(Matrix3<f64>, Rotation3<f64>), Error> {
    let excess = (m - p * d.transpose()).norm();
    if excess > PRODUCT {
        return Err(Error::Unphysical {
            what: "M_ij = P_i D_j of a perfect polariser",
            excess,
            tolerance: PRODUCT,
        });
    }
    let polarizance = p.norm();
    let rotation = if polarizance > RANK {
        least_rotation(&d.normalize(), &(p / polarizance))
    } else {
        Rotation3::identity()
    };
    Ok((Matrix3::identity() * polarizance, rotation))
}

/// The rotation by the least angle that takes one unit vector to another, as the change between two frames that
/// share the axis: exact for any two vectors, opposite ones included.
fn least_rotation(from: &Vector3<f64>, to: &Vector3<f64>) -> Rotation3<f64> {
    // For (anti)parallel vectors anything perpendicular serves.
    let axis = from
        .cross(to)
        .try_normalize(PARALLEL)
        .unwrap_or_else(|| perpendiculars(from)[0]);
    let frame = |first: &Vector3<f64>| {
        let axis = (axis - first * first.dot(&axis)).normalize();
        Matrix3::from_columns(&[*first, axis.cross(first), axis])
    };
    Rotation3::from_matrix_unchecked(frame(to) * frame(from).transpose())
}

/// Two unit vectors that make up an orthonormal basis with this one.
fn perpendiculars(axis: &Vector3<f64>) -> [Vector3<f64>; 2] {
    let first = axis.cross(&Vector3::ith(axis.iamin(), 1.0)).normalize();
    [first, axis.cross(&first)]
}

fn block<C: Convention>(
    scale: f64,
    row: &Vector3<f64>,
    column: &Vector3<f64>,
    rest: &Matrix3<f64>,
) -> MuellerMatrix<C> {
    let mut matrix = Matrix4::identity();
    matrix
        .fixed_view_mut::<1, 3>(0, 1)
        .copy_from(&row.transpose());
    matrix.fixed_view_mut::<3, 1>(1, 0).copy_from(column);
    matrix.fixed_view_mut::<3, 3>(1, 1).copy_from(rest);
    MuellerMatrix::new(matrix * scale)
}
