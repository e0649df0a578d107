"""Writes the kernelspec, by which Jupyter finds the kernel."""
import argparse
import json
import os
import sys
import tempfile

from .worker import find_program

NAME = "keratin"


def spec():
    """What Jupyter starts, by absolute paths: whatever PATH says then, it is this one."""
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    return {
        "argv": [sys.executable, "-m", "keratin_kernel", "-f", "{connection_file}"],
        "display_name": "C++20 (Keratin)",
        "language": "c++",
        "interrupt_mode": "signal",
        "env": {"PYTHONPATH": os.pathsep.join([package, "${PYTHONPATH}"]),
                "KERATIN_CELLS": os.path.abspath(find_program())},
    }


def install(user=False, prefix=None):
    """Returns the folder of the kernelspec. Raises ImportError where the kernel could not start."""
    import ipykernel  # noqa: F401  the kernel needs it
    from jupyter_client.kernelspec import KernelSpecManager

    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        with open(os.path.join(folder, "kernel.json"), "w", encoding="utf-8") as file:
            json.dump(spec(), file, indent=1)
        return KernelSpecManager().install_kernel_spec(folder, NAME, user=user, prefix=prefix)


def main(arguments):
    parser = argparse.ArgumentParser(prog="python -m keratin_kernel install",
                                     description="Makes the kernel known to Jupyter.")
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--user", action="store_true", help="for this user (the default)")
    where.add_argument("--prefix", help="in PREFIX/share/jupyter/kernels")
    where.add_argument("--sys-prefix", action="store_true",
                       help="in this Python's prefix, as for a virtual environment")
    given = parser.parse_args(arguments)
    prefix = sys.prefix if given.sys_prefix else given.prefix
    try:
        folder = install(user=prefix is None, prefix=prefix)
    except (ImportError, OSError) as error:
        print(f"keratin_kernel: {error} ({sys.executable})", file=sys.stderr)
        return 1
    print(f"The kernel 'keratin' is installed: {folder}")
    return 0
