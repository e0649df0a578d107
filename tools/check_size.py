#!/usr/bin/env python3
"""Files, functions and lines stay small; keratin.h stays light."""
import cpp_functions
import sources

# (suffix, soft, hard) in lines.
FILES = [(".cpp", 400, 700), (".h", 200, 350)]
FUNCTION = (40, 80)
COLUMNS = 100
UMBRELLA = "keratin/keratin.h"
UMBRELLA_HEADERS = 130
UMBRELLA_LINES = 8000


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


def check_umbrella(root, problems):
    headers, _ = sources.reached(root, UMBRELLA)
    lines = sum(sources.read(root, "src/" + header).count("\n") for header in headers)
    if len(headers) > UMBRELLA_HEADERS:
        problems.append(f"{UMBRELLA} reaches {len(headers)} headers (limit {UMBRELLA_HEADERS})")
    if lines > UMBRELLA_LINES:
        problems.append(f"{UMBRELLA} reaches {lines} lines (limit {UMBRELLA_LINES})")
    print(f"{UMBRELLA} reaches {len(headers)} headers with {lines} lines")


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
