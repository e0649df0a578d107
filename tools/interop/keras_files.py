#!/usr/bin/env python3
"""Files go both ways between this library and real Keras: makes models in Keras, lets the program
keras_files (tests/interop/keras_files.cpp) read, train and write them, and reads in Keras what it
wrote.

    python3 tools/interop/keras_files.py PROGRAM [PATTERN]

PATTERN chooses models by a part of their names (a regular expression, "^layer-Dense").
    --folder F      works there and leaves everything there; else in a temporary folder
    --maker PYTHON  a Python with another, older Keras, whose files are read here
    --reader PYTHON a Python whose Keras reads what this library wrote; default this one; "none"
    --every N       each Nth of these models
    --keep          those that are in FOLDER/IN

The models are those of keras_models.py and keras_models_by_hand.py. Each is trained for two steps,
saved as .keras, .h5, .weights.h5 and .weights.json, and trained for three steps more. What loads
such a file must predict as Keras did then, to 1e-6 of max(1, |p|), and to 1e-5 after each of the
three steps, whose losses and metrics must be Keras's; computing in 16 bits counts less. What
this library wrote must, when Keras loads it, do so too and have the configuration that it had.

Prints a table, then a line for each file that fails, with what Keras makes of its own file where it
fails as well, or with weights that are off by a ten-millionth (such a failure does not count); the
exit status says whether others did. In the folder are IN/ (made by Keras), OUT/ (written here),
check.tsv and read.tsv (what was found).
Needs keras, jax and h5py from PyPI (made with Keras 3.15).
"""
import argparse
import collections
import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import warnings
import zipfile
import zlib

os.environ.setdefault("KERAS_BACKEND", "jax")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("TF_ENABLE_ONEDNN_OPTS", "0")
sys.dont_write_bytecode = True
import numpy as np  # noqa: E402

ENDS = (".keras", ".h5", ".weights.h5", ".weights.json")
WHOLE = ENDS[:2]
SHARD = 2e-6  # gigabytes: 2 KiB
STEPS, BEFORE = 3, 2


# --- in Keras --------------------------------------------------------------------------------------

def flat(value):
    import keras
    if isinstance(value, dict) or hasattr(keras, "tree"):
        return [value[key] for key in sorted(value)] if isinstance(value, dict) else (
            keras.tree.flatten(value))
    return list(value) if isinstance(value, (list, tuple)) else [value]


def as_argument(list_or_dict):
    is_one = isinstance(list_or_dict, list) and len(list_or_dict) == 1
    return list_or_dict[0] if is_one else list_or_dict


def outputs_of(model, x):
    return [np.asarray(y).astype("float32") for y in flat(model(as_argument(x), training=False))]


def clear():
    import keras
    keras.utils.set_random_seed(1)
    keras.backend.clear_session()


def is_new():
    import keras
    return tuple(int(part) for part in keras.__version__.split(".")[:2]) >= (3, 15)


def save(model, folder, name):
    """Every file that this Keras can write of the model; why it cannot write the others."""
    refused = []
    for end in ENDS:
        path = os.path.join(folder, name + end)
        try:
            if end == ".weights.json":
                model.save_weights(path, max_shard_size=SHARD)
            else:
                model.save_weights(path) if end == ".weights.h5" else model.save(path)
        except Exception as problem:
            refused.append(f"{end}: {type(problem).__name__}: {str(problem)[:200]}")
            if os.path.exists(path):
                os.remove(path)
    return refused


def count_every_penalty():
    """On JAX, Keras 3 counts only the last call of a layer that has an activity_regularizer (its
    trainer calls model.call, so that each layer starts its losses anew); on its other backends, and
    in model.losses, it counts all, as this library does. Makes the trainer on JAX count all too."""
    import keras
    if not hasattr(keras, "ops") or keras.backend.backend() != "jax":
        return
    plainly = keras.layers.Layer.stateless_call

    def of_one_call(self, *args, **kwargs):
        self._get_call_context()
        try:
            return plainly(self, *args, **kwargs)
        finally:
            self._maybe_reset_call_context()
    keras.layers.Layer.stateless_call = of_one_call


