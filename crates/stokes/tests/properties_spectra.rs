//! Properties of angular spectra: round trips, and rotations against Stokes vectors.
#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

mod strategies;

use lastscatter_stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, Dl, Field, LensingPotential, MicrokelvinSquared, Pair,
    Spectrum,
};
use lastscatter_stokes::{Cosmo, Error, Iau, MuellerMatrix, RotationMeasure, StokesVector};
use proptest::prelude::*;
use strategies::angle;
use uom::si::angle::radian;
use uom::si::f64::{Angle, Length};
use uom::si::length::meter;

/// Rounding of a few operations on numbers of order one, and of angles up to 14.
const ROUNDING: f64 = 2e-14;

fn values(lmax: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1.0..1.0_f64, lmax + 1)
}

fn spectra() -> impl Strategy<Value = AngularSpectra<Dimensionless>> {
    (0..20_usize)
        .prop_flat_map(|lmax| prop::array::uniform6(values(lmax)))
        .prop_map(|[tt, ee, bb, te, tb, eb]| {
            AngularSpectra::from_values(tt, ee, bb, te)
                .and_then(|s| s.with_parity_odd(Spectrum::new(tb)?, Spectrum::new(eb)?))
                .unwrap()
        })
}

/// Largest difference of two sets of spectra.
fn distance(a: &AngularSpectra<Dimensionless>, b: &AngularSpectra<Dimensionless>) -> f64 {
    let rest = a.sum(&b.scaled(-1.0).unwrap()).unwrap();
    Pair::ALL
        .into_iter()
        .filter_map(|pair| rest.spectrum(pair))
        .flat_map(Spectrum::values)
        .fold(0.0, |largest, x| x.abs().max(largest))
}

/// |a − b| ≤ 4ε |b|: a few roundings.
fn close(a: &[f64], b: &[f64]) -> bool {
    a.len() == b.len()
        && a.iter()
            .zip(b)
            .all(|(a, b)| (a - b).abs() <= 4.0 * f64::EPSILON * b.abs())
}

/// The plane wave on a flat sky with these E and B that varies along `direction`, from x towards y:
/// E + iB = (Q + iU) e^{−2i direction}, up to a sign common to both that the spectra do not see.
fn wave(e: f64, b: f64, direction: f64) -> StokesVector<Cosmo> {
    let (sin, cos) = (2.0 * direction).sin_cos();
    StokesVector::new(0.0, e * cos - b * sin, e * sin + b * cos, 0.0)
}

fn gradient_and_curl(light: &StokesVector<Cosmo>, direction: f64) -> (f64, f64) {
    let (sin, cos) = (2.0 * direction).sin_cos();
    (light.q * cos + light.u * sin, light.u * cos - light.q * sin)
}

proptest! {
    /// The signs of `rotated` are those of light turned by the crate's own Mueller matrix.
    #[test]
    fn rotation_is_that_of_stokes_vectors(
        [t, e, b] in prop::array::uniform3(-1.0..1.0_f64),
        beta in angle(),
        direction in -7.0..7.0_f64,
    ) {
        let powers = |e: f64, b: f64| {
            AngularSpectra::<Dimensionless>::from_values([t * t], [e * e], [b * b], [t * e])
                .and_then(|s| s.with_parity_odd(Spectrum::new([t * b])?, Spectrum::new([e * b])?))
                .unwrap()
        };
        let turned = MuellerMatrix::<Cosmo>::rotator(beta) * wave(e, b, direction);
        let (e2, b2) = gradient_and_curl(&turned, direction);
        let found = powers(e, b).rotated(beta).unwrap();
        prop_assert!(distance(&found, &powers(e2, b2)) < ROUNDING);
    }

    #[test]
    fn rotations_add_up(spectra in spectra(), one in angle(), two in angle()) {
        let twice = spectra.rotated(one).unwrap().rotated(two).unwrap();
        prop_assert!(distance(&twice, &spectra.rotated(one + two).unwrap()) < ROUNDING);
    }

    #[test]
    fn no_rotation_changes_nothing(spectra in spectra()) {
        prop_assert_eq!(&spectra.rotated(Angle::new::<radian>(0.0)).unwrap(), &spectra);
    }

    /// What no rotation changes: TT, EE + BB, the determinant EE BB − EB², TE² + TB².
    #[test]
    fn invariants_of_rotation(spectra in spectra(), beta in angle()) {
        let invariants = |s: &AngularSpectra<Dimensionless>, ell: usize| {
            let [tt, ee, bb, te, tb, eb] =
                [s.tt(), s.ee(), s.bb(), s.te(), s.tb(), s.eb()].map(|x| x.values()[ell]);
            [tt, ee + bb, ee * bb - eb.powi(2), te.powi(2) + tb.powi(2)]
        };
        let turned = spectra.rotated(beta).unwrap();
        for ell in 0..=spectra.lmax() {
            for (a, b) in invariants(&turned, ell).into_iter().zip(invariants(&spectra, ell)) {
                prop_assert!((a - b).abs() < ROUNDING);
            }
        }
    }

    /// Turning commutes with adding, as for scalars and tensors.
    #[test]
    fn rotation_is_linear(spectra in spectra(), beta in angle(), factor in -3.0..3.0_f64) {
        let tensor = spectra.scaled(factor).unwrap();
        let outside = spectra.rotated(beta).unwrap().sum(&tensor.rotated(beta).unwrap()).unwrap();
        let inside = spectra.sum(&tensor).unwrap().rotated(beta).unwrap();
        prop_assert!(distance(&outside, &inside) < ROUNDING);
    }

    #[test]
    fn normalisations_and_units_round_trip(values in values(50), t_cmb_k in 0.1..10.0_f64) {
        let cl = Spectrum::<Cl, Dimensionless>::new(values.clone()).unwrap();
        prop_assert!(close(&cl.to_dl().to_cl().values()[1..], &values[1..]));
        prop_assert_eq!(cl.to_dl().to_cl().get(0), Some(0.0));
        let there = cl.in_microkelvin_squared(t_cmb_k).unwrap();
        prop_assert!(close(there.dimensionless(t_cmb_k).unwrap().values(), &values));
        let there = cl.in_microkelvin(t_cmb_k).unwrap();
        prop_assert!(close(there.dimensionless(t_cmb_k).unwrap().values(), &values));
    }
}

