#!/usr/bin/env python3
"""Writes whole files of every kind for the fuzzers to begin with, from the golden files and a few made
here with the standard library.

usage: make_fuzz_seeds.py FOLDER
"""
import gzip
import io
import json
import os
import struct
import sys
import zipfile

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "golden")


def npy(descr, shape, data, fortran=False):
    header = f"{{'descr': '{descr}', 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + data


def arrays():
    for file in sorted(os.listdir(GOLDEN + "/numpy")):
        if file.endswith(".npy"):
            with open(GOLDEN + "/numpy/" + file, "rb") as array:
                yield array.read()
    for code, size in (("|b1", 1), ("|u1", 1), ("<i2", 2), ("<u4", 4), (">f8", 8), ("<f2", 2)):
        yield npy(code, (2, 3), bytes(6 * size))
    yield npy("<f4", (3, 2), bytes(24), True)


def archives():
    for kind in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", kind) as archive:
            for i, array in enumerate(arrays()):
                if i < 4:
                    archive.writestr(f"array_{i}.npy", array)
        yield out.getvalue()


def archives_of_python():
    for file in sorted(os.listdir(GOLDEN + "/archives")):
        with open(GOLDEN + "/archives/" + file, "rb") as archive:
            yield archive.read()
    yield b"PK\5\6" + bytes(18)


def tensors():
    for file in sorted(os.listdir(GOLDEN + "/safetensors")):
        with open(GOLDEN + "/safetensors/" + file, "rb") as tensors_file:
            yield tensors_file.read()


def images():
    yield struct.pack(">HBB3I", 0, 8, 3, 2, 3, 4) + bytes(24)
    yield struct.pack(">HBBI", 0, 8, 1, 5) + bytes(5)


def models():
    for file in sorted(os.listdir(GOLDEN + "/graphs")):
        if not file.endswith(".jsonl.gz"):
            continue
        with gzip.open(GOLDEN + "/graphs/" + file, "rt", encoding="utf-8") as lines:
            for line in list(lines)[:12]:
                record = json.loads(line)
                text = next((v for v in record.values()
                             if isinstance(v, (str, dict)) and "class_name" in str(v)), None)
                if text is not None:
                    yield (text if isinstance(text, str) else json.dumps(text)).encode()


def texts():
    yield b'{"a": [1, -2.5e3, true, null, "\\u00e9\\n"], "b": {"c": NaN, "d": -Infinity}}'
    yield b"[[[[[[[[]]]]]]]]"
    yield from models()


def weights():
    with zipfile.ZipFile(GOLDEN + "/hdf5.zip") as archive:
        for name in archive.namelist():
            if archive.getinfo(name).file_size < 65536:  # as long as the fuzzer's are
                yield archive.read(name)


def whole_models():
    """Archives as Keras's, of each configuration with some weights; and Keras 2's."""
    some = [data for data in weights() if len(data) < 20000][:3]
    for i, config in enumerate(models()):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)[i % 2]) as archive:
            archive.writestr("metadata.json", '{"keras_version": "3.15.1"}')
            archive.writestr("config.json", config)
            archive.writestr("model.weights.h5", some[i % len(some)])
        yield out.getvalue()
    yield from weights()


def requests():
    ids, flags, x = [[1, 2], [3, 0]], [[True, False], [False, True]], [[[0.5, -1e3]], [[1, 2]]]
    yield json.dumps({"instances": [{"ids": a, "flags": b, "x": c}
                                    for a, b, c in zip(ids, flags, x)]}).encode()
    yield json.dumps({"signature_name": "serving_default",
                      "inputs": {"ids": ids, "flags": flags, "x": x}}).encode()
    inputs = [{"name": "ids", "datatype": "INT32", "shape": [2, 2], "data": [1, 2, 3, 0]},
              {"name": "flags", "datatype": "BOOL", "shape": [2, 2], "data": flags},
              {"name": "x", "datatype": "FP32", "shape": [2, 1, 2], "data": [0.5, -1e3, 1, 2]}]
    yield json.dumps({"id": "7", "inputs": inputs, "outputs": [{"name": "any"}]}).encode()
    for given, size in zip(inputs, (16, 4, 16)):
        del given["data"]
        given["parameters"] = {"binary_data_size": size}
    head = {"inputs": inputs, "parameters": {"binary_data_output": True}}
    yield json.dumps(head).encode() + struct.pack("<4i4?4f", *range(4), *flags[0], *flags[1], *range(4))
    yield b"/v1/models/a%20b/versions/12:predict?c=d"
    yield b"localhost:8000"


def main():
    kinds = {"npy": arrays(), "zip": [*archives(), *archives_of_python()], "idx": images(),
             "json": texts(), "hdf5": weights(), "safetensors": tensors(),
             "config": models(), "keras": whole_models(),
             "request": requests(),
             "gzip": [gzip.compress(x, mtime=0) for x in images()]}
    for kind, files in kinds.items():
        folder = os.path.join(sys.argv[1], kind)
        os.makedirs(folder, exist_ok=True)
        for i, data in enumerate(files):
            with open(os.path.join(folder, f"seed_{i}"), "wb") as file:
                file.write(data)


main()
