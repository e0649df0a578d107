"""What the library asks the package for, and what all classes of the package share."""
import sys
import weakref

from . import _keratin


class FileError(OSError, ValueError):
    """A file that is missing, broken, or not what was expected: a ValueError, as Keras often has it, and an
    OSError, as Python does."""

    __module__ = "keratin.saving"


# --- names and functions ---

# The functions of the program's that the library knows by name.
functions: dict = {}
# Layers whose Python object is alive, by the identity that all handles on one layer share.
_alive: weakref.WeakValueDictionary = weakref.WeakValueDictionary()


def name_of(f):
    """A name for a callable, as Keras writes it: my_loss, or of an object its class's."""
    name = getattr(f, "__name__", None)
    if name is None and hasattr(f, "func"):
        return name_of(f.func)
    if name is None:
        name = type(f).__name__
    return "lambda" if name == "<lambda>" else name


def register_function(f, name=None):
    """Makes a function known to configurations and files; gives the name that they write."""
    for known, other in functions.items():
        if other is f and name in (None, known):
            return known
    if name is None:
        name = plain = name_of(f)
        count = 0
        while name in functions:
            count += 1
            name = f"{plain}_{count}"
    functions[name] = f
    _keratin.register_function_named(name)
    return name


def named_function(name):
    """The function that has the name when it is called."""
    def call(*arguments, **keywords):
        return functions[name](*arguments, **keywords)
    call.__name__ = name
    return call


def record_of(thing):
    """The record of an object that is written in Python."""
    cls = type(thing)
    return {"module": cls.__module__, "class_name": cls.__name__, "config": thing.get_config(),
            "registered_name": registered_name_of_class(cls)}


registered_names: dict = {}


def registered_name_of_class(cls):
    """What files have as registered_name: "package>Name", or the name of the class."""
    return registered_names.get(cls, cls.__name__)


def is_written(value):
    """Whether it is a layer or an optimizer whose mathematics is Python's."""
    return isinstance(value, (_keratin.Layer, _keratin.Optimizer)) and value._is_made and value._is_written()


def register_class(cls, name=None):
    """Lets configurations and files name a class that is written in Python."""
    if name is not None:
        registered_names[cls] = name
    _keratin.register_class(cls, registered_names.setdefault(cls, cls.__name__))

# --- values ---


def as_argument(name, value):
    """An argument as configurations hold it: functions become names."""
    if isinstance(value, type):
        if hasattr(value, "_family"):
            return value()
        return value.__name__
    if type(value).__module__ == "numpy" and type(value).__name__.endswith("DType"):
        return value.name
    if callable(value) and not isinstance(value, _keratin.AnyHandle):
        known = getattr(value, "_keratin_name", None)
        return known if known is not None else register_function(value)
    if isinstance(value, _keratin.AnyHandle) and (not value._is_made or is_written(value)):
        register_class(type(value))
    if isinstance(value, list):
        return [as_argument(name, one) for one in value]
    return value


def given_arguments(init, values):
    """The arguments that a call of `init` gave, without those that are None by default anyway."""
    given = {}
    code = init.__code__
    for name in code.co_varnames[1:code.co_argcount + code.co_kwonlyargcount]:
        value = values[name]
        if value is not None:
            given[name] = as_argument(name, value)
        elif _defaults(init).get(name, None) is not None:
            given[name] = None
    return given


def _defaults(init):
    code = init.__code__
    names = code.co_varnames[:code.co_argcount]
    values = init.__defaults__ or ()
    defaults = dict(zip(names[len(names) - len(values):], values))
    defaults.update(init.__kwdefaults__ or {})
    return defaults


def as_bfloat16(bits):
    """The elements of a bfloat16 tensor: NumPy has no such dtype of its own."""
    try:
        import ml_dtypes  # type: ignore
    except ImportError:
        import numpy as np
        return (bits.astype(np.uint32) << 16).view(np.float32)
    return bits.view(ml_dtypes.bfloat16)


def stack(values):
    """A tensor of a list that holds tensors."""
    return _keratin.call_op("Stack", (list(values),), {"axis": 0}, {})


def tensor(array):
    return _keratin.tensor(array)


def variable(array, trainable, name):
    return _keratin.Variable(array, trainable=trainable, name=name)


def first_value(initializer, shape, dtype):
    """What a Variable begins with: an array, or what an initializer gives for the shape."""
    if shape is None and not isinstance(initializer, str):
        value = initializer() if callable(initializer) and not hasattr(initializer, "__array__") else initializer
        return _keratin.cast(value, dtype) if dtype is not None else value
    if shape is None:
        raise ValueError("a Variable that an initializer fills needs a shape")
    from . import initializers
    return initializers.get(initializer)(tuple(shape), dtype=dtype or "float32")


def next_seed(seed):
    return seed.next() if hasattr(seed, "next") else int(seed)


# --- objects ---


