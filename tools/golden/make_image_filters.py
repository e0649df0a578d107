#!/usr/bin/env python3
"""Writes tests/golden/image_filters.npz: real Keras's blur, edges, likeness and patches of images.

    python3 tools/golden/make_image_filters.py

`images` (2, 12, 13, 3) and `others` go in, `volumes` (2, 4, 5, 6, 2); FUNCTION.NAME is what the
function gives. Needs keras and jax from PyPI (made with Keras 3.15).
"""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import keras
import numpy as np
from keras.ops import image

keras.config.set_floatx("float64")
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "image_filters.npz")
# size, strides, dilation_rate, padding
PATCHES = {
    "beside": ((3, 4), None, 1, "valid"),
    "strided": (3, (2, 1), 1, "valid"),
    "same": ((3, 2), 2, 1, "same"),
    "dilated": (2, 1, (2, 3), "same"),
}
VOLUMES = {
    "beside": (2, None, 1, "valid"),
    "same": ((2, 3, 2), (1, 2, 3), 1, "same"),
}


def main():
    rng = np.random.default_rng(23)
    images, others = rng.uniform(0, 1, (2, 2, 12, 13, 3))
    volumes = rng.uniform(0, 1, (2, 4, 5, 6, 2))
    out = {"images": images, "others": others, "volumes": volumes}
    last = "channels_last"  # called at once, JAX's blur takes None for "channels_first"
    out["blur.default"] = np.asarray(image.gaussian_blur(images, data_format=last))
    out["blur.uneven"] = np.asarray(
        image.gaussian_blur(images, (5, 2), (0.7, 2.0), data_format=last))
    out["sobel"] = np.asarray(image.sobel_edges(images))
    out["ssim.default"] = np.asarray(image.ssim(images, others))
    out["ssim.small"] = np.asarray(
        image.ssim(images * 200, others * 200, 255.0, 4, 0.9, 0.02, 0.05))
    for name, arguments in PATCHES.items():
        out["patches." + name] = np.asarray(image.extract_patches(images, *arguments))
    for name, arguments in VOLUMES.items():
        out["volumes." + name] = np.asarray(image.extract_patches_3d(volumes, *arguments))
    np.savez_compressed(OUT, **out)
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")


if __name__ == "__main__":
    main()
