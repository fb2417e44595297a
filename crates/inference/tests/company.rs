//! Several processes, here threads, that advance the chains of one run.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Alone, Chains, Company, Convergence, DensityError, Error, Learning, LogDensity,
    MetropolisOptions, MetropolisSampler, Outcome, ParameterInfo, Proposal, SlowFast, quiet,
    scatter,
};

/// A thread among threads that have a channel to each other.
#[derive(Debug)]
struct Thread {
    rank: usize,
    senders: Mutex<Vec<Sender<Vec<u8>>>>,
    receivers: Mutex<Vec<Receiver<Vec<u8>>>>,
}

impl Company for Thread {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.senders.lock().unwrap().len()
    }

    fn all_gather(&self, own: Vec<u8>) -> Result<Vec<Vec<u8>>, Error> {
        let gone = |source| Error::Communication { source };
        for sender in self.senders.lock().unwrap().iter() {
            sender.send(own.clone()).map_err(|e| gone(e.into()))?;
        }
        let receivers = self.receivers.lock().unwrap();
        let all = receivers.iter().map(Receiver::recv);
        all.collect::<Result<_, _>>().map_err(|e| gone(e.into()))
    }
}

/// What each of `size` threads makes of its place in their company.
fn together<T: Send>(size: usize, work: impl Fn(Arc<dyn Company>) -> T + Sync) -> Vec<T> {
    let mut senders: Vec<Vec<_>> = (0..size).map(|_| Vec::new()).collect();
    let mut receivers: Vec<Vec<_>> = (0..size).map(|_| Vec::new()).collect();
    for from in &mut senders {
        for to in &mut receivers {
            let (sender, receiver) = channel();
            from.push(sender);
            to.push(receiver);
        }
    }
    let threads = senders.into_iter().zip(receivers).enumerate();
    let companies: Vec<Arc<dyn Company>> = threads
        .map(|(rank, (senders, receivers))| {
            Arc::new(Thread {
                rank,
                senders: Mutex::new(senders),
                receivers: Mutex::new(receivers),
            }) as _
        })
        .collect();
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = companies
            .into_iter()
            .map(|company| scope.spawn(move || work(company)))
            .collect();
        threads.into_iter().map(|t| t.join().unwrap()).collect()
    })
}

/// Three parameters, one slow; the evaluation of a given number fails.
fn density(failure: Option<usize>) -> impl LogDensity + std::fmt::Debug {
    let calls = AtomicUsize::new(0);
    let slow = |slow: &[f64]| Ok(slow[0]);
    let fast = move |a: &f64, t: &[f64]| {
        let call = calls.fetch_add(1, Ordering::Relaxed);
        if failure == Some(call) {
            return Err(DensityError::Fatal("no memory".into()));
        }
        let (b, c) = (t[1] - a, t[2] + 0.5 * a * a);
        Ok(-0.5 * (a * a + 4.0 * b * b + c * c) + 0.3 * (3.0 * c).cos())
    };
    SlowFast::new(3, &[0], 4.0, slow, fast).unwrap()
}

fn options() -> MetropolisOptions {
    MetropolisOptions {
        seed: 8,
        warm_up: 3000,
        learning: Learning {
            until: 0.02,
            ..Learning::default()
        },
        ..MetropolisOptions::default()
    }
}

fn sampler<D: LogDensity>(
    density: &D,
    company: Arc<dyn Company>,
) -> Result<MetropolisSampler<'_, D>, Error> {
    let start = scatter(&[0.0; 3], &[1.0; 3], 5, 8)?;
    let guess = Proposal::Scales(vec![0.2; 3]);
    MetropolisSampler::in_company(density, &start, &guess, options(), company)
}

fn sampler_in<'a, D: LogDensity>(
    density: &'a D,
    path: &Path,
    company: Arc<dyn Company>,
) -> Result<MetropolisSampler<'a, D>, Error> {
    let folder = RunFolder::open_in_company(path, "toy", company)?;
    let start = scatter(&[0.0; 3], &[1.0; 3], 5, 8)?;
    let guess = Proposal::Scales(vec![0.2; 3]);
    MetropolisSampler::in_folder(density, &start, &guess, options(), folder)
}

fn chains<D: LogDensity>(sampler: &MetropolisSampler<'_, D>) -> Chains {
    let infos = ["a", "b", "c"].map(|n| ParameterInfo::new(n, n));
    sampler.chains(infos.to_vec()).unwrap()
}

