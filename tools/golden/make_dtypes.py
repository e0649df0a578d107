#!/usr/bin/env python3
"""Writes tests/golden/dtypes.json: which dtypes real Keras's operations give, and what NumPy computes
with integers of every width. Needs keras and jax from PyPI.

usage: make_dtypes.py [FILE]
"""
import json
import os
import subprocess
import sys

# Promotion is JAX's with 64 bits; the dtypes of reductions are those of Keras as it comes, with 32.
os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "0" if "--reductions" in sys.argv else "1"
import keras  # noqa: E402
import numpy as np  # noqa: E402

DTYPES = ["bool", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64", "int64",
          "float16", "bfloat16", "float32", "float64"]
INTEGERS = [name for name in DTYPES if "int" in name]
REDUCTIONS = ["sum", "prod", "max", "mean", "count_nonzero", "argmax"]
ARITHMETIC = ["add", "subtract", "multiply", "floor_divide", "mod", "maximum", "minimum",
              "less", "equal"]


def promotion():
    """The dtype of a + b, and of a / b."""
    ones = {name: keras.ops.ones((1,), dtype=name) for name in DTYPES}
    out = []
    for a in DTYPES:
        for b in DTYPES:
            both = keras.backend.standardize_dtype((ones[a] + ones[b]).dtype)
            out.append([a, b, both])
    return out


def reductions():
    """The dtypes that reductions give, where 64 bits have no part in it."""
    return [[name, dtype, keras.backend.standardize_dtype(
        getattr(keras.ops, name)(keras.ops.ones((2,), dtype=dtype)).dtype)]
        for name in REDUCTIONS for dtype in DTYPES if "64" not in dtype]


def integers():
    """Numbers at the ends of each dtype's range and between, and what NumPy makes of them."""
    random = np.random.default_rng(7)
    cases = []
    for dtype in INTEGERS:
        info = np.iinfo(dtype)
        ends = [info.min, info.min + 1, 0, 1, 2, 7, info.max - 1, info.max]
        a = np.array(ends + list(random.integers(info.min, info.max, 24, dtype)), dtype)
        b = random.permutation(a)
        b[b == 0] = 3
        # The one quotient that has no number: min / -1.
        if info.min < 0:
            b[b == -1] = 5
        # JSON's readers have no integers above 2^63: those of uint64 are written as text.
        listed = (lambda x: [str(v) for v in np.atleast_1d(x).tolist()]) if dtype == "uint64" \
            else (lambda x: np.atleast_1d(x).tolist())
        case = {"dtype": dtype, "a": listed(a), "b": listed(b)}
        with np.errstate(all="ignore"):
            for name in ARITHMETIC:
                value = getattr(np, name)(a, b)
                case[name] = value.tolist() if value.dtype == bool else listed(value)
        case["float64"] = a.astype(np.float64).tolist()
        case["argsort"] = np.argsort(a, kind="stable").tolist()
        case["largest"], case["smallest"] = listed(a.max()), listed(a.min())
        case["str"], case["repr"] = str(a), repr(a)
        cases.append(case)
    return cases


def main():
    if "--reductions" in sys.argv:
        print(json.dumps(reductions()))
        return
    here = os.path.dirname(os.path.abspath(__file__))
    path = sys.argv[1] if len(sys.argv) > 1 else here + "/../../tests/golden/dtypes.json"
    narrow = subprocess.run([sys.executable, __file__, "--reductions"], check=True,
                            stdout=subprocess.PIPE).stdout
    golden = {"promotion": promotion(), "reductions": json.loads(narrow), "integers": integers()}
    with open(path, "w", encoding="utf-8") as file:
        file.write(json.dumps(golden, separators=(",", ":")) + "\n")


main()
