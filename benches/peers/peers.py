#!/usr/bin/env python3
"""Time and errors of lastscatter, CAMB and CLASS on one cosmology and the same cores; prints a Markdown table.

See README.md beside this file. Every solve goes from parameters to lensed spectra and C_L^phiphi. Each code runs in a
process of its own, with one solve to warm up; the codes take turns, so that a busy moment of the machine hits all.
"""
import argparse
import csv
import importlib.util
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
COLUMNS = ["lensed_tt", "lensed_ee", "lensed_te", "lensed_bb", "phiphi"]
T_CMB_K = 2.7255
KEYS = {"h0", "omega_b_h2", "omega_c_h2", "tau", "a_s", "n_s", "alpha_s", "n_eff", "neutrino_masses_ev", "y_he"}

# Name, then what the process that runs it is told.
SETTINGS = [
    ("lastscatter", "fast"),
    ("lastscatter", "standard"),
    ("CAMB", "lens_potential_accuracy=1"),
    ("CAMB", "default"),
    ("CLASS", "default, RECFAST"),
]
BASELINE = ("lastscatter", "standard")


# -- one code, in the process of its own --


def camb_solve(p, setting, lmax):
    import camb

    masses = p["neutrino_masses_ev"]
    if any(m != masses[0] for m in masses):
        sys.exit("CAMB: masses that differ are not expected here")
    pars = camb.CAMBparams()
    pars.set_cosmology(
        H0=p["h0"], ombh2=p["omega_b_h2"], omch2=p["omega_c_h2"], tau=p["tau"], TCMB=T_CMB_K, nnu=p["n_eff"],
        mnu=sum(masses), num_massive_neutrinos=len(masses), neutrino_hierarchy="degenerate", YHe=p["y_he"],
    )
    pars.InitPower.set_params(As=p["a_s"], ns=p["n_s"], nrun=p.get("alpha_s", 0.0))
    accuracy = None if setting == "default" else int(setting.split("=")[1])
    pars.set_for_lmax(lmax, lens_potential_accuracy=accuracy, nonlinear=False)
    results = camb.get_results(pars)
    lensed = results.get_lensed_scalar_cls(lmax=lmax, CMB_unit="muK", raw_cl=True)
    potential = results.get_lens_potential_cls(lmax=lmax, raw_cl=True)
    return lambda: dict(zip(COLUMNS, [lensed[:, 0], lensed[:, 1], lensed[:, 3], lensed[:, 2], potential[:, 0]]))


def class_solve(p, setting, lmax):
    import classy

    masses = p["neutrino_masses_ev"]
    ratio = (4 / 11) ** (1 / 3) * (p["n_eff"] / 3) ** 0.25
    settings = {
        "output": "tCl pCl lCl", "lensing": "yes", "l_max_scalars": lmax, "recombination": "RECFAST",
        "H0": p["h0"], "omega_b": p["omega_b_h2"], "omega_cdm": p["omega_c_h2"], "tau_reio": p["tau"], "T_cmb": T_CMB_K,
        "A_s": p["a_s"], "n_s": p["n_s"], "alpha_s": p.get("alpha_s", 0.0), "YHe": p["y_he"],
        "N_ur": p["n_eff"] * (1 - len(masses) / 3),
    }
    if masses:
        settings |= {
            "N_ncdm": len(masses), "m_ncdm": ",".join(map(str, masses)), "T_ncdm": ",".join([str(ratio)] * len(masses)),
        }
    solver = classy.Class()
    solver.set(settings)
    solver.compute()
    cl = solver.lensed_cl(lmax)

    def columns():
        unit = (1e6 * T_CMB_K) ** 2
        solver.struct_cleanup()
        return {name: cl["pp"] if name == "phiphi" else unit * cl[name[-2:]] for name in COLUMNS}

    return columns


def child(code, setting, params, lmax, solves, out):
    """Prints the seconds of each solve; writes the spectra of the last."""
    solve = {"CAMB": camb_solve, "CLASS": class_solve}[code]
    seconds = []
    for _ in range(1 + solves):
        start = time.perf_counter()
        columns = solve(params, setting, lmax)
        seconds.append(time.perf_counter() - start)
        cl = columns()
    with open(out, "w", newline="") as f:
        writer = csv.writer(f)
        writer.writerow(["ell", *COLUMNS])
        writer.writerows([ell, *(repr(float(cl[name][ell])) for name in COLUMNS)] for ell in range(2, lmax + 1))
    print(json.dumps(seconds[1:]))


# -- all of them, by turns --


def pinned_run(command, cores):
    """Standard output and peak memory in MB of a command that has the first of this process's cores to itself."""
    cpus = sorted(os.sched_getaffinity(0))[:cores]
    threads = {name: str(cores) for name in ("OMP_NUM_THREADS", "RAYON_NUM_THREADS")}
    pin = lambda: os.sched_setaffinity(0, cpus)
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, stdout=output, env=os.environ | threads, preexec_fn=pin)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"failed: {' '.join(map(str, command))}")
        output.seek(0)
        return output.read(), usage.ru_maxrss / 1024


