#!/usr/bin/env python3
"""Writes tests/golden/image_transforms.npz: real Keras's images that are moved, stretched and bent.

    python3 tools/golden/make_image_transforms.py

`images` (2, 7, 8, 3), `start`, `end` (2, 4, 2), `scale` and `translation` go in; FUNCTION.NAME is
what the function gives, and scale_and_translate.METHOD.gradient.ARGUMENT the gradient of the sum of
its squares. elastic.bends: how far the columns and the rows of a large image moved, of which
other random numbers can only have the deviation. Needs keras and jax from PyPI (made with Keras
3.15).
"""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import jax
import keras
import numpy as np
from keras.ops import image

keras.config.set_floatx("float64")
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden",
                   "image_transforms.npz")
SCALED = {  # output_shape, spatial_dims, method, antialias
    "linear": ((2, 4, 8, 3), (1,), "linear", True),
    "linear, sharp": ((2, 4, 8, 3), (1,), "bilinear", False),
    "cubic": ((2, 5, 14, 3), (1, 2), "bicubic", True),
    "lanczos3": ((2, 9, 3, 3), (-3, 2), "lanczos3", True),
    "lanczos5": ((2, 9, 3, 3), (1, 2), "lanczos5", False),
}


def scaled(images, scale, translation, shape, dims, method, antialias):
    return image.scale_and_translate(images, shape, scale[:len(dims)], translation[:len(dims)],
                                     dims, method, antialias)


def bends(seed):
    """How far columns and rows move in the middle of an image."""
    columns, rows = np.meshgrid(np.arange(60.0), np.arange(50.0))
    moved = image.elastic_transform(np.stack([columns, rows], -1)[None], alpha=1.5, sigma=2.0,
                                    seed=seed, data_format="channels_last")[0]
    return [np.asarray(moved)[8:-8, 8:-8, i] - ramp[8:-8, 8:-8]
            for i, ramp in enumerate((columns, rows))]


def main():
    rng = np.random.default_rng(31)
    images = rng.uniform(0, 1, (2, 7, 8, 3))
    corners = np.array([[0, 0], [0, 6], [7, 0], [7, 6]], "float32")
    start, end = (corners + rng.uniform(-1.5, 1.5, (2, 2, 4, 2))).astype("float32")
    scale, translation = np.array([0.6, 1.7]), np.array([0.9, -1.3])
    last = "channels_last"
    out = {"images": images, "start": start, "end": end, "scale": scale,
           "translation": translation}
    out["perspective.bilinear"] = image.perspective_transform(images, start, end, data_format=last)
    out["perspective.nearest"] = image.perspective_transform(
        images, start, end, interpolation="nearest", fill_value=0.5, data_format=last)
    for name, arguments in SCALED.items():
        out[f"scaled.{name}"] = scaled(images, scale, translation, *arguments)
        slopes = jax.grad(lambda *given: keras.ops.sum(keras.ops.square(scaled(*given, *arguments))),
                          (0, 1, 2))(images, scale, translation)
        for key, slope in zip(("images", "scale", "translation"), slopes):
            out[f"scaled.{name}.gradient.{key}"] = slope
    by_columns, by_rows = zip(*(bends(seed) for seed in range(8)))
    out["elastic.deviation"] = np.std(by_columns)
    out["elastic.columns minus rows"] = np.max(np.abs(np.subtract(by_columns, by_rows)))
    np.savez_compressed(OUT, **{key: np.asarray(value) for key, value in out.items()})
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")
    print(out["elastic.deviation"], out["elastic.columns minus rows"])


if __name__ == "__main__":
    main()
