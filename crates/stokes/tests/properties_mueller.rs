//! Properties of elements: groups, invariants, decompositions.

mod strategies;

use approx::assert_abs_diff_eq;
use lastscatter_stokes::{
    CoherencyMatrix, Cosmo, Error, Handedness, Iau, JonesMatrix, JonesVector, MuellerMatrix,
    StokesVector,
};
use nalgebra::{Matrix3, Matrix4, Vector3};
use proptest::prelude::*;
use strategies::{
    angle, any_jones, depolarizer, jones, light, lossless, partial_diattenuator, physical,
    polarizer, pure_light,
};
use uom::si::angle::{degree, radian};
use uom::si::f64::Angle;

/// Rounding of a few operations on numbers up to ten.
const ROUNDING: f64 = 1e-13;

fn distance<C: lastscatter_stokes::Convention>(a: MuellerMatrix<C>, b: MuellerMatrix<C>) -> f64 {
    (a.matrix() - b.matrix()).norm()
}

fn interval<C: lastscatter_stokes::Convention>(s: StokesVector<C>) -> f64 {
    s.i * s.i - s.q * s.q - s.u * s.u - s.v * s.v
}

fn minor<C: lastscatter_stokes::Convention>(m: MuellerMatrix<C>) -> Matrix3<f64> {
    m.matrix().fixed_view::<3, 3>(1, 1).into()
}

