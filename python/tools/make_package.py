#!/usr/bin/env python3
"""Writes the Python package from the library's headers: a class for each entry of the registries,
with the signature of its options struct and the doc comment of its header, and a function for each
op of Keras's that the library knows. Beside each module stands its type stub.

    make_package.py --sources src/keratin --output build/python/keratin --version 0.1.0
"""
import argparse
import json
import os
import re
import shutil
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
# folder of the registry -> module of the package, base class
FAMILIES = {
    "layers": ("layers", "Layer"),
    "losses": ("losses", "Loss"),
    "metrics": ("metrics", "Metric"),
    "optimizers": ("optimizers/__init__", "Optimizer"),
    "optimizers/schedules": ("optimizers/schedules", "LearningRateSchedule"),
    "initializers": ("initializers", "Initializer"),
    "regularizers": ("regularizers", "Regularizer"),
    "constraints": ("constraints", "Constraint"),
}
# Defaults that C++ spells with one number for all sides, as Keras spells them.
KERAS_SPELLS = {
    ("Cropping1D", "cropping"): "(1, 1)", ("Cropping2D", "cropping"): "((0, 0), (0, 0))",
    ("Cropping3D", "cropping"): "((1, 1), (1, 1), (1, 1))", ("ZeroPadding1D", "padding"): "1",
    ("InputLayer", "sparse"): "None", ("InputLayer", "ragged"): "None", ("ZeroPadding2D", "padding"): "(1, 1)", ("ZeroPadding3D", "padding"): "((1, 1), (1, 1), (1, 1))",
}


def without_comments(text):
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S)
    return re.sub(r"//[^\n]*", "", text)


class Headers:
    """What the headers say: options structs, classes, their constructors and doc comments."""

    def __init__(self, sources, compiler):
        self.sources = sources
        self.raw = {}
        for folder, _, files in os.walk(sources):
            for name in files:
                if name.endswith((".h", ".inl")):
                    with open(os.path.join(folder, name), encoding="utf-8") as file:
                        self.raw[os.path.relpath(os.path.join(folder, name), sources)] = file.read()
        self.text = self.preprocessed(compiler)
        self.structs = self.find_structs()
        # class -> its options struct, and where in the text both stand before
        self.options = {}
        for match in re.finditer(r"extern template class Described<\s*([\w:]+),\s*([\w:]+)(?:<\d>)?\s*,",
                                 self.text):
            self.options[match[1]] = (match[2].split("::")[-1], match.start())

    def preprocessed(self, compiler):
        """All headers as one text in which macros are written out."""
        made = subprocess.run([compiler, "-std=c++20", "-E", "-P", "-x", "c++",
                               "-I", os.path.dirname(self.sources), "-"],
                              input="#include <keratin/keratin.h>\n", capture_output=True, text=True,
                              check=True)
        return made.stdout

    def find_structs(self):
        """The members of each options struct; families have structs of equal names."""
        structs = [(match.start(), match[1], list(self.members(match[2]))) for match in
                   re.finditer(r"struct (\w*Options)\s*(?::[^{]*)?\{(.*?)\n\s*\};", self.text, re.S)]
        for match in re.finditer(r"using (\w+Options) = (\w+Options);", self.text):
            structs.append((match.start(), match[1], self.last(structs, match[2], match.start())))
        return structs

    @staticmethod
    def last(structs, name, before):
        found = [(place, members) for place, known, members in structs if known == name and place < before]
        return max(found)[1] if found else None

    def members_of(self, cls):
        """(type, name, default) of all arguments of "layers::Dense"."""
        options, place = self.options.get(cls, ("NoOptions", 0))
        return [] if options == "NoOptions" else self.last(self.structs, options, place)

    @staticmethod
    def members(body):
        depth, statement, statements = 0, "", []
        for c in without_comments(body):
            depth += (c in "({[") - (c in ")}]")
            if c == ";" and depth == 0:
                statements.append(" ".join(statement.split()))
                statement = ""
            else:
                statement += c
        for one in statements:
            match = re.match(r"^(?!static|using|friend|template)([\w:<>, ]+?[>\w])\s+(\w+)(?:\s*=\s*(.*))?$", one)
            if match:
                yield match[1], match[2], match[3]

    def required(self, cls):
        """The arguments of the shortest constructor that takes some beside the options, if the options
        alone do not do."""
        name, (_, end) = cls.split("::")[-1], self.options.get(cls, ("", len(self.text)))
        bodies = [match for match in re.finditer(r"\bclass %s\b[^;{]*\{" % name, self.text) if match.start() < end]
        if not bodies:
            return []
        start = at = bodies[-1].end()
        depth = 1
        while depth:
            depth += (self.text[at] == "{") - (self.text[at] == "}")
            at += 1
        body = self.text[start:at]
        lists, has_defaults = [], False
        members = {argument for _, argument, _ in self.members_of(cls)}
        for match in re.finditer(r"(?<!: )(?<![\w~])%s\(((?:[^()]|\([^()]*\))*)\)" % name, body):
            parts = self.split(match[1])
            if not parts or "=" in parts[0] and "Options" not in parts[0]:
                continue
            if "Options" not in parts[-1]:
                names = [part.split()[-1] for part in parts]
                if all(part.count(" ") for part in parts) and set(names) <= members:
                    lists.append(names)
                continue
            if len(parts) == 1:
                has_defaults |= "=" in parts[0]
                continue
            lists.append([part.split()[-1] for part in parts[:-1]])
        names = min(lists, key=len) if lists else []
        if not has_defaults:
            return names
        # An empty list of sizes or numbers is no default: the constructor refuses it.
        empty = [argument for kind, argument, default in self.members_of(cls)
                 if default == "{}" and (kind == "Sizes" or kind.startswith("std::vector"))]
        return [argument for argument in names if argument in empty]

    @staticmethod
    def split(arguments):
        depth, part, parts = 0, "", []
        for c in arguments:
            depth += (c in "({[<") - (c in ")}]>")
            if c == "," and depth == 0:
                parts.append(part)
                part = ""
            else:
                part += c
        return [" ".join(one.split()) for one in parts + [part] if one.strip()]

    def doc(self, folder, cls, options):
        """The doc comment of the class, or of the template that it is an instance of."""
        for target in (r"class %s\b" % cls, r"template <[^>]*>\s*class \w+[^;{]*\b%s\b" % options,
                       r"struct %s\b" % options):
            for path, text in self.raw.items():
                if not path.startswith(folder):
                    continue
                match = re.search(r"((?:^[ ]*///[^\n]*\n)+)[ ]*%s" % target, text, re.M)
                if match:
                    lines = [re.sub(r"^\s*/// ?", "", line) for line in match[1].splitlines()]
                    return "\n    ".join(lines).replace("\\", "\\\\").replace('"""', "'''").strip()
        return ""


