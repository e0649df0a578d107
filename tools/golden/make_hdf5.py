#!/usr/bin/env python3
"""Writes tests/golden/hdf5.zip: files of h5py's and real Keras's, and what a reader must refuse.

    python3 tools/golden/make_hdf5.py

Needs h5py, ml_dtypes, and keras from PyPI (made with h5py 3.16, HDF5 2.0, Keras 3.15). The elements of
every numeric dataset are 0, 1, 2, ... in row-major order, unless this file says otherwise.
"""
import os
import tempfile
import zipfile

os.environ["KERAS_BACKEND"] = "jax"
import h5py  # noqa: E402
import keras  # noqa: E402
import ml_dtypes  # noqa: E402
import numpy as np  # noqa: E402

ARCHIVE = os.path.join(os.path.dirname(__file__), "..", "..", "tests", "golden", "hdf5.zip")
OUT = tempfile.mkdtemp()
VERSIONS = {"earliest": "earliest", "v110": ("v110", "v110"), "latest": "latest"}
NUMBERS = ["?", "u1", "i1", "<u2", "<i2", "<u4", "<i4", "<u8", "<i8", "<f2", "<f4", "<f8",
           ">u2", ">i4", ">i8", ">f2", ">f4", ">f8"]


def new(name, libver="earliest"):
    return h5py.File(os.path.join(OUT, name + ".h5"), "w", libver=libver)


def counted(shape, dtype="f4"):
    return np.arange(np.prod(shape)).reshape(shape).astype(dtype)


def numbers(file):
    for code in NUMBERS:
        name = np.dtype(code).name + ("_big" if code[0] == ">" else "")
        file["numbers/" + name] = counted((2, 3), code)
    bfloat = file.create_dataset("numbers/bfloat16", data=counted((2, 3), ml_dtypes.bfloat16))
    bfloat.attrs["dtype"] = "bfloat16"
    file["scalar"] = np.float32(7)
    file["empty"] = np.zeros((0, 3), "f4")
    file["texts"] = ["a", "b"]
    file["raw"] = counted((3,), ml_dtypes.bfloat16)
    file.create_dataset("nothing", data=h5py.Empty("f4"))


def attributes(group):
    group.attrs["text"] = "caf\u00e9"
    group.attrs["no text"] = ""
    group.attrs["texts"] = [b"kernel", b"bias"]
    group.attrs["unicode"] = ["\u00e9", "b"]
    group.attrs["fixed"] = np.array([b"dense/kernel:0", b"dense/bias:0"])
    group.attrs["fixed one"] = np.bytes_(b"abc")
    spaces = h5py.h5t.C_S1.copy()
    spaces.set_size(6)
    spaces.set_strpad(h5py.h5t.STR_SPACEPAD)
    made = h5py.h5a.create(group.id, b"spaces", spaces, h5py.h5s.create(h5py.h5s.SCALAR))
    made.write(np.array(b"abc   ", "S6"))
    group.attrs["empty list"] = []
    group.attrs["integer"] = -3
    group.attrs["big integer"] = np.array(258, ">i4")
    group.attrs["large"] = np.uint64(2**63)
    group.attrs["number"] = 0.25
    group.attrs["half"] = np.float16(1.5)
    group.attrs["bool"] = True
    group.attrs["integers"] = [1, 2, 3]
    group.attrs["rows"] = [[1, 2, 3], [4, 5, 6]]
    group.attrs["none"] = h5py.Empty("f4")


def layouts(file):
    options = {"gzip": {"compression": "gzip"}, "shuffled": {"compression": "gzip", "shuffle": True},
               "summed": {"fletcher32": True}, "plain": {},
               "all": {"compression": "gzip", "shuffle": True, "fletcher32": True}}
    for name, option in options.items():
        file.create_dataset("chunked/" + name, data=counted((7, 10)), chunks=(3, 4), **option)
        file.create_dataset("single/" + name, data=counted((3, 4)), chunks=(3, 4), **option)
    file.create_dataset("chunked/big", data=counted((5, 2), ">i2"), chunks=(2, 2), shuffle=True)
    file.create_dataset("chunked/cube", data=counted((3, 4, 5), "i8"), chunks=(2, 3, 2))
    file.create_dataset("chunked/many", data=counted((3000,), "u2"), chunks=(2,))
    file.create_dataset("chunked/unlimited", data=counted((6, 4)), chunks=(2, 3),
                        maxshape=(None, None), compression="gzip")
    early = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    early.set_chunk((2, 3))
    early.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    space = h5py.h5s.create_simple((4, 5))
    made = h5py.h5d.create(file["chunked"].id, b"early", h5py.h5t.IEEE_F32LE, space, early)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((4, 5)))
    compact = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    compact.set_layout(h5py.h5d.COMPACT)
    made = h5py.h5d.create(file.id, b"compact", h5py.h5t.IEEE_F32LE, space, compact)
    made.write(h5py.h5s.ALL, h5py.h5s.ALL, counted((4, 5)))


def many(file, groups):
    """Dense links, dense attributes, and among these one so large that it stands alone."""
    for i in range(groups):
        file.create_group(f"groups/g{i:04d}")
    for i in range(20):
        file[f"few/d{i:02d}"] = np.int32(i)
    for i in range(30):
        file["few"].attrs[f"a{i:02d}"] = i
    file["few"].attrs["names"] = [b"layer_%03d" % i for i in range(400)]


def network():
    keras.utils.set_random_seed(1)
    model = keras.Sequential([keras.Input((4,)), keras.layers.Dense(3, activation="relu"),
                              keras.layers.BatchNormalization(), keras.layers.Dense(2)])
    model.compile("adam", "mse")
    for weight in [*model.weights, *model.optimizer.variables]:
        weight.assign(counted(weight.shape, weight.dtype))
    return model


