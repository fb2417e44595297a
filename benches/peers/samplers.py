#!/usr/bin/env python3
"""Samplers of lastscatter, emcee, Cobaya (mcmc) and dynesty on the same targets; prints a Markdown table of medians.

See README.md beside this file. ESS of Markov chains: the least over the parameters, for the mean, by Geyer's initial monotone
sequence over all chains (walkers) of a run; evaluations are those after burn-in or warm-up. ESS of weighted samples:
(sum w)^2 / sum w^2; all evaluations count. A NUTS evaluation is one of value and gradient.
"""
import argparse
import json
import logging
import math
import os
import subprocess
import tempfile
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "RAYON_NUM_THREADS"):
    os.environ.setdefault(name, "1")

import numpy as np

ROOT = Path(__file__).resolve().parent.parent.parent
LN_TAU = math.log(2 * math.pi)


def gaussian(t):
    n = t.shape[-1]
    r = (t[..., 1:] - 0.6 * t[..., :-1]) / 0.8
    squared = t[..., 0] ** 2 + np.sum(r * r, axis=-1)
    return -0.5 * squared - 0.5 * n * LN_TAU - (n - 1) * math.log(0.8)


def rosenbrock(t):
    return -0.5 * (1 - t[..., 0]) ** 2 - 12.5 * (t[..., 1] - t[..., 0] ** 2) ** 2


def funnel(t):
    v = t[..., :1]
    z = t[..., 1:] * np.exp(-0.5 * v)
    return -0.5 * (t[..., 0] ** 2 + np.sum(z * z + v, axis=-1) + t.shape[-1] * LN_TAU)


def bimodal(t):
    a, b = (-0.5 * np.sum((t - c) ** 2, axis=-1) for c in (-4.0, 4.0))
    return np.logaddexp(a, b) - math.log(2) - 0.5 * t.shape[-1] * LN_TAU


def eggbox(t):
    return (2 + np.cos(0.5 * t[..., 0]) * np.cos(0.5 * t[..., 1])) ** 5


# Function, dimension, prior bounds, ln Z (eggbox: by quadrature), samplers.
CHAINS = ["ensemble", "ensemble-stretch", "emcee", "emcee-de", "metropolis", "cobaya", "nuts"]
NESTED = ["nested", "dynesty"]
TARGETS = {
    "gaussian6": (gaussian, 6, -10.0, 10.0, -6 * math.log(20), CHAINS + NESTED),
    "gaussian50": (gaussian, 50, -10.0, 10.0, -50 * math.log(20), CHAINS),
    "rosenbrock": (rosenbrock, 2, -6.0, 30.0, LN_TAU - math.log(5) - 2 * math.log(36), CHAINS + NESTED),
    "funnel": (funnel, 4, -40.0, 40.0, -4 * math.log(80), CHAINS + NESTED),
    "bimodal": (bimodal, 3, -10.0, 10.0, -3 * math.log(20), NESTED),
    "eggbox": (eggbox, 2, 0.0, 10 * math.pi, 235.85594, NESTED),
}


