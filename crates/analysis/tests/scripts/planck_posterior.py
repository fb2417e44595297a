"""Posterior of base LCDM given plik-lite TTTEEE, Commander TT and SimAll EE with CAMB in place of lastscatter.

An independent check of the posterior that the example `planck` samples. The three likelihoods are written from the data files
anew; spectra are CAMB's. They are expanded to second order about a best fit along the principal axes of the Fisher matrix
(43 runs, steps of 1.5 sigma, same-sign pairs for the mixed derivatives); random-walk Metropolis chains sample the expansion
and CAMB itself, asked at draws of the posterior, tells its residual error and corrects the means to first order. The whole is
done for a linear lensing potential and for a non-linear one (HMcode).

Versions: camb 2.0.5, numpy 2.4.6, scipy 1.17.1, Python 3.11.
Run (some minutes with two threads):
    LASTSCATTER_DATA=DATA OMP_NUM_THREADS=2 python planck_posterior.py [--settings none,mead2016,mead2020] [--draws 64] [--out FILE]
    LASTSCATTER_DATA=DATA python planck_posterior.py --self-test       (likelihoods against the values of the data sets' READMEs)
    LASTSCATTER_DATA=DATA python planck_posterior.py --check           (chi2 of CAMB's spectra at Planck's best fit)
    LASTSCATTER_DATA=DATA python planck_posterior.py --theory-files    (parameters at which CAMB gives Planck's own best-fit spectra)
DATA holds planck2018-plik-lite, planck2018-lowl and planck2018-spectra.
"""

import argparse
import json
import os
import pathlib
import time

import camb
import numpy as np
import scipy
from scipy.interpolate import CubicSpline
from scipy.optimize import minimize

DATA = pathlib.Path(os.environ["LASTSCATTER_DATA"])
LITE = DATA / "planck2018-plik-lite"
LOW = DATA / "planck2018-lowl"
LMAX = 2508
ELL = np.arange(LMAX + 1)
TO_CL = np.concatenate([[0.0, 0.0], 2 * np.pi / (ELL[2:] * (ELL[2:] + 1.0))])

NAMES = ["omega_b_h2", "omega_c_h2", "theta_mc_100", "tau", "ln_1e10_a_s", "n_s"]
CENTRE = np.array([0.0223480, 0.1202302, 1.0408677, 0.0541, 3.04414, 0.9642926])
STEP = np.array([0.00015, 0.0014, 0.00031, 0.0075, 0.016, 0.0044])
PLANCK_BEST = np.array([0.02237737, 0.1201035, 1.040920, 0.05430138, np.log(21.00428), 0.9658923])
PLANCK_A = 1.000610
# Planck 2018 VI, table 2, TT,TE,EE+lowE.
TABLE = {"omega_b_h2": (0.02236, 0.00015), "omega_c_h2": (0.1202, 0.0014), "theta_mc_100": (1.04090, 0.00031),
         "tau": (0.0544, 0.00755), "ln_1e10_a_s": (3.045, 0.016), "n_s": (0.9649, 0.0044), "H0": (67.27, 0.60)}
# lastscatter's sampled posterior (means and standard deviations).
OURS = {"omega_b_h2": (0.022340, 0.000149), "omega_c_h2": (0.12028, 0.00137), "theta_mc_100": (1.040851, 0.000313),
        "tau": (0.05456, 0.00788), "ln_1e10_a_s": (3.0452, 0.0161), "n_s": (0.96418, 0.00437), "H0": (67.221, 0.608)}


