#!/usr/bin/env python3
"""try_kills.py PROGRAM KILLS: kills PROGRAM (tests/interop/survivor.cpp) with SIGKILL at random
moments, KILLS times each while it saves a model, while a ModelCheckpoint saves one, and while it
trains with BackupAndRestore. Counts files that are torn or missing and trainings that end otherwise
than one that was left alone. Needs nothing but Python."""
import os
import random
import signal
import subprocess
import sys
import tempfile
import time


def start(program, *words):
    return subprocess.Popen([program, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                            text=True)


def kill(process, delay):
    """Lets it run for so long; whether it was still there."""
    try:
        process.wait(delay)
        return False
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGKILL)
        process.wait()
        return True


def run(program, *words):
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def try_saving(program, folder, kills, mode, check, moment):
    """(torn, missing) of the file that `mode` writes; `check` reads it."""
    path = os.path.join(folder, "model.keras")
    torn = missing = 0
    for _ in range(kills):
        process = start(program, mode, path)
        while not os.path.exists(path) and process.poll() is None:
            time.sleep(0.0005)
        kill(process, random.uniform(0, moment))
        if not os.path.exists(path):
            missing += 1
        elif run(program, check, path).returncode != 0:
            torn += 1
        for name in os.listdir(folder):  # what the killed ones left half written
            if name.endswith(".tmp"):
                os.remove(os.path.join(folder, name))
    os.remove(path)
    return torn, missing


def try_training(program, folder, kills, moment):
    """(trainings, trainings that ended otherwise, kills)."""
    right = run(program, "train", os.path.join(folder, "alone")).stdout
    done = trainings = wrong = 0
    while done < kills:
        backup = os.path.join(folder, f"backup{trainings}")
        while True:
            process = start(program, "train", backup)
            if kill(process, random.uniform(0, moment)):
                done += 1
            else:
                break
        trainings += 1
        wrong += process.stdout.read() != right or process.returncode != 0
    return trainings, wrong, done


def main():
    program, kills = os.path.abspath(sys.argv[1]), int(sys.argv[2])
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder:
        before = time.monotonic()
        run(program, "train", os.path.join(folder, "first"))
        whole = time.monotonic() - before
        save = try_saving(program, folder, kills, "save", "check", 0.03)
        checkpoint = try_saving(program, folder, kills, "checkpoint", "load", 0.03)
        trainings, wrong, done = try_training(program, folder, kills, whole)
    print(f"save             {kills:5} kills: {save[0]} torn, {save[1]} missing")
    print(f"ModelCheckpoint  {kills:5} kills: {checkpoint[0]} torn, {checkpoint[1]} missing")
    print(f"BackupAndRestore {done:5} kills: {wrong} of {trainings} trainings ended otherwise")
    return sum(save) + sum(checkpoint) + wrong > 0


if __name__ == "__main__":
    sys.exit(main())