def default_of(kind, text, cls):
    """A default of C++ as Python writes it."""
    if text is None:
        return None
    text = text.strip().rstrip("F")
    kind = kind.replace("keratin::", "")
    if kind == "Activation" and text == '"linear"':
        return "None"
    if kind == "DataFormat":
        return "None"
    axes = re.search(r"([23])D", cls)
    is_per_axis = kind == "Sizes" or kind.startswith("PerAxis")
    if is_per_axis and text.isdigit() and axes and not cls.startswith("ConvLSTM"):
        return "(" + ", ".join([text] * int(axes[1])) + ")"
    if text in ("true", "false"):
        return text.capitalize()
    if re.fullmatch(r"-?[\d.]+(e-?\d+)?", text):
        return text
    if re.fullmatch(r'"[^"]*"', text):
        return text
    if text in ("{}", "None", "std::nullopt", "kNone"):
        return '"concat"' if kind == "MergeMode" else "None"
    listed = re.fullmatch(r"\{([\d., -]+)\}", text)
    if listed:
        return "(%s)" % listed[1].strip() if "," in listed[1] else listed[1].strip()
    return "None"


def entries(sources, folder):
    with open(os.path.join(sources, folder, "classes.inl"), encoding="utf-8") as file:
        for match in re.finditer(r"^KERATIN_CLASS\((\w+)((?:, \"\w+\")*)\)", file.read(), re.M):
            yield match[1], re.findall(r"\"(\w+)\"", match[2])


