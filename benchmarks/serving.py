#!/usr/bin/env python3
"""How many requests a second the model server answers, and how soon, on this machine's loopback: one
image a request, as JSON and as bytes, on 1 and 64 connections, with batches and without; and a long
run in which the model's file is replaced each second. Needs wrk, and the targets keratin_program and
keratin_server_models.

usage: serving.py [--build build/release] [--seconds 5] [--soak SECONDS] [--rival PYTHON]
  --rival   a Python with fastapi, uvicorn and torch: benchmarks/rivals/serving_fastapi.py beside ours
"""
import argparse
import json
import os
import random
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path.insert(0, os.path.join(ROOT, "tests/apps/server"))
from running_server import Serving, wait_until  # noqa: E402

numbers = random.Random(1)
IMAGE = [round(numbers.random() * 255) / 255 if numbers.random() < 0.19 else 0 for _ in range(784)]


def json_body():
    return json.dumps({"instances": [IMAGE]}).encode(), {}


def binary_body():
    import array
    data = array.array("f", IMAGE).tobytes()
    head = json.dumps({"inputs": [{"name": "input_layer", "shape": [1, 784], "datatype": "FP32",
                                   "parameters": {"binary_data_size": len(data)}}],
                       "parameters": {"binary_data_output": True}}).encode()
    return head + data, {"Inference-Header-Content-Length": str(len(head))}


def raw_body():
    import array
    return array.array("f", IMAGE).tobytes(), {}


def load(url, body, headers, connections, seconds):
    """(requests a second, {percent: ms}, failures) by wrk."""
    with tempfile.TemporaryDirectory() as folder:
        with open(folder + "/body", "wb") as file:
            file.write(body)
        with open(folder + "/ask.lua", "w", encoding="ascii") as file:
            file.write(f"wrk.method = 'POST'\nwrk.body = io.open('{folder}/body', 'rb'):read('*a')\n")
            for name, value in headers.items():
                file.write(f"wrk.headers['{name}'] = '{value}'\n")
        run = subprocess.run(["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s",
                              "--latency", "-s", folder + "/ask.lua", url],
                             capture_output=True, text=True, check=True).stdout
    scale = {"us": 1e-3, "ms": 1, "s": 1e3}
    times = {int(percent): float(value) * scale[unit] for percent, value, unit in
             re.findall(r"^\s+(\d+)%\s+([\d.]+)(us|ms|s)$", run, re.M)}
    if 99 not in times:
        sys.exit("wrk says what this script does not understand:\n" + run)
    errors = sum(map(int, re.findall(r"Non-2xx or 3xx responses: (\d+)", run)))
    errors += sum(map(int, re.findall(r"(?:connect|read|write|timeout) (\d+)", run)))
    return float(re.search(r"Requests/sec:\s+([\d.]+)", run)[1]), times, errors


def show(name, connections, result):
    rate, times, errors = result
    print(f"{name:<34}{connections:>4}{rate:>10.0f} /s{times[50]:>9.2f} ms{times[99]:>9.2f} ms"
          f"{errors:>7}", flush=True)


def check_alike(server):
    """Both ways give the same numbers, so that the same work is measured."""
    body, _ = json_body()
    with urllib.request.urlopen(server.url + "/v1/models/digits:predict", body) as answer:
        by_json = json.load(answer)["predictions"][0]
    body, headers = binary_body()
    request = urllib.request.Request(server.url + "/v2/models/digits/infer", body, headers)
    with urllib.request.urlopen(request) as answer:
        import array
        by_bytes = list(array.array("f", answer.read()[int(answer.headers[
            "Inference-Header-Content-Length"]):]))
    assert [float(f"{a:.5e}") for a in by_json] == [float(f"{b:.5e}") for b in by_bytes]


def measure(arguments, models):
    print(f"{'':<34}{'conn':>4}{'requests':>13}{'p50':>12}{'p99':>12}{'failed':>7}")
    for name, options in (("batches of up to 64", []), ("each request alone", ["--max-batch-rows=1"])):
        with Serving(arguments.build, *options, models=models) as server:
            check_alike(server)
            for kind, path, (body, headers) in (
                    ("JSON", "/v1/models/digits:predict", json_body()),
                    ("bytes", "/v2/models/digits/infer", binary_body())):
                for connections in (1, 64):
                    show(f"keratin, {kind}, {name}", connections, load(
                        server.url + path, body, headers, connections, arguments.seconds))
            print(f"{'':<4}resident {server.resident_mb():.0f} MB")


def measure_rival(arguments):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = os.path.join(ROOT, "benchmarks/rivals/serving_fastapi.py")
    rival = subprocess.Popen([arguments.rival, program, str(port)])
    try:
        def answers():
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                return True
            except OSError:
                return False
        wait_until(answers)
        for kind, path, (body, headers) in (("JSON", "/v1/models/digits:predict", json_body()),
                                            ("bytes", "/binary", raw_body())):
            for connections in (1, 64):
                show(f"FastAPI + PyTorch, {kind}", connections, load(
                    f"http://127.0.0.1:{port}{path}", body, headers, connections,
                    arguments.seconds))
    finally:
        rival.terminate()
        rival.wait()


def soak(arguments, models):
    """The file is replaced each second; every request must be answered, memory stay flat."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(models, folder, dirs_exist_ok=True)
        path = folder + "/digits/1/model.keras"
        with Serving(arguments.build, "--reload-seconds=0.2", models=folder) as server:
            result, resident = [], []
            loader = threading.Thread(target=lambda: result.append(load(
                server.url + "/v1/models/digits:predict", *json_body(), 16, arguments.soak)))
            loader.start()
            replaced = 0
            while loader.is_alive():
                shutil.copy(path, path + ".new")
                os.rename(path + ".new", path)
                replaced += 1
                loader.join(1)
                resident.append(server.resident_mb())
            show("keratin, JSON, reload each second", 16, result[0])
            with urllib.request.urlopen(server.url + "/metrics") as answer:
                loads = re.search(r"^keratin_reloads_total (\d+)", answer.read().decode(), re.M)[1]
            quarter = resident[len(resident) // 4]
            print(f"    {replaced} times replaced, {loads} loads; resident {quarter:.0f} MB after a "
                  f"quarter, {resident[-2]:.0f} MB at the end, {max(resident):.0f} MB at most")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release"))
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--soak", type=int, default=0)
    parser.add_argument("--rival")
    arguments = parser.parse_args()
    if not shutil.which("wrk"):
        sys.exit("wrk is not installed")
    with tempfile.TemporaryDirectory() as models:
        maker = os.path.join(arguments.build, "tests/apps/server/keratin_server_models")
        subprocess.run([maker, models, "2000", "512"], check=True, capture_output=True)
        measure(arguments, models)
        if arguments.rival:
            measure_rival(arguments)
        if arguments.soak:
            soak(arguments, models)


if __name__ == "__main__":
    main()