class PlikLite:
    """The foreground-marginalised Gaussian likelihood of 215 TT, 199 TE and 199 EE bins."""

    def __init__(self):
        self.data = np.loadtxt(LITE / "cl_cmb_plik_v22.dat")[:, 1]
        raw = np.fromfile(LITE / "c_matrix_plik_v22.dat", dtype="<f8", count=613 * 613, offset=4).reshape(613, 613)
        lower = np.tril(raw)
        self.covariance = lower + np.tril(lower, -1).T
        self.precision = np.linalg.inv(self.covariance)
        first = np.loadtxt(LITE / "blmin.dat").astype(int)
        last = np.loadtxt(LITE / "blmax.dat").astype(int)
        weight = np.loadtxt(LITE / "bweight.dat")
        self.matrix = np.zeros((215, LMAX + 1))
        for b in range(215):
            self.matrix[b, 30 + first[b] : 31 + last[b]] = weight[first[b] : last[b] + 1]

    def binned(self, tt, te, ee):
        return np.concatenate([self.matrix @ tt, self.matrix[:199] @ te, self.matrix[:199] @ ee])

    def chi2(self, tt, te, ee, a=1.0, part=slice(None)):
        residual = (self.data - self.binned(tt, te, ee) / a**2)[part]
        covariance = self.covariance[part, part]
        return residual @ np.linalg.solve(covariance, residual)


class Commander:
    """Low-l TT: a Gaussian in splined functions of D_l."""

    def __init__(self):
        file = np.load(LOW / "commander" / "commander.npz")
        table, self.mu = file["cl2x"], file["mu"]
        self.precision = np.linalg.inv(file["cov"])
        self.offset = float(file["offset"])
        self.nodes, self.x, self.x2 = (table[:, i, :] for i in range(3))

    def minus_2_ln(self, d):
        """For D_l of l = 2..29 along the last axis, already divided by A^2."""
        d = np.atleast_2d(d)
        x, slope = np.empty_like(d), np.empty_like(d)
        for i in range(28):
            j = np.clip(np.searchsorted(self.nodes[i], d[:, i], side="right") - 1, 0, 998)
            h = self.nodes[i][j + 1] - self.nodes[i][j]
            a = (self.nodes[i][j + 1] - d[:, i]) / h
            b = 1 - a
            y0, y1, z0, z1 = self.x[i][j], self.x[i][j + 1], self.x2[i][j], self.x2[i][j + 1]
            x[:, i] = a * y0 + b * y1 + h**2 / 6 * ((a**3 - a) * z0 + (b**3 - b) * z1)
            slope[:, i] = (y1 - y0) / h + h / 6 * ((3 * b**2 - 1) * z1 - (3 * a**2 - 1) * z0)
        r = x - self.mu
        return -2 * (np.log(slope).sum(1) - 0.5 * np.einsum("ni,ij,nj->n", r, self.precision, r) - self.offset)


class SimAll:
    """Low-l EE: tabulated ln P of D_l in steps of 1e-4 muK^2; `smooth` splines through the centres of the steps."""

    def __init__(self):
        self.table = np.loadtxt(LOW / "simall" / "prob_table.txt")
        self.spline = CubicSpline((np.arange(3000) + 0.5) * 1e-4, self.table)

    def minus_2_ln(self, d):
        row = np.floor(np.atleast_2d(d) * 1e4).astype(int)
        outside = ((row < 0) | (row >= 3000)).any(1)
        value = -2 * self.table[np.clip(row, 0, 2999), np.arange(28)].sum(1)
        return np.where(outside, np.inf, value)

    def smooth(self, d):
        return -2 * sum(self.spline(d[i])[i] for i in range(28))


lite, commander, simall = PlikLite(), Commander(), SimAll()


def parts(tt, te, ee, a):
    """Chi2 (or -2 ln L) of each part for C_l (muK^2) from l = 0."""
    d_tt, d_ee = tt[2:30] / TO_CL[2:30] / a**2, ee[2:30] / TO_CL[2:30] / a**2
    value = {
        "lite": lite.chi2(tt, te, ee, a),
        "TT": lite.chi2(tt, te, ee, a, slice(0, 215)),
        "TE": lite.chi2(tt, te, ee, a, slice(215, 414)),
        "EE": lite.chi2(tt, te, ee, a, slice(414, 613)),
        "commander": float(commander.minus_2_ln(d_tt)[0]),
        "simall": float(simall.minus_2_ln(d_ee)[0]),
    }
    value["total"] = value["lite"] + value["commander"] + value["simall"]
    return {k: float(v) for k, v in value.items()}


