"""Linear matter power spectra, sigma_8 and f sigma_8 of independent codes, for tests/matter.rs.

Versions: camb 2.0.5, classy 3.4.1, numpy, scipy. Takes a quarter of an hour. Writes, without headers,

  ../data/matter_power.csv   cosmology, redshift, k in 1/Mpc, P in Mpc^3: CAMB total, CAMB cb, CLASS total, CLASS cb
  ../data/matter_growth.csv  cosmology, redshift, CAMB sigma_8, CAMB f sigma_8, CLASS sigma_8

CLASS's f sigma_8 is left out: finite differences make it 1e-3 wrong.

CAMB at boosted accuracy; the "cb" spectra are its delta_nonu. CLASS with tightened tolerances and its fluid approximations off.
"""

import sys
from pathlib import Path

import camb
import numpy as np
from classy import Class

HERE = Path(__file__).resolve().parent
DATA = HERE.parent / "data"
COSMOLOGIES = {
    "planck2018": dict(h0=67.36, ob=0.02237, oc=0.12, tau=0.0544, a_s=2.1e-9, n_s=0.9649, n_eff=3.044, masses=[0.06], y_he=0.2454),
    "heavy_neutrinos": dict(
        h0=64.0, ob=0.0222, oc=0.117, tau=0.05, a_s=2.1e-9, n_s=0.96, n_eff=3.044, masses=[0.15] * 3, y_he=0.2454
    ),
    "dark_energy": dict(
        h0=66.0, ob=0.0223, oc=0.121, tau=0.055, a_s=2.1e-9, n_s=0.965, n_eff=3.044, masses=[0.06], y_he=0.2454, w0=-0.7, wa=-1.0
    ),
    "extreme": dict(h0=58.0, ob=0.019, oc=0.15, tau=0.1, a_s=1.6e-9, n_s=0.9, alpha_s=0.03, n_eff=2.5, masses=[], y_he=0.22),
}
REDSHIFTS = [0.0, 0.5, 2.0, 10.0]


def wavenumbers(h):
    """k in 1/Mpc: logarithmic, dense over the acoustic oscillations."""
    low = np.geomspace(1e-4 * h, 0.01 * h, 12, endpoint=False)
    peaks = np.linspace(0.01 * h, 0.4 * h, 40, endpoint=False)
    return np.concatenate([low, peaks, np.geomspace(0.4 * h, 10.0 * h, 20)])


def camb_power(c, k):
    h = c["h0"] / 100
    n = len(c["masses"])
    p = camb.CAMBparams()
    p.set_cosmology(
        H0=c["h0"], ombh2=c["ob"], omch2=c["oc"], omk=0.0, tau=c["tau"], YHe=c["y_he"], TCMB=2.7255, nnu=c["n_eff"], mnu=0.0, num_massive_neutrinos=0
    )
    if n:
        # One eigenstate for all, whose density gives the mass exactly.
        share = c["n_eff"] / 3
        p.share_delta_neff = False
        p.num_nu_massless = c["n_eff"] - n * share
        p.num_nu_massive = n
        p.nu_mass_eigenstates = 1
        p.nu_mass_numbers = [n]
        p.nu_mass_fractions = [1.0]
        p.nu_mass_degeneracies = [n * share]
        p.omnuh2 = omega_nu_h2(c)
    p.set_dark_energy(w=c.get("w0", -1.0), wa=c.get("wa", 0.0), dark_energy_model="ppf" if "w0" in c else "fluid")
    p.InitPower.set_params(As=c["a_s"], ns=c["n_s"], nrun=c.get("alpha_s", 0.0))
    p.set_accuracy(AccuracyBoost=2.0, lAccuracyBoost=3.0)
    p.WantCls = False
    p.set_matter_power(redshifts=REDSHIFTS, kmax=12.0, k_per_logint=60, accurate_massive_neutrino_transfers=True, nonlinear=False)
    r = camb.get_results(p)
    out = {}
    for name, var in (("total", "delta_tot"), ("cb", "delta_nonu")):
        f = r.get_matter_power_interpolator(nonlinear=False, var1=var, var2=var, hubble_units=False, k_hunit=False, log_interp=True)
        out[name] = np.array([f.P(z, k) for z in REDSHIFTS])
    order = np.argsort(r.transfer_redshifts)
    s8 = np.array(r.get_sigma8())[order]
    fs8 = np.array(r.get_fsigma8())[order]
    return out, s8, fs8


