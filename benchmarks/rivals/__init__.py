"""Those that Keratin is compared with, each with settings that suit it.

A rival is a class with these methods; numpy arrays come in, and `prepare` turns them into what the
library likes before any clock runs:

    build(units, inputs, learning_rate, seed, loss)   Dense(units[0], relu), ..., the last one
                                                      linear ("mse") or softmax ("crossentropy")
    prepare(x, y)                                     the data for fit; y are class numbers
    fit(data, batch_size, epochs)                     one Epoch for each epoch
    accuracy(x, y)                                    on a test set
    ways                                              its names of ways to predict
    predictor(way, x, batch_size)                     a function without arguments
    trainer(x, y)                                     the same: one step on one batch
    free()                                            forgets the network

All train with RMSprop as Keras does it by default (rate 1e-3, rho 0.9, epsilon 1e-7) from Keras's
initial weights, and keep the running loss and accuracy, as `fit` must. PyTorch's own RMSprop adds
epsilon outside the root, which changes nothing here.
"""
import collections
import importlib
import importlib.util

Epoch = collections.namedtuple("Epoch", "seconds loss accuracy")
Entry = collections.namedtuple("Entry", "module name packages environment")

RIVALS = {
    "jax-scan": Entry("with_jax", "JaxScan", ["jax"], {"JAX_PLATFORMS": "cpu"}),
    "keras-jax": Entry("with_keras", "Keras", ["keras", "jax"],
                       {"KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}),
    "keras-tf": Entry("with_keras", "Keras", ["keras", "tensorflow"],
                      {"KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "2"}),
    "keras-torch": Entry("with_keras", "Keras", ["keras", "torch"],
                         {"KERAS_BACKEND": "torch", "CUDA_VISIBLE_DEVICES": ""}),
    "torch": Entry("with_torch", "Torch", ["torch"], {"CUDA_VISIBLE_DEVICES": ""}),
    "torch-compile": Entry("with_torch", "TorchCompile", ["torch"],
                           {"CUDA_VISIBLE_DEVICES": "", "TORCHINDUCTOR_COMPILE_THREADS": "1"}),
    # OpenMP's threads hardly spin: some percent slower when quiet, quicker beside a neighbour.
    "torch-short-spin": Entry("with_torch", "Torch", ["torch"],
                              {"CUDA_VISIBLE_DEVICES": "", "GOMP_SPINCOUNT": "1000"}),
}
REGULAR = [name for name in RIVALS if name != "torch-short-spin"]


def missing_packages(name):
    """Those that this Python has not, without importing any."""
    return [package for package in RIVALS[name].packages
            if importlib.util.find_spec(package) is None]


def make(name):
    """The rival, in this process; its environment must have been set before."""
    entry = RIVALS[name]
    return getattr(importlib.import_module(f"rivals.{entry.module}"), entry.name)()
