#!/usr/bin/env python3
"""The networks of modelling.cpp in PyTorch, for modelling.py: answers a name a line with the
milliseconds of a training step, and "one NAME" with those in which the trained network answers for
one sample. modelling_torch.py eager | compiled. Images are channels first, as
PyTorch's own layers want them."""
import statistics
import sys
import time

import torch
from torch import nn

STEPS = 10


class Last(nn.Module):
    """The output of a recurrent layer's last step."""

    def __init__(self, recurrent):
        super().__init__()
        self.recurrent = recurrent

    def forward(self, x):
        return self.recurrent(x)[0][:, -1]


class Transformer(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.MultiheadAttention(64, 4, batch_first=True)
        self.first, self.second = nn.LayerNorm(64), nn.LayerNorm(64)
        self.wide = nn.Sequential(nn.Linear(64, 256), nn.ReLU(), nn.Linear(256, 64))
        self.head = nn.Linear(64, 10)

    def forward(self, x):
        x = self.first(x + self.attention(x, x, x, need_weights=False)[0])
        x = self.second(x + self.wide(x))
        return self.head(x.mean(1))


def convolved(channels, filters, stride):
    return nn.Sequential(nn.Conv2d(channels, filters, 3, stride, 1, bias=False),
                         nn.BatchNorm2d(filters))


class Block(nn.Module):
    def __init__(self, channels, filters, stride):
        super().__init__()
        self.body = nn.Sequential(convolved(channels, filters, stride), nn.ReLU(),
                                  convolved(filters, filters, 1))
        self.beside = nn.Conv2d(channels, filters, 1, 2) if stride == 2 else nn.Identity()

    def forward(self, x):
        return torch.relu(self.body(x) + self.beside(x))


def resnet20():
    blocks, channels = [convolved(3, 16, 1), nn.ReLU()], 16
    for filters in (16, 32, 64):
        for i in range(3):
            blocks.append(Block(channels, filters, 2 if filters > 16 and i == 0 else 1))
            channels = filters
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def separable(channels, filters):
    return [nn.Conv2d(channels, channels, 3, groups=channels, bias=False),
            nn.Conv2d(channels, filters, 1), nn.ReLU()]


def normalized():
    layers = []
    for inputs in (784, 512):
        layers += [nn.Linear(inputs, 512), nn.BatchNorm1d(512), nn.ReLU()]
    return nn.Sequential(*layers, nn.Linear(512, 10))


TASKS = {
    "convnet": (lambda: nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(32, 64, 3), nn.ReLU(),
        nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10)), 128, (1, 28, 28)),
    "lstm": (lambda: nn.Sequential(Last(nn.LSTM(32, 64, batch_first=True)), nn.Linear(64, 10)),
             128, (32, 32)),
    "gru": (lambda: nn.Sequential(Last(nn.GRU(32, 64, batch_first=True)), nn.Linear(64, 10)),
            128, (32, 32)),
    "transformer": (Transformer, 32, (64, 64)),
    "normalized": (normalized, 128, (784,)),
    "resnet20": (resnet20, 128, (3, 32, 32)),
    "separable": (lambda: nn.Sequential(
        nn.Conv2d(3, 32, 3), nn.ReLU(), *separable(32, 64), nn.MaxPool2d(2), *separable(64, 128),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(128, 10)), 32, (3, 32, 32)),
    "words": (lambda: nn.Sequential(nn.EmbeddingBag(20000, 16, mode="mean"), nn.Linear(16, 16),
                                    nn.ReLU(), nn.Linear(16, 10)), 128, (200,)),
}


def trained(model, forward, x, y, batch):
    """A pass over x, in milliseconds of a step."""
    optimizer = torch.optim.Adam(model.parameters(), fused=True)

    def run():
        begin = time.perf_counter()
        for i in range(0, len(x), batch):
            optimizer.zero_grad(set_to_none=True)
            loss = nn.functional.cross_entropy(forward(x[i:i + batch]), y[i:i + batch])
            loss.backward()
            optimizer.step()
        return (time.perf_counter() - begin) * 1000 / STEPS
    return run


def answered(model, forward, x):
    """Milliseconds of an answer for one sample: the mean of enough of them for 30."""
    model.eval()

    def run():
        calls, begin = 0, time.perf_counter()
        with torch.inference_mode():
            while time.perf_counter() - begin < 0.03:
                torch.softmax(forward(x[:1]), -1)
                calls += 1
        return (time.perf_counter() - begin) * 1000 / calls
    return run


def measured(name, compiles, is_one):
    make, batch, shape = TASKS[name]
    torch.manual_seed(1)
    model = make().train()
    forward = torch.compile(model) if compiles else model
    rows = batch * STEPS
    x = torch.randint(0, 20000, (rows, *shape)) if name == "words" else torch.randn(rows, *shape)
    y = torch.randint(0, 10, (rows,))
    run = answered(model, forward, x) if is_one else trained(model, forward, x, y, batch)
    times = [run() for _ in range(7)]
    return statistics.median(times[2:])


def main():
    print("ready", flush=True)
    for line in sys.stdin:
        name = line.strip()
        is_one = name.startswith("one ")
        print(measured(name.removeprefix("one "), sys.argv[1:] == ["compiled"], is_one), flush=True)


if __name__ == "__main__":
    main()