def make(name, case, folder):
    """Saves the model, and an archive of what it computes; gives what could not be written."""
    import keras
    import keras_models
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    model = case.model
    keras_models.spread(model, rng)
    if case.compile:
        # Compiling the step would take longer than these few.
        plainly = {"jit_compile": False} if hasattr(keras, "ops") else {"run_eagerly": True}
        model.compile(**{**plainly, **case.compile})
        for _ in range(BEFORE):
            x, y = case.draw(rng)
            model.train_on_batch(as_argument(x), as_argument(y))
    arrays = {"tolerances": np.array(case.tolerances)}

    def add(prefix, values):
        for i, value in enumerate(flat(values)):
            arrays[f"{prefix}{i}"] = np.asarray(value)
    x, _ = case.draw(rng)
    add("x.", x)
    add("p.", outputs_of(model, x))
    refused = save(model, folder, name)
    for step in range(STEPS if case.compile else 0):
        batch_x, batch_y = case.draw(rng)
        model.reset_metrics()  # versions differ in whether a batch adds to those before it
        logs = model.train_on_batch(as_argument(batch_x), as_argument(batch_y), return_dict=True)
        add(f"step{step}.x.", batch_x)
        add(f"step{step}.y.", batch_y)
        add(f"step{step}.p.", outputs_of(model, x))
        names = logs if is_new() else ["loss"]  # other versions name metrics otherwise
        arrays.update({f"step{step}.log.{key}": np.float64(logs[key]) for key in names})
    if not all(np.isfinite(value).all() for value in arrays.values()):
        raise ValueError("numbers that are not finite")
    np.savez(os.path.join(folder, name + ".npz"), **arrays)
    return refused


def make_all(folder, pattern, every, registry):
    import keras
    import keras_2_files
    import keras_models
    refused, count = collections.Counter(), 0
    chosen = [case for case in keras_models.all_cases(registry) if re.search(pattern, case[0])]
    for name, build in chosen[::every]:
        clear()
        try:
            case = build()
            if case is None:
                refused["no configuration of the class, or one of float64"] += 1
                continue
            problems = make(name, case, folder)
            count += 1
        except Exception as problem:
            problems = [f"{type(problem).__name__}: {str(problem).strip()[:200]}"]
            for end in ENDS:
                if os.path.exists(os.path.join(folder, name + end)):
                    os.remove(os.path.join(folder, name + end))
        for problem in problems:
            refused[" ".join(problem.replace(name, "NAME").split())] += 1
    for reason, times in refused.items():
        print(f"  {times} not made: {reason}")
    print(f"{count} models made by Keras {keras.__version__}", flush=True)
    if hasattr(keras, "ops"):
        old = keras_2_files.write_all(folder, lambda name: re.search(pattern, name))
        print(f"{old} models as Keras 2.0 to 2.3 wrote them", flush=True)


def distance(received, expected):
    received, expected = np.asarray(received, "float64"), np.asarray(expected, "float64")
    if received.shape != expected.shape:
        return np.inf
    if not expected.size:
        return 0.0
    return float((abs(received - expected) / np.maximum(1, abs(expected))).max())


def farthest(received, expected):
    if len(received) != len(expected):
        return np.inf
    return max([0.0] + [distance(a, b) for a, b in zip(received, expected)])


def numbered(arrays, prefix):
    found = []
    while f"{prefix}{len(found)}" in arrays:
        found.append(arrays[f"{prefix}{len(found)}"])
    return found


def data_for(structure, names, values):
    """Values in the order of their names, as the model was made to take them."""
    return dict(zip(sorted(structure), values)) if isinstance(structure, dict) else values


