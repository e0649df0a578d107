#!/usr/bin/env python3
"""Writes tests/golden/configs.jsonl.gz: what real Keras says of objects, with default arguments
and with random ones.

    python3 tools/golden/make_configs.py

After gunzip, a JSON object a line:
    family   "layers", "losses", "metrics", "optimizers", "schedules", "initializers",
             "regularizers", "constraints", "dtype_policies", "activations" or "compile"
    class    Keras's class name
    given    the constructor's keyword arguments, in the order of Keras's signature; objects among
             them as records
    record   what serialize_keras_object writes of the object: module, class_name, config,
             registered_name; key for key in Keras's order, as json.dumps writes it
    build    of layers that were then called: the input's shape ([null, 3]), or a list of them;
             build_config is what the record holds of it afterwards, null when it has none
    compile  lines of family "compile" have instead: outputs (their names), given (compile's
             keyword arguments) and compile_config
    lost     arguments that were given and that Keras's record does not hold (Keras's own gaps)

Needs keras from PyPI (made with Keras 3.15). The same seed gives the same file. A new
class leaves the lines of the others as they are.
"""
import gzip
import inspect
import json
import os
import zlib

os.environ["KERAS_BACKEND"] = "numpy"  # nothing is computed, and JAX compiles for minutes
import numpy as np
from keras_classes import ACTIVATIONS, CLASSES, find, keras

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "configs.jsonl.gz")
CHOICES = 10
rng = np.random.default_rng(12)


def begin(what):
    """Draws for `what` from now on: what comes before it in the file does not change them."""
    global rng
    rng = np.random.default_rng([12, zlib.crc32(what.encode())])


def pick(*choices):
    choice = choices[int(rng.integers(len(choices)))]
    return choice() if inspect.isfunction(choice) else choice


def number(low=0.0, high=1.0, digits=3):
    """A function that draws a number of few digits."""
    return lambda: round(float(rng.uniform(low, high)), digits)


def whole(low, high):
    return lambda: int(rng.integers(low, high + 1))


def one_of(*choices):
    return lambda: pick(*choices)


def optional(draw):
    return lambda: draw() if rng.random() < 0.7 else None


def made(family, *names):
    """A function that draws an object of one of these classes with random arguments."""
    def draw():
        name = pick(*names) if names else pick(*CLASSES[family])
        return find(family, name)(**arguments(family, name))
    return draw


def name():
    return pick("first", "Zweite", "a_1", "x.y", "läng", "deep_2_tanh", 'quo"ted', "back\\slash")


seed = optional(whole(0, 2**31 - 1))
policy = one_of("float32", "float64", "float16", "bfloat16", "mixed_bfloat16",
                lambda: keras.DTypePolicy("bfloat16"), lambda: keras.DTypePolicy("mixed_bfloat16"))
scaled_axes = one_of(([0], [1]), ([-2], [-1]), ([0, 1], [2]), (None, None))
activation = one_of(None, lambda: pick(*ACTIVATIONS), lambda: pick(*ACTIVATIONS))
initializer = one_of("zeros", "ones", "he_normal", "LecunUniform", made("initializers"),
                     made("initializers"))
regularizer = one_of(None, "l1", "l2", "L1L2", made("regularizers"), made("regularizers"))
constraint = one_of(None, "non_neg", "UnitNorm", made("constraints"), made("constraints"))
reduction = one_of("sum_over_batch_size", "sum", "none", None, "mean", "mean_with_sample_weight")
schedule = made("schedules")

LAYER = {"activity_regularizer": regularizer, "trainable": one_of(True, False), "dtype": policy,
         "name": name}
SPATIAL = {"rate": one_of(0.0, number(0.0, 0.9, 2)), "seed": seed,
           "dtype": one_of("float32", "float64", "float16", "bfloat16"), "name": name}
AFFINE = {"epsilon": number(1e-5, 0.1, 5), "center": one_of(True, False),
          "scale": one_of(True, False), "beta_initializer": initializer,
          "gamma_initializer": initializer, "beta_regularizer": regularizer,
          "gamma_regularizer": regularizer, "beta_constraint": constraint,
          "gamma_constraint": constraint, **LAYER}
LOSS = {"reduction": reduction, "name": name, "dtype": one_of("float32", "float64", "bfloat16")}
METRIC = {"name": name, "dtype": one_of("float32", "float64", "bfloat16")}
SCALED = {"seed": seed, "input_axes": None, "output_axes": None}  # see scaled_axes
OPTIMIZER = {
    "learning_rate": one_of(number(1e-4, 1.0, 4), number(1e-4, 1.0, 4), schedule),
    "weight_decay": number(0, 0.1), "clipnorm": number(0.1, 5), "clipvalue": number(0.1, 5),
    "global_clipnorm": number(0.1, 5), "use_ema": one_of(True, False),
    "ema_momentum": number(0.5, 0.999), "ema_overwrite_frequency": whole(1, 100),
    "loss_scale_factor": one_of(1.0, 128.0, 0.5), "gradient_accumulation_steps": whole(2, 8),
    "name": name,
}
ADAM = {"beta_1": number(0.5, 0.99), "beta_2": number(0.9, 0.999), "epsilon": one_of(1e-8, 1e-3),
        "amsgrad": one_of(True, False), **OPTIMIZER}
