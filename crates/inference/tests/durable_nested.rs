//! Nested sampling in folders: killed, out of disk, damaged, taken up by the wrong run; and what comes out of it.

#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]

use std::collections::BTreeMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Density, Error, Execution, LogDensity, NestedOptions, NestedResult, NestedSampler, Outcome,
    Parameter, Posterior, Prior, getdist, quiet, stream,
};
use rand::RngExt;

const FOLDER: &str = "LASTSCATTER_TEST_NESTED_FOLDER";

/// A valley with a forbidden corner; `pause` a slow evaluation.
fn posterior(pause: Duration) -> Posterior<impl LogDensity> {
    let density = Density::new(2, move |t: &[f64]| {
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
        if t[0] + t[1] > 8.0 {
            return f64::NEG_INFINITY;
        }
        -0.5 * t[0] * t[0] - 2.0 * (t[1] - t[0] * t[0]).powi(2)
    });
    let parameter = |name: &str| Parameter::new(name, name, Prior::uniform(-5.0, 5.0).unwrap());
    Posterior::new(
        vec![parameter("x").unwrap(), parameter("y").unwrap()],
        density,
    )
    .unwrap()
}

fn options() -> NestedOptions {
    NestedOptions {
        seed: 4,
        live_points: 80,
        batch: 8,
        execution: Execution::Parallel,
        ..NestedOptions::default()
    }
}

fn short(path: &Path) -> Result<NestedResult, Error> {
    let posterior = posterior(Duration::ZERO);
    let folder = RunFolder::open(path, "valley")?;
    let mut sampler = NestedSampler::in_folder(&posterior, options(), folder)?;
    let _ = sampler.run(quiet)?;
    sampler.result()
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
    let run = || {
        let posterior = posterior(Duration::from_micros(600));
        let run = RunFolder::open(&folder, "valley")?;
        let mut sampler = NestedSampler::in_folder(&posterior, options(), run)?;
        let _ = sampler.run(quiet)?;
        sampler.result()?.write(folder.join("out"))
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
fn a_run_killed_twenty_times_gives_the_bytes_of_an_undisturbed_one() {
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut undisturbed = start_child(calm.path(), None).spawn().unwrap();
    let mut rng = stream(20, 0);
    let mut sizes = Vec::new();
    for kill in 0..20 {
        let mut child = start_child(killed.path(), None).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(rng.random_range(500..32_000)));
        child.kill().unwrap();
        let status = child.wait().unwrap();
        assert!(status.code().is_none(), "the run ended before kill {kill}");
        let size = fs::metadata(killed.path().join("nested.bin"));
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
    assert!(contents(killed.path()) == expected);
    // What was written is what a run in memory finds.
    let posterior = posterior(Duration::ZERO);
    let mut in_memory = NestedSampler::new(&posterior, options()).unwrap();
    let _ = in_memory.run(quiet).unwrap();
    let result = in_memory.result().unwrap();
    assert!(getdist::read(killed.path().join("out")).unwrap() == result.chains);
    let text = fs::read_to_string(killed.path().join("out.evidence")).unwrap();
    let record: toml::Table = text.parse().unwrap();
    let ln_evidence = record["ln_evidence"].as_float().unwrap();
    assert_eq!(ln_evidence.to_bits(), result.ln_evidence.to_bits());
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_a_typed_error_and_loses_nothing() {
    let (calm, full) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(start_child(calm.path(), None).status().unwrap().success());
    // A limit on the size of files, met by an error and not by a signal.
    for blocks in [1, 8, 20] {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = start_child(full.path(), Some(&script)).output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success());
        assert!(
            message.contains("Io {") && message.contains("nested.bin"),
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
fn a_folder_changes_no_bit() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let posterior = posterior(Duration::ZERO);
    let mut in_memory = NestedSampler::new(&posterior, options())?;
    let _ = in_memory.run(quiet)?;
    // Broken off and taken up again, and with nothing left to do.
    loop {
        let run = RunFolder::open(folder.path(), "valley")?;
        let mut sampler = NestedSampler::in_folder(&posterior, options(), run)?;
        let mut generations = 0;
        let outcome = sampler.run(|_| {
            generations += 1;
            if generations == 13 {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            }
        })?;
        if outcome == Outcome::Finished {
            break;
        }
    }
    assert_eq!(short(folder.path())?, in_memory.result()?);
    Ok(())
}

#[test]
fn a_file_cut_anywhere_goes_on_to_the_same_bytes() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let expected = short(folder.path())?;
    let path = folder.path().join("nested.bin");
    let whole = fs::read(&path).unwrap();
    let mut rng = stream(3, 0);
    for _ in 0..20 {
        fs::write(&path, &whole[..rng.random_range(0..whole.len())]).unwrap();
        assert_eq!(short(folder.path())?, expected);
        assert!(fs::read(&path).unwrap() == whole);
    }
    Ok(())
}

#[test]
fn damage_and_other_runs_are_refused_and_nothing_is_touched() -> Result<(), Error> {
    let folder = tempfile::tempdir().unwrap();
    let _ = short(folder.path())?;
    let path = folder.path().join("nested.bin");
    let whole = fs::read(&path).unwrap();
    for at in [0, 20, 200, whole.len() / 2] {
        let mut damaged = whole.clone();
        damaged[at] ^= 4;
        fs::write(&path, &damaged).unwrap();
        assert!(
            matches!(short(folder.path()), Err(Error::Corrupt { offset, .. }) if offset <= at as u64)
        );
        assert!(fs::read(&path).unwrap() == damaged);
    }
    fs::write(&path, &whole).unwrap();

    let calm = posterior(Duration::ZERO);
    let attempt = |options, description: &str| {
        let folder = RunFolder::open(folder.path(), description)?;
        NestedSampler::in_folder(&calm, options, folder).map(drop)
    };
    let reseeded = NestedOptions {
        seed: 9,
        ..options()
    };
    assert!(matches!(
        attempt(reseeded, "valley"),
        Err(Error::ConfigurationChanged { found, expected, .. }) if found == "seed: 9" && expected == "seed: 4"
    ));
    assert!(matches!(
        attempt(options(), "another valley"),
        Err(Error::ConfigurationChanged { .. })
    ));
    // The number of threads is not part of it.
    let serial = NestedOptions {
        execution: Execution::Serial,
        ..options()
    };
    assert!(attempt(serial, "valley").is_ok());

    let shifted = Density::new(2, |t: &[f64]| {
        calm.likelihood().ln_density(t).unwrap_or(f64::NEG_INFINITY) + 0.5
    });
    let shifted = Posterior::new(calm.parameters().to_vec(), shifted)?;
    let run = RunFolder::open(folder.path(), "valley")?;
    assert!(matches!(
        NestedSampler::in_folder(&shifted, options(), run),
        Err(Error::DensityChanged { found, expected, .. }) if (found - expected - 0.5).abs() < 1e-9
    ));
    assert!(fs::read(&path).unwrap() == whole);
    Ok(())
}
