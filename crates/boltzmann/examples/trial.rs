#![allow(missing_docs, clippy::all)]
use lastscatter_boltzmann::{Accuracy, Components, Gauge, InitialCondition, Solver, Tensors};
use lastscatter_cosmology::*;
fn number(t: &toml::Table, k: &str, d: f64) -> f64 {
    t.get(k).and_then(|v| v.as_float()).unwrap_or(d)
}
fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let t: toml::Table =
        std::fs::read_to_string(format!("/work/shared/reference/{folder}/params.toml"))
            .unwrap()
            .parse()
            .unwrap();
    let masses: Vec<f64> = t["neutrino_masses_ev"]
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_float().unwrap())
        .collect();
    let p = Parameters {
        h0_km_s_mpc: number(&t, "h0", 0.0),
        omega_b_h2: number(&t, "omega_b_h2", 0.0),
        omega_c_h2: number(&t, "omega_c_h2", 0.0),
        omega_k: 0.0,
        t_cmb_k: 2.7255,
        neutrinos: Neutrinos::thermal(number(&t, "n_eff", 0.0), &masses),
        dark_energy: DarkEnergy {
            w0: number(&t, "w0", -1.0),
            wa: number(&t, "wa", 0.0),
        },
        helium: Helium::MassFraction(number(&t, "y_he", 0.0)),
        reionisation: Reionisation::OpticalDepth(number(&t, "tau", 0.0)),
    };
    let power = PowerLaw {
        a_s: number(&t, "a_s", 0.0),
        n_s: number(&t, "n_s", 0.0),
        alpha_s: number(&t, "alpha_s", 0.0),
        ..PowerLaw::planck2018()
    };
    let mut accuracy = match std::env::var("ACC").as_deref() {
        Ok("reference") => Accuracy::reference(),
        Ok("fast") => Accuracy::fast(),
        _ => Accuracy::standard(),
    };
    for a in std::env::args().skip(3) {
        let (k, v) = a.split_once('=').unwrap();
        let f: f64 = v.parse().unwrap();
        match k {
            "tol" => accuracy.tolerance = f,
            "abs" => accuracy.absolute = f,
            "lg" => accuracy.multipole.intensity = f as usize,
            "lp" => accuracy.multipole.polarisation = f as usize,
            "ln" => accuracy.multipole.massless = f as usize,
            "lm" => accuracy.multipole.massive = f as usize,
            "nq" => accuracy.momenta = f as usize,
            "tw" => accuracy.tight_wavenumber = f,
            "th" => accuracy.tight_hubble = f,
            "sw" => accuracy.slip_wavenumber = f,
            "sh" => accuracy.slip_hubble = f,
            "rw" => accuracy.streaming_wavenumber = f,
            "ro" => accuracy.streaming_opacity = f,
            "fw" => accuracy.fluid_wavenumber = f,
            "ke" => accuracy.wavenumbers_per_efold = f,
            "ka" => accuracy.acoustic_spacing = f,
            "kr" => accuracy.reionised_spacing = f,
            "lens" => accuracy.lensing = lastscatter_boltzmann::lensing::Accuracy::reference(),
            "mw" => accuracy.massive_fluid_wavenumber = f,
            "dn" => accuracy.node_spacing_mpc = f,
            "margin" => accuracy.lensing_margin = f as usize,
            "kmax" => accuracy.largest_wavenumber = f,
            _ => panic!("{k}"),
        }
    }
    let mut times = vec![];
    let gauge = if std::env::var("NEWTON").is_ok() {
        Gauge::Newtonian
    } else {
        Gauge::Synchronous
    };
    let n: usize = std::env::var("N").map(|n| n.parse().unwrap()).unwrap_or(1);
    let mut raw = None;
    for _ in 0..n {
        let t0 = std::time::Instant::now();
        let h = Thermodynamics::new(&p).unwrap();
        let initial = vec![match std::env::var("MODE").as_deref() {
            Ok("cdm") => InitialCondition::ColdDarkMatterIsocurvature,
            Ok("baryon") => InitialCondition::BaryonIsocurvature,
            Ok("nid") => InitialCondition::NeutrinoDensityIsocurvature,
            Ok("niv") => InitialCondition::NeutrinoVelocityIsocurvature,
            _ => InitialCondition::Adiabatic,
        }];
        let solver = Solver {
            lmax: 2500,
            accuracy,
            initial,
            components: Components::ALL,
            gauge,
            tensors: Tensors::Absent,
        };
        let s = solver.solve(&h).unwrap();
        if n == 1 {
            eprintln!("solved {:?}", t0.elapsed());
        }
        let sp = s.spectra(&power).unwrap();
        if n == 1 {
            eprintln!("solved+spectra {:?}", t0.elapsed());
        }
        let le = sp.lensed().unwrap();
        raw = Some((sp, le));
        times.push(t0.elapsed().as_secs_f64());
        if n == 1 {
            eprintln!("{:?}", s.work());
        }
    }
    times.sort_by(f64::total_cmp);
    eprintln!("time {:.4}", times[n / 2]);
    let (raw, le) = raw.unwrap();
    let u = raw.unlensed().unwrap();
    let pot = raw.potential().unwrap();
    let (tt, ee, te, pp) = (
        u.tt().values(),
        u.ee().values(),
        u.te().values(),
        pot.phi_phi().values(),
    );
    let f = 2.7255e6f64.powi(2);
    let mut out = String::from(
        "ell,unlensed_tt,unlensed_ee,unlensed_te,phiphi,lensed_tt,lensed_ee,lensed_bb,lensed_te\n",
    );
    let columns = [
        tt,
        ee,
        te,
        pp,
        le.tt().values(),
        le.ee().values(),
        le.bb().values(),
        le.te().values(),
    ];
    for l in 2..=2500 {
        out += &l.to_string();
        for (c, column) in columns.iter().enumerate() {
            out += &format!(",{:e}", column[l] * if c == 3 { 1.0 } else { f });
        }
        out += "\n";
    }
    std::fs::write(std::env::args().nth(2).unwrap(), out).unwrap();
}
