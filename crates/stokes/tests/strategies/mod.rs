//! Random light and random elements for the property tests.
#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    reason = "each test file uses its own part"
)]

use lastscatter_stokes::{Convention, JonesMatrix, MuellerMatrix, RotationMeasure, StokesVector};
use nalgebra::Matrix2;
use num_complex::Complex64;
use proptest::prelude::*;
use uom::si::angle::radian;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

pub fn angle() -> impl Strategy<Value = Angle> {
    (-7.0..7.0).prop_map(Angle::new::<radian>)
}

/// A point inside the Poincaré sphere, as Stokes parameters.
pub fn light<C: Convention>() -> impl Strategy<Value = StokesVector<C>> {
    (pure_light::<C>(), 0.0..=1.0_f64).prop_map(|(pure, degree)| {
        pure * degree + StokesVector::unpolarized(pure.i * (1.0 - degree))
    })
}

pub fn pure_light<C: Convention>() -> impl Strategy<Value = StokesVector<C>> {
    (0.1..10.0_f64, -1.0..=1.0_f64, angle()).prop_map(|(intensity, v, psi)| {
        let (sin, cos) = (2.0 * psi.get::<radian>()).sin_cos();
        let linear = (1.0 - v * v).sqrt();
        StokesVector::new(1.0, linear * cos, linear * sin, v) * intensity
    })
}

/// Elements that keep the intensity of all light.
pub fn lossless<C: Convention>() -> impl Strategy<Value = JonesMatrix<C>> {
    prop_oneof![
        angle().prop_map(JonesMatrix::rotator),
        (angle(), angle()).prop_map(|(axis, delta)| JonesMatrix::retarder(axis, delta)),
        angle().prop_map(JonesMatrix::half_wave_plate),
        angle().prop_map(JonesMatrix::quarter_wave_plate),
        (pure_light(), angle())
            .prop_map(|(state, delta)| JonesMatrix::elliptic_retarder(&state, delta).unwrap()),
        (-5.0..5.0_f64).prop_map(|rm| JonesMatrix::faraday_rotator(
            RotationMeasure::from_rad_per_m2(rm).unwrap(),
            Length::new::<meter>(1.3)
        )),
    ]
}

/// Diattenuation below 0.99.
pub fn partial_diattenuator<C: Convention>() -> impl Strategy<Value = JonesMatrix<C>> {
    (pure_light(), 0.1..1.0_f64, 0.006..1.0_f64).prop_map(|(state, maximum, ratio)| {
        JonesMatrix::elliptic_diattenuator(&state, maximum, ratio * maximum).unwrap()
    })
}

pub fn polarizer<C: Convention>() -> impl Strategy<Value = JonesMatrix<C>> {
    pure_light().prop_map(|state| JonesMatrix::elliptic_diattenuator(&state, 1.0, 0.0).unwrap())
}

pub fn jones<C: Convention>() -> impl Strategy<Value = JonesMatrix<C>> {
    prop_oneof![lossless(), partial_diattenuator(), polarizer(), any_jones()]
}

pub fn any_jones<C: Convention>() -> impl Strategy<Value = JonesMatrix<C>> {
    prop::array::uniform8(-1.0..1.0_f64)
        .prop_filter("not dark", |x| x.iter().map(|y| y * y).sum::<f64>() > 1e-2)
        .prop_map(|x| {
            JonesMatrix::new(Matrix2::new(
                Complex64::new(x[0], x[1]),
                Complex64::new(x[2], x[3]),
                Complex64::new(x[4], x[5]),
                Complex64::new(x[6], x[7]),
            ))
        })
}

/// Diagonal depolarisers: mixtures of the identity and the three half-wave turns.
pub fn depolarizer<C: Convention>() -> impl Strategy<Value = MuellerMatrix<C>> {
    prop::array::uniform4(0.01..1.0_f64).prop_map(|w| {
        let total: f64 = w.iter().sum();
        let [a, b, c, d] = w.map(|x| x / total);
        MuellerMatrix::depolarizer([a + b - c - d, a - b + c - d, a - b - c + d]).unwrap()
    })
}

/// Any physical element: a mixture of elements that do not depolarise.
pub fn physical<C: Convention>() -> impl Strategy<Value = MuellerMatrix<C>> {
    prop::collection::vec((jones::<C>(), 0.1..1.0_f64), 1..5).prop_map(|parts| {
        parts
            .into_iter()
            .map(|(element, weight)| MuellerMatrix::from(element) * weight)
            .reduce(std::ops::Add::add)
            .unwrap()
    })
}
