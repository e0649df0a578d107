"""What is learned: mean training loss of each epoch and test accuracy over many seeds."""
import statistics

NAMES = ["keratin", "keras-jax"]


def run(workers, plan, seeds):
    absent = [name for name in NAMES if name not in workers.names]
    if absent:
        raise SystemExit(f"--seeds needs {absent[0]}")
    results = {name: [workers.ask(name, plan.fit(seed=seed)) for seed in range(seeds)]
               for name in NAMES}
    means = {}
    for name, answers in results.items():
        losses = [statistics.mean(column) for column in zip(*(a["losses"] for a in answers))]
        accuracies = [answer["test_accuracy"] for answer in answers]
        means[name] = losses, statistics.mean(accuracies)
        print(f"{name:9} losses " + " ".join(f"{loss:.4f}" for loss in losses) +
              f"  accuracy mean {statistics.mean(accuracies):.4f}"
              f" deviation {statistics.stdev(accuracies) if seeds > 1 else 0:.4f}"
              f" from {min(accuracies):.4f} to {max(accuracies):.4f}")
    (ours, our_accuracy), (theirs, their_accuracy) = (means[name] for name in NAMES)
    print("losses, Keratin / Keras: " + " ".join(f"{a / b:.4f}" for a, b in zip(ours, theirs)))
    print(f"accuracy, Keratin - Keras: {100 * (our_accuracy - their_accuracy):+.2f} points")
    return results
