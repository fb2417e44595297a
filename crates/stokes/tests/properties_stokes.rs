//! Properties of light: round trips and rotations.

mod strategies;

use approx::assert_abs_diff_eq;
use lastscatter_stokes::{
    CoherencyMatrix, Cosmo, Handedness, Iau, JonesMatrix, JonesVector, MuellerMatrix,
    RotationMeasure, StokesVector,
};
use proptest::prelude::*;
use strategies::{angle, jones, light, physical, pure_light};
use uom::si::angle::{degree, radian};
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

/// Rounding of a few operations on numbers up to ten.
const ROUNDING: f64 = 1e-13;

fn difference<C: lastscatter_stokes::Convention>(a: StokesVector<C>, b: StokesVector<C>) -> f64 {
    (a.to_vector() - b.to_vector()).norm()
}

proptest! {
    #[test]
    fn coherency_round_trip(iau in light::<Iau>(), cosmo in light::<Cosmo>()) {
        prop_assert!(difference(CoherencyMatrix::from(iau).stokes(), iau) < ROUNDING);
        prop_assert!(difference(CoherencyMatrix::from(cosmo).stokes(), cosmo) < ROUNDING);
    }

    #[test]
    fn eigenmodes_make_up_the_beam(light in light::<Cosmo>()) {
        let modes = CoherencyMatrix::from(light).eigenmodes();
        let sum: StokesVector<Cosmo> = modes.iter().map(|m| m.state.stokes() * m.intensity).sum();
        prop_assert!(difference(sum, light) < ROUNDING);
        prop_assert!(modes[0].intensity >= modes[1].intensity);
        prop_assert!((modes[0].state.intensity() - 1.0).abs() < ROUNDING);
    }

    #[test]
    fn entropy_falls_with_the_degree_of_polarisation(light in light::<Iau>()) {
        let p = light.degree_of_polarization().unwrap().min(1.0);
        let entropy = CoherencyMatrix::from(light).entropy().unwrap();
        // Bounds of the binary entropy.
        prop_assert!(entropy <= 1.0 && entropy >= (1.0 - p * p) - ROUNDING);
        prop_assert!(entropy <= (1.0 - p * p).sqrt() + ROUNDING);
    }

    #[test]
    fn jones_round_trip(light in pure_light::<Cosmo>()) {
        let field = JonesVector::from_stokes(&light, 1e-12).unwrap();
        prop_assert!(difference(field.stokes(), light) < ROUNDING);
    }

    #[test]
    fn convention_round_trip(light in light::<Iau>(), element in physical::<Iau>()) {
        let there: StokesVector<Cosmo> = light.into();
        prop_assert_eq!(StokesVector::<Iau>::from(there), light);
        prop_assert_eq!(element.to_convention::<Cosmo>().to_convention::<Iau>(), element);
    }

    /// Describing everything in the other convention commutes with the physics.
    #[test]
    fn conventions_agree_on_what_happens(light in light::<Iau>(), element in jones::<Iau>()) {
        let here = MuellerMatrix::from(element) * light;
        let there = MuellerMatrix::from(element.to_convention::<Cosmo>()) * StokesVector::from(light);
        prop_assert!(difference(StokesVector::from(there), here) < ROUNDING);
        let mueller = MuellerMatrix::from(element).to_convention::<Cosmo>();
        prop_assert!(difference(mueller * StokesVector::from(light), there) < ROUNDING);
    }

    /// The named elements mean the same angle in either frame once its sign is changed.
    #[test]
    fn elements_in_both_conventions(axis in angle(), delta in angle(), rm in -3.0..3.0_f64) {
        let pairs = [
            (JonesMatrix::<Iau>::retarder(axis, delta), JonesMatrix::<Cosmo>::retarder(-axis, delta)),
            (JonesMatrix::polarizer(axis), JonesMatrix::polarizer(-axis)),
            (JonesMatrix::rotator(axis), JonesMatrix::rotator(-axis)),
            (
                JonesMatrix::circular_polarizer(Handedness::Left),
                JonesMatrix::circular_polarizer(Handedness::Left),
            ),
            (
                JonesMatrix::faraday_rotator(RotationMeasure::from_rad_per_m2(rm).unwrap(), Length::new::<meter>(1.0)),
                JonesMatrix::faraday_rotator(RotationMeasure::from_rad_per_m2(rm).unwrap(), Length::new::<meter>(1.0)),
            ),
        ];
        for (iau, cosmo) in pairs {
            let change = MuellerMatrix::from(iau).to_convention::<Cosmo>().matrix()
                - MuellerMatrix::from(cosmo).matrix();
            prop_assert!(change.norm() < ROUNDING);
        }
    }

    #[test]
    fn jones_vectors_change_convention_as_stokes_vectors_do(light in pure_light::<Iau>()) {
        let field = JonesVector::from_stokes(&light, 1e-12).unwrap().to_convention::<Cosmo>();
        prop_assert!(difference(field.stokes(), light.into()) < ROUNDING);
    }

    #[test]
    fn turning_light_and_turning_axes_cancel(light in light::<Iau>(), turn in angle()) {
        let back = (MuellerMatrix::rotator(turn) * light).in_rotated_frame(turn);
        prop_assert!(difference(back, light) < ROUNDING);
    }

    #[test]
    fn rotation_moves_the_angle_and_nothing_else(light in light::<Iau>(), turn in angle()) {
        prop_assume!(light.linear_intensity() > 1e-3);
        let turned = MuellerMatrix::rotator(turn) * light;
        let moved = (turned.angle().unwrap() - light.angle().unwrap() - turn).get::<radian>();
        prop_assert!((moved).sin().abs() < 1e-11);
        prop_assert!((turned.linear_intensity() - light.linear_intensity()).abs() < ROUNDING);
        prop_assert!((turned.v - light.v).abs() < ROUNDING);
    }

    #[test]
    fn parts_make_up_the_beam(light in light::<Iau>()) {
        prop_assert!(difference(light.polarized_part() + light.unpolarized_part(), light) < ROUNDING);
        prop_assert!((light.polarized_part().degree_of_polarization().unwrap() - 1.0).abs() < ROUNDING);
    }

    #[test]
    fn mixing_beams_never_polarises_more(a in light::<Iau>(), b in light::<Iau>()) {
        let sum = a + b;
        let most = a.degree_of_polarization().unwrap().max(b.degree_of_polarization().unwrap());
        prop_assert!(sum.is_physical(ROUNDING));
        prop_assert!(sum.degree_of_polarization().unwrap() <= most + ROUNDING);
    }
}