CROSSENTROPY = {"from_logits": one_of(True, False), "label_smoothing": number(0, 0.5),
                "axis": one_of(-1, 1)}

# What each argument may be; those in REQUIRED are always given, the others half of the time.
REQUIRED = {"shape", "units", "activation:Activation", "target_shape", "scale:Rescaling", "rate",
            "dims", "n", "axes", "stddev:GaussianNoise", "input_dim", "output_dim", "equation",
            "output_shape:EinsumDense", "filters", "kernel_size", "pool_size", "output_size",
            "layer", "cell", "cells", "initial_learning_rate", "decay_steps", "decay_rate",
            "first_decay_steps", "boundaries", "values", "num_heads", "key_dim", "head_dim",
            "num_query_heads", "num_key_value_heads"}


def shapes(*choices):
    return one_of(*choices)


data_format = one_of("channels_last", "channels_first")


def margins(count):
    """How much before and behind each axis, in every form that Keras takes."""
    pair = one_of((0, 1), (1, 0), (1, 1), (0, 0))
    if count == 1:
        return one_of(1, 0, pair)
    return one_of(1, 0, lambda: tuple(pick(0, 1) for _ in range(count)),
                  lambda: tuple(pair() for _ in range(count)),
                  lambda: [pick(1, pair) for _ in range(count)])


def sizes(count):
    return one_of(1, 2, 3, lambda: tuple(whole(1, 3)() for _ in range(count)))


def output_sizes(count):
    """Of adaptive pools; Keras 3.15 on JAX gives NaN for 7 outputs of 6, by a rounded index."""
    return one_of(1, 2, 3, 4, 5, lambda: tuple(whole(1, 5)() for _ in range(count)))


# Those that give weights of any shape.
of_any_shape = one_of("zeros", "he_normal", made("initializers", "Constant", "GlorotNormal",
                                                 "RandomUniform", "VarianceScaling"))
CONVOLVED = {"activation": activation, "use_bias": one_of(True, False),
             "kernel_initializer": of_any_shape, "bias_initializer": of_any_shape,
             "kernel_regularizer": regularizer, "bias_regularizer": regularizer,
             "kernel_constraint": constraint, "bias_constraint": constraint, **LAYER}
DEPTHWISE = {key.replace("kernel_", "depthwise_"): draw for key, draw in CONVOLVED.items()}


def einsum():
    """An equation for an input of three axes, and arguments that go with it."""
    names = ("equation", "output_shape", "bias_axes")
    return dict(zip(names, pick(
        ("abc,cd->abd", (None, 5), "d"), ("abc,cd->abd", (3, 5), "bd"),
        ("abc,cd->abd", [3, 5], "b"), ("abc,cde->abde", (None, 2, 3), "e"),
        ("abc,bcd->ad", 5, None), ("abc,bcd->ad", 5, "d"),
        ("...x,xy->...y", 5, "y"), ("...x,xyz->...zy", (5, 2), "z"), ("ab...,bc->ac...", 5, "c"))))


def statistics(axis):
    """A mean and a variance that go with the axis of an input [batch, 4, 3], or none."""
    axes = axis if isinstance(axis, (list, tuple)) else [] if axis is None else [axis]
    lengths = [3 if one in (-1, 2) else 4 for one in axes]
    shape = lengths[int(rng.integers(0, len(lengths) + 1)):] if rng.random() < 0.6 else None
    if shape is None:
        return {}
    if not shape and rng.random() < 0.5:
        return {"mean": 3, "variance": 2}
    return {key: np.round(rng.uniform(0.5, 2, shape), 3).tolist() for key in ("mean", "variance")}


def wrapped():
    """A layer with a kernel, for an input [batch, 6, 4]."""
    return pick(lambda: keras.layers.Dense(3, activation="tanh", name="inner"),
                lambda: keras.layers.Conv1D(2, 3, padding="same", name="inner"),
                lambda: keras.layers.DepthwiseConv1D(2, use_bias=False, name="inner"),
                lambda: keras.layers.EinsumDense("abc,cd->abd", (None, 5), name="inner"))


# What cannot grow from step to step: rounding would with it.
bounded = one_of("tanh", "sigmoid", "softsign", "hard_sigmoid", "relu6", "hard_tanh")
RECURRENT = {"units": whole(1, 5), "activation": bounded, "use_bias": one_of(True, False),
             "kernel_initializer": of_any_shape, "recurrent_initializer": of_any_shape,
             "bias_initializer": of_any_shape, "kernel_regularizer": regularizer,
             "recurrent_regularizer": regularizer, "bias_regularizer": regularizer,
             "kernel_constraint": constraint, "recurrent_constraint": constraint,
             "bias_constraint": constraint, "dropout": number(0, 0.9, 2),
             "recurrent_dropout": number(0, 0.9, 2), "seed": seed, "trainable": one_of(True, False),
             "dtype": policy, "name": name}
GATED = {"recurrent_activation": bounded, **RECURRENT}
ALONG = {"return_sequences": one_of(True, False), "return_state": one_of(True, False),
         "go_backwards": one_of(True, False), "unroll": one_of(True, False),
         "activity_regularizer": regularizer}


