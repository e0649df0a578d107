#!/usr/bin/env python3
"""Writes docs/coverage.md: every layer and op of real Keras, and whether this library has it.

    python3 tools/golden/make_coverage.py

A compiler says what is there: `using keratin::ops::einsum;` in a program that includes keratin.h. What is
not there has a reason below; a name without one, and a reason for a name that is there, are errors.
Needs keras from PyPI (made with Keras 3.15) and g++.
"""
import operator
import os
import re
import subprocess
import sys

from keras_classes import keras

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
OUT = os.path.join(ROOT, "docs", "coverage.md")

LATER = "not there yet"
REASONS = {
    "layers": {
        "CategoryEncoding Discretization HashedCrossing Hashing IntegerLookup StringLookup "
        "TextVectorization": "preprocessing of text and categories: " + LATER,
        "AugMix AutoContrast CenterCrop ContrastLimitedAdaptiveHistogramEqualization CutMix "
        "Equalization MaxNumBoundingBoxes MixUp Pipeline RandAugment RandomBrightness "
        "RandomColorDegeneration RandomColorJitter RandomContrast RandomCrop RandomElasticTransform "
        "RandomErasing RandomFlip RandomGaussianBlur RandomGrayscale RandomHue RandomInvert "
        "RandomPerspective RandomPosterization RandomRotation RandomSaturation RandomSharpness "
        "RandomShear RandomTranslation RandomZoom Resizing Solarization":
            "preprocessing of images: " + LATER,
        "MelSpectrogram STFTSpectrogram": "preprocessing of sound: " + LATER,
        "FlaxLayer JaxLayer TFSMLayer TorchModuleWrapper":
            "runs another framework's code, which no C++ program has",
        "InputSpec": "layers say in C++ what they take, and check it in `build`",
        "Wrapper": "a layer of yours holds another one by `track`",
    },
    "ops": {
        "array": "`tensor(...)`",
        "eig": "eigenvalues of a matrix that is not symmetric are complex: there are no complex numbers",
        "switch": "a word of C++: `switch_`",
        "vectorize": "every op broadcasts; `vectorized_map` runs a function for each element",
        "angle conj conjugate imag isreal polar real view_as_complex view_as_real":
            "there are no complex numbers",
        "convert_to_numpy convert_to_tensor is_tensor": "there is one kind of tensor",
        "get_item": "`x[{...}]`",
        "dtype shape size ndim": "a member: `x.dtype()`, `x.shape()`, `x.size()`, `x.ndim()`",
        "slice": "the name of an index: `slice_`",
        "allclose": "`keratin::allclose` says it of all elements",
    },
    "ops.linalg": {
        "eig": "eigenvalues of a matrix that is not symmetric are complex: there are no complex numbers",
    },
}


def declared(family, names):
    """Those that a program may name."""
    lines = ["#include <keratin/keratin.h>"]
    lines += [f"namespace probe_{i} {{ using keratin::{family.replace('.', '::')}::{name}; }}"
              for i, name in enumerate(names)]
    result = subprocess.run(
        ["g++", "-std=c++20", "-fsyntax-only", "-fmax-errors=0", "-x", "c++", "-",
         "-I", os.path.join(ROOT, "src")],
        input="\n".join(lines), capture_output=True, text=True,
        env={**os.environ, "LC_ALL": "C"}, check=False)
    missing = {int(line) - 2 for line in re.findall(r"<stdin>:(\d+):\d+: error", result.stderr)}
    return {name for i, name in enumerate(names) if i not in missing}


def is_class(value):
    return isinstance(value, type)


def section(family, title, listed):
    there = declared(family, listed)
    reasons = {name: why for names, why in REASONS.get(family, {}).items() for name in names.split()}
    missing = [name for name in listed if name not in there]
    problems = [f"{family}.{name} is not there, and has no reason" for name in missing
                if name not in reasons]
    problems += [f"{family}.{name} has a reason, and is there or not in Keras" for name in reasons
                 if name not in missing]
    groups = {}
    for name in missing:
        groups.setdefault(reasons.get(name, LATER), []).append(f"`{name}`")
    lines = [f"## {title}", "", f"{len(there)} of {len(listed)}: "
             + ", ".join(f"`{name}`" for name in listed if name in there) + ".", "",
             "| Not here | Why |", "|---|---|"]
    lines += [f"| {', '.join(names)} | {why} |" for why, names in sorted(groups.items())]
    return lines + [""], problems


def main():
    def public(family, is_wanted):
        module = operator.attrgetter(family)(keras)
        return [name for name in sorted(dir(module), key=str.lower)
                if not name.startswith("_") and is_wanted(getattr(module, name))]
    lines = ["# What of Keras is here", "",
             f"Every layer and op of Keras {keras.__version__}; `tools/golden/make_coverage.py` asks a "
             "compiler and writes this.", ""]
    problems = []
    for family, title, wanted in (("layers", "keras.layers", is_class),
                                  ("ops", "keras.ops", callable),
                                  ("ops.image", "keras.ops.image", callable),
                                  ("ops.linalg", "keras.ops.linalg", callable)):
        more, wrong = section(family, title, public(family, wanted))
        lines += more
        problems += wrong
    with open(OUT, "w", encoding="ascii") as file:
        file.write("\n".join(lines).rstrip() + "\n")
    print("\n".join(problems))
    return len(problems) > 0


if __name__ == "__main__":
    sys.exit(main())