def theory_file(path):
    """C_l of TT, TE, EE from l = 0, of a file with columns l, D_TT, D_TE, D_EE."""
    columns = np.loadtxt(path)
    out = np.zeros((3, LMAX + 1))
    l = columns[:, 0].astype(int)
    keep = l <= LMAX
    out[:, l[keep]] = columns[keep, 1:4].T
    return out * TO_CL


def self_test():
    spectra = theory_file(LITE / "Dl_planck2015fit.dat")
    value = parts(*spectra, 1.0)
    for key, expected in [("lite", 582.669625), ("TT", 203.162461), ("TE", 187.246796), ("EE", 197.122466)]:
        print(f"  Dl_planck2015fit, {key}: {value[key]:.6f}, expected {expected}")
        assert abs(value[key] - expected) < 1e-4
    value = parts(*theory_file(LITE / "bf_lite_plikTTTEEE_v22b_lowl_simall.minimum.theory_cl"), 1.000442)
    print(f"  plik-lite's best fit, A = 1.000442: {value}")
    assert abs(value["lite"] - 583.85431) < 1e-4
    value = parts(*theory_file(DATA / "planck2018-spectra" / "base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl"), PLANCK_A)
    print(f"  full plik's best fit, A = {PLANCK_A}: {value}")
    assert abs(value["commander"] - 23.25723) < 1e-4 and abs(value["simall"] - 396.04993) < 1e-4


def spectra(p, setting, accuracy=1.0, lens_accuracy=2, lmax=3500):
    """C_l of TT, TE, EE (muK^2, from l = 0), and H0 at the six parameters."""
    pars = camb.CAMBparams()
    pars.set_cosmology(H0=None, cosmomc_theta=p[2] / 100, ombh2=p[0], omch2=p[1], tau=p[3], mnu=0.06, nnu=3.046,
                       num_massive_neutrinos=1, bbn_predictor="PArthENoPE_880.2_standard.dat", TCMB=2.7255)
    pars.InitPower.set_params(As=np.exp(p[4]) * 1e-10, ns=p[5], pivot_scalar=0.05)
    pars.set_for_lmax(lmax, lens_potential_accuracy=lens_accuracy)
    if accuracy != 1.0:
        pars.set_accuracy(AccuracyBoost=accuracy, lSampleBoost=accuracy, lAccuracyBoost=accuracy)
    if setting == "none":
        pars.NonLinear = "NonLinear_none"
    else:
        pars.NonLinear = "NonLinear_lens"
        pars.NonLinearModel.set_params(halofit_version=setting)
    results = camb.get_results(pars)
    d = results.get_lensed_scalar_cls(LMAX, CMB_unit="muK")
    return np.array([d[:, 0], d[:, 3], d[:, 1]]) * TO_CL, float(pars.H0)


def vector(p, setting, **kw):
    """What is expanded: binned C_b over A_s exp(-2 tau), ln D_l^TT and ln D_l^EE of l = 2..29, H0."""
    (tt, te, ee), h0 = spectra(p, setting, **kw)
    scale = np.exp(p[4] - CENTRE[4] - 2 * (p[3] - CENTRE[3]))
    low = np.log(np.concatenate([tt[2:30] / TO_CL[2:30], ee[2:30] / TO_CL[2:30]]))
    return np.concatenate([lite.binned(tt, te, ee) / scale, low, [h0]])


