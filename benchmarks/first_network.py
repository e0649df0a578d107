#!/usr/bin/env python3
"""The first network in Keratin and its rivals: ratios taken in one run on one machine.

    python3 benchmarks/first_network.py --ours build/release/bench_first_network
    python3 benchmarks/first_network.py --ours ... --job --predict --rivals jax-scan,torch
    python3 benchmarks/first_network.py --ours ... --grid --cells 128x512x1,1024x512x4
    python3 benchmarks/first_network.py --ours ... --quick
    python3 benchmarks/first_network.py --ours ... --seeds 10

Each contestant lives in a process of its own and does the same jobs in turn, round by round.
Without a section's flag all sections run; --quick shows in two minutes that everything works, its
numbers mean little. --seeds compares instead what is learned, Keratin beside Keras on JAX: mean
training loss of each epoch and mean test accuracy over the seeds. Rivals whose packages (keras,
jax, tensorflow, torch) are not installed are left out. Needs MNIST in
$KERAS_HOME/datasets/mnist.npz.
"""
import argparse
import json
import os

import rivals
from compare import grid, job, learning, neighbour, predict, process
from compare.workers import REST, Load, Workers


class Plan:
    """How much is done."""

    def __init__(self, options):
        self.is_quick = options.quick
        self.rounds = options.rounds or (1 if options.quick else 3)
        self.epochs, self.rows = (2, 6400) if options.quick else (5, 0)
        self.seconds = 0.05 if options.quick else 0.4  # of a timed call, or of a cell of the grid
        cells = options.cells or ("32x64x1,128x512x4" if options.quick else "")
        self.cells = grid.cells_named(cells)

    def fit(self, **more):
        return {"job": "fit", "epochs": self.epochs, "rows": self.rows, **more}


def print_machine(workers, _plan):
    answer = workers.ask("keratin", {"job": "machine"})
    print(f"{answer['model']}, {answer['threads']} threads, {answer['simd']}, "
          f"{answer['ghz']:.2f} GHz busy")
    print(f"float32 multiply-adds: {answer['gflops_one']:.0f} GFLOP/s on one thread, "
          f"{answer['gflops_all']:.0f} on all; the products of a dense step take "
          f"{answer['floor_ms']:.3f} ms at that rate")
    return answer


SECTIONS = {"machine": print_machine, "job": job.run, "process": process.run,
            "predict": predict.run, "grid": grid.run, "neighbour": neighbour.run}


def print_surroundings(workers):
    for name, reason in workers.skipped.items():
        print(f"{name} is left out: {reason}")
    openmp = {key: value for key, value in os.environ.items()
              if key.startswith(("OMP_", "GOMP_", "KMP_"))}
    print(f"OpenMP's environment: {openmp or 'the default, which suits a quiet machine'}. Its "
          f"threads spin for milliseconds after\ntheir work; each job starts {REST} s after the "
          "last one, when they sleep.")


def run_sections(workers, plan, names):
    results = {}
    for name in names:
        print(f"\n== {name}", flush=True)
        load = Load()
        results[name] = SECTIONS[name](workers, plan)
        share = load.strangers_share() if name == "process" else workers.take_strangers_share()
        if share > 0.05 and name != "neighbour":
            print(f"DISTURBED: others used up to {100 * share:.0f}% of the machine meanwhile")
    kept = sum(freeze["is_kept"] for freeze in workers.frozen)
    print(f"\nthe machine stood still during {len(workers.frozen)} measurements: "
          f"{len(workers.frozen) - kept} were repeated, {kept} had to be kept")
    results["frozen"] = workers.frozen
    if workers.idle_share:
        name = max(workers.idle_share, key=workers.idle_share.get)
        print(f"of the waiting workers, {name} used most: {100 * workers.idle_share[name]:.1f}% "
              "of a core")
    return results


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", required=True, help="the program bench_first_network")
    for name in SECTIONS:
        parser.add_argument(f"--{name}", action="store_true", help="run this section")
    parser.add_argument("--quick", action="store_true", help="a smoke run of everything")
    parser.add_argument("--rounds", type=int, default=0, help="3 by default")
    parser.add_argument("--rivals", default=",".join(rivals.REGULAR), help="all by default")
    parser.add_argument("--cells", default="", help="of the grid: BATCHxWIDTHxDEPTH,...")
    parser.add_argument("--seeds", type=int, default=0, help="compare what is learned instead")
    parser.add_argument("--json", metavar="FILE", help="writes all numbers of all rounds")
    options = parser.parse_args()
    unknown = set(filter(None, options.rivals.split(","))) - set(rivals.RIVALS)
    if unknown:
        parser.error(f"no rival is called {', '.join(sorted(unknown))}")
    return options


def main():
    options = parse_arguments()
    plan = Plan(options)
    if options.quick:  # else OpenMP's rivals take minutes where anybody else is busy
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    contestants = ["keratin", *filter(None, options.rivals.split(","))]
    with Workers(options.ours, contestants) as workers:
        print_surroundings(workers)
        if options.seeds:
            results = {"learning": learning.run(workers, plan, options.seeds)}
        else:
            names = [name for name in SECTIONS if getattr(options, name)] or list(SECTIONS)
            results = run_sections(workers, plan, names)
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)


if __name__ == "__main__":
    main()