def cell():
    return pick(lambda: keras.layers.SimpleRNNCell(3, name="simple"),
                lambda: keras.layers.LSTMCell(2, unit_forget_bias=False, name="long"),
                lambda: keras.layers.GRUCell(2, reset_after=False, name="gated"))


def cells():
    return [cell() for _ in range(whole(1, 3)())]


def recurrent():
    """A recurrent layer."""
    given = {"return_sequences": pick(True, False), "name": "inner"}
    return pick(lambda: keras.layers.SimpleRNN(3, **given), lambda: keras.layers.LSTM(2, **given),
                lambda: keras.layers.GRU(2, **given))


SCORED = {"use_scale": one_of(True, False), "dropout": number(0, 0.9, 2), "seed": seed, **LAYER}
HEADS = {"dropout": number(0, 0.9, 2), "use_bias": one_of(True, False),
         "sliding_window": whole(1, 3), "kernel_initializer": of_any_shape,
         "bias_initializer": of_any_shape, "kernel_regularizer": regularizer,
         "bias_regularizer": regularizer, "kernel_constraint": constraint,
         "bias_constraint": constraint, "use_gate": one_of(True, False), "seed": seed, **LAYER}
# Their call takes each input as an argument of its own.
TAKES_EACH = {"MultiHeadAttention", "GroupQueryAttention"}


def targets():
    return tuple(int(rng.integers(1, 5)) for _ in range(int(rng.integers(1, 4))))


