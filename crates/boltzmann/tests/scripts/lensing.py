"""Writes tests/data/lensing_input.csv (l, TT, EE, TE in uK^2 and C_l^phiphi, from l = 0 to 4000), lensing.csv (l and the lensed TT,
EE, BB, TE of these very spectra by `camb.correlations.lensed_cls` at three times its standard sampling, over the whole sky) and
lensing_first_order.csv (l and the first-order change of TT, EE, BB, TE by the harmonic-space kernels of Hu 2000, Wigner 3j by
Racah's sum).

Generated with Python 3, camb 2.0.5, numpy and scipy; run from the crate's folder: python tests/scripts/lensing.py
"""
import camb
import numpy as np
from camb import correlations
from scipy.special import gammaln

L_MAX = 4000
parameters = camb.CAMBparams()
parameters.set_cosmology(H0=67.36, ombh2=0.02237, omch2=0.12, mnu=0.06, tau=0.0544)
parameters.InitPower.set_params(As=2.1e-9, ns=0.9649)
parameters.set_for_lmax(6000, lens_potential_accuracy=4)
parameters.set_accuracy(AccuracyBoost=2)
results = camb.get_results(parameters)
spectra = results.get_unlensed_scalar_cls(lmax=L_MAX, raw_cl=True, CMB_unit="muK")
potential = results.get_lens_potential_cls(lmax=L_MAX, raw_cl=True)[:, 0]
rows = ["%d,%.8e,%.8e,%.8e,%.8e" % (l, *spectra[l, [0, 1, 3]], potential[l]) for l in range(L_MAX + 1)]
open("tests/data/lensing_input.csv", "w").write("\n".join(rows) + "\n")

_, tt, ee, te, pp = np.loadtxt("tests/data/lensing_input.csv", delimiter=",").T
ls = np.arange(L_MAX + 1.0)
d = ls * (ls + 1) / (2 * np.pi)
d_cls = np.column_stack([tt, ee, 0 * tt, te]) * d[:, None]
lensed = correlations.lensed_cls(d_cls, pp * (ls * (ls + 1)) ** 2 / (2 * np.pi), sampling_factor=3, theta_max=np.pi)
with open("tests/data/lensing.csv", "w") as out:
    for l in [*range(2, 30), *range(30, 2500, 13), 2500]:
        out.write("%d,%.10e,%.10e,%.10e,%.10e\n" % (l, *(lensed[l] / d[l])))


def wigner_3j(j1, j2, j3, m1, m2, m3):
    f = lambda n: gammaln(n + 1)
    t1, t2, t3, t4, t5 = j2 - m1 - j3, j1 + m2 - j3, j1 + j2 - j3, j1 - m1, j2 + m2
    scale = 0.5 * (f(j1 + j2 - j3) + f(j1 - j2 + j3) + f(-j1 + j2 + j3) - f(j1 + j2 + j3 + 1)
                   + sum(f(j + m) + f(j - m) for j, m in [(j1, m1), (j2, m2), (j3, m3)]))
    t = np.arange(max(0, t1, t2), min(t3, t4, t5) + 1)
    terms = np.exp(scale - (f(t) + f(t - t1) + f(t - t2) + f(t3 - t) + f(t4 - t) + f(t5 - t)))
    return (-1) ** (j1 - j2 - m3) * np.sum((-1.0) ** t * terms)


def first_order(l):
    half_variance = 0.5 * np.sum((2 * ls + 1) / (4 * np.pi) * ls * (ls + 1) * pp)
    eigen = l * (l + 1)
    change = -half_variance * np.array([eigen * tt[l], (eigen - 4) * ee[l], 0, (eigen - 2) * te[l]])
    for l1 in range(2, L_MAX + 1):
        for big in range(max(2, abs(l - l1)), min(L_MAX, l + l1) + 1):
            geometry = 0.5 * (big * (big + 1) + l1 * (l1 + 1) - eigen) * np.sqrt((2 * big + 1) * (2 * l1 + 1) / (4 * np.pi))
            scalar = geometry * wigner_3j(l, big, l1, 0, 0, 0)
            spin = geometry * wigner_3j(l, big, l1, 2, 0, -2)
            if (l + big + l1) % 2:
                change[2] += pp[big] * spin * spin * ee[l1]
            else:
                change += pp[big] * np.array([scalar * scalar * tt[l1], spin * spin * ee[l1], 0, scalar * spin * te[l1]])
    return change


with open("tests/data/lensing_first_order.csv", "w") as out:
    for l in [2, 3, 5, 10, 16]:
        out.write("%d,%.10e,%.10e,%.10e,%.10e\n" % (l, *first_order(l)))
