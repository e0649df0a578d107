"""The small networks in PyTorch: eager, and with forward and backward compiled.

Adam is the fused one, which on the CPU is a single call for all weights."""
import gc
import time

import torch

from rivals import Epoch, small

torch.set_flush_denormal(True)


class Small:
    def __init__(self, name, network, way, seed):
        torch.manual_seed(seed)
        layers, inputs = [], network.inputs
        for width in network.hidden:
            layers.append(self.linear(inputs, width))
            if network.has_normalization:
                layers.append(torch.nn.BatchNorm1d(width, eps=small.NORMALIZATION_EPSILON,
                                                   momentum=1 - small.MOMENTUM))
            layers.append(torch.nn.ReLU())
            inputs = width
        model = torch.nn.Sequential(*layers, self.linear(inputs, network.outputs))
        self.batch = network.batch
        functions = torch.nn.functional
        loss_of = functions.cross_entropy if network.outputs > 1 else functions.mse_loss
        self.optimizer = torch.optim.Adam(model.parameters(), lr=small.LEARNING_RATE, fused=True,
                                          betas=(small.BETA_1, small.BETA_2), eps=small.EPSILON)

        def loss(x, y):
            return loss_of(model(x), y)
        if name == "torch-compile":
            torch._dynamo.reset()
            loss = torch.compile(loss, dynamic=False, fullgraph=True)
        self.loss, self.model = loss, model
        x, y = small.data(network)
        self.x = torch.from_numpy(x)
        self.y = torch.from_numpy(y).long() if network.outputs > 1 else torch.from_numpy(y)

    @staticmethod
    def linear(inputs, width):
        layer = torch.nn.Linear(inputs, width)
        torch.nn.init.xavier_uniform_(layer.weight)
        torch.nn.init.zeros_(layer.bias)
        return layer

    def step(self, x, y):
        self.optimizer.zero_grad()
        loss = self.loss(x, y)
        loss.backward()
        self.optimizer.step()
        return loss.detach()

    def fit(self, epochs):
        results = []
        for _ in range(epochs):
            begin, total = time.perf_counter(), torch.zeros(())
            for rows in torch.randperm(len(self.x)).split(self.batch):
                total += self.step(self.x[rows], self.y[rows])
            loss = total.item() / small.STEPS
            results.append(Epoch(time.perf_counter() - begin, loss, 0))
        return results

    def trainer(self):
        x, y = self.x[:self.batch], self.y[:self.batch]
        return lambda: self.step(x, y).item()  # as train_on_batch, it gives the loss

    def free(self):
        self.model = self.optimizer = self.loss = None
        gc.collect()
