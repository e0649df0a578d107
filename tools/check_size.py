#!/usr/bin/env python3
"""Files, functions and lines stay small; keratin.h stays light."""
import os
import re
import subprocess

import cpp_functions
import sources

# (suffix, soft, hard) in lines.
FILES = [(".cpp", 400, 700), (".h", 200, 350)]
FUNCTION = (40, 80)
COLUMNS = 100
UMBRELLA = "keratin/keratin.h"
UMBRELLA_LINES = 20000
UMBRELLA_TIMES = 1.2  # the memory that the whole standard library takes
YARDSTICK = "bits/stdc++.h"


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


def memory_to_read(root, text):
    """Kilobytes that the compiler fills with what it reads, templates that are instantiated included;
    None when it does not compile. Unlike its seconds they are the same in each run."""
    command = ["g++", "-std=c++20", "-fsyntax-only", "-ftime-report", "-x", "c++", "-I",
               os.path.join(root, "src"), "-"]
    result = subprocess.run(command, input=text, capture_output=True, text=True,
                            env={**os.environ, "LC_ALL": "C"})
    if result.returncode != 0:
        return None
    number, unit = re.search(r"^ TOTAL .*?(\d+)([kMG])\b", result.stderr, re.MULTILINE).groups()
    return int(number) * {"k": 1, "M": 1000, "G": 1000000}[unit]


def check_umbrella(root, problems):
    headers, _ = sources.reached(root, UMBRELLA)
    texts = [sources.read(root, "src/" + header) for header in sorted(headers | {UMBRELLA})]
    lines = sum(text.count("\n") for text in texts)
    if lines > UMBRELLA_LINES:
        problems.append(f"{UMBRELLA} reaches {lines} lines (limit {UMBRELLA_LINES})")
    memory = [memory_to_read(root, f"#include <{header}>\nint main() {{}}\n")
              for header in (UMBRELLA, YARDSTICK)]
    if None in memory:
        problems.append(f"{UMBRELLA} does not compile in an empty program")
        return
    ratio = memory[0] / memory[1]
    if ratio > UMBRELLA_TIMES:
        problems.append(f"{UMBRELLA} takes the compiler {ratio:.2f} times the memory of the whole "
                        f"standard library (limit {UMBRELLA_TIMES})")
    print(f"{UMBRELLA} reaches {len(headers)} headers with {lines} lines; it takes the compiler "
          f"{memory[0] / 1000:.0f} MB, {ratio:.2f} times the whole standard library")


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
