"""Rounds, and what is said about their numbers."""
import statistics


def in_rounds(workers, jobs, rounds):
    """{label: [answer of each round]} for jobs {label: (contestant, job)}. The contestants take
    turns, and each round begins with another one, so that a drift of the machine meets all of them.
    A label that a contestant lacks, or fails at, is named and left out from then on."""
    answers = {label: [] for label, (name, _) in jobs.items() if name in workers.names}
    for turn in range(rounds):
        labels = list(answers)
        for label in labels[turn % len(labels):] + labels[:turn % len(labels)]:
            name, job = jobs[label]
            before = apart_nanoseconds(workers)
            answer = workers.ask(name, {**job, "seed": turn})
            answer.setdefault("apart_ns", max(before, apart_nanoseconds(workers)))
            reason = answer.get("missing") or answer.get("error")
            if name == "keratin" and "error" in answer:
                raise SystemExit(f"{label}: {reason}")  # there is nothing to compare with
            if reason:
                del answers[label]
                print(f"{label}: {reason}", flush=True)
            else:
                answers[label].append(answer)
    return answers


def apart_nanoseconds(workers):
    """How far the cores lie apart at this moment: a virtual machine may get others at any time."""
    return workers.ask("keratin", {"job": "apart"})["apart_ns"]


def settled(values):
    """The median without the first epoch, in which everybody still warms up."""
    return statistics.median(values[1:] or values)


def ratio_of_medians(values, to):
    return statistics.median(values) / statistics.median(to)


def median_of_ratios(values, to):
    """Round by round: what moves both in a round does not move their ratio."""
    return statistics.median(a / b for a, b in zip(values, to))


def print_table(head, rows):
    """Rows of texts; the first column is to the left, the others to the right."""
    widths = [max(len(str(row[column])) for row in [head, *rows]) for column in range(len(head))]
    for row in [head, *rows]:
        cells = [str(cell).rjust(width) for cell, width in zip(row[1:], widths[1:])]
        print("  ".join([str(row[0]).ljust(widths[0]), *cells]).rstrip())
