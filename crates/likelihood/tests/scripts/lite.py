"""χ² of foreground-marginalised bandpowers (SPT-3G 2018, SPT-3G D1, ACT DR6, ACT DR4 TT), by NumPy alone.

Run with NumPy 2: python lite.py DATA_FOLDER. Prints the numbers of golden_lite.rs.
"""

import sys

import numpy as np

root = sys.argv[1]


def load(name, **options):
    return np.loadtxt(f"{root}/{name}", **options)


def spectra(name, lmax):
    """C_l of TT, TE, EE from l = 0; zero beyond the end of the file."""
    table = load(name)
    cl = np.zeros((3, lmax + 2))
    ell = table[:, 0].astype(int)
    keep = ell <= lmax
    ell = ell[keep]
    cl[:, ell] = table[keep, 1:4].T * 2 * np.pi / (ell * (ell + 1.0))
    return cl


def d_ell(cl, aberration=0.0):
    ell = np.arange(cl.shape[1])
    slope = np.zeros_like(cl)
    slope[:, 1:-1] = 0.5 * (cl[:, 2:] - cl[:, :-2])
    return (cl + aberration * ell * slope) * ell * (ell + 1.0) / (2 * np.pi)


def chi_squared(r, covariance):
    return r @ np.linalg.solve(0.5 * (covariance + covariance.T), r)


TEST = "spt3g-d1-lite/SPT3G_D1_TnE_test_spec.txt"
A = 0.0004826

data = load("spt3g-2018-lite/spt3g_2018_ttteee_bdp_lite.txt")
covariance = load("spt3g-2018-lite/spt3g_2018_ttteee_cov_lite.txt")
cal = load("spt3g-2018-lite/lite_cal_cov.txt")
cl = spectra(TEST, 3300)
for a, t, e in [(A, 1.0, 1.0), (0.0, 1.0, 1.0), (A, 1.004, 0.991)]:
    model = []
    for d, pair, c in zip(d_ell(cl, a), ["TT", "TE", "EE"], [t * t, t * e, e * e]):
        w = load(f"spt3g-2018-lite/windows/{pair}_lxl_window_functions.txt")
        model.append(w[:, 1:].T @ d[2:3201] / c)
    x = np.array([t - 1, e - 1])
    prior = x @ np.linalg.solve(cal, x)
    chi2 = chi_squared(data - np.concatenate(model), covariance)
    print("SPT-3G 2018", a, t, e, repr(chi2), "with the calibrations' prior", repr(chi2 + prior))


def flat(d, first, widths):
    means, begin = [], first
    for width in widths:
        means.append(d[begin : begin + width].mean())
        begin += width
    return np.array(means)


data = load("spt3g-d1-lite/SPT3G_D1_TnE_lite_bdp.txt")
covariance = load("spt3g-d1-lite/SPT3G_D1_TnE_lite_cov.txt")
t, e = 1.001, 0.999
model = [
    flat(d, 400, [50] * n) / c
    for d, n, c in zip(d_ell(spectra(TEST, 4095), A), [52, 72, 72], [t**2, t**2 * e, (t * e) ** 2])
]
print("SPT-3G D1 flat", repr(chi_squared(data - np.concatenate(model), covariance)))

widths = [50] * 29 + [100] * 5 + [200] * 3 + [400] * 8
data = load("act-dr6-lite/ACT_DR6_CMB_only_bdp.txt")
covariance = load("act-dr6-lite/ACT_DR6_CMB_only_cov.txt")
model = np.concatenate([flat(d, 576, widths) for d in d_ell(spectra(TEST, 6400))])
keep = np.tile(np.arange(45) < 39, 3)
r = (data - model)[keep]
print("ACT DR6 flat, below 3926:", r.size, repr(chi_squared(r, covariance[np.ix_(keep, keep)])))
a, p = 1.003, 0.997
model = np.concatenate(
    [flat(d, 576, widths) / (a * a * p**n) for n, d in enumerate(d_ell(spectra(TEST, 6400)))]
)
print("ACT DR6 flat, all, zero beyond 4095", repr(chi_squared(data - model, covariance)))

data = load("act-dr4-lite/cl_cmb_ap.dat")[:, 1]
raw = np.fromfile(f"{root}/act-dr4-lite/c_matrix_ap.dat", dtype="<f8", offset=4, count=260 * 260)
lower = np.tril(raw.reshape(260, 260))
covariance = lower + np.tril(lower, -1).T
cl = spectra("act-dr4-lite/bf_ACTPol_WMAP_lcdm.minimum.theory_cl", 5000)
model = np.tile(flat(cl[0], 576, widths[:40]), 2)
keep = np.r_[0:40, 130:170]
print("ACT DR4 TT flat", repr(chi_squared(data[keep] - model, covariance[np.ix_(keep, keep)])))