OPTIONS = {
    "layers": {
        "InputLayer": {"shape": shapes((3,), (28, 28), (None, 4), (), (2, 3, 4)),
                       "batch_size": whole(1, 9), "optional": one_of(True, False), "name": name,
                       "dtype": one_of("float32", "int32", "uint8", "bfloat16", "bool")},
        "Dense": {"units": whole(1, 600), "activation": activation,
                  "use_bias": one_of(True, False), "kernel_initializer": initializer,
                  "bias_initializer": initializer, "kernel_regularizer": regularizer,
                  "bias_regularizer": regularizer, "kernel_constraint": constraint,
                  "bias_constraint": constraint, **LAYER},
        "Activation": {"activation": lambda: pick(*ACTIVATIONS), **LAYER},
        "ReLU": {"max_value": number(1, 6), "negative_slope": number(), "threshold": number(),
                 **LAYER},
        "LeakyReLU": {"negative_slope": number(), **LAYER},
        "Softmax": {"axis": one_of(-1, 1, -2, [1, 2], [-1, -2]), **LAYER},
        "Flatten": {"data_format": one_of("channels_last", "channels_first"), **LAYER},
        "Reshape": {"target_shape": one_of((-1,), (-1, 2), (3, -1), (), targets), **LAYER},
        "Rescaling": {"scale": one_of(1 / 255, number(-2, 2), 2.0, [0.5, 0.25, 2.0]),
                      "offset": one_of(number(-1, 1), [0.1, 0.2, 0.3]), **LAYER},
        "Dropout": {"rate": one_of(0.0, number(0.0, 0.9, 2)), "seed": seed,
                    "noise_shape": one_of((None, 1), (None, 1, 4), (1, 3)), **LAYER},
        "Identity": LAYER,
        "Permute": {"dims": one_of((2, 1), (1, 2), (3, 1, 2), (1,), (2, 1, 3)), **LAYER},
        "RepeatVector": {"n": whole(1, 9), **LAYER},
        **{merge: LAYER for merge in ("Add", "Subtract", "Multiply", "Average", "Maximum",
                                      "Minimum")},
        "Concatenate": {"axis": one_of(-1, 1, 2, -2), **LAYER},
        "Dot": {"axes": one_of(1, 2, -1, (1, 2), (2, 1), [2, 2]),
                "normalize": one_of(True, False), **LAYER},
        **{f"Conv{n}D": {"filters": one_of(6, 4, 2), "kernel_size": sizes(n),
                         "strides": one_of(1, 2), "padding": one_of("valid", "same"),
                         "data_format": data_format, "dilation_rate": one_of(1, 1, 2),
                         "groups": one_of(1, 1, 2), "activation": activation,
                         "use_bias": one_of(True, False), "kernel_initializer": initializer,
                         "bias_initializer": initializer, "kernel_regularizer": regularizer,
                         "bias_regularizer": regularizer, "kernel_constraint": constraint,
                         "bias_constraint": constraint, **LAYER} for n in (1, 2, 3)},
        **{f"Conv{n}DTranspose": {
            "filters": one_of(3, 2), "kernel_size": sizes(n), "strides": one_of(1, 2, 3),
            "padding": one_of("valid", "same"), "output_padding": one_of(None, 0, 1),
            "data_format": data_format, "dilation_rate": one_of(1, 1, 2), **CONVOLVED}
           for n in (1, 2, 3)},
        **{f"DepthwiseConv{n}D": {
            "kernel_size": sizes(n), "strides": one_of(1, 2), "padding": one_of("valid", "same"),
            "depth_multiplier": one_of(1, 2, 3), "data_format": data_format,
            "dilation_rate": one_of(1, 1, 2), **DEPTHWISE} for n in (1, 2)},
        **{f"SeparableConv{n}D": {
            "filters": one_of(3, 2), "kernel_size": sizes(n), "strides": one_of(1, 2),
            "padding": one_of("valid", "same"), "data_format": data_format,
            "dilation_rate": one_of(1, 1, 2), "depth_multiplier": one_of(1, 2), **DEPTHWISE,
            "pointwise_initializer": of_any_shape, "pointwise_regularizer": regularizer,
            "pointwise_constraint": constraint} for n in (1, 2)},
        **{f"Adaptive{kind}Pooling{n}D": {"output_size": output_sizes(n),
                                          "data_format": data_format, **LAYER}
           for n in (1, 2, 3) for kind in ("Max", "Average")},
        # Others than these from statistics().
        "Normalization": {"axis": one_of(-1, 1, None, [1, 2], (1, -1)),
                          "invert": one_of(True, False), **LAYER},
        "SpectralNormalization": {"layer": wrapped, "power_iterations": whole(1, 3), **LAYER},
        **{f"{kind}Pooling{n}D": {"pool_size": sizes(n), "strides": one_of(None, 1, 2),
                                  "padding": one_of("valid", "same"), "data_format": data_format,
                                  **LAYER} for n in (1, 2, 3) for kind in ("Max", "Average")},
        "ELU": {"alpha": one_of(0.5, number(0, 3)), **LAYER},
        "PReLU": {"alpha_initializer": initializer, "alpha_regularizer": regularizer,
                  "alpha_constraint": constraint,
                  "shared_axes": one_of(1, [1], (1, 2), [2], [-1]), **LAYER},
        "GaussianNoise": {"stddev": one_of(0.0, number()), "seed": seed, **LAYER},
        "GaussianDropout": {"rate": one_of(0.0, number(0.0, 0.9, 2)), "seed": seed, **LAYER},
        "AlphaDropout": {"rate": one_of(0.0, number(0.0, 0.9, 2)), "seed": seed,
                         "noise_shape": one_of((None, 1), (None, 1, 4), (1, 3)), **LAYER},
        "SpatialDropout1D": SPATIAL,
        **{f"SpatialDropout{n}D": {**SPATIAL, "data_format": data_format} for n in (2, 3)},
        "ActivityRegularization": {"l1": number(0, 0.1), "l2": number(0, 0.1),
                                   **{key: draw for key, draw in LAYER.items()
                                      if key != "activity_regularizer"}},
        **{f"ZeroPadding{n}D": {"padding": margins(n), "data_format": data_format, **LAYER}
           for n in (1, 2, 3)},
        "Cropping1D": {"cropping": margins(1), **LAYER},
        **{f"Cropping{n}D": {"cropping": margins(n), "data_format": data_format, **LAYER}
           for n in (2, 3)},
        "UpSampling1D": {"size": whole(1, 4), **LAYER},
        "UpSampling2D": {"size": sizes(2), "data_format": data_format,
                         "interpolation": one_of("nearest", "bilinear", "bicubic", "lanczos3",
                                                 "lanczos5"),
                         **LAYER},
        "UpSampling3D": {"size": sizes(3), "data_format": data_format, **LAYER},
        **{f"Global{kind}Pooling{n}D": {"data_format": data_format,
                                        "keepdims": one_of(True, False), **LAYER}
           for kind in ("Average", "Max") for n in (1, 2, 3)},
        "UnitNormalization": {"axis": one_of(-1, 1, -2, [1, 2], [-1, -2]), **LAYER},
        "BatchNormalization": {
            "axis": one_of(-1, 1, -2), "momentum": number(0.5, 0.999), **AFFINE,
            "moving_mean_initializer": initializer, "moving_variance_initializer": initializer,
            "renorm": one_of(True, False), "renorm_momentum": number(0.5, 0.999),
            "renorm_clipping": one_of(None, {}, {"rmax": 2.0}, {"rmin": 0.5, "dmax": 1.5},
                                      {"rmax": 3.0, "rmin": 0.25, "dmax": 5.0})},
        "LayerNormalization": {"axis": one_of(-1, 1, -2, [1, 2], [-1, -2], [2, 1]),
                               "rms_scaling": one_of(True, False), **AFFINE},
        "RMSNormalization": {"axis": one_of(-1, -2, [1, 2], [-1, -2], [2, 1]),
                             "epsilon": number(1e-5, 0.1, 5), **LAYER},
        "GroupNormalization": {"groups": one_of(1, 2, 4, -1), "axis": one_of(-1, 1, -2), **AFFINE},
        "Embedding": {"input_dim": whole(1, 60), "output_dim": whole(1, 8),
                      "embeddings_initializer": initializer,
                      "embeddings_regularizer": regularizer,
                      "embeddings_constraint": constraint, "mask_zero": one_of(True, False),
                      **LAYER},
        "ReversibleEmbedding": {
            "input_dim": whole(1, 60), "output_dim": whole(1, 8), "tie_weights": one_of(True, False),
            "embeddings_initializer": initializer, "embeddings_regularizer": regularizer,
            "embeddings_constraint": constraint, "mask_zero": one_of(True, False),
            "reverse_dtype": one_of(None, "float32", "bfloat16"),
            "logit_soft_cap": one_of(None, number(1, 30)), **LAYER},
        "Attention": {"score_mode": one_of("dot", "concat"), **SCORED},
        "AdditiveAttention": SCORED,
        "MultiHeadAttention": {
            "num_heads": whole(1, 4), "key_dim": whole(1, 5), "value_dim": whole(1, 5),
            "output_shape": one_of(3, (2, 3)), "attention_axes": one_of(1, (1,), -2), **HEADS},
        "GroupQueryAttention": {"head_dim": whole(1, 4), "num_query_heads": whole(1, 3),
                                "num_key_value_heads": whole(1, 3), **HEADS},
        "Masking": {"mask_value": one_of(0.0, 1.0, -1, number(-1, 1)), **LAYER},
        "SimpleRNNCell": RECURRENT, "LSTMCell": {"unit_forget_bias": one_of(True, False), **GATED},
        "GRUCell": {"reset_after": one_of(True, False), **GATED},
        # Keras 3.15 does not use the activity_regularizer of a SimpleRNN.
        "SimpleRNN": {**RECURRENT, **{key: draw for key, draw in ALONG.items()
                                      if key != "activity_regularizer"}},
        "LSTM": {"unit_forget_bias": one_of(True, False), **GATED, **ALONG},
        "GRU": {"reset_after": one_of(True, False), **GATED, **ALONG},
        **{f"ConvLSTM{n}D": {
            "filters": one_of(3, 2, 1), "kernel_size": sizes(n), "strides": one_of(1, 2),
            "padding": one_of("valid", "same"), "data_format": data_format,
            "dilation_rate": one_of(1, 1, 2), "unit_forget_bias": one_of(True, False),
            **{key: draw for key, draw in {**GATED, **ALONG}.items() if key != "units"}}
           for n in (1, 2, 3)},
        "RNN": {"cell": one_of(cell, cell, lambda: keras.layers.StackedRNNCells(cells())), **ALONG,
                **LAYER},
        "StackedRNNCells": {"cells": cells, **LAYER},
        "Bidirectional": {"layer": recurrent,
                          "merge_mode": one_of("sum", "mul", "ave", "concat", None), **LAYER},
        "TimeDistributed": {"layer": wrapped, **LAYER},
        # Others than these from einsum().
        "EinsumDense": {"equation": lambda: "abc,cd->abd", "output_shape": lambda: (None, 5),
                        "activation": activation, "kernel_initializer": initializer,
                        "bias_initializer": initializer, "kernel_regularizer": regularizer,
                        "bias_regularizer": regularizer, "kernel_constraint": constraint,
                        "bias_constraint": constraint, **LAYER},
    },
    "losses": {
        "BinaryCrossentropy": {**CROSSENTROPY, **LOSS},
        "CategoricalCrossentropy": {**CROSSENTROPY, **LOSS},
        "SparseCategoricalCrossentropy": {"from_logits": one_of(True, False),
                                          "ignore_class": whole(-1, 9), "axis": one_of(-1, 1),
                                          **LOSS},
        "CategoricalFocalCrossentropy": {"alpha": one_of(number(), [0.1, 0.5, 0.25, 2.0, 1.0]),
                                         "gamma": number(0, 4), **CROSSENTROPY, **LOSS},
        "Huber": {"delta": number(0.1, 3), **LOSS},
        "CosineSimilarity": {"axis": one_of(-1, 1, 0), **LOSS},
    },
    "metrics": {
        "BinaryAccuracy": {"threshold": number(), **METRIC},
        "TopKCategoricalAccuracy": {"k": whole(1, 9), **METRIC},
        "SparseTopKCategoricalAccuracy": {"k": whole(1, 9), **METRIC},
        "CosineSimilarity": {"axis": one_of(-1, 1, 0), **METRIC},
        "PearsonCorrelation": {"axis": one_of(-1, 1, 0), **METRIC},
        "BinaryCrossentropy": {"from_logits": one_of(True, False),
                               "label_smoothing": number(0, 0.5), **METRIC},
        "CategoricalCrossentropy": {**CROSSENTROPY, **METRIC},
        "SparseCategoricalCrossentropy": {"from_logits": one_of(True, False),
                                          "ignore_class": whole(-1, 9), "axis": one_of(-1, 1),
                                          **METRIC},
    },
    "optimizers": {
        "SGD": {"momentum": number(0, 0.99), "nesterov": one_of(True, False), **OPTIMIZER},
        "RMSprop": {"rho": number(0.5, 0.99), "momentum": number(0, 0.9),
                    "epsilon": one_of(1e-8, 1e-6, 0.001), "centered": one_of(True, False),
                    **OPTIMIZER},
        "Adam": ADAM, "AdamW": ADAM,
        "Adamax": {key: draw for key, draw in ADAM.items() if key != "amsgrad"},
    },
    "schedules": {
        "CosineDecay": {"initial_learning_rate": number(0, 0.1, 4), "decay_steps": whole(1, 900),
                        "alpha": number(), "warmup_target": number(0.1, 1.0),
                        "warmup_steps": whole(1, 90), "name": name},
        "CosineDecayRestarts": {"initial_learning_rate": number(0, 0.1, 4),
                                "first_decay_steps": whole(1, 900), "t_mul": number(1, 3),
                                "m_mul": number(), "alpha": number(), "name": name},
        "ExponentialDecay": {"initial_learning_rate": number(0, 0.1, 4),
                             "decay_steps": whole(1, 900), "decay_rate": number(),
                             "staircase": one_of(True, False), "name": name},
        "InverseTimeDecay": {"initial_learning_rate": number(0, 0.1, 4),
                             "decay_steps": whole(1, 900), "decay_rate": number(),
                             "staircase": one_of(True, False), "name": name},
        "PiecewiseConstantDecay": {"boundaries": one_of([100, 200], [5, 50]),
                                   "values": one_of([1.0, 0.5, 0.1], [0.1, 0.2, 0.3]),
                                   "name": name},
        "PolynomialDecay": {"initial_learning_rate": number(0, 0.1, 4),
                            "decay_steps": whole(1, 900), "end_learning_rate": number(0, 0.01, 4),
                            "power": number(0.5, 2), "cycle": one_of(True, False), "name": name},
    },
    "initializers": {
        "Zeros": {}, "Ones": {}, "Constant": {"value": number(-2, 2)},
        "Identity": {"gain": number(0.5, 2)},
        "RandomNormal": {"mean": number(-1, 1), "stddev": number(), "seed": seed},
        "RandomUniform": {"minval": number(-1, 0), "maxval": number(0, 1), "seed": seed},
        "TruncatedNormal": {"mean": number(-1, 1), "stddev": number(), "seed": seed},
        "VarianceScaling": {"scale": number(0.1, 3), "mode": one_of("fan_in", "fan_out", "fan_avg"),
                            "distribution": one_of("truncated_normal", "untruncated_normal",
                                                   "uniform", "normal"), **SCALED},
        **{scaled: SCALED for scaled in ("GlorotUniform", "GlorotNormal", "HeUniform", "HeNormal",
                                         "LecunUniform", "LecunNormal")},
        "Orthogonal": {"gain": number(0.5, 2), "seed": seed},
    },
    "regularizers": {
        "L1": {"l1": number(0, 0.1, 4)}, "L2": {"l2": number(0, 0.1, 4)},
        "L1L2": {"l1": number(0, 0.1, 4), "l2": number(0, 0.1, 4)},
        "OrthogonalRegularizer": {"factor": number(0, 0.1, 4), "mode": one_of("rows", "columns")},
    },
    "constraints": {
        "MaxNorm": {"max_value": one_of(number(0.5, 4), whole(1, 4)),
                    "axis": one_of(0, 1, [0, 1])},
        "MinMaxNorm": {"min_value": number(0, 0.5), "max_value": number(0.6, 2), "rate": number(),
                       "axis": one_of(0, 1, [0, 1])},
        "UnitNorm": {"axis": one_of(0, 1, [0, 1])}, "NonNeg": {},
    },
}
OPTIONS["losses"].update({name: LOSS for name in CLASSES["losses"]
                          if name not in OPTIONS["losses"]})
