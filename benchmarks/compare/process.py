"""The whole process: from its start to the test accuracy, and the most memory it had."""
import json
import statistics
import subprocess

from compare import figures
from compare.workers import FOLDER, command_of, environment_of

PROGRAMS = {"keratin": ("keratin", ["once"]), "keratin uint8": ("keratin", ["once", "uint8"]),
            "keras-jax": ("keras-jax", ["--once"]), "keras-tf": ("keras-tf", ["--once"]),
            "torch": ("torch", ["--once"])}


def run(workers, plan):
    labels = [label for label, (name, _) in PROGRAMS.items() if name in workers.names]
    if plan.is_quick:
        labels = [label for label in labels if not label.startswith("keras-")]
    results = {label: [] for label in labels}
    for _ in range(plan.rounds):
        for label in labels:
            name, arguments = PROGRAMS[label]
            if plan.is_quick and name != "keratin":
                arguments = [*arguments, "1"]
            done = subprocess.run(command_of(name, workers.ours, *arguments), capture_output=True,
                                  text=True, cwd=FOLDER, env=environment_of(name))
            if done.returncode:
                raise SystemExit(f"{label} failed: {done.stderr[-300:]}")
            results[label].append(json.loads(done.stdout.splitlines()[-1]))
    ours = {key: [answer[key] for answer in results["keratin"]] for key in ("seconds", "megabytes")}
    rows = []
    for label, answers in results.items():
        cells = [label]
        for key, digits in (("seconds", 2), ("megabytes", 0)):
            values = [answer[key] for answer in answers]
            cells += [f"{statistics.median(values):.{digits}f}",
                      f"{figures.ratio_of_medians(values, ours[key]):.2f}"]
        accuracies = [answer["test_accuracy"] for answer in answers]
        rows.append(cells + [f"{statistics.median(accuracies):.4f}"])
    figures.print_table(["", "seconds", "/keratin", "peak MB", "/keratin", "test"], rows)
    return results
