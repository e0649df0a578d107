"""Networks of many sizes: milliseconds a step, and who is quicker where."""
import statistics

from compare import figures

BATCHES, WIDTHS, DEPTHS = (32, 128, 1024), (64, 512, 4096), (1, 4, 16)
CONTESTANTS = ["keratin", "jax-scan", "torch", "torch-compile"]
# Weights that all contestants may keep in memory between rounds; larger networks are built anew.
KEPT_WEIGHTS = 60e6
ROWS = 16384  # of random numbers in an epoch, at most
EXPLANATION = """\
batch x width x depth: depth hidden layers of that width after 784 inputs, then 10 classes; ms/step
on normal random numbers without a zero, and the ratio to ours. RMSprop's rate is 1e-5 here, so that
no network dies. A star: the rival is quicker."""


def cells_named(text):
    """"128x512x1,32x64x4" as tuples; all cells when empty."""
    if text:
        return [tuple(int(number) for number in cell.split("x")) for cell in text.split(",")]
    return [(batch, width, depth) for depth in DEPTHS for width in WIDTHS for batch in BATCHES]


def weights_of(width, depth):
    return 784 * width + (depth - 1) * width * width + 10 * width


def job_of(cell, seconds):
    """The same number of steps for everybody, about right for a guess of the time of one."""
    batch, width, depth = cell
    weights = weights_of(width, depth)
    guess = 6 * batch * weights / 150e9 + 28 * weights / 15e9 + 200e-6
    steps = max(2, min(1024, round(seconds / guess)))
    per_epoch = min(steps, max(2, ROWS // batch))
    return {"job": "grid", "batch": batch, "width": width, "depth": depth, "steps": per_epoch,
            "epochs": -(-steps // per_epoch), "learning_rate": 1e-5,
            "keep": int(weights < KEPT_WEIGHTS)}


def run(workers, plan):
    names = [name for name in CONTESTANTS if name in workers.names]
    workers.stop_all_but(names)  # the large cells need the memory
    results, rows = {}, []
    rivals = [name for name in names if name != "keratin"]
    print("  ".join(["batch x width x depth".ljust(22), "keratin".rjust(9),
                     *(name.rjust(20) for name in rivals)]))
    for cell in plan.cells:
        job = job_of(cell, plan.seconds)
        answers = figures.in_rounds(workers, {name: (name, job) for name in names}, plan.rounds)
        for name in names:
            workers.ask(name, {"job": "free"})
        times = {name: [answer["ms"] for answer in rounds] for name, rounds in answers.items()}
        label = "x".join(str(number) for number in cell)
        results[label] = {"job": job, "ms": times}
        rows.append(times)
        print(line_of(label, times, rivals), flush=True)
    print(EXPLANATION)
    quicker = sum(any(name != "keratin" and is_quicker(times, name) for name in times)
                  for times in rows)
    print(f"in {quicker} of {len(rows)} cells a rival is quicker")
    return results


def is_quicker(times, name):
    return figures.ratio_of_medians(times[name], times["keratin"]) < 1


def line_of(label, times, rivals):
    cells = [label.ljust(22), f"{statistics.median(times['keratin']):9.3f}"]
    for name in rivals:
        if name not in times:
            cells.append("-".rjust(20))
            continue
        ratio = figures.ratio_of_medians(times[name], times["keratin"])
        star = "*" if is_quicker(times, name) else " "
        cells.append(f"{statistics.median(times[name]):10.3f} (x{ratio:5.2f}){star}".rjust(20))
    return "  ".join(cells)
