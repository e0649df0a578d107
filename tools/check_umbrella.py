#!/usr/bin/env python3
"""keratin.h reaches every public header, and no header of another library."""
import sources

UMBRELLA = "keratin/keratin.h"
# Headers that are installed though keratin.h does not reach them, each with its reason.
EXCEPTIONS = {}


def check(root):
    paths = sources.files(root, ".h")
    if "src/" + UMBRELLA not in paths:
        print("skipped: umbrella: there is no keratin.h yet")
        return [], []
    project, foreign = sources.reached(root, UMBRELLA)
    problems = [f"src/{path} includes <{name}>, which users would need to have"
                for path, name in sorted(foreign)]
    for path in paths:
        name = path[len("src/"):]
        if not path.startswith("src/keratin/") or name == UMBRELLA:
            continue
        if sources.is_private_header(path):
            if name in project:
                problems.append(f"{path} is private, but keratin.h reaches it")
        elif name not in project and name not in EXCEPTIONS:
            problems.append(f"{path} is public, but keratin.h does not reach it; include it, or "
                            "name it *_internal.h")
    return problems, []


if __name__ == "__main__":
    sources.main("umbrella", check)
