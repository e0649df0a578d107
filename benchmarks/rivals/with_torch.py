"""PyTorch: eager, and with the whole step compiled.

foreach=False was quicker than foreach=True (there is no fused RMSprop; capturable is for GPUs).
Gather, forward, backward and update compiled as one graph of functions were quicker than a compiled
step made of backward() and optimizer.step()."""
import gc
import time

import torch

from rivals import Epoch

RHO, EPSILON = 0.9, 1e-7
torch.set_flush_denormal(True)


class Torch:
    ways = ["forward"]

    def build(self, units, inputs=784, learning_rate=1e-3, seed=0, loss="crossentropy"):
        torch.manual_seed(seed)
        layers = []
        for width in units:
            layers += [torch.nn.Linear(inputs, width), torch.nn.ReLU()]
            torch.nn.init.xavier_uniform_(layers[-2].weight)
            torch.nn.init.zeros_(layers[-2].bias)
            inputs = width
        self.network = torch.nn.Sequential(*layers[:-1])
        self.is_classifier, self.rate = loss == "crossentropy", learning_rate
        functions = torch.nn.functional
        self.loss_of = functions.cross_entropy if self.is_classifier else functions.mse_loss
        self.loss_sum, self.right = torch.zeros(()), torch.zeros((), dtype=torch.int64)
        self.step = self.make_step()

    def make_step(self):
        optimizer = torch.optim.RMSprop(self.network.parameters(), lr=self.rate, alpha=RHO,
                                        eps=EPSILON, foreach=False)

        def step(x, y, rows):
            x, y = x[rows], y[rows]
            optimizer.zero_grad()
            y_pred = self.network(x)
            loss = self.loss_of(y_pred, y)
            loss.backward()
            optimizer.step()
            self.track(loss.detach(), y_pred, y)
        return step

    def track(self, loss, y_pred, y):
        self.loss_sum += loss * len(y)
        if self.is_classifier:
            self.right += (y_pred.argmax(1) == y).sum()

    def prepare(self, x, y):
        y = torch.from_numpy(y)
        return torch.from_numpy(x), y.long() if self.is_classifier else y

    def fit(self, data, batch_size, epochs):
        x, y = data
        results = []
        for _ in range(epochs):
            begin = time.perf_counter()
            self.loss_sum.zero_()
            self.right.zero_()
            for rows in torch.randperm(len(x)).split(batch_size):
                self.step(x, y, rows)
            loss, accuracy = self.loss_sum.item() / len(x), self.right.item() / len(x)
            results.append(Epoch(time.perf_counter() - begin, loss, accuracy))
        return results

    def accuracy(self, x, y):
        with torch.inference_mode():
            y_pred = self.network(torch.from_numpy(x))
            return (y_pred.argmax(1) == torch.from_numpy(y)).float().mean().item()

    def forward(self):
        last = [torch.nn.Softmax(1)] if self.is_classifier else []
        return torch.nn.Sequential(self.network, *last)

    def predictor(self, way, x, batch_size):
        x, forward = torch.from_numpy(x), self.forward()

        def predict():
            with torch.inference_mode():
                return forward(x)
        return predict

    def trainer(self, x, y):
        x, y = self.prepare(x, y)
        rows = torch.arange(len(x))
        return lambda: self.step(x, y, rows)

    def free(self):
        self.network = self.step = None
        gc.collect()


class TorchCompile(Torch):
    ways = ["forward, compiled"]

    def make_step(self):
        torch._dynamo.reset()  # or networks of other sizes count as recompilations, which end
        self.velocities = {name: torch.zeros_like(weight)
                           for name, weight in self.network.named_parameters()}
        return torch.compile(self.functional_step, dynamic=False, fullgraph=True)

    def functional_step(self, x, y, rows):
        x, y = x[rows], y[rows]
        weights = {name: weight.detach() for name, weight in self.network.named_parameters()}

        def loss_of(weights):
            y_pred = torch.func.functional_call(self.network, weights, (x,))
            return self.loss_of(y_pred, y), y_pred
        gradients, (loss, y_pred) = torch.func.grad_and_value(loss_of, has_aux=True)(weights)
        for name, weight in weights.items():
            velocity, gradient = self.velocities[name], gradients[name]
            velocity.mul_(RHO).addcmul_(gradient, gradient, value=1 - RHO)
            weight.addcdiv_(gradient, (velocity + EPSILON).sqrt(), value=-self.rate)
        self.track(loss, y_pred, y)

    def forward(self):
        return torch.compile(super().forward(), dynamic=False)

    def free(self):
        self.velocities = None
        super().free()
        torch._dynamo.reset()
