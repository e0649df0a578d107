"""The names under which programs that were written for Keras import it."""
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import types

_PREFIXES = ("keras", "tensorflow.keras")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """keras.layers is keratin.layers, the same module object."""

    def __init__(self):
        self._own_specs = {}

    def find_spec(self, name, path=None, target=None):
        own = _own_name(name)
        if own is None:
            return None
        try:
            if importlib.util.find_spec(own) is None:
                return None
        except ModuleNotFoundError:
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        own = importlib.import_module(_own_name(spec.name))
        self._own_specs[own.__name__] = own.__spec__
        return own

    def exec_module(self, module):
        # The import system has written the other name's spec into the module.
        module.__spec__ = self._own_specs[module.__name__]


def _own_name(name):
    for prefix in _PREFIXES:
        if name == prefix or name.startswith(prefix + "."):
            return "keratin" + name[len(prefix):]
    return None


def install():
    own = sys.modules["keratin"]
    for name in ("keras", "tensorflow"):
        there = sys.modules.get(name)
        if there is not None and there is not own and not hasattr(there, "_is_keratin"):
            raise ImportError(f"{name} is imported already: call keratin.install_as_keras() first")
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
    sys.modules["keras"] = sys.modules["tensorflow.keras"] = own
    tensorflow = types.ModuleType("tensorflow", "What keratin.install_as_keras() puts there: keras and GradientTape.")
    tensorflow.GradientTape = own.GradientTape
    tensorflow.keras, tensorflow._is_keratin, tensorflow.__path__ = own, True, []
    sys.modules["tensorflow"] = tensorflow
