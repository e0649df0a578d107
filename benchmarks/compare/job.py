"""The job: milliseconds a step of the first network, and what everybody learned meanwhile."""
import statistics

from compare import figures

MODES = ["skipping", "dense", "bf16", "uint8"]
EXPLANATION = """\
dense:    (pixels + 1) / 256, the same network on data without a single zero: nothing can be skipped
skipping: pixels / 255; products with exact zeros, four fifths of MNIST, are left out
bf16:     as dense, with the policy mixed_bfloat16; uint8: bytes, and Rescaling as first layer
rivals:   pixels / 255. Times: median of the epochs from the second on; then over rounds.
floor:    the dense products of a step at the peak measured just before and after the training,
          the better of the two
apart:    nanoseconds from core to core in each round, before or after it, the longer of the two;
          some 25 where they share a cache. Compare rounds in which it was the same."""


def run(workers, plan):
    jobs = {f"keratin {mode}": ("keratin", plan.fit(mode=mode)) for mode in MODES}
    jobs |= {name: (name, plan.fit()) for name in workers.names if name != "keratin"}
    answers = figures.in_rounds(workers, jobs, plan.rounds)
    times = {label: [figures.settled(answer["ms"]) for answer in rounds]
             for label, rounds in answers.items()}
    rows = [row(label, answers[label], times) for label in times]
    figures.print_table(["", "ms/step", "best", "/skipping", "by rounds", "/dense", "by rounds",
                         "of floor", "loss", "accuracy", "test", "apart ns", "ms of each round"], rows)
    print(EXPLANATION)
    return answers


def row(label, answers, times):
    own = times[label]
    cells = [label, f"{statistics.median(own):.3f}", f"{min(own):.3f}"]
    for mode in ("skipping", "dense"):
        ours = times[f"keratin {mode}"]
        cells += [f"{figures.ratio_of_medians(own, ours):.2f}",
                  f"{figures.median_of_ratios(own, ours):.2f}"]
    floors = [answer["floor_ms"] for answer in answers if "floor_ms" in answer]
    cells.append(f"{100 * figures.median_of_ratios(floors, own):.0f}%" if floors else "")
    return cells + [f"{statistics.median(values):.4f}" for values in (
        [answer["losses"][-1] for answer in answers],
        [answer["accuracy"] for answer in answers],
        [answer["test_accuracy"] for answer in answers])] + [
        " ".join(f"{answer['apart_ns']:.0f}" for answer in answers),
        " ".join(f"{value:.3f}" for value in own)]