proptest! {
    #[test]
    fn rotators_form_a_group(a in angle(), b in angle()) {
        let product = MuellerMatrix::<Iau>::rotator(a) * MuellerMatrix::rotator(b);
        prop_assert!(distance(product, MuellerMatrix::rotator(a + b)) < ROUNDING);
        let inverse = MuellerMatrix::<Iau>::rotator(a) * MuellerMatrix::rotator(-a);
        prop_assert!(distance(inverse, MuellerMatrix::identity()) < ROUNDING);
    }

    #[test]
    fn rotation_by_half_a_turn_is_identity(a in angle(), light in light::<Iau>()) {
        let half = Angle::new::<radian>(std::f64::consts::PI);
        let turned = MuellerMatrix::rotator(half) * light;
        prop_assert!((turned.to_vector() - light.to_vector()).norm() < ROUNDING);
        let plate = MuellerMatrix::<Iau>::retarder(a, a);
        prop_assert!(distance(plate.rotated(half), plate) < ROUNDING);
    }

    #[test]
    fn mueller_of_a_product_is_the_product(a in any_jones::<Cosmo>(), b in any_jones::<Cosmo>()) {
        let one_way = MuellerMatrix::from(a * b);
        prop_assert!(distance(one_way, MuellerMatrix::from(a) * MuellerMatrix::from(b)) < ROUNDING);
    }

    #[test]
    fn jones_and_mueller_agree(element in jones::<Cosmo>(), pure in pure_light::<Cosmo>(), mixed in light::<Cosmo>()) {
        let field = JonesVector::from_stokes(&pure, 1e-12).unwrap();
        let by_jones = (element * field).stokes();
        let by_mueller = MuellerMatrix::from(element) * pure;
        prop_assert!((by_jones.to_vector() - by_mueller.to_vector()).norm() < ROUNDING);
        let by_coherency = (element * CoherencyMatrix::from(mixed)).stokes();
        let by_mueller = MuellerMatrix::from(element) * mixed;
        prop_assert!((by_coherency.to_vector() - by_mueller.to_vector()).norm() < ROUNDING);
    }

    #[test]
    fn physical_light_stays_physical(element in physical::<Iau>(), light in light::<Iau>()) {
        let out = element * light;
        prop_assert!(out.i >= 0.0);
        prop_assert!(interval(out) >= -1e-12 * light.i * light.i);
    }

    #[test]
    fn lossless_elements_keep_the_interval(element in lossless::<Cosmo>(), light in light::<Cosmo>()) {
        let out = MuellerMatrix::from(element) * light;
        prop_assert!((out.i - light.i).abs() < ROUNDING);
        prop_assert!((interval(out) - interval(light)).abs() < 1e-12 * light.i * light.i);
    }

    /// Any Jones matrix multiplies I² − Q² − U² − V² by |det T|².
    #[test]
    fn interval_scales_with_the_determinant(element in any_jones::<Iau>(), light in light::<Iau>()) {
        let out = MuellerMatrix::from(element) * light;
        let factor = element.matrix().determinant().norm_sqr();
        prop_assert!((interval(out) - factor * interval(light)).abs() < 1e-11 * light.i * light.i);
    }

    #[test]
    fn jones_elements_have_one_eigenvalue(element in jones::<Iau>()) {
        let mueller = MuellerMatrix::from(element);
        let [first, rest @ ..] = mueller.cloude().unwrap().eigenvalues;
        prop_assert!((first - mueller.transmittance()).abs() < ROUNDING);
        prop_assert!(rest.iter().all(|w| w.abs() < ROUNDING));
        prop_assert!((mueller.depolarization_index().unwrap() - 1.0).abs() < ROUNDING);
        let back = mueller.jones(1e-12).unwrap();
        prop_assert!(distance(back.into(), mueller) < ROUNDING);
    }

    #[test]
    fn cloude_components_make_up_the_element(element in physical::<Cosmo>()) {
        let cloude = element.cloude().unwrap();
        let sum = cloude.components().into_iter().reduce(std::ops::Add::add).unwrap();
        prop_assert!(distance(sum, element) < ROUNDING);
        prop_assert!(cloude.is_physical(1e-14));
        prop_assert!(distance(cloude.nearest_physical(), element) < ROUNDING);
        // Gil's relation between the index and the eigenvalues.
        let purity: f64 = cloude.eigenvalues.iter().map(|w| (w / element.transmittance()).powi(2)).sum();
        let index = element.depolarization_index().unwrap();
        prop_assert!((index * index - (4.0 * purity - 1.0) / 3.0).abs() < 1e-12);
    }

    /// No physical matrix in the neighbourhood is closer than the clipped one.
    #[test]
    fn nearest_physical_is_nearest(
        element in physical::<Iau>(),
        noise in prop::array::uniform16(-0.3..0.3_f64),
        other in physical::<Iau>(),
        step in 0.0..1.0_f64,
    ) {
        let measured = MuellerMatrix::new(element.matrix() + Matrix4::from_row_slice(&noise));
        prop_assume!(measured.cloude().is_ok());
        let nearest = measured.cloude().unwrap().nearest_physical();
        prop_assert!(nearest.is_physical(1e-13));
        // The set of physical matrices is convex, so the way to any other member must lead uphill.
        let towards = nearest * (1.0 - step) + other * step;
        prop_assert!(distance(towards, measured) >= distance(nearest, measured) - ROUNDING);
    }

    #[test]
    fn recomposes(
        depolarizer in depolarizer::<Cosmo>(),
        retarder in lossless::<Cosmo>(),
        diattenuator in partial_diattenuator::<Cosmo>(),
        turn in angle(),
    ) {
        let element = depolarizer.rotated(turn) * MuellerMatrix::from(retarder) * MuellerMatrix::from(diattenuator);
        let parts = element.lu_chipman().unwrap();
        prop_assert!(distance(parts.product(), element) < 1e-12 * element.transmittance());
        // The factors have the properties that their names promise.
        let m_r = minor(parts.retarder);
        prop_assert!((m_r * m_r.transpose() - Matrix3::identity()).norm() < 1e-12);
        prop_assert!((m_r.determinant() - 1.0).abs() < 1e-12);
        let m_delta = minor(parts.depolarizer);
        prop_assert!((m_delta - m_delta.transpose()).norm() < 1e-12);
        prop_assert!(parts.depolarizer.diattenuation_vector().unwrap().norm() < ROUNDING);
        prop_assert!(distance(parts.diattenuator, MuellerMatrix::from(diattenuator)) < 1e-12);
        prop_assert!((parts.diattenuation() - element.diattenuation_vector().unwrap().norm()).abs() < ROUNDING);
        prop_assert!((parts.polarizance() - element.polarizance_vector().unwrap().norm()).abs() < ROUNDING);
    }

    #[test]
    fn lu_chipman_of_any_physical_element_recomposes(element in physical::<Iau>()) {
        let parts = element.lu_chipman().unwrap();
        prop_assert!(distance(parts.product(), element) < 1e-12 * element.transmittance());
    }

    #[test]
    fn lu_chipman_finds_retarder_and_axis(axis in -1.57..1.57_f64, delta in 0.01..3.13_f64, loss in partial_diattenuator::<Cosmo>()) {
        let retarder = MuellerMatrix::<Cosmo>::retarder(Angle::new::<radian>(axis), Angle::new::<radian>(delta));
        let parts = (retarder * MuellerMatrix::from(loss)).lu_chipman().unwrap();
        prop_assert!((parts.retardance().get::<radian>() - delta).abs() < 1e-10);
        let found = parts.fast_state().unwrap().angle().unwrap().get::<radian>();
        prop_assert!((found - axis).sin().abs() < 1e-10);
        prop_assert!(parts.depolarization_power().abs() < 1e-11);
    }

    #[test]
    fn lu_chipman_finds_elliptic_retarders(state in pure_light::<Cosmo>(), delta in 0.01..3.13_f64) {
        let retarder = JonesMatrix::elliptic_retarder(&state, Angle::new::<radian>(delta)).unwrap();
        let fast = MuellerMatrix::from(retarder).lu_chipman().unwrap().fast_state().unwrap();
        prop_assert!((fast * state.i - state).to_vector().norm() < 1e-10 * state.i);
    }

    /// A perfect polariser followed by anything.
    #[test]
    fn lu_chipman_of_a_polariser_recomposes(polarizer in polarizer::<Iau>(), rest in physical::<Iau>()) {
        let element = rest * MuellerMatrix::from(polarizer);
        prop_assume!(element.transmittance() > 1e-3);
        let parts = element.lu_chipman().unwrap();
        prop_assert!(distance(parts.product(), element) < 1e-12);
        prop_assert!((parts.diattenuation() - 1.0).abs() < 1e-12);
        prop_assert!((parts.depolarization_power() - (1.0 - parts.polarizance())).abs() < 1e-12);
    }

    #[test]
    fn lu_chipman_of_degenerate_depolarisers_recomposes(
        factor in 0.01..1.0_f64, kept in 0..3_usize, retarder in lossless::<Iau>(), loss in partial_diattenuator::<Iau>(),
    ) {
        let mut factors = [0.0; 3];
        factors[kept] = factor;
        for factors in [factors, [0.0; 3]] {
            let element = MuellerMatrix::depolarizer(factors).unwrap() * MuellerMatrix::from(retarder) * MuellerMatrix::from(loss);
            let parts = element.lu_chipman().unwrap();
            prop_assert!(distance(parts.product(), element) < 1e-12);
            prop_assert!((minor(parts.retarder).determinant() - 1.0).abs() < 1e-12);
        }
    }

    #[test]
    fn lu_chipman_of_a_plane_depolariser_finds_the_retarder(
        lost in 0..3_usize, factor in 0.1..0.5_f64, retarder in lossless::<Iau>(),
    ) {
        let mut factors = [factor, 0.8 * factor, 0.7 * factor];
        factors[lost] = 0.0;
        let element = MuellerMatrix::depolarizer(factors).unwrap() * MuellerMatrix::from(retarder);
        let parts = element.lu_chipman().unwrap();
        prop_assert!(distance(parts.retarder, MuellerMatrix::from(retarder)) < 1e-11);
        prop_assert!(distance(parts.product(), element) < 1e-12);
    }
}

