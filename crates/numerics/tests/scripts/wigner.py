"""Writes tests/data/wigner.csv: m, n, l, beta, d^l_mn(beta).

Generated with Python 3 and mpmath 1.4.1 at 60 digits and more, from the finite sum over powers of sin^2(beta/2)
(the Jacobi polynomial as a terminating hypergeometric series); run from the crate's folder:
    python tests/scripts/wigner.py > tests/data/wigner.csv
The angles are binary64 numbers, so that both sides evaluate the same point.
"""
import math
import random
import mpmath as mp

rng = random.Random(2005)
SPINS = [(0, 0), (1, 1), (1, -1), (2, 2), (2, -2), (2, 0), (3, 1), (3, -1), (3, 3), (3, -3), (4, 0), (4, 2), (4, -2),
         (4, 4), (4, -4), (0, 2), (1, 0), (0, 1), (-1, 2), (-4, 3)]


def wigner(l, m, n, beta):
    p, q, k = abs(m - n), abs(m + n), l - max(abs(m), abs(n))
    mp.mp.dps = 60 + int(2 * l)  # the series alternates, with terms up to (1 + sqrt 2)^(2 l)
    s, c = mp.sin(mp.mpf(beta) / 2), mp.cos(mp.mpf(beta) / 2)
    root = mp.sqrt(mp.mpf(math.factorial(k) * math.factorial(k + p + q)) / (math.factorial(k + p) * math.factorial(k + q)))
    term, total, z = mp.mpf(math.comb(k + p, k)), mp.mpf(0), s * s
    for j in range(k + 1):
        total += term
        term = term * (-(k - j) * (k + p + q + 1 + j)) * z / ((j + 1) * (p + 1 + j))
    value = root * s**p * c**q * total
    return -value if n < m and p % 2 else value


for m, n in SPINS:
    first = max(abs(m), abs(n))
    for l in [first, first + 1, first + 2, 7, 40, 301, 2000, 5000]:
        for beta in [10 ** rng.uniform(-4, 0), rng.uniform(0, math.pi), math.pi - 10 ** rng.uniform(-4, 0)]:
            print(f"{m},{n},{l},{beta!r},{mp.nstr(wigner(l, m, n, beta), 20, min_fixed=0, max_fixed=0)}")
