"""One rival in a process of its own:

    python3 -m rivals.worker torch          answers a line of JSON for each line of JSON it reads
    python3 -m rivals.worker torch --once   the user's whole program: load, train, evaluate
                                            (--once 1 trains for one epoch, not five)

The jobs are those of benchmarks/first_network.cpp."""
import importlib
import json
import os
import sys
import time

import numpy as np

import rivals
from rivals import mnist, small

FIRST_NETWORK = [512, 10]


def microseconds_of(call, seconds):
    """Microseconds of a call, one number for each of the turns of 10 ms or more in `seconds`."""
    for _ in range(3):
        call()
    calls, turns, end = 1, [], time.perf_counter() + seconds
    while not turns or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(calls):
            call()
        taken = time.perf_counter() - begin
        if taken < 0.01:
            calls *= 2
        else:
            turns.append(taken * 1e6 / calls)
    return turns


class Worker:
    def __init__(self, name):
        self.name = name
        self.rival = rivals.make(name)
        self.data = None
        self.cell = None
        self.numbers = None

    def mnist(self):
        if self.data is None:
            self.data = mnist.load()
        return self.data

    def fit(self, job):
        x, y, x_test, y_test = self.mnist()
        rows = job.get("rows") or len(x)
        self.rival.build(FIRST_NETWORK, seed=job.get("seed", 0))
        epochs = self.rival.fit(self.rival.prepare(x[:rows], y[:rows]), 128, job["epochs"])
        steps = (rows + 127) // 128
        answer = {"ms": [epoch.seconds * 1000 / steps for epoch in epochs],
                  "losses": [epoch.loss for epoch in epochs], "accuracy": epochs[-1].accuracy,
                  "test_accuracy": self.rival.accuracy(x_test, y_test)}
        self.rival.free()
        return answer

    def predict(self, job):
        if job["way"] not in self.rival.ways:
            return {"missing": f"there is no {job['way']}"}
        x_test = self.mnist()[2]
        self.rival.build(FIRST_NETWORK)
        call = self.rival.predictor(job["way"], x_test[:job["rows"]], job["batch_size"])
        return self.timed(call, job)

    def tiny(self, job):
        """32 samples through 8-64-1: next to nothing to compute."""
        generator = np.random.default_rng(0)
        x, y = (generator.standard_normal((32, width), "float32") for width in (8, 1))
        self.rival.build([64, 1], inputs=8, loss="mse")
        if job["way"] == "train_on_batch":
            return self.timed(self.rival.trainer(x, y), job)
        return self.timed(self.rival.predictor(self.rival.ways[0], x, 32), job)

    def small(self, job):
        """A step of a small network; see rivals/small.py."""
        if self.name == "jax-scan":
            return {"missing": "jax-scan has no small networks"}
        module = importlib.import_module(
            "rivals.small_keras" if self.name.startswith("keras") else "rivals.small_torch")
        rival = module.Small(self.name, small.NETWORKS[job["network"]], job["way"],
                             job.get("seed", 0))
        if job["way"] == "fit":
            answer = small.timed_fit(rival, job)
        else:
            call = rival.trainer()
            answer = {"us": microseconds_of(call, job["seconds"]), "loss": float(call())}
        rival.free()
        return answer

    def timed(self, call, job):
        answer = {"us": microseconds_of(call, job["seconds"])}
        self.rival.free()
        return answer

    def grid(self, job):
        """Dense random numbers; the network may stay for the next round of the same cell."""
        rows, steps = job["steps"] * job["batch"], job["steps"]
        if self.numbers is None or len(self.numbers[0]) < rows:
            generator = np.random.default_rng(1)
            self.numbers = (generator.standard_normal((rows, 784), "float32"),
                            generator.integers(0, 10, rows, "int32"))
        x, y = self.numbers
        cell = job["batch"], job["width"], job["depth"]
        is_new = self.cell != cell
        if is_new:
            self.free(job)
            self.rival.build([job["width"]] * job["depth"] + [10],
                             learning_rate=job["learning_rate"])
            self.cell = cell
        data = self.rival.prepare(x[:rows], y[:rows])
        if is_new:
            self.rival.fit(data, job["batch"], 1)
        seconds = sum(epoch.seconds for epoch in self.rival.fit(data, job["batch"], job["epochs"]))
        if not job["keep"]:
            self.free(job)
        return {"ms": seconds * 1000 / (steps * job["epochs"])}

    def free(self, _job):
        if self.cell:
            self.rival.free()
        self.cell = None
        return {"freed": 1}

    def ways(self, _job):
        return {"ways": self.rival.ways}

    def answer(self, job):
        jobs = {"fit": self.fit, "predict": self.predict, "tiny": self.tiny, "grid": self.grid,
                "free": self.free, "ways": self.ways, "small": self.small}
        if job["job"] not in jobs:
            return {"missing": f"the worker knows no job {job['job']}"}
        try:
            return jobs[job["job"]](job)
        except Exception as error:  # the driver goes on without this number, and says so
            return {"error": f"{type(error).__name__}: {error}"}


def run_once(name, epochs):
    rival = rivals.make(name)
    x, y, x_test, y_test = mnist.load()
    rival.build(FIRST_NETWORK)
    rival.fit(rival.prepare(x, y), 128, epochs)
    accuracy = rival.accuracy(x_test, y_test)
    return {"seconds": mnist.seconds_since_start(), "test_accuracy": accuracy,
            "megabytes": mnist.peak_megabytes()}


def main():
    # Libraries print what they like to standard output; the driver's lines go their own way.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    if "--once" in sys.argv:
        epochs = int((sys.argv[3:] or [5])[0])
        print(json.dumps(run_once(sys.argv[1], epochs)), file=answers, flush=True)
        return
    worker = Worker(sys.argv[1])
    for line in sys.stdin:
        print(json.dumps(worker.answer(json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
