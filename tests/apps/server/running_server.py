"""What the scripts that test the server share: they make its models, start it, and stop it."""
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time

SKIPPED = 77  # the exit code by which CTest knows a test that was left out


def skip(reason):
    print("skipped:", reason)
    sys.exit(SKIPPED)


class Serving:
    """with Serving(BUILD, "--log") as server: the server of that build folder, on a port of its own."""

    def __init__(self, build, *options, samples=20000, models=None, limits=()):
        """limits: ((resource.RLIMIT_AS, bytes), ...) of the server alone."""
        self.build, self.options, self.limits = build, options, limits
        self.folder = None
        if models is None:
            self.folder = tempfile.TemporaryDirectory()
            models = self.folder.name
            maker = os.path.join(build, "tests/apps/server/keratin_server_models")
            made = subprocess.run([maker, models, str(samples)], check=True, capture_output=True,
                                  text=True)
            print(made.stdout, end="")
        self.models = models

    def __enter__(self):
        program = os.path.join(self.build, "apps/keratin/keratin")
        self.errors = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [program, "serve", self.models, "--port=0", "--json", *self.options],
            stdout=subprocess.PIPE, stderr=self.errors, text=True, preexec_fn=self.limit)
        line = self.process.stdout.readline()
        try:
            self.url = json.loads(line)["url"]
        except (ValueError, KeyError):
            raise RuntimeError(f"the server did not start: {line}{self.log()}") from None
        self.port = int(self.url.rpartition(":")[2])
        return self

    def limit(self):
        for kind, most in self.limits:
            resource.setrlimit(kind, (most, most))

    def __exit__(self, *_):
        self.stop()
        if self.folder:
            self.folder.cleanup()

    def stop(self):
        """The exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(timeout=60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def log(self):
        self.errors.seek(0)
        return self.errors.read()

    def resident_mb(self):
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def wait_until(is_true, seconds=60):
    """Looks again and again; an AssertionError when it does not come true."""
    end = time.monotonic() + seconds
    while not is_true():
        assert time.monotonic() < end, "what was waited for did not happen"
        time.sleep(0.01)
