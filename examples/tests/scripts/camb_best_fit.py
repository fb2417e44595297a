"""Spectra of CAMB at Planck's best fit (base_plikHM_TTTEEE_lowl_lowE.minimum), as planck --check --spectra reads them.

camb 2.0.5, numpy 2. Usage: camb_best_fit.py linear|mead2016 OUT
"""

import sys

import camb
import numpy as np

nonlinear, out = sys.argv[1:]
p = camb.CAMBparams()
bbn = camb.bbn.BBN_table_interpolator("PArthENoPE_880.2_standard.dat")
p.set_cosmology(
    cosmomc_theta=1.040920e-2, ombh2=0.02237737, omch2=0.1201035, tau=0.05430138, mnu=0.06, nnu=3.046,
    num_massive_neutrinos=1, bbn_predictor=bbn, TCMB=2.7255, standard_neutrino_neff=3.046,
)
p.InitPower.set_params(As=np.exp(3.044726) * 1e-10, ns=0.9658923)
p.set_for_lmax(4000, lens_potential_accuracy=2)
p.set_accuracy(AccuracyBoost=2, lAccuracyBoost=1.5)
p.NonLinear = camb.model.NonLinear_none
if nonlinear != "linear":
    p.NonLinear = camb.model.NonLinear_both
    p.NonLinearModel.set_params(halofit_version=nonlinear)
r = camb.get_results(p)
print(camb.__version__, nonlinear, "H0", p.H0, "Y_p", p.YHe)
d = r.get_lensed_scalar_cls(lmax=2508, CMB_unit="muK")[2:]
phi = r.get_lens_potential_cls(lmax=2508)[2:, 0]
table = np.column_stack([np.arange(2, 2509), d[:, 0], d[:, 3], d[:, 1], d[:, 2], phi])
header = "L TT TE EE BB PP: D_l in uK^2, [L(L+1)]^2 C_L^phiphi / 2pi"
np.savetxt(out, table, fmt=["%d"] + ["%.9e"] * 5, header=header)
