#!/usr/bin/env python3
"""Writes tests/golden/printing.bin.gz: 2,000 random arrays with the str and repr NumPy gives them.

After gunzip, a record an array, little-endian: dtype (u8, index into DTYPES), rank (u8), the
lengths (u32 each), the elements, then str and repr, each a length (u32) and UTF-8 text.
Needs numpy and ml_dtypes. The same seed gives the same file.
"""
import gzip
import os
import struct

import ml_dtypes
import numpy as np

DTYPES = ["bool", "uint8", "int8", "int32", "int64", "float16", "bfloat16", "float32", "float64"]
COUNT = 2000
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "printing.bin.gz")


def numpy_dtype(name):
    return np.dtype(ml_dtypes.bfloat16) if name == "bfloat16" else np.dtype(name)


def random_shape(rng):
    kind = rng.random()
    rank = int(rng.integers(0, 6))
    if kind < 0.06:  # empty
        shape = [int(rng.integers(0, 4)) for _ in range(max(rank, 1))]
        shape[int(rng.integers(0, len(shape)))] = 0
    elif kind < 0.18:  # beyond 1,000 elements
        rank = max(rank, 1)
        shape = [1] * rank
        while np.prod(shape) <= 1000:
            shape[int(rng.integers(0, rank))] += int(rng.integers(1, 40 if rank < 3 else 6))
    elif kind < 0.35:  # one long row
        shape = [int(rng.integers(5, 90))]
    else:
        shape = [int(rng.integers(1, 9 - rank)) for _ in range(rank)]
    return tuple(shape)


def floats(rng, size, dtype):
    info = ml_dtypes.finfo(dtype)
    kind = int(rng.integers(0, 9))
    if kind == 0:  # integral
        x = rng.integers(-100, 100, size).astype(np.float64)
    elif kind == 1:  # few digits
        x = np.round(rng.normal(0, 10, size), int(rng.integers(1, 4)))
    elif kind == 2:
        x = rng.random(size)
    elif kind == 3:
        x = rng.normal(0, 1, size)
    elif kind == 4:  # a range that needs exponents
        x = rng.normal(0, 1, size) * 10.0 ** rng.integers(-6, 7, size)
    elif kind == 5:  # one magnitude, from tiny to huge
        x = rng.normal(0, 1, size) * 10.0 ** float(rng.integers(-12, 13))
    elif kind == 6:  # any bits at all: denormals, huge numbers, payloads of nan
        bits = rng.integers(0, 256, size * dtype.itemsize, dtype=np.uint8)
        return np.frombuffer(bits.tobytes(), dtype).copy()
    elif kind == 7:  # at the switches to exponents
        x = rng.choice([1e8, 99999999.0, 1e-4, 9.999e-5, 1e3, 1000.5, 1e16, 1.0, 12345678.9], size)
    else:  # halves and quarters, large
        x = rng.integers(-(2**26), 2**26, size) / 4.0
    with np.errstate(all="ignore"):
        x = x.astype(dtype)
    if rng.random() < 0.3:
        special = [np.nan, np.inf, -np.inf, -0.0, 0.0, float(info.tiny), float(info.max),
                   float(info.smallest_subnormal), -float(info.max)]
        chosen = rng.choice(special, int(rng.integers(1, 5)))
        at = rng.random(size) < rng.choice([0.1, 0.5, 1.0])
        x[at] = rng.choice(chosen, int(at.sum())).astype(dtype)
    return x


def integers(rng, size, dtype):
    info = np.iinfo(dtype)
    kind = int(rng.integers(0, 4))
    if kind == 0:
        low, high = max(info.min, -9), 9
    elif kind == 1:
        low, high = 0, min(info.max, 10 ** int(rng.integers(1, 18)))
    elif kind == 2:
        low, high = max(info.min, -(10 ** int(rng.integers(1, 18)))), 10
    else:
        low, high = info.min, info.max
    x = rng.integers(low, high, size, dtype=dtype, endpoint=True)
    if size and rng.random() < 0.1:
        x[int(rng.integers(0, size))] = rng.choice([info.min, info.max])
    return x


def random_array(rng, dtype):
    shape = random_shape(rng)
    size = int(np.prod(shape))
    distinct = min(size, 61)  # long arrays repeat a pattern, so that the file stays small
    if dtype == np.bool_:
        x = rng.random(distinct) < rng.choice([0.0, 0.5, 0.5, 1.0])
    elif np.issubdtype(dtype, np.integer):
        x = integers(rng, distinct, dtype)
    else:
        x = floats(rng, distinct, dtype)
    return x[np.arange(size) % max(distinct, 1)].reshape(shape)


def main():
    rng = np.random.default_rng(20)
    out = bytearray()
    for i in range(COUNT):
        which = i % len(DTYPES)
        x = random_array(rng, numpy_dtype(DTYPES[which]))
        out += struct.pack("<BB", which, x.ndim) + struct.pack(f"<{x.ndim}I", *x.shape)
        out += x.tobytes()
        for text in (str(x), repr(x)):
            encoded = text.encode()
            out += struct.pack("<I", len(encoded)) + encoded
    with open(OUT, "wb") as file:
        file.write(gzip.compress(bytes(out), 9, mtime=0))
    print(f"{COUNT} arrays, {len(out)} bytes, {os.path.getsize(OUT)} packed")


if __name__ == "__main__":
    main()
