"""Files of keras_files.py as Keras 2.0 to 2.3 wrote them, made with h5py, and what these models
compute, made with NumPy: no such Keras can be installed beside a Python of today.

They hold what later versions do otherwise: names as strings of a fixed length, "dense_1/kernel:0",
no InputLayer but batch_input_shape, initializers without module, the configuration of a Sequential
as a bare list, old nodes, "lr" and "decay", weights at the root, attributes in parts, chunked and
compressed numbers.
"""
import json
import os

import h5py
import numpy as np

SAMPLES = 6
FLOAT = {"trainable": True, "dtype": "float32"}


def numbers(*shape):
    return np.random.default_rng(shape).uniform(-1, 1, shape).astype("float32")


def initializer(name, **config):
    return {"class_name": name, "config": config}


def dense(name, units, activation="linear", **more):
    kernel = initializer("VarianceScaling", scale=1.0, mode="fan_avg", distribution="uniform",
                         seed=None)
    return {"class_name": "Dense", "config": {
        "name": name, **more, **FLOAT, "units": units, "activation": activation, "use_bias": True,
        "kernel_initializer": kernel, "bias_initializer": initializer("Zeros"),
        "kernel_regularizer": None, "bias_regularizer": None, "activity_regularizer": None,
        "kernel_constraint": None, "bias_constraint": None}}


def layer(class_name, name, **config):
    return {"class_name": class_name, "config": {"name": name, **FLOAT, **config}}


def source(name, *shape):
    return {"class_name": "InputLayer", "name": name, "inbound_nodes": [], "config": {
        "batch_input_shape": [None, *shape], "dtype": "float32", "sparse": False, "name": name}}


def node(record, *calls):
    """The record in a functional model; each call is a list of the names of its inputs."""
    return {**record, "name": record["config"]["name"],
            "inbound_nodes": [[[name, 0, 0, {}] for name in call] for call in calls]}


def model_of(name, nodes, inputs, outputs):
    return {"class_name": "Model", "config": {
        "name": name, "layers": nodes, "input_layers": [[end, 0, 0] for end in inputs],
        "output_layers": [[end, 0, 0] for end in outputs]}}


def stack_of(*layers, as_list=False):
    config = list(layers) if as_list else {"name": "sequential_1", "layers": list(layers)}
    return {"class_name": "Sequential", "config": config}


# --- HDF5 ------------------------------------------------------------------------------------------

def put_names(group, attribute, names, part=None):
    """Strings of a fixed length, in parts of so many."""
    encoded = [name.encode() for name in names]
    if part is None:
        group.attrs[attribute] = np.array(encoded) if encoded else np.array([])
        return
    for i in range(0, len(encoded), part):
        group.attrs[f"{attribute}{i // part}"] = np.array(encoded[i:i + part])


def put_weights(group, weights, part=None, **storage):
    """{layer: {name: numbers}}"""
    put_names(group, "layer_names", list(weights), part)
    group.attrs["backend"] = np.bytes_("tensorflow")
    group.attrs["keras_version"] = np.bytes_("2.2.4")
    for name, arrays in weights.items():
        of_layer = group.create_group(name)
        put_names(of_layer, "weight_names", [f"{key}:0" for key in arrays],
                  part if arrays else None)
        for key, array in arrays.items():
            of_layer.create_dataset(f"{key}:0", data=array, **storage)


def write(path, record, weights, training=None, optimizer=None, part=None, libver=None, **storage):
    with h5py.File(path, "w", libver=libver) as file:
        if record:
            file.attrs["keras_version"] = np.bytes_("2.2.4")
            file.attrs["backend"] = np.bytes_("tensorflow")
            file.attrs["model_config"] = np.bytes_(json.dumps(record))
        put_weights(file.create_group("model_weights") if record else file, weights, part,
                    **storage)
        if training:
            file.attrs["training_config"] = np.bytes_(json.dumps(training))
            group = file.create_group("optimizer_weights")
            put_names(group, "weight_names", list(optimizer))
            for key, array in optimizer.items():
                group[key] = array


def of_dense(name, inputs, units):
    return {f"{name}/kernel": numbers(inputs, units), f"{name}/bias": numbers(units)}


def apply(x, arrays, activation=lambda z: z):
    kernel, bias = arrays.values()
    return activation(x @ kernel + bias)


def relu(x):
    return np.maximum(x, 0)


# --- the models ------------------------------------------------------------------------------------

def two_layers():
    """Names, weights, inputs and predictions of two dense layers."""
    first, last = of_dense("dense_1", 4, 5), of_dense("dense_2", 5, 2)
    x = numbers(SAMPLES, 4)
    return {"dense_1": first, "dense_2": last}, [x], [apply(apply(x, first, relu), last)]


def stack_record(**arguments):
    return stack_of(dense("dense_1", 5, "relu", batch_input_shape=[None, 4]), dense("dense_2", 2),
                    **arguments)


def stacks(out):
    weights, x, p = two_layers()
    out("stack", x, p, {}, record=stack_record(), weights=weights)
    out("stack_as_list", x, p, {}, record=stack_record(as_list=True), weights=weights)
    out("parts", x, p, {}, record=stack_record(), weights=weights, part=1)
    out("chunked", x, p, {}, record=stack_record(), weights=weights, chunks=True,
        compression="gzip", shuffle=True, fletcher32=True)
    out("latest", x, p, {}, record=stack_record(), weights=weights, libver="latest")
    out("weights_alone", x, p, {}, record=stack_record(), weights=weights, is_alone=True)