/// All files of a folder but the lock.
fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    files
        .map(|path| (path.file_name().unwrap().to_str().unwrap().to_owned(), path))
        .filter(|(name, _)| name != "lock")
        .map(|(name, path)| (name, fs::read(path).unwrap()))
        .collect()
}

#[test]
fn any_company_gives_the_bits_of_one_process() -> Result<(), Error> {
    let until = Convergence {
        means: 0.05,
        ..Convergence::default()
    };
    let calm = density(None);
    let mut alone = sampler(&calm, Arc::new(Alone))?;
    let mut last = None;
    let _ = alone.converge(&until, |progress| {
        last = Some(*progress);
        ControlFlow::Continue(())
    })?;
    let _ = alone.run(777, quiet)?;
    let evaluations = AtomicUsize::new(0);
    // With more processes than chains some follow only.
    for size in [1, 2, 3, 4, 7] {
        evaluations.store(0, Ordering::Relaxed);
        let outcomes = together(size, |company| {
            let rank = company.rank();
            let calm = density(None);
            let counted = lastscatter_inference::Density::new(3, |t| {
                evaluations.fetch_add(1, Ordering::Relaxed);
                calm.ln_density(t).unwrap_or(f64::NAN)
            });
            let mut other = sampler(&counted, company.clone()).unwrap();
            let _ = other.run(100, quiet).unwrap();
            let mut sampler = sampler(&calm, company).unwrap();
            let mut found = None;
            let outcome = sampler.converge(&until, |progress| {
                found = Some(*progress);
                ControlFlow::Continue(())
            });
            assert_eq!(outcome.unwrap(), Outcome::Finished);
            assert_eq!(found, last, "process {rank}");
            let _ = sampler.run(777, quiet).unwrap();
            assert_eq!(sampler.warm_up_steps(), alone.warm_up_steps());
            assert_eq!(sampler.learnt_covariance(), alone.learnt_covariance());
            assert_eq!(sampler.acceptance_by_chain(), alone.acceptance_by_chain());
            let steps = other.warm_up_steps().unwrap() + 100;
            (chains(&sampler), steps)
        });
        for (found, steps) in outcomes {
            assert!(found == chains(&alone), "{size} processes");
            // Five chains, each evaluated by one process only.
            assert_eq!(evaluations.load(Ordering::Relaxed), 5 * (steps + 1));
        }
    }
    Ok(())
}

