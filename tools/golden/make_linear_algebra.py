#!/usr/bin/env python3
"""Writes tests/golden/linear_algebra.npz: matrices in float64 and what NumPy and SciPy say of them.

    python3 tools/golden/make_linear_algebra.py

NAME is a stack of matrices, NAME.FUNCTION what NumPy computes of it; b is the right-hand side of all
systems. Vectors, whose signs are free, are left to the tests' own properties.
"""
import os

import numpy as np
import scipy.linalg

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "linear_algebra.npz")


def each(function, stack):
    """The results of a function of one matrix, stacked."""
    return np.stack([function(one) for one in stack])


def main():
    rng = np.random.default_rng(7)
    square = rng.normal(0, 1, (3, 4, 4))
    positive = square @ square.swapaxes(-1, -2) + np.eye(4)
    tall, wide = rng.normal(0, 1, (2, 5, 3)), rng.normal(0, 1, (2, 3, 5))
    low = tall[:1, :, :2] @ wide[:1, :2, :]  # 5 x 5 of rank 2
    b = rng.normal(0, 1, (4, 2))
    out = {"square": square, "positive": positive, "tall": tall, "wide": wide, "low": low, "b": b}
    out["positive.cholesky"] = np.linalg.cholesky(positive)
    out["positive.eigenvalues"] = np.linalg.eigvalsh(positive)
    out["positive.inv"] = np.linalg.inv(positive)
    out["square.det"] = np.linalg.det(square)
    out["square.sign"], out["square.logabsdet"] = np.linalg.slogdet(square)
    out["square.inv"] = np.linalg.inv(square)
    out["square.solve"] = np.stack([np.linalg.solve(one, b) for one in square])
    out["square.solve_vector"] = each(lambda one: np.linalg.solve(one, b[:, 0]), square)
    for name, lower in (("lower", True), ("upper", False)):
        out[f"square.solve_{name}"] = each(
            lambda one, lower=lower: scipy.linalg.solve_triangular(one, b, lower=lower), square)
    for name in ("square", "tall", "wide", "low"):
        x = out[name]
        out[name + ".s"] = np.linalg.svd(x, compute_uv=False)
        out[name + ".rank"] = np.linalg.matrix_rank(x)
        out[name + ".pinv"] = np.linalg.pinv(x, rcond=1e-12)
        out[name + ".r"] = np.abs(each(lambda one: np.linalg.qr(one)[1], x))  # rows' signs are free
    for name in ("square", "tall", "wide"):
        factors = [scipy.linalg.lapack.dgetrf(one) for one in out[name]]
        out[name + ".lu"] = np.stack([one[0] for one in factors])
        out[name + ".pivots"] = np.stack([one[1] for one in factors]).astype(np.int32)
    for name, rows in (("tall", 5), ("wide", 3), ("low", 5)):
        right = np.arange(2.0 * rows).reshape(rows, 2) - 1
        out[name + ".lstsq"] = np.linalg.lstsq(out[name][0], right, rcond=1e-12)[0]
    np.savez_compressed(OUT, **out)
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")


if __name__ == "__main__":
    main()
