"""Spherical Bessel functions by mpmath (1.3 or later), 30 digits: tests/data/spherical_bessel.csv (l, x, j_l(x)).

python spherical_bessel.py > ../data/spherical_bessel.csv
"""

import mpmath as mp

mp.mp.dps = 30


def value(l, x):
    x = mp.mpf(x)
    return mp.sqrt(mp.pi / (2 * x)) * mp.besselj(l + mp.mpf(1) / 2, x, maxprec=60000)


for l in [0, 1, 2, 3, 7, 20, 101, 500, 1500, 3300, 6000]:
    turning = mp.sqrt(l * (l + 1))
    xs = [1e-3, 0.0078125, 0.0390625, 0.3125, 1.0, 2.5, 9.75, 33.0, 150.5, 700.25, 2500.125, 5600.0, 9999.5]
    width = max(1.0, (l + 0.5) ** (1 / 3))
    xs += [float(turning) + s * width for s in (-6, -3, -1, -0.25, 0, 0.25, 1, 3, 8, 30)]
    for x in sorted(x for x in xs if x > 0):
        x = float("%.6f" % x)
        print(f"{l},{x!r},{mp.nstr(value(l, x), 17)}")
