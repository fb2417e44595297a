//! Runs in folders: killed, out of disk, damaged, taken up by the wrong run.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::collections::BTreeMap;
use std::fs;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Chains, Convergence, Density, Error, Execution, FastSteps, Learning, LogDensity,
    MetropolisOptions, MetropolisSampler, Outcome, ParameterInfo, Proposal, SlowFast, getdist,
    quiet, scatter, stream,
};
use rand::RngExt;

const FOLDER: &str = "LASTSCATTER_TEST_RUN_FOLDER";

/// Three parameters, one slow; `pause` a slow evaluation.
fn density(pause: Duration) -> impl LogDensity {
    let slow = move |slow: &[f64]| {
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
        Ok(slow[0])
    };
    let fast = |a: &f64, t: &[f64]| {
        let (b, c) = (t[1] - a, t[2] + 0.5 * a * a);
        Ok(-0.5 * (a * a + 4.0 * b * b + c * c) + 0.3 * (3.0 * c).cos())
    };
    SlowFast::new(3, &[0], 4.0, slow, fast).unwrap()
}

fn infos() -> Vec<ParameterInfo> {
    ["a", "b", "c"].map(|n| ParameterInfo::new(n, n)).to_vec()
}

fn options() -> MetropolisOptions {
    MetropolisOptions {
        seed: 8,
        warm_up: 3000,
        learning: Learning {
            until: 0.02,
            ..Learning::default()
        },
        execution: Execution::Parallel,
        ..MetropolisOptions::default()
    }
}

fn sampler<D: LogDensity>(
    density: &D,
    options: MetropolisOptions,
    folder: RunFolder,
) -> Result<MetropolisSampler<'_, D>, Error> {
    let start = scatter(&[0.0; 3], &[1.0; 3], 4, 8)?;
    let guess = Proposal::Scales(vec![0.2; 3]);
    MetropolisSampler::in_folder(density, &start, &guess, options, folder)
}

/// A short run without pauses, `steps` after the warm-up.
fn short(path: &Path, steps: usize) -> Result<Chains, Error> {
    let density = density(Duration::ZERO);
    let mut sampler = sampler(&density, options(), RunFolder::open(path, "toy")?)?;
    let _ = sampler.run_to(steps, quiet)?;
    sampler.chains(infos())
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
#[ignore = "the process that other tests start and kill"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER).map(PathBuf::from) else {
        return;
    };
    let density = density(Duration::from_micros(600));
    let run = || {
        let mut sampler = sampler(&density, options(), RunFolder::open(&folder, "toy")?)?;
        let _ = sampler.run_to(5000, quiet)?;
        getdist::write(folder.join("out"), &sampler.chains(infos())?)
    };
    run().unwrap();
}

fn start_child(folder: &Path, shell: Option<&str>) -> Command {
    let program = std::env::current_exe().unwrap();
    let mut command = match shell {
        Some(script) => {
            let mut command = Command::new("sh");
            command.args(["-c", script]).arg(program);
            command
        }
        None => Command::new(program),
    };
    command
        .args(["--ignored", "--exact", "child", "--nocapture"])
        .env(FOLDER, folder)
        .env("RUST_BACKTRACE", "0")
        .stdout(Stdio::null())
        .stderr(Stdio::piped());
    command
}