#[test]
fn textbook_matrices() {
    let deg = Angle::new::<degree>;
    // Signs of the plates follow from e^{+iωt} and the IAU frame; see `Convention`.
    let cases = [
        (
            MuellerMatrix::<Iau>::polarizer(deg(0.0)),
            [
                0.5, 0.5, 0., 0., 0.5, 0.5, 0., 0., 0., 0., 0., 0., 0., 0., 0., 0.,
            ],
        ),
        (
            MuellerMatrix::polarizer(deg(45.0)),
            [
                0.5, 0., 0.5, 0., 0., 0., 0., 0., 0.5, 0., 0.5, 0., 0., 0., 0., 0.,
            ],
        ),
        (
            MuellerMatrix::quarter_wave_plate(deg(0.0)),
            [
                1., 0., 0., 0., 0., 1., 0., 0., 0., 0., 0., -1., 0., 0., 1., 0.,
            ],
        ),
        (
            MuellerMatrix::half_wave_plate(deg(45.0)),
            [
                1., 0., 0., 0., 0., -1., 0., 0., 0., 0., 1., 0., 0., 0., 0., -1.,
            ],
        ),
        (
            MuellerMatrix::circular_polarizer(Handedness::Right),
            [
                0.5, 0., 0., 0.5, 0., 0., 0., 0., 0., 0., 0., 0., 0.5, 0., 0., 0.5,
            ],
        ),
    ];
    for (element, expected) in cases {
        assert_abs_diff_eq!(
            *element.matrix(),
            Matrix4::from_row_slice(&expected),
            epsilon = 1e-15
        );
    }
}

