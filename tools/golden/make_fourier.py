#!/usr/bin/env python3
"""Writes tests/golden/fourier.npz: real Keras's Fourier transforms and windows, in float64.

    python3 tools/golden/make_fourier.py

`signal` and `other` are a real and an imaginary part, NAME.real and NAME.imag what an op gives.
Needs keras and jax from PyPI (made with Keras 3.15).
"""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import keras
import numpy as np
from keras import ops

keras.config.set_floatx("float64")
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "fourier.npz")


def main():
    rng = np.random.default_rng(5)
    signal, other = rng.normal(0, 1, (2, 2, 3, 12))
    out = {"signal": signal, "other": other}

    def add(name, y):
        if isinstance(y, tuple):
            out[name + ".real"], out[name + ".imag"] = (np.asarray(part) for part in y)
        else:
            out[name] = np.asarray(y)

    pair = (ops.convert_to_tensor(signal), ops.convert_to_tensor(other))
    add("fft", ops.fft(pair))
    add("fft2", ops.fft2(pair))
    add("ifft2", ops.ifft2(pair))
    add("rfft", ops.rfft(pair[0]))
    add("irfft", ops.irfft(pair))
    for length in (7, 12, 15, 22, 23, 30):
        add(f"rfft_{length}", ops.rfft(pair[0], fft_length=length))
        add(f"irfft_{length}", ops.irfft(pair, fft_length=length))
    wave = rng.normal(0, 1, (2, 40))
    own = np.arange(6.0) + 1
    out["wave"], out["own"] = wave, own
    for name, window in (("hann", "hann"), ("hamming", "hamming"), ("none", None), ("own", own)):
        for center in (True, False):
            for stride, length in ((3, 8), (2, 7), (5, 6)):
                case = f"{name}_{int(center)}_{stride}_{length}"
                y = ops.stft(wave, 6, stride, length, window=window, center=center)
                add("stft_" + case, y)
                add("istft_" + case, ops.istft(y, 6, stride, length, window=window, center=center))
    add("istft_length", ops.istft(ops.stft(wave, 6, 3, 8), 6, 3, 8, length=17))
    add("stft_short", ops.stft(wave[:, :3], 6, 3, 16))
    for name in ("bartlett", "blackman", "hamming", "hanning"):
        add(name, getattr(ops, name)(9))
    add("kaiser", ops.kaiser(9, 8.6))
    np.savez_compressed(OUT, **out)
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")


if __name__ == "__main__":
    main()
