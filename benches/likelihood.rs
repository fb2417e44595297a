//! One evaluation of ln L at Planck's best fit, in seconds.
//!
//! Data come from the folder that `LASTSCATTER_DATA` names. plik-lite TTTEEE must stay below 50 µs on one core.

use std::error::Error;
use std::hint::black_box;

use criterion::{Criterion, criterion_group, criterion_main};
use lastscatter::likelihood::spectra::{SpectraLikelihood, Theory};
use lastscatter::likelihood::bao::{BaoData, BaoLikelihood, Distances};
use lastscatter::likelihood::bicep_keck::{BicepKeck, Foregrounds, Release};
use lastscatter::likelihood::survey::Survey;
use lastscatter::likelihood::{DataFolder, act, planck, spt};
use lastscatter::stokes::spectra::{
    AngularSpectra, Cl, Dimensionless, MicrokelvinSquared, Spectrum,
};

type Spectra = (
    AngularSpectra<MicrokelvinSquared>,
    Spectrum<Cl, Dimensionless>,
);

/// Columns l, TT, TE, EE, BB as D_ℓ in µK², PP = [ℓ(ℓ+1)]² C_ℓ^φφ/2π, from ℓ = 2 on; zero from their end to ℓ = 6400.
fn best_fit(folder: &DataFolder) -> Result<Spectra, Box<dyn Error>> {
    let path = "planck2018-spectra/base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl";
    let text = std::fs::read_to_string(folder.path(path))?;
    let mut cl = vec![vec![0.0; 6401]; 5];
    for line in text
        .lines()
        .filter(|line| !line.trim_start().starts_with('#'))
    {
        let row = line
            .split_whitespace()
            .map(str::parse)
            .collect::<Result<Vec<f64>, _>>()?;
        let [ell, values @ ..] = row.as_slice() else {
            continue;
        };
        let laplacian = ell * (ell + 1.0);
        for (cl, value) in cl.iter_mut().zip(values) {
            cl[*ell as usize] = value * std::f64::consts::TAU / laplacian;
        }
        cl[4][*ell as usize] /= laplacian;
    }
    let [tt, te, ee, bb, pp] = cl.try_into().map_err(|_| "five spectra")?;
    Ok((
        AngularSpectra::from_values(tt, ee, bb, te)?,
        Spectrum::new(pp)?,
    ))
}

fn likelihoods(folder: &DataFolder) -> Result<Vec<Box<dyn SpectraLikelihood>>, Box<dyn Error>> {
    use planck::{Commander, Interpolation, Lensing, LogNormalBins, LogNormalData};
    use planck::{PlikLite, SimAll, SimAllData};
    let simall = |data, interpolation| SimAll::read(folder, data, interpolation);
    let bicep_keck = Foregrounds::bk_planck_2015();
    Ok(vec![
        Box::new(planck::plik_lite(folder, PlikLite::TT)?),
        Box::new(planck::plik_lite(folder, PlikLite::TTTEEE)?),
        Box::new(planck::low_ell_bins(folder)?),
        Box::new(Commander::read(folder)?),
        Box::new(simall(SimAllData::EE, Interpolation::Floor)?),
        Box::new(simall(SimAllData::SRoll2, Interpolation::Cubic)?),
        Box::new(LogNormalBins::read(folder, LogNormalData::TT)?),
        Box::new(planck::lensing(folder, Lensing::Pr3)?),
        Box::new(planck::lensing(folder, Lensing::Pr3Marginalised)?),
        Box::new(planck::lensing(folder, Lensing::Pr4)?),
        Box::new(act::lensing(
            folder,
            act::Lensing::Baseline,
            act::CmbSpectra::Marginalised,
        )?),
        Box::new(act::lensing(
            folder,
            act::Lensing::Baseline,
            act::CmbSpectra::Theory,
        )?),
        Box::new(act::lensing(
            folder,
            act::Lensing::ExtendedWithPlanck,
            act::CmbSpectra::Marginalised,
        )?),
        Box::new(act::dr6_lite_approximate(folder)?),
        Box::new(act::dr4_tt_approximate(folder)?),
        Box::new(spt::lite_2018(folder)?),
        Box::new(spt::lite_d1_approximate(folder)?),
        Box::new(BicepKeck::read(folder, Release::BkPlanck2015, bicep_keck)?),
    ])
}

fn evaluation(criterion: &mut Criterion) -> Result<(), Box<dyn Error>> {
    let folder = DataFolder::find(None)?;
    let (lensed, phi_phi) = best_fit(&folder)?;
    let theory = Theory::new(&lensed).with_phi_phi(&phi_phi);
    let mut group = criterion.benchmark_group("ln likelihood");
    let mut likelihoods = likelihoods(&folder)?;
    let survey = Survey::planck_like();
    likelihoods.push(Box::new(survey.bandpowers(&theory, 20)?));
    likelihoods.push(Box::new(survey.wishart(&theory)?));
    for (i, likelihood) in likelihoods.iter().enumerate() {
        let nuisance: Vec<f64> = likelihood.nuisance().iter().map(|n| n.default()).collect();
        likelihood.ln_likelihood(&theory, &nuisance)?;
        group.bench_function(format!("{i:02} {}", likelihood.name()), |b| {
            b.iter(|| likelihood.ln_likelihood(black_box(&theory), black_box(&nuisance)));
        });
    }
    group.finish();
    let desi = BaoLikelihood::read(&folder, BaoData::DesiDr2)?;
    let universe = |z: f64| Distances {
        transverse: 30.0 * z / (1.0 + 0.3 * z),
        radial: 30.0 / (1.0 + z),
        growth: None,
    };
    desi.ln_likelihood(universe)?;
    criterion.bench_function("ln likelihood DESI DR2 BAO", |b| {
        b.iter(|| desi.ln_likelihood(black_box(universe)));
    });
    criterion.bench_function("Planck-like survey: bandpowers and covariance", |b| {
        b.iter(|| survey.bandpowers(black_box(&theory), 20));
    });
    let plik = planck::PlikLite::TTTEEE;
    criterion.bench_function("read plik-lite TTTEEE", |b| {
        b.iter(|| planck::plik_lite(black_box(&folder), plik));
    });
    Ok(())
}

fn evaluations(criterion: &mut Criterion) {
    if let Err(e) = evaluation(criterion) {
        #[expect(clippy::print_stderr, reason = "says what was not measured")]
        {
            eprintln!("no benchmark of likelihoods: {e}");
        }
    }
}

criterion_group!(benches, evaluations);
criterion_main!(benches);
