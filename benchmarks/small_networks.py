#!/usr/bin/env python3
"""Steps of small networks in Keratin and its rivals: ratios taken in one run on one machine.

    python3 benchmarks/small_networks.py --ours build/release/bench_small_networks
    python3 benchmarks/small_networks.py --ours ... --rivals torch,keras-jax --networks tiny
    python3 benchmarks/small_networks.py --ours ... --quick
    python3 benchmarks/small_networks.py            the rivals alone, against each other

rivals/small.py says what the networks and the two ways of training are. Each contestant lives in a
process of its own and does the same jobs in turn, round by round; the numbers are microseconds of
a training step. Rivals whose packages (keras, jax, tensorflow, torch) are not installed are left
out. The program of --ours answers a line of JSON for each line of JSON that it reads:

    {"job": "small", "network": "mlp", "way": "fit", "seconds": 0.5, "seed": 0}
        {"us": [of a step, an epoch or a turn each], "loss": of the last epoch or call}
    {"job": "apart"}
        {"apart_ns": how far the cores lie apart}, as bench_first_network answers it
"""
import argparse
import json
import os
import statistics

import rivals
from compare import figures
from compare.workers import Workers
from rivals import small

CONTESTANTS = ["keras-jax", "keras-tf", "torch", "torch-compile"]
PEERS = ["keras-jax", "torch", "torch-compile"]  # the better of them is the one to beat
WAYS = ["fit", "train_on_batch"]


def measured(workers, options):
    """{"mlp fit": {contestant: [microseconds of each round]}, ...}, and all answers."""
    times, answers = {}, {}
    for network in options.networks.split(","):
        for way in WAYS:
            jobs = {name: (name, {"job": "small", "network": network, "way": way,
                                  "seconds": options.seconds}) for name in workers.names}
            column = f"{network} {way}"
            answers[column] = in_rounds(workers, jobs, options.rounds)
            times[column] = {name: [statistics.median(answer["us"]) for answer in rounds]
                             for name, rounds in answers[column].items() if rounds}
            print(f"{column}: done", flush=True)
    return times, answers


def in_rounds(workers, jobs, rounds):
    """As figures.in_rounds, which asks Keratin how far the cores lie apart; without it, not."""
    if "keratin" in workers.names:
        return figures.in_rounds(workers, jobs, rounds)
    answers = {label: [] for label in jobs}
    for turn in range(rounds):
        for label in list(answers):
            name, job = jobs[label]
            answer = workers.ask(name, {**job, "seed": turn})
            if "error" in answer or "missing" in answer:
                print(f"{label}: {answer.get('missing') or answer.get('error')}", flush=True)
                del answers[label]
            else:
                answers[label].append(answer)
    return answers


def print_times(times):
    names = list(dict.fromkeys(name for column in times.values() for name in column))
    reference = "keratin" if "keratin" in names else names[0]
    rows = []
    for name in names:
        cells = [name]
        for column in times.values():
            if name not in column or reference not in column:
                cells.append("")
                continue
            ratio = figures.ratio_of_medians(column[name], column[reference])
            cells.append(f"{statistics.median(column[name]):.1f} (x{ratio:5.2f})")
        rows.append(cells)
    figures.print_table(["us a step", *times], rows)
    print(f"x: against {reference}; medians over the rounds of the median over epochs or turns")


def print_margins(times):
    """How many times the better of the peers takes of what Keratin takes."""
    for column, by_name in times.items():
        peers = {name: statistics.median(by_name[name]) for name in PEERS if name in by_name}
        if "keratin" in by_name and peers:
            best = min(peers, key=peers.get)
            ratio = figures.median_of_ratios(by_name[best], by_name["keratin"])
            print(f"{column}: {best}, the best of the peers, takes {ratio:.2f} times as long")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ours", default="", help="the program bench_small_networks")
    parser.add_argument("--rivals", default=",".join(CONTESTANTS), help="all by default")
    parser.add_argument("--networks", default=",".join(small.NETWORKS), help="all by default")
    parser.add_argument("--rounds", type=int, default=0, help="5 by default")
    parser.add_argument("--seconds", type=float, default=0, help="of a job in a round, about")
    parser.add_argument("--quick", action="store_true", help="a smoke run")
    parser.add_argument("--json", metavar="FILE", help="writes all numbers of all rounds")
    options = parser.parse_args()
    options.rounds = options.rounds or (1 if options.quick else 5)
    options.seconds = options.seconds or (0.1 if options.quick else 1.0)
    unknown = set(options.networks.split(",")) - set(small.NETWORKS)
    unknown |= set(filter(None, options.rivals.split(","))) - set(rivals.RIVALS)
    if unknown:
        parser.error(f"nothing is called {', '.join(sorted(unknown))}")
    return options


def main():
    options = parse_arguments()
    if options.quick:  # else OpenMP's rivals take minutes where anybody else is busy
        os.environ.setdefault("GOMP_SPINCOUNT", "1000")
    contestants = (["keratin"] if options.ours else []) + options.rivals.split(",")
    with Workers(options.ours, filter(None, contestants)) as workers:
        for name, reason in workers.skipped.items():
            print(f"{name} is left out: {reason}")
        times, answers = measured(workers, options)
        share = workers.take_strangers_share()
    print_times(times)
    print_margins(times)
    if share > 0.05:
        print(f"DISTURBED: others used up to {100 * share:.0f}% of the machine meanwhile")
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(answers, file, indent=1)


if __name__ == "__main__":
    main()