def omega_nu_h2(c):
    """Exact density of the massive species, from Fermi integrals, in units of the critical density of h = 1."""
    from scipy.integrate import quad

    t_nu = 2.7255 * (4 / 11) ** (1 / 3) * (c["n_eff"] / 3) ** 0.25
    kelvin_ev = 8.617333262e-5
    omega_gamma = 2.47282e-5
    ratio = (4 / 11) ** (4 / 3) * (c["n_eff"] / 3) * 7 / 8
    total = 0.0
    for m in c["masses"]:
        x = m / (kelvin_ev * t_nu)
        num = quad(lambda q: q**2 * np.sqrt(q**2 + x**2) / (np.exp(q) + 1), 0, 60, epsabs=0, epsrel=1e-12, limit=500)[0]
        total += omega_gamma * ratio * num / (7 * np.pi**4 / 120)
    return total


def class_power(c, k):
    n = len(c["masses"])
    p = {
        "output": "mPk",
        "H0": c["h0"],
        "omega_b": c["ob"],
        "omega_cdm": c["oc"],
        "T_cmb": 2.7255,
        "tau_reio": c["tau"],
        "YHe": c["y_he"],
        "A_s": c["a_s"],
        "n_s": c["n_s"],
        "alpha_s": c.get("alpha_s", 0.0),
        "k_pivot": 0.05,
        "P_k_max_1/Mpc": 7.0,
        "z_pk": ",".join(map(str, REDSHIFTS)),
        "z_max_pk": 10.5,
        "N_ur": c["n_eff"] * (1 - n / 3),
        "tol_perturbations_integration": 1e-6,
        "tol_background_integration": 1e-12,
        "l_max_g": 24,
        "l_max_pol_g": 20,
        "l_max_ur": 45,
        "l_max_ncdm": 30,
        "ur_fluid_approximation": 3,
        "ncdm_fluid_approximation": 3,
        "tol_ncdm_synchronous": 1e-4,
        "tol_ncdm_bg": 1e-10,
        "k_per_decade_for_pk": 30,
        "k_per_decade_for_bao": 120,
        "start_small_k_at_tau_c_over_tau_h": 0.0004,
        "start_large_k_at_tau_h_over_tau_k": 0.02,
        "recombination": "RECFAST",
    }
    if n:
        p |= {
            "N_ncdm": 1,
            "deg_ncdm": n,
            "m_ncdm": c["masses"][0],
            "T_ncdm": (4 / 11) ** (1 / 3) * (c["n_eff"] / 3) ** 0.25,
        }
    if "w0" in c:
        p |= {"Omega_Lambda": 0.0, "w0_fld": c["w0"], "wa_fld": c["wa"], "use_ppf": "yes"}
    r = Class()
    r.set(p)
    r.compute()
    out = {"total": np.array([[r.pk_lin(x, z) for x in k] for z in REDSHIFTS])}
    cb = r.pk_cb_lin if n else r.pk_lin
    out["cb"] = np.array([[cb(x, z) for x in k] for z in REDSHIFTS])
    s8 = np.array([r.sigma(8 / r.h(), z) for z in REDSHIFTS])
    return out, s8


def main():
    names = sys.argv[1:] or list(COSMOLOGIES)
    rows, growth = [], []
    for name in names:
        c = COSMOLOGIES[name]
        k = wavenumbers(c["h0"] / 100)
        a, s8a, fa = camb_power(c, k)
        b, s8b = class_power(c, k)
        for i, z in enumerate(REDSHIFTS):
            growth.append(f"{name},{z},{s8a[i]:.7f},{fa[i]:.7f},{s8b[i]:.7f}")
            for j, x in enumerate(k):
                values = (a["total"][i, j], a["cb"][i, j], b["total"][i, j], b["cb"][i, j])
                rows.append(f"{name},{z},{x:.7e}," + ",".join(f"{v:.6e}" for v in values))
        print(name, s8a, s8b, fa, flush=True)
    (DATA / "matter_power.csv").write_text("\n".join(rows) + "\n")
    (DATA / "matter_growth.csv").write_text("\n".join(growth) + "\n")


main()