#[test]
fn a_run_goes_on_in_any_other_company() -> Result<(), Error> {
    let (calm, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let density_alone = density(None);
    let mut alone = sampler_in(&density_alone, calm.path(), Arc::new(Alone))?;
    let _ = alone.run_to(2000, quiet)?;
    for (size, breaker) in [
        (3, Some(2)),
        (1, Some(0)),
        (4, Some(1)),
        (7, Some(6)),
        (2, None),
    ] {
        let outcomes = together(size, |company| {
            let rank = company.rank();
            let density = density(None);
            let mut sampler = sampler_in(&density, broken.path(), company).unwrap();
            let mut reports = 0;
            // One process breaks off.
            let outcome = sampler.run_to(2000, |_| {
                reports += 1;
                if breaker == Some(rank) && reports == 3 {
                    ControlFlow::Break(())
                } else {
                    ControlFlow::Continue(())
                }
            });
            outcome.unwrap()
        });
        let expected = match breaker {
            Some(_) => Outcome::Cancelled,
            None => Outcome::Finished,
        };
        assert!(outcomes.iter().all(|outcome| *outcome == expected));
        let expected = contents(calm.path());
        for (name, bytes) in contents(broken.path()) {
            assert!(expected[&name].starts_with(&bytes), "{name}");
        }
    }
    assert!(contents(calm.path()) == contents(broken.path()));
    Ok(())
}

#[test]
fn a_failure_of_one_is_told_to_all_and_loses_nothing() -> Result<(), Error> {
    let (calm, failed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let density_alone = density(None);
    let mut alone = sampler_in(&density_alone, calm.path(), Arc::new(Alone))?;
    let _ = alone.run_to(1500, quiet)?;
    // At its start, in the warm-up, after it.
    let late = alone.warm_up_steps().unwrap() + 500;
    for number in [0, 100, late] {
        for error in together(3, |company| {
            let rank = company.rank();
            let density = density((rank == 2).then_some(number));
            let attempt = || {
                let mut sampler = sampler_in(&density, failed.path(), company)?;
                let error = sampler.run_to(1500, quiet).unwrap_err();
                // The cause removed, the run goes on.
                if number == late {
                    assert!(sampler.warm_up_steps().is_some());
                    let _ = sampler.run_to(1500, quiet)?;
                }
                Err::<(), _>(error)
            };
            (rank, attempt().unwrap_err())
        }) {
            match error {
                (2, error) => {
                    assert!(
                        matches!(error, Error::Density(DensityError::Fatal(_))),
                        "{error}"
                    );
                }
                (_, error) => assert!(
                    matches!(&error, Error::Companion { rank: 2, reason } if reason.contains("no memory")),
                    "{error}"
                ),
            }
        }
        let expected = contents(calm.path());
        for (name, bytes) in contents(failed.path()) {
            assert!(expected[&name].starts_with(&bytes), "{name}");
        }
    }
    assert!(contents(calm.path()) == contents(failed.path()));
    Ok(())
}

#[test]
fn a_process_that_is_gone_ends_the_run_of_all_and_loses_nothing() -> Result<(), Error> {
    let (calm, deserted) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let density_alone = density(None);
    let mut alone = sampler_in(&density_alone, calm.path(), Arc::new(Alone))?;
    let _ = alone.run_to(1500, quiet)?;
    for reports in 1..10 {
        let outcomes = together(4, |company| {
            let rank = company.rank();
            let density = density(None);
            let mut sampler = sampler_in(&density, deserted.path(), company).unwrap();
            if rank == 1 {
                let _ = sampler.run_to(100 * reports, quiet);
                return None;
            }
            Some(sampler.run_to(1500, quiet).unwrap_err())
        });
        // Those that look first see that it stops, the others that it is gone.
        for error in outcomes.into_iter().flatten() {
            assert!(
                matches!(error, Error::Communication { .. } | Error::Companion { .. }),
                "{error}"
            );
        }
    }
    together(2, |company| {
        let density = density(None);
        let mut sampler = sampler_in(&density, deserted.path(), company).unwrap();
        let _ = sampler.run_to(1500, quiet).unwrap();
    });
    assert!(contents(calm.path()) == contents(deserted.path()));
    Ok(())
}

#[test]
fn processes_that_disagree_stop() {
    let errors = together(2, |company| {
        let density = density(None);
        let other_seed = MetropolisOptions {
            seed: company.rank() as u64,
            ..options()
        };
        let start = vec![vec![0.0; 3]; 4];
        let guess = Proposal::Scales(vec![0.2; 3]);
        let seeds =
            MetropolisSampler::in_company(&density, &start, &guess, other_seed, company.clone())
                .unwrap_err();
        let mut sampler = sampler(&density, company.clone()).unwrap();
        let steps = sampler
            .run_to(100 * (1 + company.rank()), quiet)
            .unwrap_err();
        let folder = tempfile::tempdir().unwrap();
        let description = format!("toy of {}", company.rank());
        let folders = RunFolder::open_in_company(folder.path(), description, company).unwrap_err();
        [seeds, steps, folders]
    });
    for (rank, errors) in errors.iter().enumerate() {
        for (error, what) in errors.iter().zip(["settings", "state", "description"]) {
            assert!(
                matches!(error, Error::Companion { rank: other, reason }
                    if *other == 1 - rank && reason.contains(what)),
                "{error}"
            );
        }
    }
}

#[test]
fn a_folder_and_each_chain_have_one_writer() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let density_alone = density(None);
    let held = sampler_in(&density_alone, folder.path(), Arc::new(Alone))?;
    let errors = together(2, |company| {
        RunFolder::open_in_company(folder.path(), "toy", company).unwrap_err()
    });
    assert!(matches!(errors[0], Error::Locked { .. }), "{}", errors[0]);
    assert!(
        matches!(&errors[1], Error::Companion { rank: 0, reason } if reason.contains("another process")),
        "{}",
        errors[1]
    );
    drop(held);
    // A process that outlived the first of its company still has its chain.
    let orphan = File::options()
        .write(true)
        .open(folder.path().join("chain_2.bin"))
        .unwrap();
    orphan.lock().unwrap();
    let error = sampler_in(&density_alone, folder.path(), Arc::new(Alone)).unwrap_err();
    assert!(
        matches!(&error, Error::Locked { path } if path == folder.path()),
        "{error}"
    );
    drop(orphan);
    assert!(sampler_in(&density_alone, folder.path(), Arc::new(Alone)).is_ok());
    Ok(())
}
