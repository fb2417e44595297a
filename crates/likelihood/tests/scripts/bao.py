"""Distances of Cobaya's regression point by CAMB, and χ² of the BAO tables by NumPy and SciPy.

Run with CAMB 2.0.5, NumPy 2, SciPy: python bao.py DATA_FOLDER. Prints the numbers of golden_bao.rs.
"""

import sys

import camb
import numpy as np
from scipy.interpolate import RectBivariateSpline

root = sys.argv[1] + "/bao/"
c = 299792.458
pars = camb.set_params(ombh2=0.02225203, omch2=0.1198657, H0=67.25, mnu=0.06, As=2.1e-9, ns=0.96, tau=0.06)
redshifts = sorted({0.15, 0.295, 0.38, 0.51, 0.61, 0.698, 0.706, 0.845, 0.93, 0.934, 1.317, 1.321, 1.48, 1.484, 1.491, 2.33, 2.334})
pars.set_matter_power(redshifts=[0.0] + redshifts, kmax=10)
results = camb.get_results(pars)
rd = results.get_derived_params()["rdrag"]
print("rdrag", repr(rd))
z = np.array(redshifts)
dm = results.comoving_radial_distance(z) / rd
dh = c / results.hubble_parameter(z) / rd
fs8 = dict(zip(sorted([0.0] + redshifts, reverse=True), results.get_fsigma8()))
for row in zip(redshifts, dm, dh, [fs8[x] for x in redshifts]):
    print("    (%r, %r, %r, %r)," % tuple(float(x) for x in row))
dm, dh = dict(zip(redshifts, dm)), dict(zip(redshifts, dh))


def predicted(x, what):
    return {
        "DM_over_rs": lambda: dm[x],
        "DH_over_rs": lambda: dh[x],
        "DV_over_rs": lambda: (x * dm[x] ** 2 * dh[x]) ** (1 / 3),
        "bao_Hz_rs": lambda: c / dh[x] / 147.78,
        "f_sigma8": lambda: fs8[x],
    }[what]()


def gaussian(name, mean, cov, scale=1.0):
    r = []
    for line in open(root + mean):
        if line.strip() and not line.startswith("#"):
            x, value, what = line.split()
            factor = scale if what == "DM_over_rs" else 1.0
            r.append(float(value) - factor * predicted(float(x), what))
    r = np.array(r)
    print(name, r.size, repr(float(r @ np.linalg.solve(np.atleast_2d(np.loadtxt(root + cov)), r))))


gaussian("DESI DR2", "desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_mean.txt", "desi_bao_dr2/desi_gaussian_bao_ALL_GCcomb_cov.txt")
gaussian("DESI DR1", "desi_2024_gaussian_bao_ALL_GCcomb_mean.txt", "desi_2024_gaussian_bao_ALL_GCcomb_cov.txt")
gaussian("DR12 consensus", "sdss_DR12Consensus_bao.dat", "BAO_consensus_covtot_dM_Hz.txt", 147.78)
gaussian("DR12 consensus final", "sdss_DR12Consensus_final.dat", "final_consensus_covtot_dM_Hz_fsig.txt", 147.78)
gaussian("DR12 LRG", "sdss_DR12_LRG_BAO_DMDH.dat", "sdss_DR12_LRG_BAO_DMDH_covtot.txt")
gaussian("DR16 LRG", "sdss_DR16_LRG_BAO_DMDH.dat", "sdss_DR16_LRG_BAO_DMDH_covtot.txt")
gaussian("DR16 QSO", "sdss_DR16_QSO_BAO_DMDH.txt", "sdss_DR16_QSO_BAO_DMDH_covtot.txt")
gaussian("DR16 LRG full shape", "sdss_DR16_BAOplus_LRG_FSBAO_DMDHfs8.dat", "sdss_DR16_BAOplus_LRG_FSBAO_DMDHfs8_covtot.txt")
gaussian("DR16 QSO full shape", "sdss_DR16_BAOplus_QSO_FSBAO_DMDHfs8.dat", "sdss_DR16_BAOplus_QSO_FSBAO_DMDHfs8_covtot.txt")

elg = np.loadtxt(root + "sdss_DR16_ELG_BAO_DVtable.txt")
dv = predicted(0.845, "DV_over_rs")
chi2 = -2 * np.log(elg[:, 1] / elg[:, 1].max())
print("DR16 ELG", repr(float(np.interp(dv, elg[:, 0], chi2))), elg[0, 0], elg[-1, 0])
mgs = np.loadtxt(root + "sdss_MGS_prob.txt")
alpha = predicted(0.15, "DV_over_rs") / (638.9518 / 148.69)
print("MGS", repr(float(np.interp(alpha, np.linspace(0.8005, 1.1985, 399), mgs))), mgs.min())
for name in ["LYAUTO", "LYxQSO"]:
    t = np.loadtxt(root + f"sdss_DR16_{name}_BAO_DMDHgrid.txt")
    x, y = np.unique(t[:, 0]), np.unique(t[:, 1])
    grid = np.full((x.size, y.size), np.nan)
    grid[np.searchsorted(x, t[:, 0]), np.searchsorted(y, t[:, 1])] = t[:, 2]
    print(name, x.size, y.size, np.isnan(grid).sum(), np.argwhere(np.isnan(grid)), x[[0, -1]], y[[0, -1]])
    grid[np.isnan(grid)] = 0
    i, j = np.searchsorted(x, dm[2.334]) - 1, np.searchsorted(y, dh[2.334]) - 1
    u, v = (dm[2.334] - x[i]) / (x[i + 1] - x[i]), (dh[2.334] - y[j]) / (y[j + 1] - y[j])
    chi2 = -2 * np.log(grid[i : i + 2, j : j + 2] / grid.max())
    bilinear = (1 - u) * ((1 - v) * chi2[0, 0] + v * chi2[0, 1]) + u * ((1 - v) * chi2[1, 0] + v * chi2[1, 1])
    spline = RectBivariateSpline(x, y, grid, kx=3, ky=3)(dm[2.334], dh[2.334])[0, 0] / grid.max()
    print(name, "bilinear in chi2", repr(float(bilinear)), "bicubic in L", -2 * np.log(spline))
