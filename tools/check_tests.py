#!/usr/bin/env python3
"""Every source has a test of its name; no test is switched off, empty, or asserts a time."""
import os
import re

import sources

LIST = "tools/untested.txt"
REFUSED = [
    (re.compile(r"\bDISABLED_"), "a test is switched off; mend it, or skip it with a reason"),
    (re.compile(r"\b(EXPECT|ASSERT)_TRUE\(\s*true\s*\)"), "an expectation that cannot fail"),
    (re.compile(r"\b(EXPECT|ASSERT)_FALSE\(\s*false\s*\)"), "an expectation that cannot fail"),
    (re.compile(r"\bSUCCEED\(\)"), "an expectation that cannot fail"),
    (re.compile(r"\bGTEST_SKIP\(\)\s*;"), "a skip without a reason"),
    (re.compile(r"\b(sleep_for|sleep_until|usleep|nanosleep)\b"), "a test that sleeps"),
    (re.compile(r"\b(EXPECT|ASSERT)_\w+\([^;]*\b(elapsed|seconds|milliseconds|microseconds)\b"),
     "an expectation about time"),
]


def exceptions(root):
    """{path: reason} of the list."""
    result = {}
    if os.path.exists(os.path.join(root, LIST)):
        for line in sources.read(root, LIST).splitlines():
            if line.strip() and not line.startswith("#"):
                path, _, reason = line.partition(":")
                result[path.strip()] = reason.strip()
    return result


def folder_of_source(path):
    """Where in tests/ the test of a source stands; None for what needs none."""
    parts = path.split("/")
    if path.startswith("src/keratin/"):
        return parts[2]
    return "/".join(parts[:2]) if path.startswith("apps/") else None


def folder_of_test(path):
    parts = path.split("/")
    return "/".join(parts[1:3]) if parts[1] == "apps" else parts[1]


def check(root):
    problems = []
    paths = sources.files(root, ".cpp")
    tests = [p for p in paths if p.startswith("tests/")]
    # tests/backend/dense_test.cpp may stand for src/keratin/backend/cpu/dense.cpp.
    known = {(folder_of_test(p), os.path.basename(p)) for p in tests if p.count("/") >= 2}
    listed = exceptions(root)
    for path in paths:
        folder, name = folder_of_source(path), os.path.basename(path)[:-len(".cpp")]
        if not folder:
            continue
        tested = (folder, name + "_test.cpp") in known
        if tested and path in listed:
            problems.append(f"{path} has a test now: take it off {LIST}")
        if not tested and path not in listed:
            problems.append(f"{path} has no tests/{folder}/{name}_test.cpp")
    for path, reason in listed.items():
        if path not in paths:
            problems.append(f"{LIST} names {path}, which is not there")
        if len(reason) < 10:
            problems.append(f"{LIST} gives no reason for {path}")
    for path in tests:
        text = sources.read(root, path)
        for pattern, complaint in REFUSED:
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line}: {complaint}")
        if path.endswith("_test.cpp") and not re.search(r"^(TEST|TYPED_TEST|RC_GTEST)", text, re.M):
            problems.append(f"{path}: holds no test")
    return problems, []


if __name__ == "__main__":
    sources.main("tests", check)