#[test]
fn ellipse_of_known_light() {
    let deg = Angle::new::<degree>;
    let right = StokesVector::<Iau>::circular(3.0, Handedness::Right);
    assert_abs_diff_eq!(
        right.ellipticity().unwrap().get::<degree>(),
        45.0,
        epsilon = 1e-12
    );
    // Axial ratio 1/2 at 30°, left-handed: tan χ = −1/2.
    let field = JonesMatrix::<Iau>::rotator(deg(30.0))
        * JonesVector::new(2.0.into(), num_complex::Complex64::new(0.0, 1.0));
    let stokes = field.stokes();
    assert_abs_diff_eq!(
        stokes.angle().unwrap().get::<degree>(),
        30.0,
        epsilon = 1e-12
    );
    assert_abs_diff_eq!(
        stokes.ellipticity().unwrap().get::<radian>().tan(),
        -0.5,
        epsilon = 1e-14
    );
}

/// 10 rad m⁻² at 10 cm turn light by 0.1 rad north through east, which is the positive sense of IAU alone.
#[test]
fn faraday_rotation_turns_north_through_east() {
    let rm = RotationMeasure::from_rad_per_m2(10.0).unwrap();
    let wavelength = Length::new::<meter>(0.1);
    let iau = MuellerMatrix::<Iau>::faraday_rotator(rm, wavelength)
        * StokesVector::linear(1.0, Angle::new::<radian>(0.3));
    assert_abs_diff_eq!(iau.angle().unwrap().get::<radian>(), 0.4, epsilon = 1e-15);
    let cosmo = MuellerMatrix::<Cosmo>::faraday_rotator(rm, wavelength)
        * StokesVector::linear(1.0, Angle::new::<radian>(0.3));
    assert_abs_diff_eq!(cosmo.angle().unwrap().get::<radian>(), 0.2, epsilon = 1e-15);
    assert!(RotationMeasure::from_rad_per_m2(f64::INFINITY).is_err());
}

/// The field itself, sampled in time: right-handed light turns from north through east.
#[test]
fn right_handed_light_turns_counterclockwise() {
    let field = JonesVector::<Iau>::circular(Handedness::Right);
    let at = |phase: f64| {
        let carrier = num_complex::Complex64::cis(phase);
        ((field.y * carrier).re).atan2((field.x * carrier).re)
    };
    assert!((at(0.1) - at(0.0) - 0.1).abs() < 1e-15);
}
