#!/usr/bin/env python3
"""Includes go one way: a folder of src/keratin includes only what stands behind its arrow."""
import os

import sources

FOUR = ["activations", "initializers", "regularizers", "constraints"]
ARROWS = {
    "base": [],
    "tensor": ["base"],
    "backend": ["tensor"],
    "autodiff": ["backend"],
    "ops": ["autodiff"],
    **{folder: ["ops"] for folder in FOUR},
    "layers": FOUR,
    "losses": ["ops"],
    "metrics": ["losses"],  # most metrics are means of a loss
    "optimizers": ["ops"],
    "datasets": ["utils"],  # they fetch with utils::get_file
    "utils": ["tensor"],
    "saving": ["tensor"],
    "callbacks": ["tensor"],
    "parallel": ["backend"],
    "plot": ["tensor"],
}
ARROWS["models"] = sorted(set(ARROWS) - {"plot"})
REFUSED = {"common", "misc", "helpers"}


def allowed(folder):
    """The folder, what stands behind its arrow, and what that may include."""
    result, waiting = {folder}, list(ARROWS[folder])
    while waiting:
        current = waiting.pop()
        if current not in result:
            result.add(current)
            waiting += ARROWS[current]
    return result


def problems_of_include(path, folder, bracket, name):
    is_header = path.endswith(".h")
    if name.startswith("keratin/"):
        if bracket == "<":
            yield f"{path}: includes <{name}>; inside the library it is \"{name}\""
        parts = name.split("/")
        if len(parts) == 2:
            yield f"{path}: includes {name}, which is for users"
        elif parts[1] not in ARROWS:
            yield f"{path}: includes {name}, and {parts[1]}/ is not a known folder"
        elif parts[1] not in allowed(folder):
            yield f"{path}: {folder}/ may not include {name} (its arrow: {ARROWS[folder]})"
    elif bracket == '"':
        yield f"{path}: includes \"{name}\"; write the whole path from keratin/ on"
    elif is_header and not sources.is_standard(name) and not sources.is_private_header(path):
        yield f"{path}: a public header includes the foreign <{name}>"


def check(root):
    problems = []
    for path in sources.files(root, ".h", ".cpp"):
        parts = path.split("/")
        if REFUSED & set(parts[:-1]):
            problems.append(f"{path}: no folder is called {sorted(REFUSED & set(parts))[0]}")
        text = sources.read(root, path)
        if path.startswith("src/keratin/") and len(parts) > 3:
            if parts[2] not in ARROWS:
                problems.append(f"{path}: {parts[2]}/ is not a known folder")
                continue
            for bracket, name in sources.includes(text):
                problems += problems_of_include(path, parts[2], bracket, name)
        elif path.startswith("src/") and path != "src/keratin/keratin.h":
            problems.append(f"{path}: sources stand in src/keratin/FOLDER/")
        elif path.startswith("examples/"):
            for _, name in sources.includes(text):
                if not sources.is_standard(name) and name != "keratin/keratin.h":
                    problems.append(f"{path}: an example includes <keratin/keratin.h> and the "
                                    f"standard library alone, not {name}")
    for name in os.listdir(os.path.join(root, "tests")) if os.path.isdir(
            os.path.join(root, "tests")) else []:
        known = set(ARROWS) | {"support", "golden", "end_to_end", "install", "interop", "apps"}
        if os.path.isdir(os.path.join(root, "tests", name)) and name not in known:
            problems.append(f"tests/{name}/: tests stand in the folder of what they test")
    return problems, []


if __name__ == "__main__":
    sources.main("folders", check)
