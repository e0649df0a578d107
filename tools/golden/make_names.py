#!/usr/bin/env python3
"""Writes tests/golden/names.json and tests/golden/signatures.json: what real Keras calls things.

    python3 tools/golden/make_names.py

names.json:
    keras        the version that was asked
    snake_case   {class name: Keras's to_snake_case of it} for all public layers and optimizers
    automatic    {family: {class name: the name of an object made without one}}
    sequence     [[family, class name, name], ...] of objects made one after the other in one
                 session, MyLoss, MyMetric and MyOptimizer among them, which derive from the bases
    get          {family: {string: record or refusal}}: what get(string) gives for each name that a
                 person may type, as serialize_keras_object writes it; "refused" where get throws
    get_name     {family: {string: the name of what get gives}}
signatures.json:
    {family: {class name: [[argument, default], ...]}} in Keras's order, without self; an argument
    without a default is [argument]; ["**"] stands where a class takes further keywords.

Needs keras and jax from PyPI (made with Keras 3.15).
"""
import inspect
import json
import os

from keras_classes import ACTIVATIONS, CLASSES, find, keras, module

OUT = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden")
ALIASES = {
    "losses": "mse MSE mae MAE mape MAPE msle MSLE bce BCE kld KLD cosine_similarity huber "
              "huber_loss log_cosh logcosh crossentropy ce kl_divergence".split(),
    "metrics": "mse MSE mae MAE mape MAPE msle MSLE bce BCE kld KLD accuracy acc Accuracy huber "
               "cosine_similarity cosine_proximity log_cosh logcosh rmse crossentropy ce".split(),
    "optimizers": ["rms_prop", "rm_sprop", "adam_w"],
    "initializers": "zero zeros Zeros one ones One identity Identity IdentityInitializer eye "
                    "normal uniform glorot_uniform xavier_uniform".split(),
    "regularizers": "l1 l2 l1_l2 l1l2 L1 L2 L1L2 orthogonal_regularizer orthogonal".split(),
    "constraints": "max_norm maxnorm MaxNorm min_max_norm non_neg nonneg NonNeg unit_norm "
                   "unitnorm".split(),
    "activations": ACTIVATIONS + ["threshold", "ReLU", "Softmax", "nothing"],
}
FUNCTIONS = {
    "losses": """mean_squared_error mean_absolute_error mean_absolute_percentage_error
        mean_squared_logarithmic_error binary_crossentropy categorical_crossentropy
        sparse_categorical_crossentropy poisson hinge squared_hinge categorical_hinge""".split(),
    "metrics": """mean_squared_error mean_absolute_error mean_absolute_percentage_error
        mean_squared_logarithmic_error binary_crossentropy categorical_crossentropy
        sparse_categorical_crossentropy poisson hinge squared_hinge categorical_hinge
        binary_accuracy categorical_accuracy sparse_categorical_accuracy top_k_categorical_accuracy
        sparse_top_k_categorical_accuracy kl_divergence mean sum root_mean_squared_error""".split(),
}


def public_classes(family, base):
    """Names of the classes that keras.FAMILY has, aliases too, that derive from `base`."""
    found = {name: value for name, value in vars(getattr(keras, family)).items()
             if inspect.isclass(value) and issubclass(value, base)}
    return sorted(found)


def snake_case():
    from keras.src.utils.naming import to_snake_case
    names = public_classes("layers", keras.layers.Layer)
    names += public_classes("optimizers", keras.optimizers.Optimizer)
    for family in ("losses", "metrics"):
        names += CLASSES[family]
    names += ["Functional", "Sequential", "Model"]
    return {name: to_snake_case(name) for name in names}


NEEDED = {
    "InputLayer": {"shape": (3,)}, "Dense": {"units": 2}, "Activation": {"activation": "relu"},
    "Reshape": {"target_shape": (1, 2)}, "Rescaling": {"scale": 2.0}, "Dropout": {"rate": 0.5},
    "Permute": {"dims": (2, 1)}, "RepeatVector": {"n": 2}, "Dot": {"axes": 1},
    "Embedding": {"input_dim": 9, "output_dim": 2},
    "ReversibleEmbedding": {"input_dim": 9, "output_dim": 2}, "GaussianNoise": {"stddev": 0.1},
    "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 3},
    **{dropout: {"rate": 0.5} for dropout in
       ("AlphaDropout", "GaussianDropout", "SpatialDropout1D", "SpatialDropout2D",
        "SpatialDropout3D")},
    **{f"Conv{n}D": {"filters": 2, "kernel_size": 3} for n in (1, 2, 3)},
    **{f"ConvLSTM{n}D": {"filters": 2, "kernel_size": 3} for n in (1, 2, 3)},
    **{f"AveragePooling{n}D": {"pool_size": 2} for n in (1, 2, 3)},
    **{f"Conv{n}DTranspose": {"filters": 2, "kernel_size": 3} for n in (1, 2, 3)},
    **{f"DepthwiseConv{n}D": {"kernel_size": 3} for n in (1, 2)},
    **{f"SeparableConv{n}D": {"filters": 2, "kernel_size": 3} for n in (1, 2)},
    **{f"Adaptive{kind}Pooling{n}D": {"output_size": 2} for n in (1, 2, 3)
       for kind in ("Max", "Average")},
    "SpectralNormalization": {"layer": keras.layers.Dense(2)},
    **{name: {"units": 2} for name in
       ("SimpleRNNCell", "LSTMCell", "GRUCell", "SimpleRNN", "LSTM", "GRU")},
    "RNN": {"cell": keras.layers.LSTMCell(2)},
    "StackedRNNCells": {"cells": [keras.layers.LSTMCell(2)]},
    "Bidirectional": {"layer": keras.layers.LSTM(2)},
    "MultiHeadAttention": {"num_heads": 1, "key_dim": 2},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 2, "num_key_value_heads": 1},
    "TimeDistributed": {"layer": keras.layers.Dense(2)},
}


