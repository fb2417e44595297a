"""Powers of closed and open universes from primpy: numbers for src/curved/tests.rs.

    python3 -m venv venv && venv/bin/pip install primpy==2.18.3 pyoscode==1.1.2 numpy==2.4.6 scipy==1.17.1
    venv/bin/python curved.py > ../data/curved.csv

Starobinsky's potential V = (0.0025)^4 (1 - exp(-sqrt(2/3) phi))^2, inflation beginning with phi = 6 and a given Omega_K. primpy
interpolates the background linearly between the times it is given: they are dense until all these modes are frozen.
"""

import contextlib
import io
import sys
import warnings

import numpy as np
from primpy.events import InflationEvent
from primpy.initialconditions import InflationStartIC
from primpy.oscode_solver import solve_oscode
from primpy.potentials import StarobinskyPotential
from primpy.solver import solve
from primpy.time.inflation import InflationEquationsT

warnings.filterwarnings("ignore")
FIELD = 6.0


def background(sign, omega_k, times=None):
    equations = InflationEquationsT(K=sign, potential=StarobinskyPotential(Lambda=0.0025))
    start = InflationStartIC(equations, phi_i=FIELD, Omega_Ki=omega_k, t_i=1.0)
    events = [InflationEvent(equations, +1, terminal=False), InflationEvent(equations, -1, terminal=True)]
    return solve(ic=start, events=events, rtol=1e-12, **({} if times is None else {"t_eval": times}))


print("omega_k,e_folds,k,scalar_stress,tensor_bunch_davies,tensor_stress")
for sign, omega_k in ((+1, -0.9), (+1, -3.0), (-1, 0.3), (-1, 0.8)):
    with contextlib.redirect_stdout(io.StringIO()):
        end = background(sign, omega_k).t[-1]
        early = np.linspace(1.0, 0.35 * end, 200_000)
        late = np.linspace(0.35 * end, 0.9999 * end, 2000)
        solved = background(sign, omega_k, np.concatenate((early, late[1:])))
        # Only names the unit of k.
        solved._logaH_star = 0.0
        k = np.array([2.0, 3.0, 4.0, 5.0, 7.0, 10.0, 20.0, 40.0, 100.0])
        powers = solve_oscode(
            solved, k, vacuum=("k", "RST"), rtol=1e-8, fac_end=3000, drop_closed_large_scales=False
        )
    for row in zip(k, powers.P_s_RST, powers.P_t_k, powers.P_t_RST):
        print(omega_k, repr(float(solved.N_tot)), *(repr(float(x)) for x in row), sep=",")