#[test]
fn faraday_rotation_enters_with_its_sign_changed() {
    let rm = RotationMeasure::from_rad_per_m2(0.3).unwrap();
    let wavelength = Length::new::<meter>(0.5);
    let light: StokesVector<Iau> = wave(0.8, 0.1, 0.4).into();
    let turned = MuellerMatrix::<Iau>::faraday_rotator(rm, wavelength) * light;
    let (e, b) = gradient_and_curl(&turned.into(), 0.4);

    let spectra = AngularSpectra::<Dimensionless>::from_values([0.0], [0.64], [0.01], [0.0])
        .and_then(|s| s.with_parity_odd(Spectrum::zero(0), Spectrum::new([0.08])?))
        .unwrap();
    let found = spectra.rotated(-rm.rotation(wavelength)).unwrap();
    assert!((found.eb().values()[0] - e * b).abs() < ROUNDING);
    assert!((found.ee().values()[0] - e * e).abs() < ROUNDING);
}

#[test]
fn units_of_a_set() {
    let spectra = AngularSpectra::<Dimensionless>::from_values([4.0], [3.0], [2.0], [1.0]).unwrap();
    let absolute: AngularSpectra<MicrokelvinSquared> = spectra.in_microkelvin_squared(2.0).unwrap();
    assert_eq!(absolute.te().values(), [4e12]);
    assert_eq!(absolute.dimensionless(2.0).unwrap(), spectra);

    let lensing = LensingPotential::<Dimensionless>::new(
        Spectrum::new([1.0]).unwrap(),
        Spectrum::new([2.0]).unwrap(),
        Spectrum::new([3.0]).unwrap(),
    )
    .unwrap();
    let absolute = lensing.in_microkelvin(2.0).unwrap();
    assert_eq!(absolute.phi_phi().values(), [1.0]);
    assert_eq!(absolute.e_phi().values(), [6e6]);
    assert_eq!(absolute.dimensionless(2.0).unwrap(), lensing);
}

#[test]
fn one_lmax() {
    let error = Some(Error::DifferentLmax {
        expected: 1,
        found: 0,
    });
    let zero = Spectrum::<Cl, Dimensionless>::zero;
    let long = AngularSpectra::new(zero(1), zero(1), zero(1), zero(1)).unwrap();
    let short = AngularSpectra::new(zero(0), zero(0), zero(0), zero(0)).unwrap();
    assert_eq!(long.sum(&short).err(), error);
    assert_eq!(
        AngularSpectra::new(zero(1), zero(1), zero(0), zero(1)).err(),
        error
    );
    assert_eq!(long.with_parity_odd(zero(1), zero(0)).err(), error);
    assert_eq!(
        LensingPotential::<Dimensionless>::new(zero(1), zero(1), zero(0)).err(),
        error
    );
}

#[test]
fn angles_must_be_finite() {
    let spectra = AngularSpectra::<Dimensionless>::from_values([1.0], [1.0], [0.0], [0.5]).unwrap();
    for beta in [f64::NAN, f64::INFINITY] {
        assert!(matches!(
            spectra.rotated(Angle::new::<radian>(beta)),
            Err(Error::OutOfDomain { .. })
        ));
    }
}

#[test]
fn pairs_find_their_spectra() {
    let spectra = AngularSpectra::<Dimensionless>::from_values([1.0], [2.0], [3.0], [4.0])
        .and_then(|s| s.with_parity_odd(Spectrum::new([5.0])?, Spectrum::new([6.0])?))
        .unwrap();
    let found = Pair::ALL.map(|pair| spectra.spectrum(pair).and_then(|s| s.get(0)));
    let expected = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0].map(Some);
    assert_eq!(found[..6], expected);
    for (pair, value) in Pair::ALL.into_iter().zip(found) {
        assert_eq!(value.is_none(), pair.fields().contains(&Field::Phi));
    }
    assert!(!spectra.is_parity_even());
}

#[test]
fn dl_is_zero_at_the_monopole() {
    let cl = Spectrum::<Cl, Dimensionless>::new([7.0, std::f64::consts::PI]).unwrap();
    let dl: Spectrum<Dl, Dimensionless> = cl.to_dl();
    assert_eq!(dl.values(), [0.0, 1.0]);
}