#[test]
fn a_run_killed_fifty_times_gives_the_bytes_of_an_undisturbed_one() {
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut undisturbed = start_child(calm.path(), None).spawn().unwrap();
    let mut rng = stream(50, 0);
    let mut sizes = Vec::new();
    for kill in 0..50 {
        let mut child = start_child(killed.path(), None).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(rng.random_range(500..24_000)));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(status.code().is_none(), "the run ended before kill {kill}");
        let size = fs::metadata(killed.path().join("chain_2.bin"));
        sizes.push(size.map_or(0, |m| m.len()));
    }
    assert!(undisturbed.wait().unwrap().success());
    let expected = contents(calm.path());
    // What stands there is a beginning of the undisturbed run, and the kills met it at work.
    for (name, bytes) in contents(killed.path()) {
        assert!(expected[&name].starts_with(&bytes), "{name}");
    }
    sizes.dedup();
    assert!(sizes.len() > 5, "{sizes:?}");

    assert!(start_child(killed.path(), None).status().unwrap().success());
    let found = contents(killed.path());
    assert_eq!(
        found.keys().collect::<Vec<_>>(),
        expected.keys().collect::<Vec<_>>()
    );
    for (name, bytes) in &expected {
        assert!(found[name] == *bytes, "{name} differs");
    }
    // 4 chains of 5000 steps each, none lost, none doubled.
    let chains = getdist::read(killed.path().join("out")).unwrap();
    let weights: Vec<f64> = chains.chains().iter().map(|c| c.total_weight()).collect();
    assert!(
        weights.iter().all(|w| (w - 5000.0).abs() < 0.5),
        "{weights:?}"
    );
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_a_typed_error_and_loses_nothing() {
    let (calm, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(start_child(calm.path(), None).status().unwrap().success());
    // A limit on the size of files, met by an error and not by a signal.
    for blocks in [8, 40, 100] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = start_child(full.path(), Some(&script)).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            message.contains("Io {") && message.contains("chain_"),
            "{message}"
        );
        let expected = contents(calm.path());
        for (name, bytes) in contents(full.path()) {
            assert!(expected[&name].starts_with(&bytes), "{name}");
        }
    }
    assert!(start_child(full.path(), None).status().unwrap().success());
    assert!(contents(full.path()) == contents(calm.path()));
}

#[test]
fn a_folder_changes_no_bit_of_the_chains() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let density = density(Duration::ZERO);
    let start = scatter(&[0.0; 3], &[1.0; 3], 4, 8)?;
    let guess = Proposal::Scales(vec![0.2; 3]);
    let mut in_memory = MetropolisSampler::new(&density, &start, &guess, options())?;
    let _ = in_memory.run(1500, quiet)?;
    let expected = in_memory.chains(infos())?;
    // In one go, in three, and with nothing left to do.
    for steps in [300, 1100, 1500, 1500] {
        let found = short(folder.path(), steps)?;
        if steps == 1500 {
            assert!(found == expected);
        }
    }
    let mut again = sampler(&density, options(), RunFolder::open(folder.path(), "toy")?)?;
    assert_eq!(again.warm_up_steps(), in_memory.warm_up_steps());
    assert_eq!(again.learnt_covariance(), in_memory.learnt_covariance());
    assert_eq!(again.acceptance_by_chain(), in_memory.acceptance_by_chain());
    // The folder is still locked by `again`.
    assert!(matches!(
        RunFolder::open(folder.path(), "toy"),
        Err(Error::Locked { path }) if path == folder.path()
    ));
    let _ = again.run(1, quiet)?;
    drop(again);
    assert!(RunFolder::open(folder.path(), "toy").is_ok());
    Ok(())
}

