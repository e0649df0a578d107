"""The job once more, beside one busy process: what a shared machine costs each contestant."""
import contextlib
import os
import statistics
import subprocess
import sys

from compare import figures

CONTESTANTS = ["keratin", "jax-scan", "keras-jax", "torch", "torch-short-spin"]
# Ends with the driver, even where that is killed: nobody's machine may stay busy. The driver gives
# its own number, for a child that asks late would take whoever adopted it for its parent.
SPIN = """
import os, sys
while os.getppid() == int(sys.argv[1]):
    for _ in range(1_000_000): pass
"""


@contextlib.contextmanager
def busy_neighbour():
    process = subprocess.Popen([sys.executable, "-c", SPIN, str(os.getpid())])
    try:
        yield
    finally:
        process.kill()
        process.wait()


def run(workers, plan):
    if "torch" in workers.names:
        workers.admit("torch-short-spin")
    names = [name for name in CONTESTANTS[:2 if plan.is_quick else None] if name in workers.names]
    jobs = {name: (name, plan.fit(epochs=min(3, plan.epochs))) for name in names}
    quiet, busy = ({name: [] for name in names} for _ in range(2))
    for _ in range(plan.rounds):
        append(quiet, figures.in_rounds(workers, jobs, 1))
        with busy_neighbour():
            append(busy, figures.in_rounds(workers, jobs, 1))
    rows = []
    for name in names:
        if quiet[name] and len(quiet[name]) == len(busy[name]):
            rows.append([name, f"{statistics.median(quiet[name]):.3f}",
                         f"{statistics.median(busy[name]):.3f}",
                         f"{figures.median_of_ratios(busy[name], quiet[name]):.2f}",
                         f"{figures.ratio_of_medians(busy[name], busy['keratin']):.2f}"])
    figures.print_table(["", "quiet ms", "busy ms", "busy/quiet", "busy/ours busy"], rows)
    return {"quiet": quiet, "busy": busy}


def append(times, answers):
    for name, rounds in answers.items():
        times[name] += [figures.settled(answer["ms"]) for answer in rounds]