OPTIONS["metrics"].update({name: METRIC for name in CLASSES["metrics"]
                           if name not in OPTIONS["metrics"]})
CLIPS = ["clipnorm", "clipvalue", "global_clipnorm"]


def is_required(name, argument):
    return argument in REQUIRED or f"{argument}:{name}" in REQUIRED


def in_keras_order(family, name, drawn):
    """Keras's signature first, then what it passes on to its base, in the order of LAYER."""
    order = list(inspect.signature(find(family, name).__init__).parameters)
    rest = [argument for argument in drawn if argument not in order]
    return {argument: drawn[argument] for argument in order + rest if argument in drawn}


def arguments(family, name, share=0.5):
    """Random arguments; of the optional ones each with probability `share`."""
    options = OPTIONS[family][name]
    if name == "PiecewiseConstantDecay":
        return {"boundaries": [100, 200], "values": pick([1.0, 0.5, 0.1], [0.1, 0.2, 0.3])}
    drawn = {argument: draw() for argument, draw in options.items()
             if draw and (is_required(name, argument) or rng.random() < share)}
    if "input_axes" in options and rng.random() < share:
        drawn["input_axes"], drawn["output_axes"] = scaled_axes()
    if sum(clip in drawn for clip in CLIPS) > 1:
        for clip in CLIPS[:2]:
            drawn.pop(clip, None)
        drawn["global_clipnorm"] = number(0.1, 5)()
    if name == "EinsumDense":
        drawn.update(einsum())
    if name == "GroupQueryAttention":
        drawn["num_query_heads"] *= drawn["num_key_value_heads"]
    if name == "Normalization":
        drawn.update(statistics(drawn.get("axis", -1)))
    if (drawn.get("output_padding") or 0) >= (drawn.get("strides") or 1):
        drawn.pop("output_padding", None)
    if drawn.get("strides") in (2, 3) and drawn.get("dilation_rate") == 2:
        drawn.pop("dilation_rate")
    if name == "RMSprop" or name == "SGD":
        drawn.pop("nesterov", None) if not drawn.get("momentum") else None
    if name == "OrthogonalRegularizer" and drawn.get("factor", 1) == 0:
        drawn["factor"] = 0.01
    return in_keras_order(family, name, drawn)


