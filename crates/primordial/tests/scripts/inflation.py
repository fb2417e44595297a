"""Spectra of CLASS's inflation module for a quartic polynomial about the pivot: `golden_inflation.rs`.

classy 3.4.1 (`pip install classy`). CLASS has the field in Planck masses m_P with G = 1/m_P²; V and its derivatives are those at the field's
value when the pivot scale leaves the horizon.
"""

import classy
import numpy as np

c = classy.Class()
c.set(
    {
        "output": "tCl,mPk",
        "P_k_max_1/Mpc": 1.0,
        "modes": "s,t",
        "l_max_tensors": 500,
        "l_max_scalars": 2500,
        "P_k_ini type": "inflation_V",
        "potential": "polynomial",
        "k_pivot": 0.05,
        "V_0": 1e-13,
        "V_1": -1e-14,
        "V_2": 7e-14,
        "V_3": -2e-13,
        "V_4": 3e-13,
        "primordial_inflation_tol_integration": 1e-7,
        "primordial_inflation_ratio_min": 1000.0,
        "primordial_inflation_ratio_max": 1e-4,
        "primordial_inflation_tol_curvature": 1e-6,
        "primordial_inflation_attractor_precision_pivot": 1e-5,
        "primordial_inflation_attractor_maxit": 100,
        "primordial_inflation_attractor_precision_initial": 1e-5,
        "primordial_inflation_phi_ini_maxit": 10000,
        "k_per_decade_primordial": 10.0,
    }
)
c.compute()
spectra = c.get_primordial()
for k, scalar, tensor in zip(
    spectra["k [1/Mpc]"], spectra["P_scalar(k)"], spectra["P_tensor(k)"]
):
    if 1e-4 < k < 2.0:
        print(f"({k:.9e}, {scalar:.9e}, {tensor:.9e}),")
