"""Tensor spectra of the cosmology of reference/tensors from CLASS 3.4.1 (classy), for tests/tensor.rs: C_l^TT in uK^2, l = 2..6."""

import classy

SETTINGS = {
    "modes": "t", "output": "tCl,pCl", "l_max_tensors": 12,
    "h": 0.675, "omega_b": 0.0224, "omega_cdm": 0.1195, "tau_reio": 0.054, "YHe": 0.2454, "T_cmb": 2.7255,
    "A_s": 2.1e-9, "r": 0.1, "n_t": -0.0125, "alpha_t": 0, "k_pivot": 0.05,
    "N_ur": 3.044 * 2 / 3, "N_ncdm": 1, "m_ncdm": 0.06, "T_ncdm": (3.044 / 3) ** 0.25 * (4 / 11) ** (1 / 3),
    "recombination": "RECFAST", "tensor method": "exact",
    "k_step_sub": 0.02, "k_step_super": 0.0005, "perturbations_sampling_stepsize": 0.01, "tol_perturbations_integration": 1e-6,
    "l_max_g_ten": 25, "l_max_pol_g_ten": 25, "l_max_ur": 40, "k_max_tau0_over_l_max": 30.0,
    "transfer_neglect_delta_k_T_t2": 2.0, "transfer_neglect_delta_k_T_e": 2.0, "transfer_neglect_delta_k_T_b": 2.0,
    "q_linstep": 0.05, "q_logstep_spline": 400.0,
    "hyper_sampling_flat": 40.0, "hyper_x_min": 1e-7, "hyper_phi_min_abs": 1e-14,
}

solver = classy.Class()
solver.set(SETTINGS)
solver.compute()
for l, c in enumerate(solver.raw_cl(12)["tt"][2:7], start=2):
    print(l, c * 2.7255e6**2)
