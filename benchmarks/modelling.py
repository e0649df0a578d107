#!/usr/bin/env python3
"""modelling.py --ours build/release/bench_modelling [--rounds 3] [--networks convnet,lstm] [--torch
PYTHON] [--one] [--policy mixed_bfloat16]: training steps of networks as people build them, Keratin,
Keras (on JAX, or KERAS_BACKEND) and PyTorch (eager, and compiled by torch.compile), each in a process
of its own, in turn; medians of the rounds, in milliseconds of a step. With --one the milliseconds in
which they answer for one sample, Keras by calling the model. With --policy this library under that
policy beside itself, and nobody else. modelling.cpp says what the networks are."""
import argparse
import os
import statistics
import subprocess
import sys

NETWORKS = "convnet,lstm,gru,transformer,normalized,resnet20,separable,words"
STEPS = 10


def keras_worker():
    os.environ.setdefault("KERAS_BACKEND", "jax")
    import time

    import keras
    import numpy as np
    from keras import layers as L

    def classes():
        return L.Dense(10, activation="softmax")

    def convolved(x, filters, stride):
        y = L.Conv2D(filters, 3, strides=stride, padding="same", use_bias=False)(x)
        return L.BatchNormalization()(y)

    def transformer():
        x = inputs = keras.Input((64, 64))
        x = L.LayerNormalization()(L.add([x, L.MultiHeadAttention(4, 16)(x, x)]))
        x = L.LayerNormalization()(L.add([x, L.Dense(64)(L.Dense(256, activation="relu")(x))]))
        return keras.Model(inputs, classes()(L.GlobalAveragePooling1D()(x)))

    def resnet20():
        inputs = keras.Input((32, 32, 3))
        x = L.ReLU()(convolved(inputs, 16, 1))
        for filters in (16, 32, 64):
            for i in range(3):
                stride = 2 if filters > 16 and i == 0 else 1
                y = convolved(L.ReLU()(convolved(x, filters, stride)), filters, 1)
                x = L.ReLU()(L.add([y, x if stride == 1 else L.Conv2D(filters, 1, strides=2)(x)]))
        return keras.Model(inputs, classes()(L.GlobalAveragePooling2D()(x)))

    def stack(shape, *middle):
        return keras.Sequential([keras.Input(shape), *middle, classes()])

    relu = {"activation": "relu"}
    tasks = {
        "convnet": (lambda: stack((28, 28, 1), L.Conv2D(32, 3, **relu), L.MaxPooling2D(2),
                                  L.Conv2D(64, 3, **relu), L.MaxPooling2D(2), L.Flatten(),
                                  L.Dropout(0.5)), 128, (28, 28, 1)),
        "lstm": (lambda: stack((32, 32), L.LSTM(64)), 128, (32, 32)),
        "gru": (lambda: stack((32, 32), L.GRU(64)), 128, (32, 32)),
        "transformer": (transformer, 32, (64, 64)),
        "normalized": (lambda: stack((784,), L.Dense(512), L.BatchNormalization(), L.ReLU(),
                                     L.Dense(512), L.BatchNormalization(), L.ReLU()), 128, (784,)),
        "resnet20": (resnet20, 128, (32, 32, 3)),
        "separable": (lambda: stack((32, 32, 3), L.Conv2D(32, 3, **relu),
                                    L.SeparableConv2D(64, 3, **relu), L.MaxPooling2D(2),
                                    L.SeparableConv2D(128, 3, **relu),
                                    L.GlobalAveragePooling2D()), 32, (32, 32, 3)),
        "words": (lambda: stack((200,), L.Embedding(20000, 16), L.GlobalAveragePooling1D(),
                                L.Dense(16, **relu)), 128, (200,)),
    }
    print("ready", flush=True)
    for line in sys.stdin:
        is_one, name = line.startswith("one "), line.strip().removeprefix("one ")
        make, batch, shape = tasks[name]
        rng = np.random.default_rng(1)
        rows = batch * STEPS
        x = (rng.integers(0, 20000, (rows, *shape)).astype("int32") if name == "words"
             else rng.standard_normal((rows, *shape), "float32"))
        y = rng.integers(0, 10, rows).astype("int32")
        model = make()
        model.compile(optimizer="adam", loss="sparse_categorical_crossentropy")
        times = []
        for i in range(7):
            begin, calls = time.perf_counter(), 0
            if is_one:
                while time.perf_counter() - begin < 0.03:
                    np.asarray(model(x[:1], training=False))
                    calls += 1
            else:
                model.fit(x, y, batch_size=batch, epochs=1, verbose=0)
                calls = STEPS
            if i > 1:  # the first ones compile
                times.append((time.perf_counter() - begin) * 1000 / calls)
        print(statistics.median(times), flush=True)


def main():
    if sys.argv[1:] == ["--keras"]:
        keras_worker()
        return
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ours", required=True)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--networks", default=NETWORKS)
    parser.add_argument("--torch", help="a Python that has PyTorch, which is measured too")
    parser.add_argument("--one", action="store_true", help="answers for one sample, not training")
    parser.add_argument("--policy", help="this library under that dtype policy beside itself")
    options = parser.parse_args()

    def started(*command):
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                stderr=subprocess.DEVNULL, text=True)
    ours = os.path.abspath(options.ours)
    workers = {"ours": started(ours, "worker")}
    rivals = {"Keras": (sys.executable, os.path.abspath(__file__), "--keras")}
    if options.policy:
        workers["policy"], rivals = started(ours, "worker", options.policy), {}
    if options.torch:
        script = os.path.join(os.path.dirname(os.path.abspath(__file__)), "modelling_torch.py")
        for way in ("eager", "compiled"):
            rivals[way] = (options.torch, script, way)
    for name, command in rivals.items():
        worker = started(*command)
        if worker.stdout.readline().strip() == "ready":
            workers[name] = worker
        else:
            print(f"{name} does not start here and is left out")

    def asked(worker, name):
        worker.stdin.write("one " * options.one + name + "\n")
        worker.stdin.flush()
        return float(worker.stdout.readline())
    print(("ms of one    " if options.one else "ms of a step ")
          + "".join(f"{name:>10}" for name in workers)
          + "".join(f"{name + '/ours':>15}" for name in workers if name != "ours"), flush=True)
    for name in options.networks.split(","):
        times = {worker: [] for worker in workers}
        for turn in range(options.rounds):
            for who in list(workers) if turn % 2 == 0 else list(workers)[::-1]:
                times[who].append(asked(workers[who], name))
        medians = {who: statistics.median(all_times) for who, all_times in times.items()}
        print(f"{name:12} " + "".join(f"{median:10.3f}" for median in medians.values())
              + "".join(f"{median / medians['ours']:14.2f}x"
                        for who, median in medians.items() if who != "ours"), flush=True)


if __name__ == "__main__":
    main()
