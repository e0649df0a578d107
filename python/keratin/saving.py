"""Models and objects in files, and the classes of yours that files may name."""
from . import _keratin
from ._base import FileError, functions, missing, register_class, registered_name_of_class
from .models import load_model, save_model

_custom: dict = {}


def register_keras_serializable(package="Custom", name=None):
    """Lets files name a class or function of yours, as "package>name"."""
    def decorate(thing):
        full = f"{package}>{name or thing.__name__}"
        _custom[full] = thing
        if isinstance(thing, type):
            register_class(thing, full)
        else:
            functions[full] = thing
            thing._keratin_name = full
            _keratin.register_function_named(full)
        return thing
    return decorate


def get_custom_objects():
    return _custom


def get_registered_name(obj):
    if isinstance(obj, type):
        return registered_name_of_class(obj)
    return getattr(obj, "_keratin_name", getattr(obj, "__name__", None))


def get_registered_object(name, custom_objects=None, module_objects=None):
    for objects in (custom_objects, _custom, module_objects):
        if objects and name in objects:
            return objects[name]
    return None


class custom_object_scope:
    """Lets files name these classes and functions while it is open."""

    def __init__(self, *objects):
        self._objects = {name: thing for one in objects for name, thing in dict(one).items()}

    def __enter__(self):
        _keratin.enter_scope(self._objects)
        return self

    def __exit__(self, *error):
        _keratin.leave_scope()
        return False


CustomObjectScope = custom_object_scope


def serialize_keras_object(obj):
    if isinstance(obj, _keratin.Layer):
        return _keratin.layer_record(obj)
    if isinstance(obj, _keratin.AnyHandle) and obj._is_made:
        return obj._record()
    if isinstance(obj, (list, tuple)):
        return [serialize_keras_object(one) for one in obj]
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    if obj is None or isinstance(obj, (bool, int, float, str)):
        return obj
    from ._base import record_of
    return record_of(obj)


def deserialize_keras_object(config, custom_objects=None, safe_mode=True, **kwargs):
    from . import constraints, initializers, layers, losses, metrics, models, optimizers, regularizers
    if not isinstance(config, dict) or "class_name" not in config:
        return config
    name = config["class_name"]
    for objects in (custom_objects, _custom):
        cls = (objects or {}).get(config.get("registered_name")) or (objects or {}).get(name)
        if cls is not None:
            return cls.from_config(config["config"])
    if name in ("Functional", "Sequential") or name in layers.__dict__:
        return _keratin.layer_from_record(config, custom_objects)
    for module in (losses, metrics, optimizers, initializers, regularizers, constraints, models):
        if module.__name__.split(".")[-1] in config.get("module", "") and hasattr(module, name):
            return getattr(module, name).from_config(config["config"])
    raise ValueError(f"deserialize_keras_object: unknown class '{name}'")


def save_weights(model, filepath, overwrite=True, max_shard_size=None, **kwargs):
    model.save_weights(filepath, overwrite=overwrite, max_shard_size=max_shard_size)


def load_weights(model, filepath, skip_mismatch=False, **kwargs):
    model.load_weights(filepath, skip_mismatch=skip_mismatch, **kwargs)


__all__ = ["CustomObjectScope", "FileError", "custom_object_scope", "deserialize_keras_object", "get_custom_objects",
           "get_registered_name", "get_registered_object", "load_model", "load_weights",
           "register_keras_serializable", "save_model", "save_weights", "serialize_keras_object"]

__getattr__ = missing(__name__)