def automatic():
    result = {family: {} for family in ("layers", "losses", "metrics", "optimizers", "models")}
    result["optimizers"] = {
        name: getattr(keras.optimizers, name)().name
        for name in public_classes("optimizers", keras.optimizers.Optimizer)
        if name not in ("Optimizer", "LossScaleOptimizer", "MultiOptimizer")}
    for family in ("layers", "losses", "metrics", "models"):
        for name in CLASSES[family]:
            keras.utils.clear_session(free_memory=False)
            result[family][name] = find(family, name)(**NEEDED.get(name, {})).name
    keras.utils.clear_session(free_memory=False)
    x = keras.Input((2,))
    result["models"]["Functional"] = keras.Model(x, x).name
    return result


class MyLoss(keras.losses.Loss):
    pass


class MyMetric(keras.metrics.Metric):
    pass


class MyOptimizer(keras.optimizers.Optimizer):
    def __init__(self):
        super().__init__(0.1)


def sequence():
    keras.utils.clear_session(free_memory=False)
    classes = [("optimizers", name) for name in ("Adam", "RMSprop", "SGD", "AdamW")]
    classes += [("losses", name) for name in ("MeanSquaredError", "Huber", "Poisson")]
    classes += [("metrics", name) for name in ("Mean", "Sum", "MeanSquaredError", "Accuracy")]
    mine = {"losses": MyLoss, "metrics": MyMetric, "optimizers": MyOptimizer}
    result = []
    for _ in range(3):
        for family, name in classes:
            result.append([family, name, find(family, name)().name])
        wrapper = keras.metrics.MeanMetricWrapper(keras.losses.mean_squared_error)
        result.append(["metrics", "MeanMetricWrapper", wrapper.name])
        for family, make in mine.items():
            result.append([family, make.__name__, make().name])
    return result


def got(family, name):
    """What keras.FAMILY.get(name) gives: (record or {"refused": type}, its name or None)."""
    keras.utils.clear_session(free_memory=False)
    try:
        value = getattr(keras, family).get(name)
        if value is None:
            raise ValueError("None")
    except Exception as problem:
        return {"refused": type(problem).__name__}, None
    record = keras.saving.serialize_keras_object(value)
    return record, getattr(value, "name", None)


def get():
    records, names = {}, {}
    for family in ("losses", "metrics", "optimizers", "initializers", "regularizers",
                   "constraints", "activations"):
        strings = list(CLASSES.get(family, []))
        if family == "optimizers":
            strings = public_classes("optimizers", keras.optimizers.Optimizer)
            strings = [name for name in strings if name not in ("Optimizer", "MultiOptimizer")]
            strings += [name.lower() for name in strings]
        elif family in ("initializers", "regularizers", "constraints"):
            from keras.src.utils.naming import to_snake_case
            strings += [to_snake_case(name) for name in strings]
        strings += FUNCTIONS.get(family, []) + ALIASES.get(family, [])
        records[family], names[family] = {}, {}
        for string in dict.fromkeys(strings):
            records[family][string], names[family][string] = got(family, string)
    return records, names


def plain(value):
    return value if isinstance(value, (bool, int, float, str, type(None))) else list(value)


def signature(of):
    arguments = []
    parameters = list(inspect.signature(of.__init__ if inspect.isclass(of) else of)
                      .parameters.values())
    for parameter in parameters:
        if parameter.name == "self":
            continue
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            if parameter.kind == parameter.VAR_KEYWORD and arguments:
                arguments.append(["**"])
        elif parameter.default is parameter.empty:
            arguments.append([parameter.name])
        else:
            arguments.append([parameter.name, plain(parameter.default)])
    return arguments


def signatures():
    result = {family: {name: signature(find(family, name)) for name in names}
              for family, names in CLASSES.items()}
    result["layers"]["Layer"] = signature(keras.layers.Layer)
    result["layers"]["Input"] = signature(keras.Input)
    result["layers"]["Lambda"] = signature(keras.layers.Lambda)
    result["optimizers"]["Optimizer"] = signature(keras.optimizers.Optimizer)
    result["metrics"]["MeanMetricWrapper"] = signature(keras.metrics.MeanMetricWrapper)
    result["models"]["Model"] = [["inputs"], ["outputs"], ["name", None], ["**"]]
    result["methods"] = {name: signature(getattr(keras.Model, name))
                         for name in ("compile", "fit", "evaluate", "predict", "train_on_batch",
                                      "test_on_batch", "predict_on_batch", "summary", "get_layer",
                                      "add_loss", "to_json")}
    result["methods"]["add_weight"] = signature(keras.layers.Layer.add_weight)
    return result


def write(name, value):
    with open(os.path.join(OUT, name), "w", encoding="ascii") as file:
        json.dump(value, file, indent=1)
        file.write("\n")
    print(name, os.path.getsize(file.name), "bytes")


def main():
    records, names = get()
    write("names.json", {"keras": keras.__version__, "snake_case": snake_case(),
                         "automatic": automatic(), "sequence": sequence(),
                         "get": records, "get_name": names})
    write("signatures.json", signatures())


if __name__ == "__main__":
    main()