def functional(out):
    left, right, last = of_dense("left", 4, 3), of_dense("right", 2, 3), of_dense("last", 6, 2)
    nodes = [source("input_1", 4), source("input_2", 2),
             node(dense("left", 3, "tanh"), ["input_1"]), node(dense("right", 3), ["input_2"]),
             node(layer("Concatenate", "concatenate_1", axis=-1), ["left", "right"]),
             node(layer("Dropout", "dropout_1", rate=0.5, noise_shape=None, seed=None),
                  ["concatenate_1"]),
             node(dense("last", 2), ["dropout_1"])]
    x = [numbers(SAMPLES, 4), numbers(SAMPLES, 2)]
    joined = np.concatenate([apply(x[0], left, np.tanh), apply(x[1], right)], -1)
    empty = {name: {} for name in ("input_1", "input_2", "concatenate_1", "dropout_1")}
    out("functional", x, [apply(joined, last)], {},
        record=model_of("model_1", nodes, ["input_1", "input_2"], ["last"]),
        weights={**empty, "left": left, "right": right, "last": last})


def shared_and_nested(out):
    shared, inner, last = of_dense("shared", 4, 4), of_dense("inside", 4, 3), of_dense("last", 3, 1)
    nested = model_of("model_1", [source("input_2", 4), node(dense("inside", 3, "relu"),
                                                            ["input_2"])], ["input_2"], ["inside"])
    twice = node(dense("shared", 4), ["input_1"])
    twice["inbound_nodes"].append([["shared", 0, 0, {}]])
    outer = {**nested, "name": "model_1", "inbound_nodes": [[["shared", 1, 0, {}]]]}
    end = node(dense("last", 1), ["model_1"])
    end["inbound_nodes"][0][0][1] = 1  # a nested model owns the node that it was made with
    x = numbers(SAMPLES, 4)
    y = apply(apply(apply(apply(x, shared), shared), inner, relu), last)
    out("nested", [x], [y], {}, record=model_of("model_2", [source("input_1", 4), twice, outer, end],
                                                ["input_1"], ["last"]),
        weights={"input_1": {}, "shared": shared, "model_1": inner, "last": last})


def layers_of_shapes(out):
    last = of_dense("dense_1", 12, 2)
    x = numbers(SAMPLES, 3, 4)
    record = stack_of(
        layer("LeakyReLU", "leaky_re_lu_1", batch_input_shape=[None, 3, 4],
              alpha=0.30000001192092896),
        layer("Permute", "permute_1", dims=[2, 1]),
        layer("ReLU", "re_lu_1", max_value=None, negative_slope=0.0, threshold=0.0),
        layer("Reshape", "reshape_1", target_shape=[2, 6]),
        layer("Flatten", "flatten_1", data_format="channels_last"), dense("dense_1", 2),
        layer("Softmax", "softmax_1", axis=-1))
    y = apply(relu(np.where(x > 0, x, np.float32(0.3) * x).transpose(0, 2, 1)).reshape(SAMPLES, 12),
              last)
    y = np.exp(y - y.max(-1, keepdims=True))
    names = ("leaky_re_lu_1", "permute_1", "re_lu_1", "reshape_1", "flatten_1")
    out("shapes", [x], [y / y.sum(-1, keepdims=True)], {}, record=record, weights={
        **{name: {} for name in names}, "dense_1": last, "softmax_1": {}})


def trained(out):
    """SGD with momentum, in the middle of its work; "lr" and "decay" are the names of then."""
    weights = {"dense_1": of_dense("dense_1", 4, 2)}
    kernel, bias = (array.astype("float64") for array in weights["dense_1"].values())
    speeds = [numbers(4, 2) * 0.1, numbers(2) * 0.1]
    x, rate, momentum = numbers(SAMPLES, 4), 0.05, 0.9
    prediction, steps = x @ kernel + bias, {}
    velocity = [speed.astype("float64") for speed in speeds]
    for step in range(3):
        batch, truth = numbers(SAMPLES, 4, 1 + step)[..., 0], numbers(SAMPLES, 2, 1 + step)[..., 0]
        error = batch @ kernel + bias - truth
        gradients = [2 * batch.T @ error / error.size, 2 * error.sum(0) / error.size]
        velocity = [momentum * v - rate * g for v, g in zip(velocity, gradients)]
        kernel, bias = kernel + velocity[0], bias + velocity[1]
        steps.update({f"step{step}.x.0": batch, f"step{step}.y.0": truth,
                      f"step{step}.p.0": x @ kernel + bias,
                      f"step{step}.log.loss": (error ** 2).mean()})
    training = {"optimizer_config": {"class_name": "SGD", "config": {
        "lr": rate, "momentum": momentum, "decay": 0.0, "nesterov": False}},
        "loss": "mean_squared_error", "metrics": [], "sample_weight_mode": None,
        "loss_weights": None}
    state = {"SGD/iterations:0": np.int64(7), "training/SGD/Variable:0": speeds[0],
             "training/SGD/Variable_1:0": speeds[1]}
    out("trained", [x], [prediction], steps, weights=weights, training=training, optimizer=state,
        record=stack_of(dense("dense_1", 2, batch_input_shape=[None, 4])))


def write_all(folder, is_chosen):
    """Gives the number of models."""
    made = []

    def out(name, x, p, steps, is_alone=False, **file):
        name = f"old-{name}"
        if not is_chosen(name):
            return
        made.append(name)
        write(os.path.join(folder, name + ".h5"), **file)
        if is_alone:
            write(os.path.join(folder, name + ".weights.h5"), None, file["weights"])
        arrays = {**{f"x.{i}": one for i, one in enumerate(x)},
                  **{f"p.{i}": one for i, one in enumerate(p)}, **steps}
        np.savez(os.path.join(folder, name + ".npz"), tolerances=np.array([1e-6, 1e-5]), **arrays)
    for models in (stacks, functional, shared_and_nested, layers_of_shapes, trained):
        models(out)
    return len(made)
