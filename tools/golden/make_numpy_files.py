#!/usr/bin/env python3
"""Writes tests/golden/numpy/: small .npy and .npz files as NumPy itself saves them.

Each holds arange(6) as (2, 3), or what its name says. Needs numpy and ml_dtypes.
"""
import os

import ml_dtypes
import numpy as np

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "numpy")


def save_version(name, x, version):
    with open(os.path.join(OUT, name), "wb") as file:
        np.lib.format.write_array(file, x, version=version)


def main():
    os.makedirs(OUT, exist_ok=True)
    x = np.arange(6, dtype=np.float32).reshape(2, 3)
    np.save(os.path.join(OUT, "fortran.npy"), np.asfortranarray(x))
    np.save(os.path.join(OUT, "big_endian.npy"), x.astype(">f8"))
    np.save(os.path.join(OUT, "bfloat16.npy"), x.astype(ml_dtypes.bfloat16))
    np.save(os.path.join(OUT, "scalar.npy"), np.array(7, np.int64))
    np.save(os.path.join(OUT, "empty.npy"), np.zeros((0, 3), np.float16))
    np.save(os.path.join(OUT, "complex.npy"), x.astype(np.complex64))
    np.save(os.path.join(OUT, "fields.npy"), np.zeros(2, dtype=[("shape", "<f4")]))
    save_version("version2.npy", x, (2, 0))
    save_version("version3.npy", x, (3, 0))
    np.savez_compressed(os.path.join(OUT, "compressed.npz"), x=x, long=np.zeros(5000, np.int32))


if __name__ == "__main__":
    main()
