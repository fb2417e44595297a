//! Profiles and restarts.

use lastscatter_inference::{
    Covariance, Density, Error, FiniteDifference, Lbfgs, LogDensity, NelderMead, Parameter,
    Posterior, Prior, Profile, Restarts, nalgebra::DMatrix, scatter,
};

fn covariance() -> Result<Covariance, Error> {
    Covariance::new(DMatrix::from_row_slice(
        3,
        3,
        &[4.0, 0.9, -0.4, 0.9, 1.0, 0.1, -0.4, 0.1, 0.25],
    ))
}

fn gaussian(covariance: &Covariance) -> impl LogDensity {
    Density::new(3, move |t| {
        let offset = [t[0] - 1.0, t[1], t[2] + 2.0];
        covariance
            .chi_squared(&offset)
            .map_or(f64::NAN, |x| 7.0 - 0.5 * x)
    })
}

#[test]
fn profile_of_a_gaussian_is_the_parabola_of_its_marginal() -> Result<(), Error> {
    let covariance = covariance()?;
    let density = gaussian(&covariance);
    let best = [1.0, 0.0, -2.0];
    let scales = covariance.standard_deviations();
    for parameter in 0..3 {
        let sigma = scales[parameter];
        let grid: Vec<f64> = (-6..=6)
            .map(|i| best[parameter] + 0.5 * f64::from(i) * sigma)
            .collect();
        let simplex = Profile::new(
            &density,
            &NelderMead::default(),
            parameter,
            &grid,
            &best,
            &scales,
        )?;
        let smooth = FiniteDifference::with_scales(&density, scales.clone())?;
        let quasi = Profile::new(&smooth, &Lbfgs::default(), parameter, &grid, &best, &scales)?;
        for profile in [simplex, quasi] {
            assert!(
                profile
                    .grid()
                    .iter()
                    .zip(&grid)
                    .all(|(a, b)| (a - b).abs() < 1e-15)
            );
            for (i, delta) in (-6..=6).zip(profile.delta_chi_squared()) {
                assert!(
                    (delta - 0.25 * f64::from(i * i)).abs() < 1e-6,
                    "{i} {delta}"
                );
            }
            for (mass, width) in [(0.682_689_492_137, 1.0), (0.954_499_736_104, 2.0)] {
                let interval = profile.interval(mass)?;
                assert!((interval.upper - best[parameter] - width * sigma).abs() < 1e-6 * sigma);
                assert!((interval.lower - best[parameter] + width * sigma).abs() < 1e-6 * sigma);
            }
            assert!(matches!(
                profile.interval(0.9999),
                Err(Error::OutOfDomain {
                    name: "end of the grid",
                    ..
                })
            ));
        }
    }
    Ok(())
}

#[test]
fn warm_starts_follow_a_bent_valley() -> Result<(), Error> {
    // The maximum over y is at x², far from where a fresh search would begin.
    let density = Density::new(2, |t| {
        -0.5 * t[0] * t[0] - 500.0 * (t[1] - t[0] * t[0]).powi(2)
    });
    let grid: Vec<f64> = (0..=40).map(|i| 0.1 * f64::from(i)).collect();
    let optimiser = NelderMead::default();
    let profile = Profile::new(&density, &optimiser, 0, &grid, &[0.0, 0.0], &[1.0, 0.05])?;
    for (x, point) in grid.iter().zip(profile.points()) {
        assert!((point.theta[1] - x * x).abs() < 1e-4 && (point.theta[0] - x).abs() < 1e-15);
        assert!((point.ln_density + 0.5 * x * x).abs() < 1e-6);
    }
    Ok(())
}

#[test]
fn one_parameter_and_bad_grids() -> Result<(), Error> {
    let line = Density::new(1, |t| -0.5 * t[0] * t[0]);
    let simplex = NelderMead::default();
    let profile = Profile::new(&line, &simplex, 0, &[-2.0, 0.0, 2.0], &[0.0], &[1.0])?;
    assert!((profile.delta_chi_squared()[0] - 4.0).abs() < 1e-14);
    for (parameter, grid) in [
        (0, vec![]),
        (0, vec![1.0, 1.0]),
        (0, vec![f64::NAN]),
        (1, vec![0.0]),
    ] {
        assert!(Profile::new(&line, &simplex, parameter, &grid, &[0.0], &[1.0]).is_err());
    }
    Ok(())
}

/// Maxima of different heights near all multiples of 3; the highest at 3.
fn ripples() -> impl LogDensity {
    Density::new(2, |t| {
        let envelope = (t[0] - 3.0).powi(2) + (t[1] - 3.0).powi(2);
        let tau = std::f64::consts::TAU;
        5.0 * ((tau * t[0] / 3.0).cos() + (tau * t[1] / 3.0).cos()) - 0.5 * envelope
    })
}

#[test]
fn restarts_find_the_highest_of_many_maxima() -> Result<(), Error> {
    let density = ripples();
    let starts = scatter(&[0.0; 2], &[4.0; 2], 200, 5)?;
    let search = || Restarts::new(&density, &NelderMead::default(), &starts, &[0.1; 2]);
    let found = search()?;
    assert!((found.best().ln_density - 10.0).abs() < 1e-9);
    assert!(found.best().theta.iter().all(|t| (t - 3.0).abs() < 1e-4));
    assert!(
        found
            .maxima()
            .windows(2)
            .all(|w| w[0].ln_density >= w[1].ln_density)
    );
    // From the middle alone the search ends beside it.
    let alone = Restarts::new(&density, &NelderMead::default(), &[vec![0.0; 2]], &[0.1; 2])?;
    assert!(alone.best().ln_density < 5.0);
    for threads in [1, 4] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let again = pool.expect("a small pool").install(search)?;
        assert_eq!(again.maxima(), found.maxima());
    }
    Ok(())
}

#[test]
fn starts_outside_the_support_are_failures_among_successes() -> Result<(), Error> {
    let prior = |name| Parameter::new(name, name, Prior::uniform(0.0, 4.0)?);
    let posterior = Posterior::new(vec![prior("a")?, prior("b")?], ripples())?;
    let starts = [vec![-1.0, 0.5], vec![2.8, 3.1], vec![9.0, 9.0]];
    let found = Restarts::new(&posterior, &NelderMead::default(), &starts, &[0.1; 2])?;
    assert_eq!((found.maxima().len(), found.failures().len()), (1, 2));
    assert!(matches!(found.failures()[0], Error::OutsideSupport { .. }));
    assert!(matches!(
        Restarts::new(&posterior, &NelderMead::default(), &starts[..1], &[0.1; 2]),
        Err(Error::OutsideSupport { .. })
    ));
    assert!(Restarts::new(&posterior, &NelderMead::default(), &[], &[0.1; 2]).is_err());
    Ok(())
}
