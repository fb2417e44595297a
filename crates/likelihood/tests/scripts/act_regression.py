"""ln L of ACT DR6 lite in flat bins at the regression point of the official code, whose own value is -395.48.

Run with CAMB 2.0.5, NumPy 2: python act_regression.py DATA_FOLDER. Prints -392.8936320776124.
"""

import sys

import camb
import numpy as np

root = sys.argv[1] + "/act-dr6-lite/ACT_DR6_CMB_only_"
pars = camb.set_params(
    ombh2=0.022, omch2=0.117, cosmomc_theta=0.010409, ns=0.96, As=2e-9, tau=0.065, lmax=9000, lens_potential_accuracy=8
)
dl = camb.get_results(pars).get_total_cls(6400, CMB_unit="muK")
model = []
for column in (0, 3, 1):
    begin = 576
    for width in [50] * 29 + [100] * 5 + [200] * 3 + [400] * 8:
        model.append(dl[begin : begin + width, column].mean())
        begin += width
r = np.loadtxt(root + "bdp.txt") - np.array(model)
print(-0.5 * r @ np.linalg.solve(np.loadtxt(root + "cov.txt"), r))
