#!/usr/bin/env python3
"""Writes tests/golden/patches.npz: real Keras's unfold, fold, rearrange and cdist, in float64.

    python3 tools/golden/make_patches.py

`images` (2, 3, 5, 7) is what is unfolded, `columns` what is folded; NAME is what the op of that name
and of the arguments behind it gives. Needs keras and jax from PyPI (made with Keras 3.15).
"""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import keras
import numpy as np
from keras import ops

keras.config.set_floatx("float64")
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "patches.npz")
# kernel_size, dilation, padding, stride; the windows reach the last pixel of a 5 x 7 image, as JAX's
# fold gives images of another size where they do not.
WINDOWS = {
    "plain": (3, 1, 0, 1),
    "strided": (3, 1, 0, 2),
    "padded": ((2, 3), 1, (1, 0), (1, 2)),
    "dilated": (2, (1, 3), 2, (2, 1)),
}
PATTERNS = {
    "permute": ("b c h w -> w b h c", {}),
    "merge": ("b c h w -> (b h) (c w)", {}),
    "split": ("b c h (w1 w) -> b (c w1) w h", {"w": 1}),
    "groups": ("(b1 b) c h w -> b c (h b1) w", {"b1": 2}),
}


def main():
    rng = np.random.default_rng(11)
    images = rng.normal(0, 1, (2, 3, 5, 7))
    out = {"images": images}
    for name, (size, dilation, padding, stride) in WINDOWS.items():
        y = np.asarray(ops.unfold(images, size, dilation, padding, stride))
        columns = rng.normal(0, 1, y.shape)
        out["unfold." + name], out["columns." + name] = y, columns
        out["fold." + name] = np.asarray(
            ops.fold(columns, (5, 7), size, dilation, padding, stride))
    for name, (pattern, lengths) in PATTERNS.items():
        out["rearrange." + name] = np.asarray(ops.rearrange(images, pattern, **lengths))
    x, y = rng.normal(0, 1, (2, 1, 4, 3)), rng.normal(0, 1, (5, 2, 3))
    out["x"], out["y"], out["cdist"] = x, y, np.asarray(ops.cdist(x, y))
    np.savez_compressed(OUT, **out)
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")


if __name__ == "__main__":
    main()