def class_source(headers, folder, name, aliases, base):
    """The source of a class and of its stub."""
    cls = f"{folder.replace('/', '::')}::{name}"
    members = headers.members_of(cls)
    if members is None:
        raise SystemExit(f"make_package: the options of {name} are not found")
    options, required = headers.options.get(cls, ("NoOptions", 0))[0], headers.required(cls)
    arguments = []
    for kind, argument, default in members:
        written = None if argument in required else default_of(kind, default or "{}", name)
        if argument == "name" and written == "None" and folder in ("losses", "metrics") and aliases:
            written = f'"{aliases[0]}"'
        arguments.append((argument, KERAS_SPELLS.get((name, argument), written)))
    if name == "Conv3DTranspose":  # Keras has these two the other way round here alone
        places = [entry[0] for entry in arguments]
        i, j = places.index("data_format"), places.index("output_padding")
        arguments[i], arguments[j] = arguments[j], arguments[i]
    # Those without a default stand first, as in Keras.
    arguments.sort(key=lambda entry: entry[1] is not None)
    text = [argument if default is None else f"{argument}={default}" for argument, default in arguments]
    if folder == "layers":
        text.append("**kwargs")
    signature = ", ".join(["self", *text])
    doc = headers.doc(folder, name, options) or f"{base} {name}."
    lines = [f"class {name}({base}):", f'    """{doc}', '    """', "", f'    _made_class = "{name}"', ""]
    lines += wrapped(f"    def __init__({signature}):")
    lines += ["        self._construct(locals())", "", ""]
    stub = [f"class {name}({base}):"]
    typed = [f"{a}: Any" if d is None else f"{a}: Any = ..." for a, d in arguments]
    if folder == "layers":
        typed.append("**kwargs: Any")
    stub += wrapped(f"    def __init__({', '.join(['self', *typed])}) -> None: ...")
    return "\n".join(lines), "\n".join(stub) + "\n"


def wrapped(line, width=110):
    """A line of arguments, broken where it is too long."""
    result, indent = [], " " * (line.index("(") + 1)
    while len(line) > width and ", " in line[:width]:
        at = line.rindex(", ", 0, width) + 1
        result.append(line[:at])
        line = indent + line[at:].lstrip()
    return result + [line]


HEAD = '"""{doc}\n\nWritten from the library\'s headers.\n"""\n'
MISSING = '''

def __getattr__(name):
    if name.startswith("__"):
        raise AttributeError(name)
    raise AttributeError(f"module '{{__name__}}' has no attribute '{{name}}': the library does not have it; "
                         f"docs/python.md says what is there")
'''
DOCS = {"layers": "The layers.", "losses": "The losses.", "metrics": "The metrics.",
        "optimizers": "The optimizers.", "optimizers/schedules": "Learning rates that change with the steps.",
        "initializers": "What weights are before training.", "regularizers": "Penalties on weights.",
        "constraints": "What weights are pushed back to."}
IMPORTS = {
    "layers": "from ._layer import Input, Layer\n",
    "losses": "from ._parts import Loss\n",
    "metrics": "from ._parts import Metric\n",
    "optimizers": "from .._parts import Optimizer\nfrom . import schedules\n",
    "optimizers/schedules": "from .._parts import LearningRateSchedule\n",
    "initializers": "from ._parts import Initializer\n",
    "regularizers": "from ._parts import Regularizer\n",
    "constraints": "from ._parts import Constraint\n",
}
LAMBDA = '''class Lambda(Layer):
    """y = function(x), for a function made of keratin.ops; it has no weights, and no file can hold it.
    """

    _made_class = "Lambda"

    def __init__(self, function, output_shape=None, mask=None, arguments=None, **kwargs):
        call = (lambda x: function(x, **arguments)) if arguments else function
        self._make_lambda(call, {"name": kwargs.get("name")} if kwargs.get("name") else {})
        from ._base import know_layer
        know_layer(self)


'''