#[test]
fn convergence_is_judged_at_the_same_steps_after_a_break() -> Result<(), Error> {
    let density = density(Duration::ZERO);
    let until = Convergence {
        means: 0.05,
        ..Convergence::default()
    };
    let (calm, broken) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let steps = NonZeroUsize::new(7).unwrap();
    let dragging = MetropolisOptions {
        fast_steps: FastSteps::Dragged { steps },
        ..options()
    };
    let open = |path: &Path| sampler(&density, dragging.clone(), RunFolder::open(path, "toy")?);
    let _ = open(calm.path())?.converge(&until, quiet)?;
    let mut breaks = 0;
    loop {
        let mut reports = 0;
        let outcome = open(broken.path())?.converge(&until, |_| {
            reports += 1;
            if reports == 4 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if outcome == Outcome::Finished {
            break;
        }
        breaks += 1;
    }
    assert!(breaks > 3, "{breaks}");
    assert!(contents(calm.path()) == contents(broken.path()));
    // Content with less, or more than there is to be had.
    let mut sampler = open(calm.path())?;
    let impatient = Convergence {
        means: 1e-6,
        max_steps: 3000,
        ..until
    };
    assert!(matches!(
        sampler.converge(&impatient, quiet),
        Err(Error::NotConverged { residual, .. }) if residual > 1e-6 && residual < 1.0
    ));
    Ok(())
}

#[test]
fn a_file_cut_anywhere_goes_on_to_the_same_bytes() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let expected = short(folder.path(), 50)?;
    let whole = contents(folder.path());
    let mut rng = stream(3, 0);
    let names: Vec<String> = (1..=4).map(|c| format!("chain_{c}.bin")).collect();
    let cut = |name: &str, kept: usize| {
        fs::write(folder.path().join(name), &whole[name][..kept]).unwrap();
    };
    for trial in 0..40 {
        for name in &names {
            let kept = if trial < 10 {
                // Within the header and the first steps.
                rng.random_range(0..=100)
            } else {
                // Within the last fifty steps, each of 16 bytes or more.
                whole[name].len() - rng.random_range(0..=800)
            };
            cut(name, kept);
        }
        assert!(short(folder.path(), 50)? == expected, "trial {trial}");
        assert!(contents(folder.path()) == whole, "trial {trial}");
    }
    // One chain cut to less than where all have met: no crash does that, since files are synchronised there.
    cut(&names[1], whole[&names[1]].len() / 3);
    assert!(matches!(
        short(folder.path(), 50),
        Err(Error::Corrupt { what, .. }) if what.contains("have not met")
    ));
    Ok(())
}

#[test]
fn another_run_is_refused_and_touches_nothing() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let _ = short(folder.path(), 100)?;
    let before = contents(folder.path());
    let calm = density(Duration::ZERO);
    let attempt = |options, description: &str| {
        let folder = RunFolder::open(folder.path(), description)?;
        sampler(&calm, options, folder).map(drop)
    };
    let reseeded = MetropolisOptions {
        seed: 9,
        ..options()
    };
    let error = attempt(reseeded, "toy").unwrap_err();
    assert!(
        matches!(&error, Error::ConfigurationChanged { found, expected, .. }
            if found == "seed: 9" && expected == "seed: 8"),
        "{error}"
    );
    assert!(matches!(
        attempt(options(), "another toy"),
        Err(Error::ConfigurationChanged { .. })
    ));
    assert!(matches!(
        attempt(options(), "toy\nwith more data"),
        Err(Error::ConfigurationChanged { .. })
    ));
    // How long and on how many threads is not part of it.
    let serial = MetropolisOptions {
        execution: Execution::Serial,
        ..options()
    };
    assert!(attempt(serial, "toy").is_ok());

    // The same description, and yet another density.
    let shifted = Density::new(3, |t| calm.ln_density(t).unwrap() + 0.5);
    let outcome = sampler(&shifted, options(), RunFolder::open(folder.path(), "toy")?);
    // It has one block, which is part of the configuration.
    assert!(matches!(outcome, Err(Error::ConfigurationChanged { .. })));
    let shifted = SlowFast::new(
        3,
        &[0],
        4.0,
        |_| Ok(()),
        |(), t: &[f64]| Ok(calm.ln_density(t)? + 0.5),
    )?;
    let outcome = sampler(&shifted, options(), RunFolder::open(folder.path(), "toy")?);
    assert!(matches!(
        outcome,
        Err(Error::DensityChanged { found, expected, .. }) if (found - expected - 0.5).abs() < 1e-9
    ));
    assert!(contents(folder.path()) == before);
    Ok(())
}

#[test]
fn damage_is_a_typed_error_and_touches_nothing() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let _ = short(folder.path(), 100)?;
    let path = folder.path().join("chain_3.bin");
    let whole = fs::read(&path).unwrap();
    for at in [0, 20, 200, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        fs::write(&path, &damaged).unwrap();
        let error = short(folder.path(), 100).unwrap_err();
        assert!(
            matches!(&error, Error::Corrupt { path: p, offset, .. } if *p == path && *offset <= at as u64),
            "{error}"
        );
        assert!(fs::read(&path).unwrap() == damaged);
    }
    Ok(())
}

#[test]
fn a_place_that_is_no_folder_is_a_typed_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    assert!(matches!(
        RunFolder::open(file.join("run"), ""),
        Err(Error::Io { .. })
    ));
    // A chain file that cannot be opened as one.
    let run = folder.path().join("run");
    fs::create_dir_all(run.join("chain_2.bin")).unwrap();
    let error = short(&run, 10).unwrap_err();
    assert!(
        matches!(&error, Error::Io { path, .. } if path.ends_with("chain_2.bin")),
        "{error}"
    );
}
