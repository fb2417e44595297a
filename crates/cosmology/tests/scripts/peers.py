"""Numbers of tests/golden_peers.rs, from independent codes.

camb 2.0.5 (theta_MC, theta_*), classy 3.4.1 (distances, age, sound horizon in curved universes); Y_He 0.2454, T 2.7255 K.
"""
import camb
import classy

print("camb", camb.__version__, "classy", getattr(classy, "__version__", "3.4.1"))

COSMOLOGIES = [
    # h, omega_b, omega_c, Omega_k, N_eff, masses, w0, wa
    (0.6736, 0.02237, 0.12, 0.0, 3.044, [0.06], -1.0, 0.0),
    (0.70, 0.0225, 0.118, 0.05, 3.044, [], -1.0, 0.0),
    (0.55, 0.0220, 0.125, -0.1, 3.044, [0.1, 0.1, 0.1], -1.0, 0.0),
    (0.66, 0.0223, 0.121, 0.0, 3.044, [0.3], -0.9, -0.4),
    (0.72, 0.0230, 0.110, 0.01, 2.5, [], -1.1, 0.3),
]

for h, ob, oc, ok, n_eff, masses, w0, wa in COSMOLOGIES:
    p = camb.CAMBparams()
    p.set_cosmology(H0=100 * h, ombh2=ob, omch2=oc, omk=ok, mnu=sum(masses), nnu=n_eff, YHe=0.2454,
                    num_massive_neutrinos=len(masses), neutrino_hierarchy="degenerate", tau=0.055)
    p.set_dark_energy(w=w0, wa=wa, dark_energy_model="ppf")
    p.set_accuracy(AccuracyBoost=2)
    r = camb.get_background(p)
    theta_mc = 100 * r.cosmomc_theta()
    theta_star = r.get_derived_params()["thetastar"]

    t_nu = (4 / 11) ** (1 / 3) * (n_eff / 3) ** 0.25
    settings = {
        "h": h, "omega_b": ob, "omega_cdm": oc, "Omega_k": ok, "T_cmb": 2.7255, "YHe": 0.2454,
        "N_ur": n_eff * (1 - len(masses) / 3), "recombination": "RECFAST",
        "tol_background_integration": 1e-12, "tol_ncdm_bg": 1e-10,
    }
    if masses:
        settings |= {"N_ncdm": len(masses), "m_ncdm": ",".join(map(str, masses)),
                     "T_ncdm": ",".join([repr(t_nu)] * len(masses))}
    if (w0, wa) != (-1, 0):
        settings |= {"Omega_Lambda": 0, "w0_fld": w0, "wa_fld": wa, "use_ppf": "yes"}
    c = classy.Class()
    c.set(settings)
    c.compute()
    z = [0.5, 2.0, 1000.0]
    transverse = [c.angular_distance(x) * (1 + x) for x in z]
    hubble = [c.Hubble(x) for x in z]
    background = c.get_background()
    print(f"// {h=} {ob=} {oc=} {ok=} {n_eff=} {masses=} {w0=} {wa=}")
    print("transverse", [f"{x:.9e}" for x in transverse])
    print("hubble", [f"{x:.9e}" for x in hubble], f"age {c.age():.9f}")
    print(f"theta_mc {theta_mc:.9f} theta_star {theta_star:.9f}")
    c.struct_cleanup()