def compare(model, arrays):
    """How far predictions, those after the steps, and the logs of the steps are."""
    inputs = getattr(model, "_inputs_struct", None)
    outputs = getattr(model, "_outputs_struct", None)
    x = data_for(inputs, None, numbered(arrays, "x."))
    found = [farthest(outputs_of(model, x), numbered(arrays, "p.")), None, None]
    if "step0.x.0" in arrays and not model.optimizer:
        return found[:1] + [np.inf, np.inf]  # it should be compiled
    for step in range(STEPS if "step0.x.0" in arrays else 0):
        logs = model.train_on_batch(
            as_argument(data_for(inputs, None, numbered(arrays, f"step{step}.x."))),
            as_argument(data_for(outputs, None, numbered(arrays, f"step{step}.y."))),
            return_dict=True)
        trained = farthest(outputs_of(model, x), numbered(arrays, f"step{step}.p."))
        start = f"step{step}.log."
        expected = {key[len(start):]: arrays[key] for key in arrays if key.startswith(start)}
        far = max([0.0] + [distance(logs.get(key, np.inf), expected[key]) for key in expected])
        found[1:] = [max(found[1] or 0.0, trained), max(found[2] or 0.0, far)]
    return found


def plain(value):
    """A record without what is an address, or another one in every process."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items() if key != "shared_object_id"}
    return [plain(item) for item in value] if isinstance(value, (list, tuple)) else value


def without_modules(record):
    if isinstance(record, dict):
        return {key: without_modules(item) for key, item in record.items() if key not in
                ("module", "registered_name", "build_config", "compile_config")}
    return [without_modules(item) for item in record] if isinstance(record, list) else record


def difference(received, expected, place=""):
    """Where two records differ first; None when they are equal."""
    if isinstance(expected, dict) and isinstance(received, dict):
        for key in list(expected) + [key for key in received if key not in expected]:
            if key not in received or key not in expected:
                return f"{place}.{key} is " + ("missing" if key in expected else "new")
            found = difference(received[key], expected[key], f"{place}.{key}")
            if found:
                return found
        return None
    if isinstance(expected, list) and isinstance(received, list) and len(expected) == len(received):
        places = enumerate(zip(received, expected))
        return next(filter(None, (difference(a, b, f"{place}[{i}]") for i, (a, b) in places)), None)
    return None if received == expected else (
        f"{place} is {json.dumps(received)[:80]}, not {json.dumps(expected)[:80]}")


def configuration_in(path):
    with zipfile.ZipFile(path) as archive:
        return plain(json.loads(archive.read("config.json")))


def configuration(model):
    import keras
    return plain(json.loads(json.dumps(keras.saving.serialize_keras_object(model))))


def loaded_legacy(path, archive):
    """What load_model should make of an .h5 file: Keras 3.15 cannot go on with the optimizer's state
    (it builds it for no variables), nor read "mse" in it. What compile was told comes from
    `archive`, a .keras file of the same model."""
    import h5py
    import keras
    model = keras.saving.load_model(path, compile=False)
    told = configuration_in(archive).get("compile_config")
    if not told:
        return model
    model.compile_from_config(told)
    model.optimizer.build(model.trainable_variables)
    with h5py.File(path) as file:
        group = file["optimizer_weights"]
        values = [group[name][()] for name in group.attrs["weight_names"]]
    if len(values) != len(model.optimizer.variables):
        raise ValueError(f"{len(values)} variables of {len(model.optimizer.variables)} of the "
                         "optimizer")
    for variable, value in zip(model.optimizer.variables, values):
        variable.assign(value)
    return model


def loaded(folder, name, end, whole):
    """The model of a file; weights go into the model of `whole`, whose own become zeros."""
    import keras
    path = os.path.join(folder, name + end)
    if end == ".keras":
        return keras.saving.load_model(path)
    if end == ".h5":
        return loaded_legacy(path, whole)
    model = keras.saving.load_model(whole)
    model.set_weights([np.zeros_like(weight) for weight in model.get_weights()])
    model.load_weights(path)
    return model


def legacy_difference(received, expected):
    """Where an .h5 file differs from Keras's: configurations, groups, numbers, what compile was
    told. What Keras leaves out of records, and names of variables, nobody reads."""
    import h5py
    with h5py.File(received) as ours, h5py.File(expected) as theirs:
        for attribute in ("model_config", "training_config"):
            records = [without_modules(plain(json.loads(file.attrs.get(attribute, "null"))))
                       for file in (ours, theirs)]
            found = difference(*records, "." + attribute)
            if found:
                return found
        groups = [file["model_weights"] for file in (ours, theirs)]
        for name in groups[1]:
            values = [[group[name][weight][()] for weight in group[name].attrs["weight_names"]]
                      for group in groups]
            if farthest(*values):
                return f".model_weights.{name}"
    return None


def read(folder, source, name, end, arrays, moves=False):
    """A row of the table: what Keras makes of a file, and how its configuration differs. With
    `moves` the weights are off by a ten-millionth: numbers that this moves are no measure."""
    clear()
    whole = os.path.join(source, name + ".keras")
    if not os.path.exists(whole):
        whole = os.path.join(folder, name + ".keras")
    if end == ".keras":
        with zipfile.ZipFile(os.path.join(folder, name + end)) as archive:
            if archive.testzip():
                raise ValueError(f"testzip: {archive.testzip()}")
    model = loaded(folder, name, end, whole)
    config, original = "", os.path.join(source, name + end)
    if end == ".h5" and os.path.exists(original):
        config = legacy_difference(os.path.join(folder, name + end), original) or ""
    if end == ".keras" and os.path.exists(original):
        config = difference(configuration(model), configuration_in(original)) or ""
    if moves:
        signs = np.random.default_rng(1)
        model.set_weights([weight + 1e-7 * weight * signs.choice([-1, 1], weight.shape)
                           if weight.dtype == "float32" else weight
                           for weight in model.get_weights()])
    return compare(model, arrays), config


def read_all(base, asked):
    """Reads OUT/, or of the models and ends that stand in `asked` what Keras itself wrote."""
    import_models()
    source, out = os.path.join(base, "IN"), os.path.join(base, "OUT")
    folder = source if asked else out
    for name in sorted(file[:-4] for file in os.listdir(source) if file.endswith(".npz")):
        with np.load(os.path.join(source, name + ".npz")) as file:
            arrays = dict(file)
        for end in ENDS:
            is_there = os.path.exists(os.path.join(folder, name + end))
            if not is_there or asked and (name, end) not in asked:
                continue
            try:
                numbers, config = read(folder, source, name, end, arrays)
                if asked:
                    moved = read(folder, source, name, end, arrays, moves=True)[0]
                    numbers = [a if a is None else max(a, b) for a, b in zip(numbers, moved)]
                parts = ["-" if number is None else f"{number:.3g}" for number in numbers]
                yield [name, end, *parts, config]
            except Exception as problem:
                text = f"{type(problem).__name__}: {str(problem).strip()[:300]}"
                yield [name, end, "error", " ".join(text.split())]


def import_models():
    import keras_models  # noqa: F401  its classes are registered
    import keras_models_by_hand  # noqa: F401


# --- the table -------------------------------------------------------------------------------------

def rows_of(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n").split("\t") for line in file]


def write_rows(path, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            print("\t".join(row), file=file, flush=True)


def problem_of(row, tolerances):
    """What is wrong with a row; an empty string when nothing is."""
    if row[2] == "error":
        return row[3]
    limits = (tolerances[0], tolerances[1], tolerances[1])
    problems = [f"{what} differ by {number}" for what, number, limit in
                zip(("predictions", "predictions after training", "logs"), row[2:5], limits)
                if number != "-" and not float(number) <= limit]
    if len(row) > 5 and row[5]:
        problems.append(f"configuration{row[5]}")
    return "; ".join(problems)


def tolerances_of(base, name):
    with np.load(os.path.join(base, "IN", name + ".npz")) as file:
        return file["tolerances"]


def failures_of(base, rows):
    return [(row, problem) for row in rows
            if (problem := problem_of(row, tolerances_of(base, row[0])))]


def print_table(title, base, rows):
    failed = {(row[0], row[1]) for row, _ in failures_of(base, rows)}
    kinds = list(dict.fromkeys(row[0].split("-")[0].split("_")[0] for row in rows))
    files = list(dict.fromkeys(row[1] for row in rows))
    print(f"\n{title}\n{'':16}" + "".join(f"{kind:>12}" for kind in kinds) + f"{'all':>12}")
    for file in files:
        cells = []
        for kind in kinds + [""]:
            of_kind = [row for row in rows if row[1] == file and
                       row[0].split("-")[0].split("_")[0].startswith(kind)]
            good = sum((row[0], row[1]) not in failed for row in of_kind)
            cells.append(f"{good}/{len(of_kind)}" if of_kind else "-")
        print(f"{file:16}" + "".join(f"{cell:>12}" for cell in cells))


def report(base, own):
    """Prints all; gives the number of failures that are not Keras's own."""
    itself = {(row[0], row[1]): problem for row, problem in failures_of(base, own)}
    ours = 0
    for title, file in (("Keras -> here", "check.tsv"), ("here -> Keras", "read.tsv")):
        rows = rows_of(os.path.join(base, file))
        if not rows:
            continue
        print_table(title, base, rows)
        for row, problem in failures_of(base, rows):
            keras_too = itself.get((row[0], row[1].split(" ")[0]))
            ours += not keras_too
            print(f"  {row[0]} {row[1]}: {problem}" +
                  (f"  [Keras's own file, in Keras: {keras_too}]" if keras_too else ""))
    return ours