def plain(value):
    """As JSON holds it: objects as records, tuples as lists."""
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, (bool, int, float, str, type(None))):
        return value
    return keras.saving.serialize_keras_object(value)


BUILDS = {
    "Dense": [[None, 3], [5, 2, 7], [None, None, 4]], "Activation": [[None, 4], [2, 3, 4]],
    "ReLU": [[None, 4]], "LeakyReLU": [[None, 4]], "Softmax": [[None, 4, 3, 2]],
    "Flatten": [[None, 4, 3], [2, 3]], "Reshape": [[None, 24]], "Rescaling": [[None, 3]],
    "Dropout": [[None, 3, 4]], "Identity": [[None, 3]], "Permute": [[None, 3, 4]],
    "RepeatVector": [[None, 3]], "UnitNormalization": [[None, 4, 3], [5, 2, 3, 4]],
    "Concatenate": [[[None, 3, 4, 2], [None, 3, 4, 2]]], "Dot": [[[None, 4, 4], [None, 4, 4]]],
    **{merge: [[[None, 3], [None, 3]], [[None, 2, 3], [None, 3]]] for merge in
       ("Add", "Multiply", "Average", "Maximum", "Minimum")},
    "Subtract": [[[None, 3], [None, 3]]],
    "BatchNormalization": [[None, 4], [5, 3, 2], [None, 2, 3, 4]],
    "LayerNormalization": [[None, 6, 8], [2, 6, 5, 8]], "RMSNormalization": [[None, 4, 4]],
    "GroupNormalization": [[None, 4, 4], [5, 4, 8, 4]], "Embedding": [[None, 3], [2, 3, 4]],
    "ReversibleEmbedding": [[None, 3], [2, 3, 4]],
    "Masking": [[None, 3, 2]], "EinsumDense": [[None, 3, 4], [2, 3, 4]],
    "ELU": [[None, 4]], "PReLU": [[None, 4, 3], [5, 2, 3, 4]],
    **{noise: [[None, 3, 4]] for noise in
       ("GaussianNoise", "GaussianDropout", "AlphaDropout", "ActivityRegularization")},
    **{f"{spatial}{n}D": [[None, *range(3, 3 + n), 2]] for n in (1, 2, 3) for spatial in
       ("SpatialDropout", "ZeroPadding", "UpSampling", "GlobalAveragePooling", "GlobalMaxPooling")},
    **{f"{window}{n}D": [[None, *(6, 5, 4)[:n], 4]] for n in (1, 2, 3) for window in
       ("Conv", "MaxPooling", "AveragePooling")},
    **{f"{before}{n}D{behind}": [[None, *(6, 5, 4)[:n], 4]] for n in (1, 2, 3) for before, behind in
       (("Conv", "Transpose"), ("SeparableConv", ""),
        ("AdaptiveMaxPooling", ""), ("AdaptiveAveragePooling", ""))},
    **{f"DepthwiseConv{n}D": [[None, *(6, 5)[:n], 5]] for n in (1, 2)},
    "Normalization": [[None, 4, 3], [5, 4, 3]], "SpectralNormalization": [[None, 6, 4]],
    **{f"Cropping{n}D": [[None, *range(4, 5 + n)]] for n in (1, 2, 3)},
    **{recurrent: [[None, 4, 3], [5, 3, 2]] for recurrent in
       ("SimpleRNN", "LSTM", "GRU", "RNN", "Bidirectional")},
    **{f"ConvLSTM{n}D": [[None, 3, *(5, 4, 3)[:n], 2], [2, 2, *(4, 3, 3)[:n], 3]]
       for n in (1, 2, 3)},
    "TimeDistributed": [[None, 3, 6, 4]],
    **{scored: [[[None, 3, 4], [None, 5, 4]], [[2, 3, 4], [2, 5, 6], [2, 5, 4]]] for scored in
       ("Attention", "AdditiveAttention")},
    "MultiHeadAttention": [[[None, 3, 4], [None, 5, 4]], [[2, 3, 4], [2, 5, 6], [2, 5, 3]],
                           [[None, 2, 3, 4], [None, 2, 3, 4]]],
    "GroupQueryAttention": [[[None, 3, 4], [None, 5, 4]], [[2, 3, 4], [2, 5, 4], [2, 5, 4]]],
}