class Made:
    """A class of the library's: made by its name and what its __init__ was given."""

    def __new__(cls, *args, **kwargs):
        self = super().__new__(cls)
        cls._handle.__init__(self)  # here, so that a class may forget super().__init__()
        return self

    def _construct(self, values):
        given = given_arguments(type(self)._init(), values)
        self._make(self._made_class, given)
        return given

    @classmethod
    def _init(cls):
        for base in cls.__mro__:
            if "_made_class" in vars(base):
                return base.__init__
        raise TypeError(f"{cls.__name__} is no class of the library's")

    def get_config(self):
        return self._config()

    @classmethod
    def from_config(cls, config):
        made = getattr(cls, "_made_class", None)
        if made is None or cls.__init__ is not cls._init():
            return cls(**config)
        self = cls.__new__(cls)
        self._make(made, config)
        return self

    def __getattr__(self, name):
        if name.startswith("_") or not self._is_made or is_written(self):
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")
        config = self._config()
        if name in config:
            return config[name]
        raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'")

    def __reduce__(self):
        return _again, (type(self), self.get_config())

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return self is other or self.get_config() == other.get_config()

    __hash__ = object.__hash__

    def __repr__(self):
        return f"<{type(self).__module__}.{type(self).__name__} object at {id(self):#x}>"


def _again(cls, config):
    return cls.from_config(config)


def wrapped(module, handle):
    """An object of Python's for one of the library's, of the class of its name."""
    cls = getattr(module, handle._class_name, None) or module._Base
    self = cls.__new__(cls)
    self._adopt(handle)
    return self


def wrap_optimizer(handle):
    if handle._is_written():
        return handle._self()
    from . import optimizers
    return wrapped(optimizers, handle)


# Optimizers whose Python object is alive, by the identity of their attributes.
_alive_optimizers: weakref.WeakValueDictionary = weakref.WeakValueDictionary()


def know_optimizer(optimizer):
    _alive_optimizers[id(optimizer.__dict__)] = optimizer


def written_optimizer(cls, attributes, handle):
    """The Python object of an optimizer that is written in Python."""
    known = _alive_optimizers.get(id(attributes))
    if known is not None:
        return known
    self = cls.__new__(cls)
    self._adopt(handle)
    object.__setattr__(self, "__dict__", attributes)
    know_optimizer(self)
    return self


# --- layers ---


def know_layer(layer):
    _alive[layer._identity] = layer


def wrap_layer(handle):
    """The Python object of a layer: the one that there is, or a new one of its class."""
    known = _alive.get(handle._identity)
    if known is not None:
        return known
    from . import layers, models
    if handle._is_written():
        return handle._self()
    name = handle._class_name
    cls = getattr(models, name, None) if handle._is_model() else layers.__dict__.get(name)
    cls = cls or (models.Functional if handle._is_model() else layers.Layer)
    self = cls.__new__(cls)
    self._adopt(handle)
    know_layer(self)
    return self


def written_layer(cls, attributes, handle):
    """The Python object of a layer that is written in Python."""
    known = _alive.get(handle._identity)
    if known is not None:
        return known
    self = cls.__new__(cls)
    self._adopt(handle)
    object.__setattr__(self, "__dict__", attributes)
    know_layer(self)
    return self


def arguments_of_call(cls):
    """Whether `call` takes training and mask, and several inputs one by one, and whether the class has
    a compute_mask of its own."""
    from ._layer import Layer
    code, makes_masks = getattr(cls.call, "__code__", None), cls.compute_mask is not Layer.compute_mask
    if code is None:
        return False, False, False, makes_masks
    names = code.co_varnames[1:code.co_argcount + code.co_kwonlyargcount]
    takes_any = bool(code.co_flags & 0x08)
    inputs = [name for name in names[:code.co_argcount - 1] if name not in ("training", "mask")]
    return "training" in names or takes_any, "mask" in names, len(inputs) > 1 or bool(code.co_flags & 0x04), makes_masks


STEPS = ("train_step", "test_step", "predict_step", "compute_loss", "compute_metrics")


def has_own_steps(cls):
    """Whether the class of a model has a step of training of its own."""
    from .models import Model
    return any(getattr(cls, name) is not getattr(Model, name) for name in STEPS)


# --- callbacks ---

_HOOKS = [f"on_{when}" for when in (
    "train_begin", "train_end", "epoch_begin", "epoch_end", "train_batch_begin", "train_batch_end",
    "test_begin", "test_end", "test_batch_begin", "test_batch_end", "predict_begin", "predict_end",
    "predict_batch_begin", "predict_batch_end")]


def hooks_of(callback):
    """The hooks that a callback has of its own."""
    from .callbacks import Callback
    return [hook for hook in _HOOKS
            if getattr(type(callback), hook, None) is not getattr(Callback, hook, None)
            or hook in getattr(callback, "__dict__", {})]


# --- output ---


def use_output():
    """Tells the library what sys.stdout is at the moment."""
    is_notebook = "ipykernel" in sys.modules and hasattr(sys.stdout, "pub_thread")
    is_terminal = not is_notebook and sys.stdout is not None and hasattr(sys.stdout, "isatty") and sys.stdout.isatty()
    _keratin.write_to_python(1 if is_notebook else 0 if is_terminal else 2)


def missing(module):
    """What a module says of a name that it does not have."""
    def __getattr__(name):
        if name.startswith("__"):
            raise AttributeError(name)
        raise AttributeError(f"module '{module}' has no attribute '{name}': the library does not have it; "
                             f"docs/python.md says what is there")
    return __getattr__


def is_dataset(x):
    """Whether x is a PyDataset; the class is not asked for before somebody has imported it."""
    utils = sys.modules.get("keratin.utils")
    return utils is not None and isinstance(x, utils.PyDataset)