def keras_files():
    model = network()
    model.save_weights(os.path.join(OUT, "keras.weights.h5"))
    model.save(os.path.join(OUT, "legacy.h5"))
    keras.config.set_dtype_policy("bfloat16")
    small = keras.Sequential([keras.Input((2,)), keras.layers.Dense(2)])
    small.layers[0].set_weights([counted((2, 2)), counted((2,))])
    small.save_weights(os.path.join(OUT, "bfloat16.weights.h5"))
    keras.config.set_dtype_policy("float32")


def refused(name, libver="earliest"):
    return new("refused_" + name, libver)


def refused_files():
    with refused("external_link") as file:
        file["a"] = h5py.ExternalLink("/etc/passwd", "/x")
    with refused("soft_link") as file:
        file["a"] = h5py.SoftLink("/group/x")
    with refused("soft_link_new", "latest") as file:
        file["a"] = h5py.SoftLink("/group/x")
    with refused("cycle") as file:
        file["group/again"] = file["/"]
    with refused("cycle_new", "latest") as file:
        file.create_group("group")
        file["group/again"] = file["group"]
    with refused("second_name") as file:
        file["x"] = counted((3,))
        file["y"] = file["x"]
    with refused("external_storage") as file:
        file.create_dataset("x", (4,), "u1", external=[("/etc/passwd", 0, 4)])
    with refused("virtual", "latest") as file:
        layout = h5py.VirtualLayout((4,), "u1")
        layout[:] = h5py.VirtualSource("/etc/passwd", "x", (4,))
        file.create_virtual_dataset("x", layout)
    with refused("huge") as file:
        file.create_dataset("x", (2**31, 2**10), "f4")
    with refused("huge_chunked") as file:
        file.create_dataset("x", (2**31, 2**10), "f4", chunks=(2**10, 2**10), compression="gzip")
    with refused("missing_chunk") as file:
        file.create_dataset("x", (4,), "f4", chunks=(2,))[:2] = 1
    with refused("filter") as file:
        file.create_dataset("x", data=counted((4,)), chunks=(2,), compression="lzf")
    with refused("scaled") as file:
        file.create_dataset("x", data=counted((4,), "i4"), chunks=(2,), scaleoffset=0)
    with refused("extensible", "v110") as file:
        file.create_dataset("x", data=counted((4,)), chunks=(2,), maxshape=(None,))
    with refused("reference") as file:
        file["x"] = counted((4,))
        file.attrs["to"] = file["x"].ref
    with refused("references") as file:
        file.create_dataset("x", (1,), h5py.ref_dtype)
    with refused("region") as file:
        file["x"] = counted((4,))
        file.attrs["to"] = file["x"].regionref[:2]
    with refused("committed") as file:
        file["x"] = np.dtype("f4")
    with refused("committed_use") as file:
        file["t"] = np.dtype("f4")
        file.create_dataset("a", data=counted((2,)), dtype=file["t"])
    with refused("record") as file:
        file.attrs["x"] = np.zeros((), [("a", "i4"), ("b", "f4")])
    with refused("deep", "latest") as file:
        file.create_group("/".join("g" * 70))
    with h5py.File(os.path.join(OUT, "refused_user_block.h5"), "w", userblock_size=512):
        pass


def patched(name, old, new_bytes, source):
    """A file of which some bytes are others."""
    with open(os.path.join(OUT, source + ".h5"), "rb") as file:
        data = file.read()
    assert old in data, name
    with open(os.path.join(OUT, "refused_" + name + ".h5"), "wb") as file:
        file.write(data.replace(old, new_bytes))


def damaged_files():
    with new("small_latest", "latest") as file:
        file["abc"] = np.array([1.5, 2.5], "f4")
    with new("small_earliest") as file:
        file["abc"] = np.array([1.5, 2.5], "f4")
        file.create_dataset("zip", data=counted((64,)), chunks=(64,), compression="gzip")
    patched("checksum", b"abc", b"abd", "small_latest")
    patched("huge_overflow", (2**31).to_bytes(8, "little"), (2**62).to_bytes(8, "little"),
            "refused_huge")
    patched("name", b"abc\0", b"a/c\0", "small_earliest")
    with open(os.path.join(OUT, "small_earliest.h5"), "rb") as file:
        data = file.read()
    with open(os.path.join(OUT, "refused_cut.h5"), "wb") as file:
        file.write(data[:-100])
    where = data.index(b"\x78\x5e") if b"\x78\x5e" in data else data.index(b"\x78\x01")
    with open(os.path.join(OUT, "refused_deflate.h5"), "wb") as file:
        file.write(data[:where + 8] + b"\xff\xff\xff\xff" + data[where + 12:])


def main():
    for name, libver in VERSIONS.items():
        with new("numbers_" + name, libver) as file:
            numbers(file)
            attributes(file["numbers"])
        with new("layouts_" + name, libver) as file:
            layouts(file)
    with new("many_earliest") as file:
        many(file, 60)
    with new("many_latest", "latest") as file:
        many(file, 1100)
    keras_files()
    refused_files()
    damaged_files()
    with zipfile.ZipFile(ARCHIVE, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(os.listdir(OUT)):
            with open(os.path.join(OUT, name), "rb") as file:
                archive.writestr(zipfile.ZipInfo(name), file.read(), zipfile.ZIP_DEFLATED, 9)
    print(os.path.getsize(ARCHIVE), "bytes")


main()