def call(name, layer, inputs):
    """The layer of inputs: one, a list, or one argument each."""
    if name in TAKES_EACH:
        return layer(*inputs)
    return layer(inputs if len(inputs) > 1 else inputs[0])


def build(name, layer, line):
    choices = BUILDS.get(name, [])
    if not choices:
        return
    shape = choices[int(rng.integers(len(choices)))]
    shapes = shape if isinstance(shape[0], list) else [shape]
    inputs = [keras.Input(batch_shape=one) for one in shapes]
    try:
        call(name, layer, inputs)
    except Exception:  # a combination that Keras cannot build: Orthogonal for a bias, ...
        return
    line["build"] = shape
    line["build_config"] = keras.saving.serialize_keras_object(layer).get("build_config")


def lost(record, given):
    return [argument for argument, value in given.items()
            if value is not None and argument not in record["config"]]


def line_of(family, name, given, lines):
    keras.utils.clear_session(free_memory=False)  # automatic names are the first of their kind
    made_object = find(family, name)(**given)
    try:
        record = keras.saving.serialize_keras_object(made_object)
    except NotImplementedError:  # Identity, Add, ... cannot write objects among their arguments
        given.pop("activity_regularizer" if "activity_regularizer" in given else "dtype")
        return line_of(family, name, given, lines)
    line = {"family": family, "class": name, "given": plain(given), "record": record}
    missing = lost(record, given)
    if family == "layers":
        if name == "InputLayer":
            missing = []
        build(name, made_object, line)
    if missing:
        line["lost"] = missing
    lines.append(line)


