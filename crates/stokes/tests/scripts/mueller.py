"""Lu-Chipman factors and Cloude eigenvalues of seeded random physical Mueller matrices.

Writes tests/golden/mueller.txt. Made with Python 3.11.7, numpy 2.4.6, mpmath 1.4.1:
    python3 tests/scripts/mueller.py > tests/golden/mueller.txt
The matrices are sums over Kraus operators by the textbook form A (T x T*) A^-1; the decomposition is Lu & Chipman's
(lu1996) with eigenvalues in 50 digits (the Rust code uses singular values instead); Cloude's eigenvalues come from the Pauli
basis (the Rust code uses the Kronecker basis).
"""

import mpmath as mp
import numpy as np

mp.mp.dps = 50
rng = np.random.default_rng(20261123)
# Rows give S_i from vec(J) = (xx, xy, yx, yy) in the IAU frame: V = 2 Im J_xy = -i (J_xy - J_yx).
A = mp.matrix([[1, 0, 0, 1], [1, 0, 0, -1], [0, 1, 1, 0], [0, mp.mpc(0, -1), mp.mpc(0, 1), 0]])
A_INV = A**-1
PAULI = [
    mp.matrix([[1, 0], [0, 1]]),
    mp.matrix([[1, 0], [0, -1]]),
    mp.matrix([[0, 1], [1, 0]]),
    mp.matrix([[0, mp.mpc(0, 1)], [mp.mpc(0, -1), 0]]),
]


def kron(a, b):
    return mp.matrix(4, 4) + mp.matrix([[a[i // 2, j // 2] * b[i % 2, j % 2] for j in range(4)] for i in range(4)])


def trace(m):
    return mp.fsum(m[i, i] for i in range(m.rows))


print("# M (16, row by row) | eigenvalues (4, descending) | M_Delta (16) | M_R (16) | M_D (16)")
for count in (1, 2, 3, 4, 4, 4):
    m = mp.matrix(4, 4)
    for _ in range(count):
        t = rng.normal(size=(2, 2)) + 1j * rng.normal(size=(2, 2))
        t *= 0.4 * rng.uniform(0.3, 1.0)
        t = mp.matrix(t.tolist())
        conj = t.apply(mp.conj)
        m += (A * kron(t, conj) * A_INV).apply(mp.re)
    # what the reader will parse is the matrix
    m = mp.matrix([[mp.mpf(float(m[i, j])) for j in range(4)] for i in range(4)])

    # Cloude: C_kl = 1/8 sum_ij M_ij tr(s_i s_k s_j s_l^H)
    c = mp.matrix(4, 4)
    for k in range(4):
        for l in range(4):
            c[k, l] = mp.fsum(
                m[i, j] * trace(PAULI[i] * PAULI[k] * PAULI[j] * PAULI[l].H)
                for i in range(4)
                for j in range(4)
            ) / 8
    # rounding of M to double leaves tiny negative ones
    eigenvalues = sorted((mp.re(x) for x in mp.eighe(c, eigvals_only=True)), reverse=True)

    m00 = m[0, 0]
    d = mp.matrix([m[0, j] / m00 for j in (1, 2, 3)])
    d2 = (d.T * d)[0]
    root = mp.sqrt(1 - d2)
    m_d = root * mp.eye(3) + (1 - root) * d * d.T / d2
    big_d = mp.matrix(4, 4)
    big_d[0, 0] = m00
    for i in range(3):
        big_d[0, i + 1] = big_d[i + 1, 0] = m00 * d[i]
        for j in range(3):
            big_d[i + 1, j + 1] = m00 * m_d[i, j]
    prime = m * big_d**-1
    small = prime[1:4, 1:4]
    square = small * small.T
    lam = [mp.sqrt(abs(x)) for x in mp.eigsy(square, eigvals_only=True)]
    pairs = lam[0] * lam[1] + lam[1] * lam[2] + lam[2] * lam[0]
    m_delta = (square + pairs * mp.eye(3)) ** -1 * (
        mp.fsum(lam) * square + lam[0] * lam[1] * lam[2] * mp.eye(3)
    )
    m_delta *= mp.sign(mp.det(small))
    big_delta = mp.eye(4)
    for i in range(3):
        big_delta[i + 1, 0] = prime[i + 1, 0]
        for j in range(3):
            big_delta[i + 1, j + 1] = m_delta[i, j]
    big_r = big_delta**-1 * prime
    out = [x for matrix in (m,) for x in matrix] + eigenvalues
    out += [x for matrix in (big_delta, big_r, big_d) for x in matrix]
    print(*[repr(float(x)) for x in out])
