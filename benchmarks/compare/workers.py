"""The contestants' processes. One of them works at a time; the others wait for their next line and
must not disturb, which is measured: so are all strangers on the machine."""
import json
import os
import resource
import subprocess
import sys
import tempfile
import time

import rivals
from compare.heartbeat import FREEZE, Heartbeat

FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TICKS = os.sysconf("SC_CLK_TCK")
# OpenMP's threads spin for some milliseconds after their work: until they sleep, nobody starts.
REST = 0.25
TRIES = 4  # of a job during which the machine stood still


def environment_of(name):
    return {**os.environ, **(rivals.RIVALS[name].environment if name in rivals.RIVALS else {})}


def command_of(name, ours, *arguments):
    """How a contestant is started: as a worker, or with --once and the like."""
    if name == "keratin":
        return [os.path.abspath(ours), *(arguments or ["worker"])]
    return [sys.executable, "-m", "rivals.worker", name, *arguments]


class Worker:
    def __init__(self, name, ours):
        self.name = name
        self.complaints = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            command_of(name, ours), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self.complaints, text=True, cwd=FOLDER, env=environment_of(name))

    def ask(self, job):
        try:
            self.process.stdin.write(json.dumps(job) + "\n")
            self.process.stdin.flush()
            line = self.process.stdout.readline()
        except BrokenPipeError:
            line = ""
        return json.loads(line) if line else {"error": "the worker ended: " + self.last_words()}

    def last_words(self):
        self.complaints.seek(0)
        return self.complaints.read()[-300:].strip().replace("\n", " | ")

    def cpu_seconds(self):
        try:
            with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as file:
                fields = file.read().rsplit(")", 1)[1].split()
        except FileNotFoundError:
            return 0.0
        return sum(int(field) for field in fields[11:15]) / TICKS  # its own and its children's

    def stop(self):
        self.process.stdin.close()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()
        self.complaints.close()


class Workers:
    """Starts a worker when it is first asked, and stops all at the end of a with."""

    def __init__(self, ours, names):
        self.ours = ours
        self.names, self.skipped = [], {}
        self.running = {}
        self.idle_share = {}      # name -> the most of a core that it used while another worked
        self.strangers_share = 0  # of the machine, since the last report
        self.heartbeat = Heartbeat()
        self.frozen = []          # what was measured while the machine stood still, and thrown away
        for name in names:
            self.admit(name)

    def admit(self, name):
        missing = rivals.missing_packages(name) if name != "keratin" else []
        if missing:
            self.skipped[name] = "not installed: " + ", ".join(missing)
        elif name not in self.names:
            self.names.append(name)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop_all_but([])

    def unfrozen(self, label, measure):
        """measure(), again while the machine stands still in the midst of it: the heartbeat alone
        decides, for every contestant alike, and never the number. The last try counts as it is."""
        for attempt in range(TRIES):
            self.heartbeat.take_longest()
            answer = measure()
            pause = self.heartbeat.take_longest()
            if pause < FREEZE:
                return answer
            self.frozen.append({"what": label, "pause": pause, "answer": answer,
                                "is_kept": attempt == TRIES - 1})
        return {**answer, "frozen": pause}

    def ask(self, name, job):
        return self.unfrozen(f"{name} {job['job']}", lambda: self.ask_once(name, job))

    def ask_once(self, name, job):
        if name not in self.running:
            self.running[name] = Worker(name, self.ours)
        time.sleep(REST)
        watched = {other: worker.cpu_seconds() for other, worker in self.running.items()
                   if other != name}
        begin, load = time.perf_counter(), Load(self.running.values())
        answer = self.running[name].ask(job)
        seconds = time.perf_counter() - begin
        if seconds > 0.5:  # or a clock tick of 10 ms would weigh too much
            answer["strangers_share"] = load.strangers_share()
            self.strangers_share = max(self.strangers_share, answer["strangers_share"])
            for other, before in watched.items():
                share = (self.running[other].cpu_seconds() - before) / seconds
                self.idle_share[other] = max(share, self.idle_share.get(other, 0))
        if "the worker ended" in str(answer.get("error")):
            self.running.pop(name).stop()
        return answer

    def take_strangers_share(self):
        share, self.strangers_share = self.strangers_share, 0
        return share

    def stop_all_but(self, names):
        for name in [name for name in self.running if name not in names]:
            self.running.pop(name).stop()


class Load:
    """Who used the machine's cores from its construction on."""

    def __init__(self, workers=()):
        self.workers = list(workers)
        self.before = self.now()

    def now(self):
        with open("/proc/stat", encoding="ascii") as file:
            ticks = [int(field) for field in file.readline().split()[1:9]]
        usages = [resource.getrusage(who) for who in
                  (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        own = sum(usage.ru_utime + usage.ru_stime for usage in usages)
        own += sum(worker.cpu_seconds() for worker in self.workers)
        idle = ticks[3] + ticks[4]
        return sum(ticks) / TICKS, (sum(ticks) - idle) / TICKS, own

    def strangers_share(self):
        """Of all cores' time: what neither we nor idleness took, stolen time included."""
        total, busy, own = (now - before for now, before in zip(self.now(), self.before))
        return max(0.0, busy - own) / max(total, 0.01)