class Expansion:
    """Second-order expansion in z, p = centre + axes z, with unit z of one sigma of a principal axis."""

    def __init__(self, setting, progress=print):
        start = time.time()
        self.setting = setting
        base = vector(CENTRE, setting)
        step = 0.4 * STEP
        jacobian = np.empty((613, 6))
        for i in range(6):
            e = np.zeros(6)
            e[i] = step[i]
            jacobian[:, i] = (vector(CENTRE + e, setting)[:613] - vector(CENTRE - e, setting)[:613]) / (2 * step[i])
        jacobian[:, 4] += base[:613]
        jacobian[:, 3] -= 2 * base[:613]
        fisher = jacobian.T @ lite.precision @ jacobian
        fisher[3, 3] += 1 / 0.0085**2
        # With A_planck: C_b / A^2, marginalised analytically.
        b = jacobian.T @ lite.precision @ (-2 * base[:613])
        c = 4 * base[:613] @ lite.precision @ base[:613] + 1 / 0.0025**2
        fisher -= np.outer(b, b) / c
        unit = np.diag(STEP)
        values, vectors = np.linalg.eigh(unit @ fisher @ unit)
        self.axes = unit @ vectors / np.sqrt(values)
        h = 1.5
        f = {}
        for i in range(6):
            for s in (1, -1):
                z = np.zeros(6)
                z[i] = s * h
                f[i, s] = vector(CENTRE + self.axes @ z, setting)
        gradient = [(f[i, 1] - f[i, -1]) / (2 * h) for i in range(6)]
        terms, self.pairs = [base, *gradient], []
        for i in range(6):
            for j in range(i, 6):
                if i == j:
                    second = 0.5 * (f[i, 1] + f[i, -1] - 2 * base) / h**2
                else:
                    z = np.zeros(6)
                    z[i] = z[j] = h
                    both = vector(CENTRE + self.axes @ z, setting) + vector(CENTRE - self.axes @ z, setting)
                    second = (both - f[i, 1] - f[i, -1] - f[j, 1] - f[j, -1] + 2 * base) / (2 * h**2)
                self.pairs.append((i, j))
                terms.append(second)
        self.coefficients = np.array(terms)
        high = self.coefficients[:, :613]
        self.quadratic = high @ lite.precision @ high.T
        self.linear = high @ lite.precision @ lite.data
        self.constant = lite.data @ lite.precision @ lite.data
        progress(f"  {setting}: expansion in {time.time() - start:.0f} s")

    def monomials(self, z):
        return np.concatenate([np.ones((len(z), 1)), z, np.stack([z[:, i] * z[:, j] for i, j in self.pairs], 1)], 1)

    def evaluate(self, z, a, floor=True):
        """-2 ln posterior and H0 for rows of z and of A_planck."""
        m = self.monomials(z)
        p = CENTRE + z @ self.axes.T
        s = np.exp(p[:, 4] - CENTRE[4] - 2 * (p[:, 3] - CENTRE[3])) / a**2
        chi2 = self.constant - 2 * s * (m @ self.linear) + s**2 * np.einsum("ni,ij,nj->n", m, self.quadratic, m)
        tail = m @ self.coefficients[:, 613:]
        low = np.exp(tail[:, :56]) / (a**2)[:, None]
        chi2 += commander.minus_2_ln(low[:, :28])
        chi2 += simall.minus_2_ln(low[:, 28:]) if floor else np.array([simall.smooth(d) for d in low[:, 28:]])
        chi2 += ((a - 1) / 0.0025) ** 2
        chi2[(p[:, 3] < 0.01) | (p[:, 3] > 0.8)] = np.inf
        return chi2, tail[:, 56]