def run(code, setting, args, folder):
    """Seconds (one median for lastscatter, each solve for the others), peak memory in MB, and the table of spectra."""
    solves, params = str(args.solves), args.data / "params.toml"
    if code == "lastscatter":
        command = [args.spectra, "--params", params, "--lmax", str(args.lmax), "--accuracy", setting]
        text, memory = pinned_run([*command, "--time", solves, "--out", folder], args.cores)
        median = next(line for line in text.splitlines() if line.startswith("median "))
        return [float(median.split()[1])], memory, folder / "cl.csv"
    command = [sys.executable, __file__, "--child", code, setting, "--data", args.data, "--lmax", str(args.lmax)]
    folder.mkdir(exist_ok=True)
    table = folder / "cl.csv"
    text, memory = pinned_run([*command, "--solves", solves, "--out", table], args.cores)
    return json.loads(text.splitlines()[-1]), memory, table


def spectra(path):
    with open(path, newline="") as f:
        return {int(row["ell"]): {k: float(v) for k, v in row.items() if k != "ell"} for row in csv.DictReader(f)}


def errors(test, reference, column, lmax):
    """Largest and rms difference: relative, but for TE over sqrt(TT EE)."""
    worst = total = 0.0
    for ell in range(2, lmax + 1):
        want, got = reference[ell], test[ell]
        scale = math.sqrt(want["lensed_tt"] * want["lensed_ee"]) if column == "lensed_te" else abs(want[column])
        error = abs(got[column] - want[column]) / scale
        worst, total = max(worst, error), total + error * error
    return worst, math.sqrt(total / (lmax - 1))


def print_table(results, reference, args):
    baseline = results.get(BASELINE)
    baseline = statistics.median(baseline["seconds"]) if baseline else math.nan
    names = ["TT", "EE", "TE", "BB", "φφ"]
    print(f"\n{args.cores} cores, ℓ ≤ {args.lmax}, lensed; median over {args.rounds} rounds of {args.solves} solves.")
    print(f"Errors against {args.data.name}: max / rms in per cent.\n")
    print("| code | setting | median [s] | ratio | peak [MB] | " + " | ".join(names) + " |")
    print("| --- | --- | --- | --- | --- |" + " --- |" * len(names))
    for (code, setting), result in results.items():
        median = statistics.median(result["seconds"])
        test = spectra(result["table"])
        cells = (errors(test, reference, column, args.lmax) for column in COLUMNS)
        cells = [f"{100 * worst:.3f} / {100 * rms:.4f}" for worst, rms in cells]
        ratio = median / baseline
        cells = [code, setting, f"{median:.3f}", f"{ratio:.1f}", f"{result['memory']:.0f}", *cells]
        print("| " + " | ".join(cells) + " |")


def load_params(path):
    params = {"neutrino_masses_ev": [], **tomllib.loads(path.read_text())}
    missing = {"h0", "omega_b_h2", "omega_c_h2", "tau", "a_s", "n_s", "n_eff", "y_he"} - params.keys()
    unknown = params.keys() - KEYS
    if missing or unknown:
        sys.exit(f"{path}: missing {sorted(missing)}, not expected here {sorted(unknown)}")
    return params


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared/reference/planck2018",
                        help="folder with params.toml and the boosted cl.csv")
    parser.add_argument("--spectra", type=Path, default=ROOT / "target/release/examples/spectra", help="the program")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--lmax", type=int, default=2500)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--solves", type=int, default=3, help="timed solves in each process")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--out", help=argparse.SUPPRESS)
    args = parser.parse_args()

    params = load_params(args.data / "params.toml")
    if args.child:
        return child(*args.child, params, args.lmax, args.solves, args.out)

    modules = {"CAMB": "camb", "CLASS": "classy"}
    present = {code for code, module in modules.items() if importlib.util.find_spec(module)}
    if args.spectra.is_file():
        present.add("lastscatter")
    for code in sorted({"lastscatter", *modules} - present):
        print(f"{code}: not found, left out", file=sys.stderr)

    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for turn in range(args.rounds):
            for number, (code, setting) in enumerate(SETTINGS):
                if code not in present:
                    continue
                seconds, memory, table = run(code, setting, args, Path(folder) / str(number))
                result = results.setdefault((code, setting), {"seconds": [], "memory": 0.0, "table": table})
                result["seconds"] += seconds
                result["memory"] = max(result["memory"], memory)
                print(f"round {turn + 1}: {code} ({setting}) {min(seconds):.3f} s", file=sys.stderr)
        print_table(results, spectra(args.data / "cl.csv"), args)


main()
