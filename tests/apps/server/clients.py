#!/usr/bin/env python3
"""The clients that people have, against the server: curl with TensorFlow Serving's own requests,
tritonclient, kserve and prometheus_client. Each that is not installed is left out, and said so.

usage: clients.py BUILD    such as build/release
"""
import asyncio
import importlib.util
import json
import random
import shutil
import subprocess
import sys
import urllib.request

from running_server import Serving, skip


def has(module):
    try:
        found = importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        found = False
    if not found:
        print(f"left out: {module} is not installed")
    return found


def image(seed):
    numbers = random.Random(seed)
    return [round(numbers.random(), 3) for _ in range(784)]


def curl(server, path, *options):
    result = subprocess.run(["curl", "-s", "-w", "\n%{http_code}", server.url + path, *options],
                            capture_output=True, text=True, check=True)
    body, _, status = result.stdout.rpartition("\n")
    return int(status), json.loads(body)


def check_curl(server):
    """The requests of TensorFlow Serving's page on its REST API, with this model's numbers."""
    status, answer = curl(server, "/v1/models/digits")
    assert (status, answer["model_version_status"][0]) == (200, {
        "version": "1", "state": "AVAILABLE", "status": {"error_code": "OK", "error_message": ""}})
    body = json.dumps({"instances": [image(1), image(2)]})
    status, by_rows = curl(server, "/v1/models/digits:predict", "-X", "POST", "-d", body)
    assert status == 200 and [len(row) for row in by_rows["predictions"]] == [10, 10]
    body = json.dumps({"signature_name": "serving_default", "inputs": {"input_layer": [image(1), image(2)]}})
    status, by_columns = curl(server, "/v1/models/digits/versions/1:predict", "-d", body)
    assert (status, by_columns["outputs"]) == (200, by_rows["predictions"])
    status, several = curl(server, "/v1/models/tickets:predict", "-d", json.dumps({"instances": [
        {"title": [1, 2], "body": [1, 2, 3]}, {"title": [3, 4], "body": [4, 5, 6]}]}))
    assert status == 200 and set(several["predictions"][1]) == {"priority", "topic"}
    status, answer = curl(server, "/v1/models/half:predict", "-d", '{"instances": [1.0, 5.0]}')
    assert (status, answer) == (404, {"error": "Servable not found for request: Latest(half)"})
    status, answer = curl(server, "/v1/models/digits/metadata")
    signature = answer["metadata"]["signature_def"]["signature_def"]["serving_default"]
    assert signature["inputs"]["input_layer"]["dtype"] == "DT_FLOAT"
    print("curl: passed")
    return by_rows["predictions"]


def check_triton(server, expected):
    import numpy as np
    import tritonclient.http as triton
    from tritonclient.utils import InferenceServerException

    client = triton.InferenceServerClient(server.url.removeprefix("http://"))
    assert client.is_server_live() and client.is_server_ready()
    assert client.is_model_ready("digits") and client.is_model_ready("tickets", "2")
    assert client.get_server_metadata()["name"] == "keratin"
    inputs = client.get_model_metadata("digits")["inputs"]
    assert inputs == [{"name": "input_layer", "datatype": "FP32", "shape": [-1, 784]}], inputs
    x = np.array([image(1), image(2)], np.float32)
    for is_binary in (True, False):
        given = triton.InferInput("input_layer", [2, 784], "FP32")
        given.set_data_from_numpy(x, binary_data=is_binary)
        for outputs in ([triton.InferRequestedOutput("digit", binary_data=is_binary)], None):
            result = client.infer("digits", [given], outputs=outputs, request_id="7")
            y = result.as_numpy("digit")
            assert y.dtype == np.float32 and np.array_equal(y, np.array(expected, np.float32))
            assert result.get_response()["id"] == "7"
    title = triton.InferInput("title", [1, 2], "INT32")
    title.set_data_from_numpy(np.array([[1, 2]], np.int32))
    body = triton.InferInput("body", [1, 3], "FP32")
    body.set_data_from_numpy(np.array([[1, 2, 3]], np.float32), binary_data=False)
    result = client.infer("tickets", [title, body], model_version="1")
    assert result.as_numpy("topic").shape == (1, 2) and result.as_numpy("priority").shape == (1, 1)
    for name, part in (("other", "Servable not found"), ("tickets", "'title'")):
        try:
            client.infer(name, [given])
        except InferenceServerException as error:
            assert part in str(error), error
        else:
            raise AssertionError("a bad request was answered")
    print("tritonclient: passed")


def check_kserve(server, expected):
    import numpy as np
    from kserve import InferenceRESTClient, InferInput, InferRequest, RESTConfig

    async def ask():
        client = InferenceRESTClient(RESTConfig(protocol="v2"))
        assert await client.is_server_live(server.url) and await client.is_server_ready(server.url)
        assert await client.is_model_ready(server.url, "digits")
        for is_binary in (False, True):
            given = InferInput("input_layer", [2, 784], "FP32")
            given.set_data_from_numpy(np.array([image(1), image(2)], np.float32),
                                      binary_data=is_binary)
            answer = await client.infer(server.url, InferRequest("digits", [given]), "digits")
            y = answer.outputs[0].as_numpy()
            assert np.array_equal(y.reshape(2, 10), np.array(expected, np.float32))
        await client.close()
        client = InferenceRESTClient(RESTConfig(protocol="v1"))
        answer = await client.infer(server.url, {"instances": [image(1), image(2)]}, "digits")
        assert answer["predictions"] == expected
        await client.close()

    asyncio.run(ask())
    print("kserve: passed")


def check_prometheus(server):
    from prometheus_client.parser import text_string_to_metric_families

    with urllib.request.urlopen(server.url + "/metrics") as answer:
        assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
        families = {family.name: family
                    for family in text_string_to_metric_families(answer.read().decode())}
    requests = {tuple(sorted(sample.labels.items())): sample.value
                for sample in families["keratin_requests"].samples}
    key = (("endpoint", "v1_predict"), ("model", "digits"), ("status", "200"))
    assert requests[key] >= 2, requests
    assert families["keratin_request_seconds"].type == "histogram"
    for name in ("keratin_request_seconds", "keratin_batch_rows", "keratin_batch_seconds"):
        last = {}
        for sample in families[name].samples:
            if sample.name.endswith("_bucket"):
                labels = tuple(v for k, v in sorted(sample.labels.items()) if k != "le")
                assert sample.value >= last.get(labels, 0), (name, sample)
                last[labels] = sample.value
            elif sample.name.endswith("_count"):
                labels = tuple(v for k, v in sorted(sample.labels.items()))
                assert sample.value == last[labels], (name, sample)
    for name in ("keratin_in_flight", "keratin_connections", "keratin_models",
                 "process_resident_memory_bytes"):
        assert families[name].type == "gauge" and families[name].samples[0].value >= 1, name
    print("prometheus_client: passed")


def main(build):
    checks = [name for name in ("tritonclient", "kserve", "prometheus_client") if has(name)]
    if not checks and not shutil.which("curl"):
        skip("neither curl nor one of the clients is installed")
    with Serving(build, samples=2000) as server:
        expected = check_curl(server)
        if "tritonclient" in checks:
            check_triton(server, expected)
        if "kserve" in checks:
            check_kserve(server, expected)
        if "prometheus_client" in checks:
            check_prometheus(server)
    print("clients: passed")


if __name__ == "__main__":
    main(sys.argv[1])
