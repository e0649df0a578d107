"""What a layer of yours is made of: layers and variables among its attributes, and its arguments."""
import inspect
import weakref

from . import _keratin


def tracked(owner, name, value):
    """The value of an attribute, whose layers and variables are the owner's from now on; lists and
    dicts that can grow track what comes later."""
    if isinstance(value, _keratin.Layer):
        owner._track(name, value)
    elif isinstance(value, _keratin.Variable):
        _adopt(owner, name, value)
    elif isinstance(value, tuple):
        for one in value:
            tracked(owner, _entry(name), one)
    elif isinstance(value, list):
        return value if isinstance(value, TrackedList) else TrackedList(owner, name, value)
    elif isinstance(value, dict) and type(value) in (dict, TrackedDict):
        return value if isinstance(value, TrackedDict) else TrackedDict(owner, name, value)
    return value


def _entry(name):
    return name if name.endswith("/") else name + "/"


def _adopt(owner, name, variable):
    """Makes a Variable of yours a weight of the layer; one of add_weight is one already."""
    if not variable.__dict__.pop("_is_free", False):
        return
    name = variable.name if variable.name != "variable" else name.rstrip("/")
    weight = owner._add_weight(tuple(variable.shape), "zeros", variable.dtype, variable.trainable, None, None, name)
    weight.assign(variable.value)
    variable._become(weight)


class _Tracked:
    """What a list and a dict have in common: their owner, and what they may not lose."""

    def _follow(self, owner, name):
        self._owner, self._name = weakref.ref(owner), _entry(name)

    def _taken(self, value):
        owner = self._owner()
        return value if owner is None else tracked(owner, self._name, value)

    @staticmethod
    def _refuse(values):
        for one in values:
            if isinstance(one, (_keratin.Layer, _keratin.Variable)):
                raise ValueError(f"{one!r} is a part of its layer and cannot be taken out of it")


class TrackedList(_Tracked, list):
    def __init__(self, owner, name, values):
        self._follow(owner, name)
        super().__init__(self._taken(one) for one in values)

    def append(self, value):
        super().append(self._taken(value))

    def insert(self, at, value):
        super().insert(at, self._taken(value))

    def extend(self, values):
        super().extend([self._taken(one) for one in values])

    def __iadd__(self, values):  # type: ignore[misc]
        self.extend(values)
        return self

    def __setitem__(self, at, value):
        self._refuse(self[at] if isinstance(at, slice) else [self[at]])
        super().__setitem__(at, [self._taken(one) for one in value] if isinstance(at, slice) else self._taken(value))

    def __delitem__(self, at):
        self._refuse(self[at] if isinstance(at, slice) else [self[at]])
        super().__delitem__(at)

    def pop(self, at=-1):
        self._refuse([self[at]])
        return super().pop(at)

    def remove(self, value):
        self._refuse([value])
        super().remove(value)

    def clear(self):
        self._refuse(self)
        super().clear()

    def __reduce__(self):
        return list, (list(self),)


class TrackedDict(_Tracked, dict):
    def __init__(self, owner, name, values):
        self._follow(owner, name)
        super().__init__({key: self._taken(one) for key, one in values.items()})

    def __setitem__(self, key, value):
        self._refuse([self[key]] if key in self else [])
        super().__setitem__(key, self._taken(value))

    def update(self, *args, **kwargs):
        for key, value in dict(*args, **kwargs).items():
            self[key] = value

    def setdefault(self, key, default=None):
        if key not in self:
            self[key] = default
        return self[key]

    def __ior__(self, other):  # type: ignore[misc]
        self.update(other)
        return self

    def __delitem__(self, key):
        self._refuse([self[key]])
        super().__delitem__(key)

    def pop(self, key, *default):
        self._refuse([self[key]] if key in self else [])
        return super().pop(key, *default)

    def popitem(self):
        self._refuse(list(self.values())[-1:])
        return super().popitem()

    def clear(self):
        self._refuse(self.values())
        super().clear()

    def __reduce__(self):
        return dict, (dict(self),)


# --- the configuration of a class that writes none ---


def _is_plain(value):
    if isinstance(value, (list, tuple)):
        return all(_is_plain(one) for one in value)
    if isinstance(value, dict):
        return all(_is_plain(one) for one in value.values())
    return value is None or isinstance(value, (str, int, float, bool))


def arguments_given(layer, config):
    """What __init__ was given, with what all layers have in `config`, as Keras finds it for classes
    without a get_config of their own. Throws NotImplementedError for arguments that no file holds."""
    signature = inspect.signature(type(layer).__init__)
    args, kwargs = layer.__dict__.get("_given", ((), {}))
    given = dict(signature.bind(layer, *args, **kwargs).arguments)
    kinds = {parameter.kind: name for name, parameter in signature.parameters.items()}
    given.pop(next(iter(signature.parameters)))
    rest = given.pop(kinds.get(inspect.Parameter.VAR_KEYWORD), {})
    given.update(rest)
    if not _is_plain(given) or inspect.Parameter.VAR_POSITIONAL in kinds and given.get(kinds[inspect.Parameter.VAR_POSITIONAL]):
        raise NotImplementedError(
            f"Object {type(layer).__name__} was created by passing non-serializable argument values in "
            f"`__init__()`, and therefore the object must override `get_config()` in order to be "
            f"serializable. Received: {sorted(given)}")
    takes_any = inspect.Parameter.VAR_KEYWORD in kinds
    common = {name: value for name, value in config.items() if takes_any or name in signature.parameters}
    return {**common, **{name: value for name, value in given.items() if name not in config}}
