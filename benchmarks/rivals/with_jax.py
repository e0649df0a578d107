"""JAX with nothing between it and XLA: a whole epoch is one compiled lax.scan, with the shuffled
batches gathered inside and the weights donated. The strongest of the rivals."""
import functools
import time

import jax
import jax.numpy as jnp

from rivals import Epoch

RHO, EPSILON = 0.9, 1e-7


def logits_of(weights, x):
    for kernel, bias in weights[:-1]:
        x = jax.nn.relu(x @ kernel + bias)
    kernel, bias = weights[-1]
    return x @ kernel + bias


def crossentropy(weights, x, y):
    logits = logits_of(weights, x)
    chosen = jnp.take_along_axis(jax.nn.log_softmax(logits), y[:, None], axis=1)
    return -chosen.mean(), (logits.argmax(axis=1) == y).sum()


def squared_error(weights, x, y):
    return jnp.square(logits_of(weights, x) - y).mean(), 0


def step(loss_of, rate, state, x, y):
    weights, velocities, loss_sum, right = state
    (loss, now_right), gradients = jax.value_and_grad(loss_of, has_aux=True)(weights, x, y)
    velocities = jax.tree.map(lambda v, g: RHO * v + (1 - RHO) * g * g, velocities, gradients)
    weights = jax.tree.map(lambda w, v, g: w - rate * g / jnp.sqrt(v + EPSILON), weights,
                           velocities, gradients)
    return weights, velocities, loss_sum + loss * len(y), right + now_right


@functools.partial(jax.jit, donate_argnums=(0, 1), static_argnames=("rate", "batch_size"))
def epoch(weights, velocities, key, x, y, rate, batch_size):
    order = jax.random.permutation(key, len(x))
    whole = len(x) // batch_size * batch_size

    def one(state, rows):
        return step(crossentropy, rate, state, x[rows], y[rows]), None

    state = (weights, velocities, jnp.float32(0), jnp.int32(0))
    state, _ = jax.lax.scan(one, state, order[:whole].reshape(-1, batch_size))
    return state if whole == len(x) else one(state, order[whole:])[0]


class JaxScan:
    ways = ["forward"]

    def build(self, units, inputs=784, learning_rate=1e-3, seed=0, loss="crossentropy"):
        self.rate, self.loss = learning_rate, loss
        self.key = jax.random.key(seed)
        glorot = jax.nn.initializers.glorot_uniform()
        self.weights = []
        for width in units:
            self.weights.append((glorot(self.next_key(), (inputs, width)), jnp.zeros(width)))
            inputs = width
        self.velocities = jax.tree.map(jnp.zeros_like, self.weights)

    def next_key(self):
        self.key, key = jax.random.split(self.key)
        return key

    def prepare(self, x, y):
        return jnp.asarray(x), jnp.asarray(y)

    def fit(self, data, batch_size, epochs):
        x, y = data
        results = []
        for _ in range(epochs):
            begin = time.perf_counter()
            self.weights, self.velocities, loss, right = epoch(
                self.weights, self.velocities, self.next_key(), x, y, rate=self.rate,
                batch_size=batch_size)
            loss, right = float(loss), int(right)  # waits for the epoch to end
            results.append(Epoch(time.perf_counter() - begin, loss / len(x), right / len(x)))
        return results

    def accuracy(self, x, y):
        return float((logits_of(self.weights, jnp.asarray(x)).argmax(axis=1) == y).mean())

    def predictor(self, way, x, batch_size):
        softmax = jax.nn.softmax if self.loss == "crossentropy" else lambda y: y
        forward = jax.jit(lambda weights, x: softmax(logits_of(weights, x)))
        x = jnp.asarray(x)
        return lambda: forward(self.weights, x).block_until_ready()

    def trainer(self, x, y):
        compiled = jax.jit(functools.partial(step, squared_error, self.rate), donate_argnums=0)
        x, y = self.prepare(x, y)
        self.state = (self.weights, self.velocities, jnp.float32(0), jnp.int32(0))

        def train():
            self.state = compiled(self.state, x, y)
            self.state[2].block_until_ready()
        return train

    def free(self):
        self.weights = self.velocities = self.state = None
        jax.clear_caches()