def chain_ess(draws):
    """Least effective sample size over the parameters; draws[chain, step, parameter]."""
    m, n, d = draws.shape
    size = 1 << (2 * n - 1).bit_length()
    least = math.inf
    for p in range(d):
        x = draws[:, :, p]
        centred = x - x.mean(axis=1, keepdims=True)
        spectrum = np.fft.rfft(centred, size, axis=1)
        autocovariance = np.fft.irfft(spectrum * spectrum.conj(), size, axis=1)[:, :n].mean(axis=0) / n
        within = autocovariance[0] * n / (n - 1)
        between = x.mean(axis=1).var(ddof=1) if m > 1 else 0.0
        variance = within * (n - 1) / n + between
        rho = 1 - (within - autocovariance) / variance
        rho[0] = 1.0
        pairs = rho[: n // 2 * 2].reshape(-1, 2).sum(axis=1)
        end = np.argmax(pairs < 0) if np.any(pairs < 0) else len(pairs)
        tau = -1 + 2 * np.minimum.accumulate(pairs[:end]).sum()
        least = min(least, m * n / tau)
    return least


def weighted_ess(w):
    return w.sum() ** 2 / np.sum(w * w)


def ours(sampler, target, seed, program):
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "draws"
        out = subprocess.run([program, sampler, target, str(seed), file], check=True, capture_output=True, text=True)
        info = json.loads(out.stdout)
        rows = np.fromfile(file).reshape(-1, info["dimension"] + 1)
    result = {"evaluations": info["evaluations"], "seconds": info["seconds"]}
    if sampler == "nested":
        result |= {"ess": weighted_ess(rows[:, 0]), "evidence": (info["ln_evidence"], info["error"])}
        result["p_value"] = info["p_value"]
    else:
        parts = np.split(rows, np.cumsum(info["lengths"])[:-1])
        chains = [np.repeat(part[:, 1:], part[:, 0].astype(int), axis=0) for part in parts]
        length = min(map(len, chains))
        result["ess"] = chain_ess(np.stack([c[:length] for c in chains]))
    return result


def run_emcee_de(name, seed):
    from emcee.moves import DEMove, DESnookerMove

    return run_emcee(name, seed, [(DEMove(), 0.8), (DESnookerMove(), 0.2)])


def run_emcee(name, seed, moves=None):
    import emcee

    function, d, lower, upper, _, _ = TARGETS[name]

    def ln_p(t):
        inside = np.all((t > lower) & (t < upper), axis=1)
        return np.where(inside, function(t), -np.inf)

    walkers = max(4 * d, 32)
    steps = 640_000 // walkers
    rng = np.random.default_rng(seed)
    np.random.seed(seed)
    begin = time.perf_counter()
    sampler = emcee.EnsembleSampler(walkers, d, ln_p, vectorize=True, moves=moves)
    state = sampler.run_mcmc(0.5 + 0.5 * rng.standard_normal((walkers, d)), steps // 5)
    sampler.reset()
    sampler.run_mcmc(state, steps)
    seconds = time.perf_counter() - begin
    draws = sampler.get_chain().transpose(1, 0, 2)
    return {"ess": chain_ess(draws), "evaluations": walkers * steps, "seconds": seconds}


def run_cobaya(name, seed):
    from cobaya.run import run

    logging.disable(logging.CRITICAL)
    function, d, lower, upper, _, _ = TARGETS[name]
    names = [f"x{i}" for i in range(d)]
    scope = {"f": function, "np": np}
    ln_p = eval(f"lambda {', '.join(names)}: float(f(np.array([{', '.join(names)}])))", scope)
    params = {
        n: {
            "prior": {"min": lower, "max": upper}, "proposal": 0.5,
            "ref": {"dist": "norm", "loc": 0.5, "scale": 0.5},
        }
        for n in names
    }
    info = {
        "likelihood": {"target": {"external": ln_p, "input_params": names}},
        "params": params,
        "sampler": {"mcmc": {
            "seed": seed, "max_samples": 60_000 if d == 50 else 20_000, "Rminus1_stop": 1e-9, "Rminus1_cl_stop": 1e-9,
            "learn_proposal_Rminus1_max": 30, "max_tries": "1000d",
        }},
        "debug": False,
    }
    begin = time.perf_counter()
    _, sampler = run(info, no_mpi=True)
    seconds = time.perf_counter() - begin
    table = sampler.products()["sample"]
    table = table.data if hasattr(table, "data") else table
    weights = table["weight"].to_numpy().astype(int)
    draws = np.repeat(table[names].to_numpy(), weights, axis=0)
    draws = draws[len(draws) * 3 // 10:]
    length = len(draws) // 4
    parts = draws[: 4 * length].reshape(4, length, d)
    return {"ess": chain_ess(parts), "evaluations": 4 * length, "seconds": seconds}


def run_dynesty(name, seed):
    import dynesty

    function, d, lower, upper, _, _ = TARGETS[name]
    begin = time.perf_counter()
    sampler = dynesty.NestedSampler(
        lambda t: float(function(t)), lambda u: lower + (upper - lower) * u, d, nlive=500, rstate=np.random.default_rng(seed)
    )
    sampler.run_nested(dlogz=1e-3, print_progress=False)
    seconds = time.perf_counter() - begin
    results = sampler.results
    weights = np.exp(results.logwt - results.logz[-1])
    return {
        "ess": weighted_ess(weights), "evaluations": int(np.sum(results.ncall)), "seconds": seconds,
        "evidence": (results.logz[-1], results.logzerr[-1]),
    }


PEERS = {"emcee": run_emcee, "emcee-de": run_emcee_de, "cobaya": run_cobaya, "dynesty": run_dynesty}


def one(task):
    seed, target, sampler, program = task
    warnings.simplefilter("ignore")
    return PEERS[sampler](target, seed) if sampler in PEERS else ours(sampler, target, seed, program)


def row(target, sampler, runs):
    rates = [1000 * r["ess"] / r["evaluations"] for r in runs]
    median = {k: np.median([r[k] for r in runs]) for k in ("ess", "evaluations", "seconds")}
    evidence = ""
    if "evidence" in runs[0]:
        truth = TARGETS[target][4]
        off = np.array([r["evidence"][0] - truth for r in runs])
        error = np.array([r["evidence"][1] for r in runs])
        evidence = f"{off.mean():+.3f} ± {error.mean() / math.sqrt(len(runs)):.3f}; {np.abs(off / error).max():.1f}"
    label = sampler if sampler in PEERS else f"**{sampler}**"
    spread = f"{min(rates):.2f}–{max(rates):.2f}"
    return (
        f"| {target} | {label} | {median['evaluations']:.0f} | {median['ess']:.0f} | {np.median(rates):.2f} | {spread} "
        f"| {evidence} | {median['seconds']:.2f} |"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--samplers", default=str(ROOT / "target/release/samplers"), help="this workspace's program")
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--jobs", type=int, default=1, help="runs side by side; the times are then of a busy machine")
    parser.add_argument("--targets", default=",".join(TARGETS))
    parser.add_argument("--only", help="these samplers, by commas")
    options = parser.parse_args()
    pairs = [
        (target, sampler)
        for target in options.targets.split(",")
        for sampler in (options.only.split(",") if options.only else TARGETS[target][5])
    ]
    # The samplers take turns, seed by seed.
    tasks = [(seed, *pair, options.samplers) for seed in range(1, options.seeds + 1) for pair in pairs]
    with ProcessPoolExecutor(options.jobs) as pool:
        results = list(pool.map(one, tasks))
    print("| target | sampler | evaluations | ESS | ESS per 1000 evaluations | least–most | ln Z off, mean; worst in σ | seconds |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for i, (target, sampler) in enumerate(pairs):
        print(row(target, sampler, results[i :: len(pairs)]))


if __name__ == "__main__":
    main()
