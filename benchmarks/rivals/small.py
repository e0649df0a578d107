"""Small networks, where the cost of a step is as much in its calls as in its products.

    mlp    784 inputs, three times Dense(512), batch normalization and ReLU, softmax over 10
           classes; sparse categorical crossentropy; batches of 128
    tiny   64 inputs, Dense(64, relu), one number; mean squared error; batches of 32

Both train with Adam as Keras has it by default, on 100 batches of normal random numbers. Ways:

    fit             the loop with shuffling and a running loss: microseconds of a step, for each
                    epoch
    train_on_batch  one batch again and again: microseconds of a call, for each turn of 10 ms
"""
import collections
import math

import numpy as np

Network = collections.namedtuple("Network", "inputs hidden outputs has_normalization batch")
NETWORKS = {"mlp": Network(784, [512, 512, 512], 10, True, 128),
            "tiny": Network(64, [64], 1, False, 32)}
STEPS = 100  # an epoch
LEARNING_RATE, BETA_1, BETA_2, EPSILON = 1e-3, 0.9, 0.999, 1e-7
MOMENTUM, NORMALIZATION_EPSILON = 0.99, 1e-3  # of the moving averages; inside the root


def data(network):
    """x [rows, inputs] and y: class numbers, or [rows, 1] numbers where there is one output."""
    generator = np.random.default_rng(3)
    rows = STEPS * network.batch
    x = generator.standard_normal((rows, network.inputs), "float32")
    if network.outputs == 1:
        return x, generator.standard_normal((rows, 1), "float32")
    return x, generator.integers(0, network.outputs, rows, "int32")


def timed_fit(rival, job):
    """An epoch to warm up, then as many as fit in the job's seconds, three at least."""
    rival.fit(1)
    first = rival.fit(1)[0]
    epochs = rival.fit(max(3, min(200, math.ceil(job["seconds"] / first.seconds))))
    return {"us": [epoch.seconds * 1e6 / STEPS for epoch in epochs], "loss": epochs[-1].loss}
