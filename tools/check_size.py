#!/usr/bin/env python3
"""Files, functions and lines stay small; keratin.h stays light."""
import os
import resource
import shlex
import subprocess

import cpp_functions
import sources

# (suffix, soft, hard) in lines.
FILES = [(".cpp", 400, 700), (".h", 200, 350)]
FUNCTION = (40, 80)
COLUMNS = 100
UMBRELLA = "keratin/keratin.h"
UMBRELLA_LINES = 20000
UMBRELLA_TIMES = 2.5  # of what its standard headers take alone
TURNS = 5


def check_file(path, text, problems, warnings):
    lines = text.splitlines()
    for suffix, soft, hard in FILES:
        if path.endswith(suffix) and len(lines) > soft:
            (problems if len(lines) > hard else warnings).append(
                f"{path}: {len(lines)} lines (aim {soft}, limit {hard}); split it by idea")
    for number, line in enumerate(lines, 1):
        if len(line) > COLUMNS:
            problems.append(f"{path}:{number}: {len(line)} columns (limit {COLUMNS})")
    for begin, name, length in cpp_functions.functions(text):
        if length > FUNCTION[0]:
            (problems if length > FUNCTION[1] else warnings).append(
                f"{path}:{begin}: {name} has {length} lines (aim {FUNCTION[0]}, "
                f"limit {FUNCTION[1]})")


def seconds_to_compile(root, text):
    """Processor seconds that the compiler needs to read it; None when it does not compile."""
    command = [*shlex.split(os.environ.get("CXX", "g++")), "-std=c++20", "-fsyntax-only", "-x",
               "c++", "-I", os.path.join(root, "src"), "-"]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if result.returncode != 0:
        return None
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shortest(root, texts):
    """Of each text, measured in turn, the least: what no neighbour slowed. None when one does not
    compile."""
    taken = [[seconds_to_compile(root, text) for text in texts] for _ in range(TURNS)]
    if any(None in turn for turn in taken):
        return None
    return [min(times) for times in zip(*taken)]


def check_umbrella(root, problems):
    headers, _ = sources.reached(root, UMBRELLA)
    texts = [sources.read(root, "src/" + header) for header in sorted(headers | {UMBRELLA})]
    lines = sum(text.count("\n") for text in texts)
    if lines > UMBRELLA_LINES:
        problems.append(f"{UMBRELLA} reaches {lines} lines (limit {UMBRELLA_LINES})")
    standard = {name for text in texts for _, name in sources.includes(text)
                if sources.is_standard(name)}
    main = "int main() {}\n"
    times = shortest(root, [f"#include <{UMBRELLA}>\n" + main,
                           "".join(f"#include <{name}>\n" for name in sorted(standard)) + main])
    if times is None:
        problems.append(f"{UMBRELLA} does not compile in an empty program")
        return
    ratio = times[0] / max(times[1], 1e-3)
    if ratio > UMBRELLA_TIMES:
        problems.append(f"{UMBRELLA} takes {ratio:.2f} times as long to read as its standard "
                        f"headers (limit {UMBRELLA_TIMES})")
    print(f"{UMBRELLA} reaches {len(headers)} headers with {lines} lines; read in {times[0]:.2f} s, "
          f"{ratio:.2f} times its standard headers ({times[1]:.2f} s)")


def check(root):
    problems, warnings = [], []
    paths = [p for p in sources.files(root, ".h", ".cpp") if "generated/" not in p]
    for path in paths:
        check_file(path, sources.read(root, path), problems, warnings)
    if "src/" + UMBRELLA in paths:
        check_umbrella(root, problems)
    return problems, warnings


if __name__ == "__main__":
    sources.main("size", check)