def sample(expansion, walkers=1000, steps=4000, warm=600, seed=1):
    """Independent random-walk Metropolis chains, vectorised over the walkers."""
    rng = np.random.default_rng(seed)
    state = rng.standard_normal((walkers, 7)) * 0.7
    split = lambda u: expansion.evaluate(u[:, :6], 1 + 0.0025 * u[:, 6])
    value, h0 = split(state)
    covariance = np.eye(7)
    kept, heights, accepted = [], [], 0
    for t in range(warm + steps):
        if t in (150, 400, warm):
            covariance = np.cov(state.T)
        if t % 50 == 0:
            root = np.linalg.cholesky(covariance) * 2.38 / np.sqrt(7)
        new = state + rng.standard_normal((walkers, 7)) @ root.T
        with np.errstate(all="ignore"):
            new_value, new_h0 = split(new)
            take = np.log(rng.random(walkers)) < 0.5 * (value - new_value)
        state[take], value[take], h0[take] = new[take], new_value[take], new_h0[take]
        if t >= warm:
            accepted += take.mean()
            if t % 20 == 0:
                kept.append(state.copy())
                heights.append(np.stack([h0, value], 1))
    kept, heights = np.array(kept), np.array(heights)
    per_walker = kept.mean(0)
    error = per_walker.std(0) / np.sqrt(walkers) / kept.reshape(-1, 7).std(0)
    return kept.reshape(-1, 7), heights.reshape(-1, 2), accepted / steps, float(error.max())


def exact(u, expansion):
    """-2 ln posterior with CAMB's own spectra at one state, and H0."""
    p = CENTRE + expansion.axes @ u[:6]
    a = 1 + 0.0025 * u[6]
    (tt, te, ee), h0 = spectra(p, expansion.setting)
    value = parts(tt, te, ee, a)
    return value["total"] + u[6] ** 2, h0, value


def run(setting, draws):
    expansion = Expansion(setting)
    goal = lambda u: expansion.evaluate(u[None, :6], np.array([1 + 0.0025 * u[6]]), floor=False)[0][0]
    found = minimize(goal, np.zeros(7), method="BFGS", options={"gtol": 1e-4})
    found = minimize(goal, found.x, method="Nelder-Mead", options={"xatol": 1e-5, "fatol": 1e-7, "maxfev": 6000})
    best = found.x
    best_p = CENTRE + expansion.axes @ best[:6]
    best_exact, best_h0, best_parts = exact(best, expansion)
    states, extras, acceptance, error = sample(expansion)
    p = np.concatenate([CENTRE + states[:, :6] @ expansion.axes.T, extras[:, :1]], 1)
    rng = np.random.default_rng(7)
    chosen = rng.choice(len(states), draws, replace=False)
    difference = np.array([-0.5 * (exact(states[i], expansion)[0] - extras[i, 1]) for i in chosen])
    # ln w regressed on the parameters corrects the means: d<p> = Cov(p, ln w), exact for a linear ln w.
    residual = difference - difference.mean()
    keys = [*NAMES, "H0"]
    sigma = p.std(0)
    white = np.linalg.inv(np.linalg.cholesky(np.cov(states.T))) @ (states[chosen] - states.mean(0)).T
    slope = np.linalg.lstsq(np.vstack([np.ones(draws), white]).T, residual, rcond=None)[0][1:]
    every = (np.linalg.inv(np.linalg.cholesky(np.cov(states.T))) @ (states - states.mean(0)).T).T
    shift = np.array([np.mean((p[:, k] - p[:, k].mean()) * (every @ slope)) for k in range(7)])
    out = {"setting": setting, "acceptance": acceptance, "mc_error_sigma": error, "ln_w_rms": float(difference.std()),
           "mean": dict(zip(keys, p.mean(0).tolist())), "sigma": dict(zip(keys, sigma.tolist())),
           "correction_sigma": dict(zip(keys, (shift / sigma).tolist())),
           "best": dict(zip(keys, [*best_p.tolist(), best_h0])), "best_a_planck": 1 + 0.0025 * float(best[6]),
           "best_parts": best_parts, "best_minus_2_ln_posterior": best_exact, "best_expansion": float(found.fun)}
    print(json.dumps(out, indent=1), flush=True)
    print("  parameter       mean +- sigma            correction  vs lastscatter  vs table [sigma]  best fit")
    for k, key in enumerate(keys):
        mean = out["mean"][key] + shift[k]
        print(f"  {key:13s} {mean:11.6f} +- {sigma[k]:.6f}  {shift[k] / sigma[k]:+.3f}  "
              f"{(mean - OURS[key][0]) / OURS[key][1]:+.3f}  {(mean - TABLE[key][0]) / TABLE[key][1]:+.3f}  {out['best'][key]:.6f}", flush=True)
    return out


