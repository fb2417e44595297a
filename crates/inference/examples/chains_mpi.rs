//! Chains in a Gaussian of six dimensions, advanced by the processes of MPI:
//!
//! ```text
//! mpirun -n 4 target/release/examples/chains_mpi FOLDER [STEPS [MICROSECONDS]]
//! ```
//!
//! takes STEPS steps with an evaluation that lasts so long, and writes `FOLDER/gaussian_1.txt` … for GetDist. Killed and
//! started again, with as many processes or others or without `mpirun`, it goes on where it was.

#![expect(clippy::print_stdout, reason = "it is a program")]

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lastscatter_inference::diagnostics::Summary;
use lastscatter_inference::mpi::World;
use lastscatter_inference::run::RunFolder;
use lastscatter_inference::{
    Company, Density, MetropolisOptions, MetropolisSampler, ParameterInfo, Proposal, getdist,
    scatter,
};

const DIMENSION: usize = 6;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = PathBuf::from(arguments.next().ok_or("FOLDER [STEPS [MICROSECONDS]]")?);
    let steps = arguments.next().map_or(Ok(20_000), |n| n.parse())?;
    let pause = Duration::from_micros(arguments.next().map_or(Ok(0), |n| n.parse())?);

    // Neighbours are correlated, and scales go from 1 to 6.
    let density = Density::new(DIMENSION, |t| {
        if !pause.is_zero() {
            std::thread::sleep(pause);
        }
        let mut before = 0.0;
        let scaled = t.iter().zip(1..).map(|(x, k)| x / f64::from(k));
        -0.5 * scaled
            .map(|x| (x - 0.8 * std::mem::replace(&mut before, x)).powi(2))
            .sum::<f64>()
    });
    let start = scatter(&[0.0; DIMENSION], &[1.0; DIMENSION], 4, 1)?;
    let guess = Proposal::Scales(vec![1.0; DIMENSION]);

    let world = Arc::new(World::new()?);
    let first = world.rank() == 0;
    let place = RunFolder::open_in_company(&folder, "a Gaussian in six dimensions", world)?;
    let options = MetropolisOptions::default();
    let mut sampler = MetropolisSampler::in_folder(&density, &start, &guess, options, place)?;
    let _ = sampler.run_to(steps, |progress| {
        if first {
            println!("{progress}");
        }
        ControlFlow::Continue(())
    })?;
    if first {
        let infos = (1..=DIMENSION).map(|k| ParameterInfo::new(format!("x{k}"), format!("x_{k}")));
        let chains = sampler.chains(infos.collect())?;
        getdist::write(folder.join("gaussian"), &chains)?;
        println!("{}", Summary::new(&chains)?);
    }
    Ok(())
}
