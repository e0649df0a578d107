"""The classes of Keras that have their like here, for the scripts beside this one."""
import os
import re

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
import keras  # noqa: E402

SOURCES = os.path.join(os.path.dirname(__file__), "..", "..", "src", "keratin")
# Made of a function, which no configuration holds.
LEFT_OUT = {"MeanMetricWrapper"}


def listed(folder):
    """The classes of a family, from the list that the library itself is made from."""
    with open(os.path.join(SOURCES, folder, "classes.inl"), encoding="ascii") as file:
        names = re.findall(r"^KERATIN_CLASS\((\w+)", file.read(), re.M)
    return [name for name in names if name not in LEFT_OUT]


CLASSES = {family: listed(family) for family in
           ("layers", "losses", "metrics", "optimizers", "initializers", "regularizers",
            "constraints")}
CLASSES["schedules"] = listed("optimizers/schedules")
CLASSES["models"] = ["Sequential"]

ACTIVATIONS = """celu elu exponential gelu glu hard_shrink hard_sigmoid hard_silu hard_swish
    hard_tanh leaky_relu linear log_sigmoid log_softmax mish relu relu6 selu sigmoid silu
    soft_shrink softmax softplus softsign sparse_plus sparse_sigmoid sparsemax squareplus swish
    tanh tanh_shrink""".split()


def module(family):
    """keras.layers for "layers", keras.optimizers.schedules for "schedules", ..."""
    return keras.optimizers.schedules if family == "schedules" else getattr(keras, family)


def find(family, name):
    return getattr(module(family), name)
