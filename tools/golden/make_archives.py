#!/usr/bin/env python3
"""Writes tests/golden/archives/: small zip archives as Python writes them where it does not know what
comes: with the fields of zip64, and with sizes behind the members. Needs the standard library alone.
"""
import io
import os
import zipfile

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tests", "golden",
                      "archives")


class Pipe(io.RawIOBase):
    """A file that cannot be sought in."""

    def __init__(self, path):
        self.file = open(path, "wb")

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def member(name, kind=zipfile.ZIP_STORED):
    info = zipfile.ZipInfo(name)
    info.compress_type = kind
    return info


def main():
    os.makedirs(FOLDER, exist_ok=True)
    with zipfile.ZipFile(os.path.join(FOLDER, "zip64.zip"), "w") as archive:
        for name, kind in (("stored", zipfile.ZIP_STORED), ("packed", zipfile.ZIP_DEFLATED)):
            with archive.open(member(name, kind), "w", force_zip64=True) as file:
                file.write(bytes(range(256)))
    pipe = Pipe(os.path.join(FOLDER, "pipe.zip"))
    with zipfile.ZipFile(pipe, "w") as archive:
        archive.writestr(member("stored"), bytes(range(256)))
        archive.writestr(member("packed", zipfile.ZIP_DEFLATED), bytes(range(256)))
    pipe.file.close()


main()
