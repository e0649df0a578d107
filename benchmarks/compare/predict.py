"""Predictions of 1, 32 and 10,000 images, and what a call costs that has nothing to compute."""
import statistics

from compare import figures

# (images, batch size): 32 is Keras's default; a forward pass has no batches and takes all at once.
COLUMNS = {"1 image": (1, 32), "32": (32, 32), "10,000 by 32": (10000, 32),
           "10,000 at once": (10000, 10000)}
OUR_WAYS = ["predict", "predict_on_batch"]


def run(workers, plan):
    ways = {name: workers.ask(name, {"job": "ways"}).get("ways", []) if name != "keratin"
            else OUR_WAYS for name in workers.names}
    results = {}
    for column, (images, batch_size) in COLUMNS.items():
        jobs = {f"{name} {way}": (name, {"job": "predict", "way": way, "rows": images,
                                         "batch_size": batch_size, "seconds": plan.seconds})
                for name in workers.names for way in ways[name]
                if way == "predict" or batch_size >= images}
        results[column] = figures.in_rounds(workers, jobs, plan.rounds)
    print_columns(results, "keratin predict")
    print()
    tiny = {}
    for way in ("predict", "train_on_batch"):
        jobs = {name: (name, {"job": "tiny", "way": way, "seconds": plan.seconds})
                for name in workers.names}
        tiny[way] = figures.in_rounds(workers, jobs, plan.rounds)
    print_columns(tiny, "keratin")
    print("the overhead of a call: 32 samples through 8-64-1, microseconds")
    return {**results, "tiny": tiny}


def print_columns(results, reference):
    """Microseconds of a call, with the ratio to ours, a column for each kind of call."""
    times = {column: {label: [statistics.median(answer["us"]) for answer in rounds]
                      for label, rounds in answers.items()} for column, answers in results.items()}
    labels = list(dict.fromkeys(label for column in times.values() for label in column))
    rows = []
    for label in labels:
        cells = [label]
        for column in times.values():
            if label in column:
                ratio = figures.ratio_of_medians(column[label], column[reference])
                cells.append(f"{statistics.median(column[label]):.1f} (x{ratio:6.2f})")
            else:
                cells.append("")
        rows.append(cells)
    figures.print_table(["us", *times], rows)