def family_tail(folder, base, names):
    """get, serialize, deserialize and the other names of the classes."""
    dots = ".." if folder.startswith("optimizers") else "."
    lines = ["_Base = %s" % base, "_by_name = {"]
    for name, aliases in names:
        for one in [name, *aliases]:
            lines.append(f'    "{one}": {name},')
    lines.append("}")
    spelled = [(alias, name) for name, aliases in names for alias in aliases
               if alias.isidentifier() and alias != name]
    as_classes = folder in ("layers", "initializers", "regularizers", "constraints")
    for alias, name in spelled:
        if as_classes or alias[:1].isupper() and folder not in ("losses", "metrics"):
            lines.append(f"{alias} = {name}")
    lines += ["", "", "def get(identifier):",
              '    """An object for a name, a record, a class or an object; None for None."""',
              f"    from {dots}_parts import get as get_part",
              f"    return get_part(globals(), _Base, identifier)", "", "",
              "def serialize(thing):", f"    from {dots}_parts import serialize as serialize_part",
              "    return serialize_part(thing)", "", "",
              "def deserialize(config, custom_objects=None):",
              f"    from {dots}_parts import deserialize as deserialize_part",
              "    return deserialize_part(globals(), _Base, config, custom_objects)", ""]
    if folder in ("losses", "metrics"):
        lines += ["", "def _function_of(cls):",
                  '    """The loss of each sample, as Keras\'s function of the name."""',
                  f"    if cls.__name__ in {MEAN_LOSSES!r}:",
                  "        from . import losses",
                  "        cls = getattr(losses, cls.__name__)",
                  "    def function(y_true, y_pred, **arguments):",
                  '        return cls(reduction=None, **arguments)(y_true, y_pred)',
                  "    return function", "", ""]
        if folder == "losses":
            for alias, name in spelled:
                lines += [f"{alias} = _function_of({name})", f'{alias}.__name__ = {alias}._keratin_name = "{alias}"']
    return "\n".join(lines)


MEAN_LOSSES = ()


def write(output, module, text, stub):
    path = os.path.join(output, module + ".py")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    with open(path + "i", "w", encoding="utf-8") as file:
        file.write(stub)


def make_family(headers, folder, output):
    module, base = FAMILIES[folder]
    names = list(entries(headers.sources, folder))
    parts, stubs = [], []
    for name, aliases in names:
        if name == "MeanMetricWrapper":
            parts.append(WRAPPER)
            stubs.append("class MeanMetricWrapper(Metric):\n    def __init__(self, fn: Any, name: Any = ..., "
                         "dtype: Any = ..., **kwargs: Any) -> None: ...\n")
            continue
        source, stub = class_source(headers, folder, name, aliases, base)
        parts.append(source)
        stubs.append(stub)
    if folder == "layers":
        parts.append(LAMBDA)
        stubs.append("class Lambda(Layer):\n    def __init__(self, function: Any, output_shape: Any = ..., "
                     "mask: Any = ..., arguments: Any = ..., **kwargs: Any) -> None: ...\n")
    text = HEAD.format(doc=DOCS[folder]) + IMPORTS[folder] + "\n\n" + "\n".join(parts)
    text += family_tail(folder, base, names) + MISSING.replace("{{", "{").replace("}}", "}")
    stub = "from typing import Any\n\n" + IMPORTS[folder].replace("import Input, Layer", "import Input as Input, Layer as Layer") \
        .replace("import schedules", "import schedules as schedules") + "\n" + "\n".join(stubs)
    for name, aliases in names:
        if folder in ("layers", "initializers", "regularizers", "constraints"):
            stub += "".join(f"{alias} = {name}\n" for alias in aliases if alias != name)
        if folder == "losses":
            stub += "".join(f"def {alias}(y_true: Any, y_pred: Any, **arguments: Any) -> Any: ...\n" for alias in aliases)
    stub += "\ndef get(identifier: Any) -> Any: ...\ndef serialize(thing: Any) -> Any: ...\n"
    stub += "def deserialize(config: Any, custom_objects: Any = ...) -> Any: ...\n"
    write(output, module, text, stub)
    return len(names)


WRAPPER = '''class MeanMetricWrapper(Metric):
    """The mean of fn(y_true, y_pred), which gives a value for each sample.
    """

    def __init__(self, fn, name=None, dtype=None, **kwargs):
        from . import _keratin
        from ._base import name_of
        call = (lambda y_true, y_pred: fn(y_true, y_pred, **kwargs)) if kwargs else fn
        self._adopt(_keratin.metric_of_function(call, name or name_of(fn)))


'''


# --- ops ---

SPECIAL = {"abs", "cast", "diff", "saturate_cast"}


