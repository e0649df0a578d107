#!/usr/bin/env python3
"""A model server as people write it in an afternoon: FastAPI and PyTorch, the network of the first
job. serving_fastapi.py PORT; benchmarks/serving.py asks it what it asks Keratin's."""
import sys

import torch
import uvicorn
from fastapi import FastAPI, Request, Response

network = torch.nn.Sequential(torch.nn.Linear(784, 512), torch.nn.ReLU(), torch.nn.Linear(512, 10),
                              torch.nn.Softmax(dim=1)).eval()
app = FastAPI()


@app.post("/v1/models/digits:predict")
async def predict(request: Request):
    body = await request.json()
    with torch.inference_mode():
        return {"predictions": network(torch.tensor(body["instances"])).tolist()}


@app.post("/binary")
async def binary(request: Request):
    body = bytearray(await request.body())
    with torch.inference_mode():
        y = network(torch.frombuffer(body, dtype=torch.float32).reshape(-1, 784))
    return Response(y.numpy().tobytes(), media_type="application/octet-stream")


uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="warning")
