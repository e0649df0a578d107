"""What the library computes with."""
from . import _keratin
from ._base import missing
from ._keratin import epsilon, floatx, image_data_format
from .dtype_policies import DTypePolicy


def backend():
    return "keratin"


def dtype_policy():
    return DTypePolicy(_keratin.dtype_policy())


def set_dtype_policy(policy):
    """Of the layers that are made from now on: "mixed_bfloat16"."""
    _keratin.set_dtype_policy(getattr(policy, "name", policy))


def _fixed(name, value):
    def set_value(wanted):
        if wanted != value():
            raise ValueError(f"{name}: the library computes with {value()!r} and cannot change it, "
                             f"received {wanted!r}")
    set_value.__name__ = name
    return set_value


set_floatx = _fixed("set_floatx", floatx)
set_epsilon = _fixed("set_epsilon", epsilon)
set_image_data_format = _fixed("set_image_data_format", image_data_format)

__all__ = ["backend", "dtype_policy", "epsilon", "floatx", "image_data_format", "set_dtype_policy",
           "set_epsilon", "set_floatx", "set_image_data_format"]

__getattr__ = missing(__name__)