def objects(lines):
    for family, classes in OPTIONS.items():
        for name in CLASSES[family]:
            begin(f"{family}.{name}")
            required = {argument: draw() for argument, draw in classes[name].items()
                        if is_required(name, argument)}
            required = in_keras_order(family, name, required)
            line_of(family, name, required, lines)
            count = CHOICES if classes[name] else 0
            for _ in range(count):
                line_of(family, name, arguments(family, name), lines)


def dtype_policies(lines):
    for name in ("float32", "float64", "float16", "bfloat16", "mixed_bfloat16", "mixed_float16"):
        policy = keras.DTypePolicy(name)
        lines.append({"family": "dtype_policies", "class": "DTypePolicy", "given": {"name": name},
                      "record": keras.saving.serialize_keras_object(policy)})


def activations(lines):
    """What the layers write of an activation: by its name, and where it is a layer."""
    begin("activations")
    for name in ACTIVATIONS:
        keras.utils.clear_session(free_memory=False)
        layer = keras.layers.Activation(name)
        lines.append({"family": "activations", "class": name,
                      "given": {"activation": name},
                      "record": layer.get_config()["activation"]})
    for name in ("ReLU", "LeakyReLU", "Softmax"):
        for _ in range(3):
            keras.utils.clear_session(free_memory=False)
            given = arguments("layers", name, 0.3)
            layer = keras.layers.Dense(2, activation=find("layers", name)(**given))
            lines.append({"family": "activations", "class": name, "given": plain(given),
                          "record": plain(layer.get_config()["activation"])})


def compiled(names, given, lines):
    keras.utils.clear_session(free_memory=False)
    x = keras.Input((3,))
    outputs = [keras.layers.Dense(2, name=name)(x) for name in names]
    model = keras.Model(x, outputs[0] if len(outputs) == 1 else outputs)
    model.compile(**given)
    lines.append({"family": "compile", "outputs": names, "given": plain(given),
                  "compile_config": model.get_compile_config()})


def compile_configs(lines):
    begin("compile")
    k = keras
    one = [
        {}, {"loss": "mse"},
        {"optimizer": "adam", "loss": "mean_squared_error", "metrics": ["mae"]},
        {"optimizer": k.optimizers.SGD(0.05, momentum=0.9), "loss": k.losses.Huber(0.5)},
        {"optimizer": "RMSprop", "loss": "CategoricalCrossentropy", "metrics": ["accuracy", "acc"]},
        {"optimizer": "sgd", "loss": k.losses.CategoricalCrossentropy(label_smoothing=0.1),
         "metrics": [k.metrics.TopKCategoricalAccuracy(k=2), "mse"], "weighted_metrics": ["mae"]},
        {"optimizer": k.optimizers.AdamW(schedule()), "loss": "sparse_categorical_crossentropy",
         "metrics": ["sparse_categorical_accuracy"], "steps_per_execution": 4},
        {"optimizer": "adam", "loss": k.losses.mean_absolute_error, "run_eagerly": True},
        {"optimizer": "adam", "loss": "mse", "jit_compile": False, "metrics": [k.metrics.Mean()]},
        {"optimizer": "adam", "loss": ["mse"], "loss_weights": [0.5], "metrics": ["mae", ["mse"]]},
        {"optimizer": "adam", "loss": "mse", "auto_scale_loss": False, "loss_weights": 2.0},
    ]
    two = [
        {"optimizer": "adam", "loss": "mse", "metrics": ["mae"]},
        {"optimizer": "adam", "loss": {"a": "mse", "b": k.losses.Hinge(reduction="sum")},
         "loss_weights": {"a": 0.5, "b": 2.0}, "metrics": {"a": "mae", "b": ["mse", "accuracy"]}},
        {"optimizer": "sgd", "loss": ["mse", None], "loss_weights": [1.0, 0.0]},
        {"optimizer": "sgd", "loss": [k.losses.Poisson(name="p"), "hinge"],
         "metrics": [["mae"], [k.metrics.Hinge()]], "weighted_metrics": {"b": ["mse"]}},
        {"loss": {"b": "mse"}},
    ]
    for given in one:
        compiled(["a"], given, lines)
    for given in two:
        compiled(["a", "b"], given, lines)


def main():
    lines = []
    objects(lines)
    dtype_policies(lines)
    activations(lines)
    compile_configs(lines)
    text = "".join(json.dumps(line) + "\n" for line in lines)
    with open(OUT, "wb") as file:
        file.write(gzip.compress(text.encode("ascii"), 9, mtime=0))
    print(f"{len(lines)} lines, {len(text)} bytes, {os.path.getsize(OUT)} packed")


if __name__ == "__main__":
    main()
