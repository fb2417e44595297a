"""-2 ln L of the 2015 joint analysis of BICEP2/Keck and Planck, by NumPy alone.

Run with NumPy 2: python bicep_keck.py DATA_FOLDER. Prints the numbers of golden_bicep_keck.rs.
"""

import sys

import numpy as np

ROOT = sys.argv[1] + "/bicep-keck/"
FOLDER = ROOT + "bkplanck2015/"
T = 2.72548
H_OVER_K = 6.62607015e-34 / 1.380649e-23 * 1e9


def description():
    entries = {}
    for line in open(FOLDER + "BKPlanck_detset_comb_dust.dataset"):
        line = line.split("#")[0].strip()
        if "=" in line:
            key, value = line.split("=", 1)
            entries[key.strip()] = value.strip()
    return entries


D = description()
ELL = np.arange(2, 601)


def theory(name, column):
    t = np.loadtxt(ROOT + "bicep2-2014/" + name)
    return np.interp(ELL, t[:, 0], t[:, column])


LENSED = {"BB": theory("B2_3yr_camb_planck_lensed_uK_20140314.txt", 4), "EE": theory("B2_3yr_camb_planck_lensed_uK_20140314.txt", 3)}
TENSOR = {"BB": theory("B2_3yr_camb_planck_withB_uK_20140314.txt", 4) / 0.1, "EE": np.zeros(599)}


def factors(m, beta_d, t_d, beta_s):
    nu, r = np.loadtxt(FOLDER + D[f"bandpass[{m}]"]).T
    dnu = np.gradient(nu)
    x = H_OVER_K * nu

    def ratio(f, pivot):
        thermo = lambda n: n**4 * np.exp(H_OVER_K * n / T) / np.expm1(H_OVER_K * n / T) ** 2
        return (dnu * r * f(nu)).sum() / f(pivot) / ((dnu * r * thermo(nu)).sum() / thermo(pivot))

    dust = ratio(lambda n: n ** (3 + beta_d) / np.expm1(H_OVER_K * n / t_d), float(D["fpivot_dust"]))
    sync = ratio(lambda n: n ** (2 + beta_s), float(D["fpivot_sync"]))
    return dust, sync


def chi_squared(maps, bins, r, p):
    p = dict(dict(Ad=0.0, As=0.0, ad=-0.42, bd=1.59, Td=19.6, als=-0.6, bs=-3.3, eps=0.0, EEd=2.0, EEs=2.0), **p)
    f = {m: factors(m, p["bd"], p["Td"], p["bs"]) for m in maps}

    def table(stem):
        t = np.loadtxt(FOLDER + D[stem + "_file"])
        order = D[stem + "_order"].split()
        return lambda b, i, j: t[b - 1, 1 + next(k for k, n in enumerate(order) if n in (f"{i}x{j}", f"{j}x{i}"))]

    noise, hat, fid = table("cl_noise"), table("cl_hat"), table("cl_fiducial")
    order = D["bin_window_in_order"].split()
    pairs = [(maps[i], maps[j]) for i in range(len(maps)) for j in range(i + 1)]

    def square(value):
        a = np.zeros((len(maps), len(maps)))
        for i, j in pairs:
            a[maps.index(i), maps.index(j)] = a[maps.index(j), maps.index(i)] = value(i, j)
        return a

    def power(a, e):
        d, u = np.linalg.eigh(a)
        return u @ np.diag(d**e) @ u.T

    x, rows = [], []
    cov_order = D["covmat_cl"].split()
    for b in bins:
        w = np.loadtxt(FOLDER + D["bin_window_files"].replace("%u", str(b)))
        w = w[(w[:, 0] >= 2) & (w[:, 0] <= 600)]

        def model(i, j):
            k = next(k for k, n in enumerate(order) if n in (f"{i}x{j}", f"{j}x{i}"))
            s = i[-1] + j[-1]
            if s not in ("EE", "BB"):
                return 0.0
            l = ELL / 80.0
            ed, es = (p["EEd"], p["EEs"]) if s == "EE" else (1.0, 1.0)
            d = LENSED[s] + r * TENSOR[s]
            d = d + ed * p["Ad"] * f[i][0] * f[j][0] * l ** p["ad"] + es * p["As"] * f[i][1] * f[j][1] * l ** p["als"]
            d = d + np.sqrt(ed * es) * p["eps"] * np.sqrt(p["Ad"] * p["As"]) * (f[i][0] * f[j][1] + f[i][1] * f[j][0]) * l ** (
                0.5 * (p["ad"] + p["als"])
            )
            return w[:, 1 + k] @ d

        n = square(lambda i, j: noise(b, i, j))
        m, h, g = (square(c) + n for c in (model, lambda i, j: hat(b, i, j), lambda i, j: fid(b, i, j)))
        root = power(m, -0.5)
        e, v = np.linalg.eigh(root @ h @ root)
        q = np.sign(e - 1) * np.sqrt(2 * (e - np.log(e) - 1))
        c = power(g, 0.5)
        a = c @ v @ np.diag(q) @ v.T @ c
        for i, j in pairs:
            x.append(a[maps.index(i), maps.index(j)])
            k = next(k for k, name in enumerate(cov_order) if name in (f"{i}x{j}", f"{j}x{i}"))
            rows.append((b - 1) * len(cov_order) + k)
    cov = np.loadtxt(FOLDER + D["covmat_fiducial"])
    x = np.array(x)
    return x @ np.linalg.solve(cov[np.ix_(rows, rows)], x)


BASE = ["B2K_B", "P217_B", "P353_B"]
print("factors", {m: factors(m, 1.59, 19.6, -3.3)[0] for m in BASE})
for r, a in [(0, 0), (0, 3.3), (0.05, 3.3), (0.05, 3.0), (0, 4.0), (0.1, 3.0)]:
    print(r, a, repr(float(chi_squared(BASE, range(1, 6), r, dict(Ad=a)))))
full = dict(Ad=3.1, As=2e-4, ad=-0.5, bd=1.7, Td=21.0, als=-0.8, bs=-3.0, eps=0.4, EEd=1.8, EEs=1.5)
print("E and B, synchrotron", repr(float(chi_squared(["B2K_E", "B2K_B", "P143_E", "P353_B"], range(1, 10), 0.03, full))))
