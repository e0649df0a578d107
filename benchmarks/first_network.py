#!/usr/bin/env python3
"""The first network in Keratin, PyTorch and Keras, in turn on one machine.

    python3 benchmarks/first_network.py --ours build/release/bench_first_network
    python3 benchmarks/first_network.py --ours build/release/bench_first_network --seeds 10

The first prints medians of milliseconds a step, microseconds a prediction of one image, seconds
from the start of the process to the test accuracy, and their ratios to ours. The second compares
what is learned: mean training loss of each epoch and mean test accuracy over the seeds, Keratin
beside Keras. Needs keras, jax and torch from PyPI, and MNIST in $KERAS_HOME/datasets/mnist.npz.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys
import time

BATCH, EPOCHS, STEPS = 128, 5, 469
PREDICTIONS, REPEATS = 200, 11


def load():
    import numpy as np
    path = os.path.join(os.environ.get("KERAS_HOME", os.path.expanduser("~/.keras")), "datasets",
                        "mnist.npz")
    with np.load(path) as data:  # read only: Keras itself would replace an npz of another packing
        arrays = [data[name] for name in ("x_train", "y_train", "x_test", "y_test")]
    x, y, x_test, y_test = arrays
    as_input = lambda images: images.reshape(len(images), 784).astype("float32") / 255
    one_hot = lambda labels: np.eye(10, dtype="float32")[labels]
    return as_input(x), one_hot(y), as_input(x_test), one_hot(y_test)


def seconds_since_start():
    with open("/proc/self/stat", encoding="ascii") as file:
        ticks = float(file.read().rsplit(")", 1)[1].split()[19])
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


def microseconds_of(predict):
    for _ in range(20):
        predict()
    times = []
    for _ in range(REPEATS):
        begin = time.perf_counter()
        for _ in range(PREDICTIONS):
            predict()
        times.append((time.perf_counter() - begin) * 1e6 / PREDICTIONS)
    return statistics.median(times)


def run_keras(seed):
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import keras
    keras.utils.set_random_seed(seed)
    x, y, x_test, y_test = load()
    network = keras.Sequential([keras.Input((784,)), keras.layers.Dense(512, activation="relu"),
                                keras.layers.Dense(10, activation="softmax")])
    network.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])
    times, losses = [], []
    for _ in range(EPOCHS):
        begin = time.perf_counter()
        history = network.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)
        times.append((time.perf_counter() - begin) * 1000 / STEPS)
        losses.append(history.history["loss"][0])
    accuracy = network.evaluate(x_test, y_test, batch_size=BATCH, verbose=0)[1]
    seconds = seconds_since_start()
    image = x_test[:1]
    return {"ms_per_step": statistics.median(times), "seconds": seconds, "losses": losses,
            "accuracy": accuracy,
            "us_per_predict": microseconds_of(lambda: network.predict_on_batch(image))}


def run_torch(seed):
    import torch
    torch.manual_seed(seed)
    x, y, x_test, y_test = (torch.from_numpy(part) for part in load())
    y, y_test = y.argmax(1), y_test.argmax(1)
    network = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(),
                                  torch.nn.Linear(512, 10))
    optimizer = torch.optim.RMSprop(network.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
    loss_of = torch.nn.CrossEntropyLoss()
    times, losses = [], []
    for _ in range(EPOCHS):
        begin, total = time.perf_counter(), 0.0
        order = torch.randperm(len(x))
        for at in range(0, len(x), BATCH):
            rows = order[at:at + BATCH]
            optimizer.zero_grad()
            loss = loss_of(network(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            total += loss.item() * len(rows)
        times.append((time.perf_counter() - begin) * 1000 / STEPS)
        losses.append(total / len(x))
    with torch.inference_mode():
        accuracy = (network(x_test).argmax(1) == y_test).float().mean().item()
        seconds = seconds_since_start()
        image = x_test[:1]
        microseconds = microseconds_of(lambda: network(image).softmax(1))
    return {"ms_per_step": statistics.median(times), "seconds": seconds, "losses": losses,
            "accuracy": accuracy, "us_per_predict": microseconds}


def run(name, seed, ours):
    command = [ours, str(seed)] if name == "keratin" else [sys.executable, __file__, "--run", name,
                                                           "--seed", str(seed)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def compare_speed(ours, repeats):
    results = {"keratin": [], "torch": [], "keras": []}
    for seed in range(repeats):
        for name, runs in results.items():
            runs.append(run(name, seed, ours))
    figures = {name: {key: statistics.median(r[key] for r in runs)
                      for key in ("ms_per_step", "us_per_predict", "seconds", "accuracy")}
               for name, runs in results.items()}
    print(f"{'':10}{'ms/step':>18}{'us/predict':>18}{'seconds, whole':>18}{'accuracy':>10}")
    for name, figure in figures.items():
        cells = "".join(f"{figure[key]:>9.2f} (x{figure[key] / figures['keratin'][key]:6.1f})"
                        for key in ("ms_per_step", "us_per_predict", "seconds"))
        print(f"{name:10}{cells}{figure['accuracy']:>10.4f}")


def compare_learning(ours, seeds):
    results = {name: [run(name, seed, ours) for seed in range(seeds)]
               for name in ("keratin", "keras")}
    means = {}
    for name, runs in results.items():
        losses = [statistics.mean(r["losses"][epoch] for r in runs) for epoch in range(EPOCHS)]
        accuracies = [r["accuracy"] for r in runs]
        means[name] = losses, statistics.mean(accuracies)
        print(f"{name:8} losses " + " ".join(f"{loss:.4f}" for loss in losses) +
              f"  accuracy mean {statistics.mean(accuracies):.4f}"
              f" deviation {statistics.stdev(accuracies):.4f}"
              f" from {min(accuracies):.4f} to {max(accuracies):.4f}")
    ratios = [a / b for a, b in zip(means["keratin"][0], means["keras"][0])]
    print("losses, Keratin / Keras: " + " ".join(f"{ratio:.4f}" for ratio in ratios))
    print(f"accuracy, Keratin - Keras: {100 * (means['keratin'][1] - means['keras'][1]):+.2f} points")


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=0)
    parser.add_argument("--run", choices=["keras", "torch"])
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    if options.run:
        print(json.dumps({"keras": run_keras, "torch": run_torch}[options.run](options.seed)))
    elif options.seeds:
        compare_learning(options.ours, options.seeds)
    else:
        compare_speed(options.ours, options.repeats)


main()