#[test]
fn half_wave_plate_turns_at_twice_its_speed() {
    let deg = Angle::new::<degree>;
    let light = StokesVector::<Cosmo>::linear(1.0, deg(0.0));
    for step in 0..8 {
        let angle = 5.0 * f64::from(step);
        let out = MuellerMatrix::half_wave_plate(deg(angle)) * light;
        assert_abs_diff_eq!(
            out.angle().unwrap().get::<degree>(),
            2.0 * angle,
            epsilon = 1e-12
        );
    }
}

#[test]
fn an_impossible_matrix_is_found_out() {
    // Phase conjugation without loss: flips V alone, which no element does.
    let flip = MuellerMatrix::<Iau>::new(Matrix4::from_diagonal(&[1.0, 1.0, 1.0, -1.0].into()));
    assert!(!flip.is_physical(1e-6));
    assert_abs_diff_eq!(flip.cloude().unwrap().eigenvalues[3], -0.5, epsilon = 1e-14);
    assert!(flip.cloude().unwrap().nearest_physical().is_physical(1e-14));
    assert!(MuellerMatrix::<Iau>::depolarizer([1.0, 1.0, -1.0]).is_err());
    assert!(MuellerMatrix::<Iau>::depolarizer([f64::NAN, 0.0, 0.0]).is_err());
}

/// Leaky polarisers across the border at which they count as perfect.
#[test]
fn lu_chipman_near_a_polariser() {
    let deg = Angle::new::<degree>;
    let behind = MuellerMatrix::<Iau>::depolarizer([0.7, 0.8, 0.6]).unwrap()
        * MuellerMatrix::retarder(deg(15.0), deg(70.0));
    for exponent in 2..18 {
        let leak = 10_f64.powi(-exponent);
        let element = behind * MuellerMatrix::diattenuator(deg(33.0), 1.0, leak).unwrap();
        let parts = element.lu_chipman().unwrap();
        // √(1−D²) = 2√leak is lost where the leak counts as none.
        let lost = if leak < 1e-13 { 2.0 * leak.sqrt() } else { 0.0 };
        let error = distance(parts.product(), element);
        assert!(error < 1e-13 + lost, "{leak:e}: {error:e}");
    }
}

#[test]
fn opposite_polarizance_behind_a_polariser() {
    let deg = Angle::new::<degree>;
    let element =
        MuellerMatrix::<Iau>::half_wave_plate(deg(45.0)) * MuellerMatrix::polarizer(deg(0.0));
    let parts = element.lu_chipman().unwrap();
    assert_abs_diff_eq!(parts.retardance().get::<degree>(), 180.0, epsilon = 1e-6);
    assert!(distance(parts.product(), element) < 1e-14);
}

#[test]
fn bad_matrices_give_typed_errors() {
    let dark = MuellerMatrix::<Iau>::new(Matrix4::zeros());
    assert!(matches!(dark.cloude(), Err(Error::OutOfDomain { .. })));
    assert!(matches!(dark.lu_chipman(), Err(Error::OutOfDomain { .. })));
    assert!(!MuellerMatrix::<Iau>::polarizer(Angle::new::<degree>(f64::NAN)).is_physical(1.0));

    let mut greedy = Matrix4::identity();
    greedy[(0, 1)] = 1.5;
    assert!(matches!(
        MuellerMatrix::<Iau>::new(greedy).lu_chipman(),
        Err(Error::Unphysical { .. })
    ));
    greedy[(0, 1)] = 1.0;
    assert!(matches!(
        MuellerMatrix::<Iau>::new(greedy).lu_chipman(),
        Err(Error::Unphysical { .. })
    ));

    let mixed = MuellerMatrix::<Iau>::depolarizer([0.5; 3]).unwrap();
    assert!(matches!(mixed.jones(1e-6), Err(Error::Unphysical { .. })));
    assert!(
        MuellerMatrix::<Iau>::identity()
            .lu_chipman()
            .unwrap()
            .fast_state()
            .is_err()
    );
    assert_eq!(mixed.diattenuation_vector().unwrap(), Vector3::zeros());
    assert!(MuellerMatrix::<Iau>::diattenuator(Angle::new::<degree>(0.0), 0.2, 0.4).is_err());
    assert!(MuellerMatrix::<Iau>::diattenuator(Angle::new::<degree>(0.0), 1.2, 0.4).is_err());
}
