"""The whole process: from its start to the test accuracy, and the most memory it had."""
import json
import statistics
import subprocess

from compare import figures
from compare.workers import FOLDER, command_of, environment_of

PROGRAMS = {"keratin": ("keratin", ["once", "skipping"]),
            "keratin uint8": ("keratin", ["once", "uint8"]),
            "keras-jax": ("keras-jax", ["--once"]), "keras-tf": ("keras-tf", ["--once"]),
            "torch": ("torch", ["--once"])}


def run_fresh(command, environment):
    done = subprocess.run(command, capture_output=True, text=True, cwd=FOLDER, env=environment)
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {done.stderr[-300:]}")
    return json.loads(done.stdout.splitlines()[-1])


def run(workers, plan):
    labels = [label for label, (name, _) in PROGRAMS.items() if name in workers.names]
    if plan.is_quick:
        labels = [label for label in labels if not label.startswith("keras-")]
    results = {label: [] for label in labels}
    for _ in range(plan.rounds):
        for label in labels:
            name, arguments = PROGRAMS[label]
            if plan.is_quick:
                arguments = [*arguments, "1"]  # epoch, for everybody
            command = command_of(name, workers.ours, *arguments)
            results[label].append(workers.unfrozen(
                f"{label} process", lambda: run_fresh(command, environment_of(name))))
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
