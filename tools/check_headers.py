#!/usr/bin/env python3
"""Every header compiles alone; keratin.h also by each clang that is installed, without a warning, as
cells of notebooks are. What passed is remembered by the hash of all that it includes."""
import concurrent.futures
import hashlib
import os
import shlex
import shutil
import subprocess

import sources

FLAGS = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-Wshadow", "-Wconversion",
         "-Werror"]
CLANG_FLAGS = ["-std=c++20", "-fsyntax-only", "-x", "c++", "-Wall", "-Wextra", "-Wshadow", "-Werror"]
MODULES = ["cairo", "libzip", "libhwy", "hdf5-serial"]


UMBRELLA = "keratin/keratin.h"


def clangs():
    """Those installed that can read the library's headers."""
    names = [f"clang++-{version}" for version in range(14, 22)] + ["clang++"]
    return [name for name in names if shutil.which(name)]


def compiler():
    return shlex.split(os.environ.get("CXX", "c++"))


def foreign_flags():
    result = subprocess.run(["pkg-config", "--cflags", *MODULES], capture_output=True, text=True)
    return shlex.split(result.stdout.replace("-I", "-isystem "))


def fingerprint(root, name, salt):
    """Changes when the header, anything it reaches, the compiler or the flags change."""
    project, _ = sources.reached(root, name)
    digest = hashlib.sha256(salt.encode())
    for header in sorted(project | {name}):
        digest.update(header.encode() + b"\0" + sources.read(root, "src/" + header).encode())
    return digest.hexdigest()


def compile_alone(root, name, flags, command=None):
    """The compiler's complaints, or ''."""
    result = subprocess.run([*(command or compiler()), *flags, "-I", os.path.join(root, "src"), "-"],
                            input=f'#include "{name}"\n', capture_output=True, text=True)
    return "" if result.returncode == 0 else result.stderr or "failed without a word"


def check(root):
    flags = FLAGS + foreign_flags()
    version = subprocess.run([*compiler(), "--version"], capture_output=True, text=True).stdout
    cache = os.path.join(root, "build", "check", "headers")
    os.makedirs(cache, exist_ok=True)
    names = [p[len("src/"):] for p in sources.files(root, ".h") if p.startswith("src/keratin/")]
    marks = {name: os.path.join(cache, fingerprint(root, name, version + " ".join(flags)))
             for name in names}
    fresh = [name for name in names if not os.path.exists(marks[name])]
    problems = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        complaints = pool.map(lambda name: compile_alone(root, name, flags), fresh)
        for name, complaint in zip(fresh, complaints):
            if complaint:
                problems.append(f"src/{name} does not compile alone:\n{complaint}")
            else:
                open(marks[name], "w").close()
    for clang in clangs() if UMBRELLA in names else []:
        mark = os.path.join(cache, fingerprint(root, UMBRELLA, clang + " ".join(CLANG_FLAGS)))
        if os.path.exists(mark):
            continue
        complaint = compile_alone(root, UMBRELLA, CLANG_FLAGS, [clang])
        if complaint:
            problems.append(f"src/{UMBRELLA}: {clang} says:\n{complaint}")
        else:
            open(mark, "w").close()
    print(f"{len(names)} headers, {len(fresh)} of them compiled now")
    return problems, []


if __name__ == "__main__":
    sources.main("headers", check)
