"""Everything that the registries hold is there, under Keras's names and signatures."""
import inspect
import json

import pytest
from conftest import GOLDEN

import keratin
from keratin import (_keratin, constraints, initializers, layers, losses, metrics, optimizers,
                     regularizers)
from keratin.optimizers import schedules

FAMILIES = {
    "layers": (layers, _keratin.classes_of_Layer), "losses": (losses, _keratin.classes_of_Loss),
    "metrics": (metrics, _keratin.classes_of_Metric),
    "optimizers": (optimizers, _keratin.classes_of_Optimizer),
    "schedules": (schedules, _keratin.classes_of_LearningRateSchedule),
    "initializers": (initializers, _keratin.classes_of_Initializer),
    "regularizers": (regularizers, _keratin.classes_of_Regularizer),
    "constraints": (constraints, _keratin.classes_of_Constraint),
}
# What is not there.
OTHERWISE = {"InputLayer": "there is no input_tensor"}
# Arguments for those that need some.
EXAMPLES = {
    "Activation": {"activation": "relu"}, "Dot": {"axes": 1}, "EinsumDense": {"equation": "ab,bc->ac", "output_shape": 3},
    "Embedding": {"input_dim": 10, "output_dim": 4}, "InputLayer": {"shape": (3,)}, "Permute": {"dims": (2, 1)},
    "GroupQueryAttention": {"head_dim": 2, "num_query_heads": 4, "num_key_value_heads": 2},
    "MultiHeadAttention": {"num_heads": 2, "key_dim": 3}, "RepeatVector": {"n": 2}, "Rescaling": {"scale": 2.0},
    "Reshape": {"target_shape": (2, 2)}, "GaussianNoise": {"stddev": 0.5},
    "PiecewiseConstantDecay": {"boundaries": [2], "values": [1.0, 0.5]},
}
FORMS = {"units": 4, "input_dim": 6, "output_dim": 4, "filters": 4, "kernel_size": 3, "rate": 0.25, "pool_size": 2, "output_size": 2,
         "initial_learning_rate": 0.1, "decay_steps": 10, "first_decay_steps": 10, "decay_rate": 0.5}


def example(cls):
    if cls.__name__ in EXAMPLES:
        return EXAMPLES[cls.__name__]
    if cls.__name__ in ("Bidirectional", "RNN", "StackedRNNCells", "SpectralNormalization", "TimeDistributed"):
        inner = {"Bidirectional": lambda: layers.LSTM(2), "RNN": lambda: layers.LSTMCell(2),
                 "StackedRNNCells": lambda: [layers.GRUCell(2)]}.get(cls.__name__, lambda: layers.Dense(2))()
        return {"layer" if cls.__name__ not in ("RNN", "StackedRNNCells") else
                "cell" if cls.__name__ == "RNN" else "cells": inner}
    needed = [p for p in inspect.signature(cls).parameters.values()
              if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]
    return {p.name: FORMS[p.name] for p in needed}


def all_classes():
    return [(family, name) for family, (_, names) in FAMILIES.items() for name in names()
            if name != "MeanMetricWrapper"]


@pytest.mark.parametrize("family,name", all_classes())
def test_each_class_is_there_and_comes_back_from_its_configuration(family, name):
    cls = getattr(FAMILIES[family][0], name)
    assert cls.__name__ == name and cls.__doc__.strip()
    made = cls(**example(cls))
    config = made.get_config()
    again = cls.from_config(config)
    assert type(again) is cls
    assert again.get_config() == config


@pytest.mark.parametrize("family,name", [
    (family, name) for family in FAMILIES
    for name in json.loads((GOLDEN / "signatures.json").read_text())[family]
    if name not in ("Layer", "Input", "Optimizer")])
def test_signatures_are_those_of_keras(family, name):
    expected = json.loads((GOLDEN / "signatures.json").read_text())[family][name]
    if name in OTHERWISE:
        pytest.skip(OTHERWISE[name])
    parameters = [p for p in inspect.signature(getattr(FAMILIES[family][0], name)).parameters.values()]
    received = [[p.name] if p.default is p.empty else [p.name, p.default] for p in parameters]
    named = [one for one in expected if one[0] not in ("*", "**")]
    assert json.loads(json.dumps(received))[:len(named)] == named


@pytest.mark.parametrize("method", ["compile", "fit", "evaluate", "predict", "summary", "train_on_batch"])
def test_methods_take_what_keras_takes(method):
    expected = json.loads((GOLDEN / "signatures.json").read_text())["methods"].get(method)
    if expected is None:
        pytest.skip(f"the golden file has no {method}")
    parameters = list(inspect.signature(getattr(keratin.Model, method)).parameters.values())[1:]
    received = [[p.name] if p.default is p.empty else [p.name, p.default] for p in parameters]
    named = [one for one in expected if one[0] not in ("*", "**")]
    assert json.loads(json.dumps(received))[:len(named)] == named


def test_aliases_are_the_same_classes():
    assert layers.Convolution2D is layers.Conv2D and layers.MaxPool2D is layers.MaxPooling2D
    assert regularizers.l2 is regularizers.L2 and initializers.glorot_uniform is initializers.GlorotUniform
    assert type(losses.get("mse")).__name__ == "MeanSquaredError"
    assert type(optimizers.get("rmsprop")) is optimizers.RMSprop
    assert type(metrics.get("accuracy")).__name__ == "Accuracy"


@pytest.mark.parametrize("module,name", [
    (layers, "RandomFlip"), (keratin.utils, "plot_model"), (keratin.ops, "eig"), (keratin, "export"),
    (keratin.callbacks, "TensorBoard"), (keratin.datasets, "cifar10"), (optimizers, "Lion"),
    (keratin.models, "sequential"), (keratin.saving, "pickle"), (keratin.random, "gamma")])
def test_what_is_not_there_says_so(module, name):
    with pytest.raises(AttributeError, match=f"has no attribute '{name}': the library does not have it"):
        getattr(module, name)
