#!/usr/bin/env python3
"""Writes tests/golden/ctc.npz: real Keras's ctc_loss and ctc_decode, in float64.

    python3 tools/golden/make_ctc.py

`target`, `output` and their lengths go in; loss.BLANK and gradient.BLANK are what ctc_loss and
jax.grad of its sum give, greedy.NAME and beam.NAME what ctc_decode does.
Needs keras and jax from PyPI (made with Keras 3.15).
"""
import os

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_ENABLE_X64"] = "1"
import jax
import keras
import numpy as np
from keras import ops

keras.config.set_floatx("float64")
OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "ctc.npz")
GREEDY = {
    "plain": {},
    "repeated": {"merge_repeated": False},
    "blank": {"mask_index": 2},
    "last": {"mask_index": None},
}
BEAMS = {
    "wide": {"top_paths": 4},
    "narrow": {"beam_width": 3, "top_paths": 2},
    "blank": {"beam_width": 20, "top_paths": 5, "mask_index": 2},
    "one": {"beam_width": 1},
    "last": {"beam_width": 7, "mask_index": None},
}


def main():
    rng = np.random.default_rng(17)
    # Repeated labels, a target as long as the steps, an empty one, one that does not fit, and
    # padding that equals the last label.
    target = np.array([[1, 2, 2, 3], [3, 1, 3, 1], [0, 0, 0, 0], [2, 2, 2, 2], [1, 3, 3, 3]])
    target_length = np.array([4, 4, 0, 4, 2])
    output_length = np.array([6, 4, 3, 5, 6])
    output = rng.normal(0, 2, (5, 6, 4))
    out = {"target": target, "target_length": target_length, "output_length": output_length,
           "output": output}
    for blank in (0, 3):
        labels = target if blank == 0 else np.where(target == 3, 0, target)

        def loss(logits, labels=labels, blank=blank):
            return ops.ctc_loss(labels, logits, target_length, output_length, mask_index=blank)
        out[f"loss.{blank}"] = np.asarray(loss(output))
        # The loss of a target that does not fit is no number to differentiate.
        out[f"gradient.{blank}"] = np.asarray(
            jax.grad(lambda logits: ops.sum(loss(logits)[ops.array([0, 1, 2, 4])]))(output))
    frames = rng.normal(0, 1.5, (4, 7, 4))
    frames[3] = np.round(frames[3])  # equal scores
    lengths = np.array([7, 4, 1, 7])
    out["frames"], out["lengths"] = frames, lengths
    for strategy, cases in (("greedy", GREEDY), ("beam_search", BEAMS)):
        for name, arguments in cases.items():
            paths, scores = ops.ctc_decode(frames, lengths, strategy=strategy, **arguments)
            key = f"{strategy.split('_', maxsplit=1)[0]}.{name}"
            out[key + ".paths"], out[key + ".scores"] = np.asarray(paths), np.asarray(scores)
    few = frames[:1, :2]  # fewer sequences than paths
    paths, scores = ops.ctc_decode(few, np.array([2]), strategy="beam_search", beam_width=20,
                                   top_paths=24)
    out["few.paths"], out["few.scores"] = np.asarray(paths), np.asarray(scores)
    np.savez_compressed(OUT, **out)
    print(f"{len(out)} arrays, {os.path.getsize(OUT)} bytes")


if __name__ == "__main__":
    main()
