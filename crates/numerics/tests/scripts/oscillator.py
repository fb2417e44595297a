"""Writes tests/data/oscillator.csv: case, parameter, t, Re u, Im u, Re u', Im u'.

Generated with Python 3 and mpmath 1.4.1 at 40 digits; run from the crate's folder:
    python tests/scripts/oscillator.py > tests/data/oscillator.csv
The times are binary64 numbers, so that both sides evaluate the same point.

power_law: tensor modes of inflation with constant e = -dlnH/dN, in e-folds N with k/(aH) = exp(-(1 - e) N):
    u = x^nu H1_nu(x), x = exp(-(1 - e) N)/(1 - e), nu = 3/2 + e/(1 - e)
airy: u'' = t u, u = Bi(t) + i Ai(t).
"""
import mpmath as mp

mp.mp.dps = 40


def row(name, parameter, t, u, du):
    print(",".join([name, repr(parameter), repr(t)] + [mp.nstr(v, 20) for v in (u.real, u.imag, du.real, du.imag)]))


print("case,parameter,t,u_re,u_im,du_re,du_im")
for e in (0.001, 0.01, 0.05, 0.1, 0.3):
    for depth in (1e6, 1e4, 1e3, 100.0, 30.0, 10.0, 1.0, 0.1, 3e-3):
        n = float(-mp.log(depth) / (1 - mp.mpf(e)))
        k = mp.exp(-(1 - mp.mpf(e)) * mp.mpf(n))
        x = k / (1 - mp.mpf(e))
        nu = mp.mpf(3) / 2 + mp.mpf(e) / (1 - mp.mpf(e))
        row("power_law", e, n, x**nu * mp.hankel1(nu, x), -k * x**nu * mp.hankel1(nu - 1, x))
for t in (-1000.0, -100.0, -10.0, -1.0, 0.0, 3.0, 8.0):
    u = mp.mpc(mp.airybi(t), mp.airyai(t))
    du = mp.mpc(mp.airybi(t, derivative=1), mp.airyai(t, derivative=1))
    row("airy", 0.0, t, u, du)
