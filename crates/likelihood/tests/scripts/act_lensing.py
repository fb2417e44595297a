#!/usr/bin/env python3
"""Numbers of golden_act_lensing.rs: chi^2 of ACT DR6 lensing at Planck's best fit, by matrix inversion.

Run with the data folder as argument. Made with NumPy 2.4.
"""

import sys

import numpy as np

data = sys.argv[1] + "/"
act = data + "act-dr6-lensing/"
v12 = act + "act-spt-planck-v1.2/"
theory = np.loadtxt(data + "planck2018-spectra/base_plikHM_TTTEEE_lowl_lowE.minimum.theory_cl")


def padded(column, factor=1.0):
    values = np.zeros(3002)
    values[2:2509] = factor * theory[:, column]
    return values


tt, te, ee, bb, kk = padded(1), padded(2), padded(3), padded(4), padded(5, np.pi / 2)


def chi_squared(r, covariance):
    hartlap = (792 - len(r) - 2) / 791
    return hartlap * r @ np.linalg.inv(covariance) @ r


window = np.loadtxt(act + "windows/kk_window_functions.txt")[:-1]
multipole = window[:, 0].astype(int)
observed = np.loadtxt(act + "ACT_DR6_kk_bdp.txt")
r = window[:, 1:].T @ kk[multipole] - observed
print("baseline", chi_squared(r, np.loadtxt(act + "ACT_DR6_kk_cov_lens_only.txt")))

fiducial = np.loadtxt(act + "fiducial_correction.txt")
for b in range(10):
    m = np.loadtxt(act + f"lens_delta_windows_phicmb/window_{b}.txt")
    ell = m[:, 0].astype(int)
    for i, x in enumerate((tt, te, ee, bb, kk)):
        r[b] += m[:, i + 1] @ x[ell]
    r[b] -= fiducial[b]
print("baseline, theory", chi_squared(r, np.loadtxt(act + "ACT_DR6_kk_cov_lens_and_CMB.txt")))

r = np.concatenate([
    np.loadtxt(v12 + f"binning_matrix_{x}.txt") @ kk[:3000] - np.loadtxt(v12 + f"clkk_bandpowers_{x}.txt")
    for x in ("act", "planck")
])
c_act = np.loadtxt(v12 + "covmat_act_cmbmarg.txt")
c_both = np.loadtxt(v12 + "covmat_actplanck_cmbmarg.txt")
for name, bins, c in [
    ("extended", range(2, 15), c_act),
    ("baseline with Planck", [*range(2, 12), *range(18, 27)], c_both),
    ("extended with Planck", [*range(2, 15), *range(18, 27)], c_both),
]:
    i = np.array(bins)
    print(name, chi_squared(r[i], c[np.ix_(i, i)]))
