//! Processes of MPI, killed and started again in other numbers. Needs `mpirun`, hence
//!
//! ```text
//! LASTSCATTER_MPI=1 cargo nextest run -p lastscatter-inference --features mpi
//! ```

#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "helpers of tests may, as tests")]
#![expect(clippy::print_stderr, reason = "a test that was skipped says so")]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use lastscatter_inference::{getdist, stream};
use rand::RngExt;

const STEPS: usize = 6000;
const MICROSECONDS: usize = 300;

/// The example that cargo builds beside the tests, by `processes` of MPI or without it.
fn program(processes: Option<usize>, folder: &Path, pause: usize) -> Command {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let example = profile.join("examples/chains_mpi");
    assert!(example.is_file(), "{} is not built", example.display());
    let mut command = match processes {
        None => Command::new(example),
        Some(n) => {
            let mut command = Command::new("mpirun");
            command.args(["--oversubscribe", "-n", &n.to_string()]);
            command.arg(example);
            command
        }
    };
    command
        .arg(folder)
        .args([STEPS, pause].map(|n| n.to_string()))
        .env("RAYON_NUM_THREADS", "1")
        .env("OMPI_ALLOW_RUN_AS_ROOT", "1")
        .env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command
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
fn a_killed_process_ends_the_run_and_loses_nothing() {
    if std::env::var_os("LASTSCATTER_MPI").is_none() {
        eprintln!("SKIPPED: LASTSCATTER_MPI is not set");
        return;
    }
    let (calm, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    assert!(program(None, calm.path(), 0).status().unwrap().success());
    let expected = contents(calm.path());

    let mut rng = stream(4, 0);
    let mut sizes = Vec::new();
    for _ in 0..10 {
        let mut run = program(Some(4), killed.path(), MICROSECONDS)
            .spawn()
            .unwrap();
        let children = format!("/proc/{0}/task/{0}/children", run.id());
        let ranks = loop {
            let ranks = fs::read_to_string(&children).unwrap();
            if ranks.split_whitespace().count() == 4 {
                break ranks;
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        std::thread::sleep(Duration::from_millis(rng.random_range(300..700)));
        let victim = ranks
            .split_whitespace()
            .nth(rng.random_range(0..4))
            .unwrap();
        assert!(
            Command::new("kill")
                .args(["-9", victim])
                .status()
                .unwrap()
                .success()
        );
        assert!(!run.wait().unwrap().success());
        let mut size = 0;
        for (name, bytes) in contents(killed.path()) {
            assert!(expected[&name].starts_with(&bytes), "{name}");
            size += bytes.len();
        }
        sizes.push(size);
    }
    sizes.dedup();
    assert!(sizes.len() > 5, "{sizes:?}");

    let end = program(Some(3), killed.path(), 0).status().unwrap();
    assert!(end.success());
    assert!(contents(killed.path()) == expected);
    let chains = getdist::read(killed.path().join("gaussian")).unwrap();
    let weights = chains.chains().iter().map(|c| c.total_weight());
    assert!(weights.into_iter().all(|w| (w - STEPS as f64).abs() < 0.5));
}
