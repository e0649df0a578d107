"""What the gates share: which files the repository has, and what a C++ file includes."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
SKIPPED_FOLDERS = {".git", "build", "__pycache__"}
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.MULTILINE)


def files(root, *suffixes):
    """Paths relative to root of all files that git tracks or would track, sorted."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True)
    if listed.returncode == 0 and os.path.exists(os.path.join(root, ".git")):
        paths = [p for p in listed.stdout.decode().split("\0") if p]
    else:
        paths = []
        for folder, folders, names in os.walk(root):
            folders[:] = [f for f in folders if f not in SKIPPED_FOLDERS]
            paths += [os.path.relpath(os.path.join(folder, name), root) for name in names]
    return sorted(p for p in set(paths)
                  if p.endswith(suffixes or "") and os.path.isfile(os.path.join(root, p)))


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def includes(text):
    """(bracket, name) of each include: bracket is '<' or '"'."""
    return INCLUDE.findall(text)


def is_standard(name):
    """<vector>, <cmath>: the C++ standard library's headers have neither folder nor suffix."""
    return "/" not in name and "." not in name


def is_private_header(path):
    """Headers that only sources of the library include; they are not installed."""
    return path.endswith("_internal.h") or path.startswith("src/keratin/backend/cpu/")


def reached(root, path):
    """All project headers that src/PATH reaches, and all others that those include."""
    project, foreign, waiting = set(), set(), [path]
    while waiting:
        current = waiting.pop()
        for _, name in includes(read(root, "src/" + current)):
            if name.startswith("keratin/"):
                known = os.path.isfile(os.path.join(root, "src", name))
                if known and name not in project:
                    project.add(name)
                    waiting.append(name)
            elif not is_standard(name):
                foreign.add((current, name))
    return project, foreign


def report(name, problems, warnings=()):
    """Prints warnings and problems; returns the exit status."""
    for warning in warnings:
        print("warning:", warning)
    for problem in problems:
        print(problem)
    print(f"{name}: {len(problems)} problem(s), {len(warnings)} warning(s)")
    return 1 if problems else 0


def root_of(arguments):
    return arguments[1] if len(arguments) > 1 else ROOT


def main(name, check):
    """check(root) gives (problems, warnings)."""
    sys.exit(report(name, *check(root_of(sys.argv))))