# --- all of it -------------------------------------------------------------------------------------

def run_step(python, step, base, arguments):
    command = [python, os.path.abspath(__file__), arguments.program, arguments.pattern,
               "--folder", base, "--step", step, "--every", str(arguments.every)]
    result = subprocess.run(command, check=False)
    if result.returncode:
        sys.exit(f"{step} has failed with {python}")


def registry_of(program):
    listed = collections.defaultdict(list)
    for line in subprocess.run([program, "list"], check=True, capture_output=True,
                               text=True).stdout.splitlines():
        family, name = line.split()
        listed[family].append(name)
    return listed


def all_steps(base, arguments):
    for part in ("IN", "OUT"):
        os.makedirs(os.path.join(base, part), exist_ok=True)
    if not arguments.keep:
        run_step(arguments.maker, "make", base, arguments)
    with open(os.path.join(base, "check.tsv"), "w", encoding="utf-8") as out, \
            open(os.path.join(base, "check.log"), "w", encoding="utf-8") as log:
        subprocess.run([arguments.program, "check", os.path.join(base, "IN"),
                        os.path.join(base, "OUT")], check=True, stdout=out, stderr=log)
    if arguments.reader == "none":
        return report(base, [])
    run_step(arguments.reader, "read", base, arguments)
    run_step(arguments.reader, "own", base, arguments)
    return report(base, rows_of(os.path.join(base, "own.tsv")))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("pattern", nargs="?", default="")
    parser.add_argument("--folder")
    parser.add_argument("--maker", default=sys.executable)
    parser.add_argument("--reader", default=sys.executable)
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--step", choices=("make", "read", "own"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    base = arguments.folder
    if arguments.step:
        count_every_penalty()
    if arguments.step == "make":
        make_all(os.path.join(base, "IN"), arguments.pattern, arguments.every,
                 registry_of(arguments.program))
    elif arguments.step == "read":
        write_rows(os.path.join(base, "read.tsv"), read_all(base, None))
    elif arguments.step == "own":
        rows = rows_of(os.path.join(base, "check.tsv")) + rows_of(os.path.join(base, "read.tsv"))
        failed = {(row[0], row[1].split(" ")[0]) for row, _ in failures_of(base, rows)}
        write_rows(os.path.join(base, "own.tsv"), read_all(base, failed) if failed else [])
    elif base:
        sys.exit(1 if all_steps(base, arguments) else 0)
    else:
        with tempfile.TemporaryDirectory() as base:
            sys.exit(1 if all_steps(base, arguments) else 0)


if __name__ == "__main__":
    main()
