#!/usr/bin/env python3
"""Writes tests/golden/safetensors/: small files as the reference implementation saves them.

    python3 tools/golden/make_safetensors.py

Needs numpy, ml_dtypes and safetensors from PyPI (made with safetensors 0.8).
"""
import os
import struct

import ml_dtypes
import numpy as np
import safetensors.numpy

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden",
                      "safetensors")
DTYPES = ("bool uint8 int8 uint16 int16 uint32 int32 uint64 int64 float16 bfloat16 float32 "
          "float64").split()


def save(name, arrays, metadata=None):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(safetensors.numpy.save(arrays, metadata))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    counts = np.arange(6).reshape(2, 3)
    dtypes = {name: counts.astype(ml_dtypes.bfloat16 if name == "bfloat16" else name)
              for name in DTYPES}
    save("dtypes.safetensors", dtypes, {"format": "pt"})
    one = np.ones(1, "float32")
    save("names.safetensors", {"größe": one, 'a "quoted"\\\n\x01': one, "": one, "z/y.0": one})
    save("shapes.safetensors", {"scalar": np.array(7, "int64"), "empty": np.zeros((0, 3), "float32"),
                                "long": np.arange(300, dtype="uint8"),
                                "deep": np.arange(8, dtype="int16").reshape(1, 2, 1, 2, 1, 2, 1, 1)})
    save("nothing.safetensors", {})
    text = b'{"x":{"dtype":"F8_E4M3","shape":[3],"data_offsets":[0,3]}}'
    with open(os.path.join(FOLDER, "float8.safetensors"), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + bytes(3))
    for name in sorted(os.listdir(FOLDER)):
        with open(os.path.join(FOLDER, name), "rb") as file:
            print(name, [key for key, _ in safetensors.deserialize(file.read())])


main()