def known_ops(headers_sources):
    """The classes of ops that graphs may hold."""
    known = {"Split", "ConvertToTensor", "OnesLike", "ZerosLike", "FullLike"}
    folder = os.path.join(headers_sources, "models")
    for name in sorted(os.listdir(folder)):
        if name.startswith("graph_") and name.endswith(".cpp"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                known.update(re.findall(r"(?:\{|KERATIN_OF_(?:ONE|TWO)\()\"([A-Z]\w*)\"", file.read()))
    with open(os.path.join(headers_sources, "backend/functions/lists.h"), encoding="utf-8") as file:
        for name in re.findall(r"X\((\w+)\)", file.read()):
            known.add("".join(part.capitalize() for part in name.split("_")))
    known.add("Absolute")
    return known


# Keras's name of a class whose op stands here under another.
SAME_AS = {"Abs": "Absolute", "TrueDivide": "Divide", "BitwiseNot": "BitwiseInvert"}


def op_source(name, entry, doc):
    signature = entry["signature"]
    cls = SAME_AS.get(entry["class"], entry["class"])
    arguments = ", ".join(entry["arguments"])
    arguments = f"({arguments},)" if arguments else "()"
    config = ", ".join(f'"{key}": {value}' for key, value in entry["config"].items())
    if name == "extract_patches_3d":  # the same class: three sizes say that it is of volumes
        config = config.replace('"size": size', '"size": (size,) * 3 if isinstance(size, int) else size')
    named = ", ".join((f"**{value}" if key == "**" else f'"{key}": {value}')
                      for key, value in entry["named"].items())
    body = f'return _op("{cls}", {arguments}, {{{config}}}, {{{named}}})'
    lines = wrapped(f"def {name}({signature}):", 110)
    lines += [f'    """{doc}"""'] if doc else []
    return "\n".join(lines + wrapped("    " + body, 110)) + "\n"


def op_stub(name, signature):
    typed = []
    for part in Headers.split(signature):
        if part == "*":
            typed.append(part)
            continue
        typed.append(part.split("=")[0].strip() + ": Any" + (" = ..." if "=" in part else ""))
    return "\n".join(wrapped(f"def {name}({', '.join(typed)}) -> Any: ...")) + "\n"


def op_docs(headers):
    docs = {}
    for path, text in headers.raw.items():
        if not path.startswith("ops/"):
            continue
        for match in re.finditer(r"((?:^[ ]*///[^\n]*\n)+)[ ]*(?:Tensor|Tensors|std::\w+<[^;(]*>|\w+) (\w+)\(", text, re.M):
            lines = [re.sub(r"^\s*/// ?", "", line) for line in match[1].splitlines()]
            docs.setdefault(match[2], "\n    ".join(lines).replace("\\", "\\\\").replace('"""', "'''").strip())
    return docs


def make_ops(headers, output):
    with open(os.path.join(HERE, "ops.json"), encoding="ascii") as file:
        table = json.load(file)
    known, docs = known_ops(headers.sources), op_docs(headers)
    with open(os.path.join(HERE, "ops_by_hand.py"), encoding="utf-8") as file:
        by_hand = file.read()
    own = dict(re.findall(r"^def (\w+)\((.*)\):$", by_hand, re.M))
    count = 0
    for space in ("ops", "image", "linalg", "nn", "numpy"):
        written, stubs, names = [], [], []
        for name, entry in table[space].items():
            if space in ("nn", "numpy") and name in table["ops"]:
                if name in own or ("class" in entry and SAME_AS.get(entry["class"], entry["class"]) in known):
                    names.append(name)
                continue
            if space == "ops" and name in own:
                names.append(name)
                stubs.append(op_stub(name, own[name]))
                continue
            cls = entry.get("class")
            if cls is None or SAME_AS.get(cls, cls) not in known:
                continue
            names.append(name)
            written.append(op_source(name, entry, docs.get(name, "")))
            stubs.append(op_stub(name, entry["signature"]))
        if space in ("nn", "numpy"):
            text = HEAD.format(doc=f"keras.ops.{space}: the same functions.")
            text += "\n".join(wrapped("from . import (" + ", ".join(names) + ")")) + "\n"
            stub = "\n".join(f"from . import {name} as {name}" for name in names) + "\n"
        else:
            text = HEAD.format(doc="keras.ops" + ("" if space == "ops" else "." + space) + ".")
            text += "from .. import _keratin\n"
            text += "\n_op = _keratin.call_op\n\n\n" + "\n\n".join(written)
            if space == "ops":
                text += "\n\n" + by_hand + "\n\nfrom . import image, linalg, nn, numpy  # noqa: E402\n"
            stub = "from typing import Any\n\n" + "".join(stubs)
            if space == "ops":
                stub += "".join(f"from . import {s} as {s}\n" for s in ("image", "linalg", "nn", "numpy"))
        text += MISSING.replace("{{", "{").replace("}}", "}")
        write(output, "ops/__init__" if space == "ops" else f"ops/{space}", text, stub)
        count += len(names)
    return count


def make_activations(headers, output):
    """keras.activations: functions of ops, under the names that files have for them."""
    names = re.search(r"names\[\] = \{(.*?)\};", headers.raw["activations/activation.h"], re.S)
    names = re.findall(r"\"(\w+)\"", names[1])
    with open(os.path.join(HERE, "ops.json"), encoding="ascii") as file:
        table = json.load(file)["ops"]
    text = HEAD.format(doc="The activation functions.") + ACTIVATIONS
    stub = "from typing import Any\n\n"
    for name in names:
        if name in ("linear", "exponential", "mish", "relu"):
            stub += f"def {name}(x: Any, **arguments: Any) -> Any: ...\n"
            continue
        text += "\n\n" + "\n".join(wrapped(f"def {name}({table[name]['signature']}):")) + "\n"
        passed = ", ".join(part.split("=")[0].strip() for part in Headers.split(table[name]["signature"]))
        text += f"    return ops.{name}({passed})\n"
        stub += op_stub(name, table[name]["signature"])
    text += "\n\n_names = " + "\n          ".join(wrapped("(" + ", ".join(f'"{name}"' for name in names) + ")"))
    text += "\nfor _name in _names:\n    globals()[_name]._keratin_name = _name\n"
    stub += "def get(identifier: Any) -> Any: ...\ndef serialize(activation: Any) -> Any: ...\n"
    stub += "def deserialize(config: Any, custom_objects: Any = ...) -> Any: ...\n"
    write(output, "activations", text + MISSING.replace("{{", "{").replace("}}", "}"), stub)


ACTIVATIONS = '''from . import ops


def linear(x):
    return x


def exponential(x):
    return ops.exp(x)


def mish(x):
    return ops.multiply(x, ops.tanh(ops.softplus(x)))


def relu(x, negative_slope=0.0, max_value=None, threshold=0.0):
    if not negative_slope and max_value is None and not threshold:
        return ops.relu(x)
    above = ops.where(ops.greater_equal(x, threshold), x, ops.multiply(negative_slope, ops.subtract(x, threshold)))
    return above if max_value is None else ops.minimum(above, max_value)


def get(identifier):
    """A function for a name; "linear" for None."""
    if identifier is None:
        return linear
    if callable(identifier):
        return identifier
    if isinstance(identifier, dict):
        identifier = identifier["config"]
    if identifier in _names:
        return globals()[identifier]
    raise ValueError(f"Could not interpret activation function identifier: {identifier}")


def serialize(activation):
    return activation._keratin_name if hasattr(activation, "_keratin_name") else activation.__name__


def deserialize(config, custom_objects=None):
    if isinstance(config, str) and config in (custom_objects or {}):
        return custom_objects[config]
    return get(config)
'''


def copy_written(output, version):
    """What is written by hand."""
    source = os.path.join(HERE, "..", "keratin")
    for folder, _, files in os.walk(source):
        for name in files:
            if name.endswith((".py", ".pyi", ".typed")):
                target = os.path.join(output, os.path.relpath(os.path.join(folder, name), source))
                os.makedirs(os.path.dirname(target), exist_ok=True)
                shutil.copyfile(os.path.join(folder, name), target)
    with open(os.path.join(output, "_version.py"), "w", encoding="ascii") as file:
        file.write(f'__version__ = "{version}"\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sources", required=True)
    parser.add_argument("--output", required=True)
    parser.add_argument("--version", required=True)
    parser.add_argument("--compiler", default="c++")
    arguments = parser.parse_args()
    headers = Headers(os.path.abspath(arguments.sources), arguments.compiler)
    copy_written(arguments.output, arguments.version)
    counts = {folder: make_family(headers, folder, arguments.output) for folder in FAMILIES}
    counts["ops"] = make_ops(headers, arguments.output)
    make_activations(headers, arguments.output)
    print("keratin for Python: " + ", ".join(f"{count} {name}" for name, count in counts.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
