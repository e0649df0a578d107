#!/usr/bin/env python3
"""saving.py --ours build/release/bench_saving [--megabytes 1024] [--rounds 3]: saving and loading one
model of that size with Keratin and, where it is installed, Keras on JAX, each in a process of its
own, in turn; medians of the seconds, and the peak memory as a multiple of the weights."""
import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile

THEIRS = """
import os, sys, time, resource, json
os.environ["KERAS_BACKEND"] = "jax"
import keras
def peak(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
def timed(f):
    before = peak(); begin = time.perf_counter(); f()
    print(json.dumps({"seconds": time.perf_counter() - begin, "peak_mb": peak(), "before_mb": before}))
if sys.argv[1] == "load":
    timed(lambda: keras.models.load_model(sys.argv[2]))
else:
    width, depth = int(sys.argv[3]), int(sys.argv[4])
    model = keras.Sequential([keras.Input((width,))] + [
        keras.layers.Dense(width, kernel_initializer="ones") for _ in range(depth)])
    timed(lambda: model.save(sys.argv[2]))
"""


def measured(command):
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--megabytes", type=float, default=1024)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", default=None, help="where the files lie")
    options = parser.parse_args()
    depth = 4
    width = max(1, round((options.megabytes * 2**20 / 4 / depth) ** 0.5))
    weights = width * (width + 1) * depth * 4 / 2**20
    sides = {"keratin": [os.path.abspath(options.ours)]}
    if subprocess.run([sys.executable, "-c", "import jax, h5py, importlib.util as u; assert u.find_spec('keras')"],
                      capture_output=True, check=False).returncode == 0:
        sides["keras-jax"] = [sys.executable, "-c", THEIRS]
    results = {}
    with tempfile.TemporaryDirectory(dir=options.folder) as folder:
        for _ in range(options.rounds):
            for name, command in sides.items():
                path = os.path.join(folder, name + ".keras")
                for mode, more in (("save", [str(width), str(depth)]), ("load", [])):
                    results.setdefault((name, mode), []).append(
                        measured([*command, mode, path, *more]))
    print(f"{weights:.1f} MB of weights      seconds   of ours   peak/weights")
    for mode in ("save", "load"):
        ours = statistics.median(r["seconds"] for r in results["keratin", mode])
        for name in sides:
            runs = results[name, mode]
            seconds = statistics.median(r["seconds"] for r in runs)
            peak = max(r["peak_mb"] for r in runs)
            print(f"{name:10} {mode}        {seconds:9.4f}  {seconds / ours:7.2f}x  "
                  f"{peak / weights:8.2f}   ({peak:.0f} MB)")


if __name__ == "__main__":
    main()