def check():
    for setting in ("none", "takahashi", "mead2016", "mead2020"):
        for options in ({}, {"lens_accuracy": 1, "lmax": 2800}, {"accuracy": 2.0, "lens_accuracy": 4, "lmax": 4000}):
            start = time.time()
            (tt, te, ee), h0 = spectra(PLANCK_BEST, setting, **options)
            value = parts(tt, te, ee, PLANCK_A)
            print(f"  {setting} {options} H0 {h0:.4f}: " + ", ".join(f"{k} {v:.4f}" for k, v in value.items()) + f" ({time.time() - start:.1f} s)", flush=True)


def fit_theory_files():
    """The parameters at which CAMB gives the spectra that Planck published as best fits, and the linear shifts of a best fit
    by changed spectra at the same parameters, both in sigma of table 2. The metric is plik-lite's, and 0.1 in ln D_l at l < 30."""

    def model(tt, te, ee):
        low = np.concatenate([tt[2:30] / TO_CL[2:30], ee[2:30] / TO_CL[2:30]])
        return np.concatenate([lite.binned(tt, te, ee), np.log(low)])

    at = lambda p, setting="mead2016", **kw: model(*spectra(p, setting, **kw)[0])
    weight = np.zeros((669, 669))
    weight[:613, :613], weight[613:, 613:] = lite.precision, np.eye(56) / 0.1**2
    jacobian = np.stack([(at(PLANCK_BEST + e) - at(PLANCK_BEST - e)) / (2 * e.sum()) for e in 0.4 * np.diag(STEP)], 1)
    sigma = np.array([TABLE[name][1] for name in NAMES])
    files = {"full plik": DATA / "planck2018-spectra" / "base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl",
             "plik-lite": LITE / "bf_lite_plikTTTEEE_v22b_lowl_simall.minimum.theory_cl"}
    for name, path in files.items():
        target, p = model(*theory_file(path)), PLANCK_BEST.copy()
        for _ in range(3):
            p = p + np.linalg.solve(jacobian.T @ weight @ jacobian, jacobian.T @ weight @ (target - at(p)))
        r = target - at(p)
        print(f"  best fit to {name}: {p.tolist()}, minus full plik's [sigma] {((p - PLANCK_BEST) / sigma).round(3).tolist()}, misfit {r @ weight @ r:.3f}")
    base = at(PLANCK_BEST)
    wide = np.column_stack([jacobian[:613], -2 * base[:613]])
    fisher = wide.T @ lite.precision @ wide
    fisher[3, 3] += 1 / 0.0085**2
    fisher[6, 6] += 1 / 0.0025**2
    changed = {"none": at(PLANCK_BEST, "none"), "mead2020": at(PLANCK_BEST, "mead2020"),
               "Planck's own spectra": model(*theory_file(files["full plik"])),
               "accuracy 2": at(PLANCK_BEST, accuracy=2.0, lens_accuracy=4, lmax=4000)}
    for name, value in changed.items():
        shift = -np.linalg.solve(fisher, wide.T @ lite.precision @ (value - base)[:613])[:6]
        print(f"  best fit moves by {name} in place of mead2016 [sigma]: {(shift / sigma).round(3).tolist()}", flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--settings", default="none,mead2016")
    parser.add_argument("--draws", type=int, default=64)
    parser.add_argument("--out")
    parser.add_argument("--self-test", action="store_true")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--theory-files", action="store_true")
    options = parser.parse_args()
    print(f"camb {camb.__version__}, numpy {np.__version__}, scipy {scipy.__version__}")
    self_test()
    if options.check:
        check()
    elif options.theory_files:
        fit_theory_files()
    elif not options.self_test:
        results = [run(setting, options.draws) for setting in options.settings.split(",")]
        if options.out:
            pathlib.Path(options.out).write_text(json.dumps(results, indent=1))
