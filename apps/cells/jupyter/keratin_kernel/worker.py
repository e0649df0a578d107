"""keratin-cells as a child process: requests and answers are lines of JSON on two pipes, what cells
print comes through two more."""
import codecs
import json
import os
import select
import shutil
import signal
import subprocess


def find_program():
    """$KERATIN_CELLS, else beside the package as it is installed or built, else in PATH."""
    given = os.environ.get("KERATIN_CELLS")
    if given:
        return given
    here = os.path.dirname(os.path.abspath(__file__))
    for folder in (here, os.path.dirname(here), os.path.dirname(os.path.dirname(here))):
        path = os.path.join(folder, "keratin-cells")
        if os.access(path, os.X_OK) and os.path.isfile(path):
            return path
    found = shutil.which("keratin-cells")
    if not found:
        raise FileNotFoundError("keratin-cells is neither beside the package keratin_kernel nor in "
                                "PATH; set KERATIN_CELLS to its path")
    return found


class Died(Exception):
    """The worker has ended; its text says how."""


class Worker:
    """on_output(name, text) gets what is printed; name is "stdout" or "stderr"."""

    def __init__(self, program, on_output):
        self.on_output = on_output
        requests, self.requests = os.pipe()
        self.answers, answers = os.pipe()
        try:
            self.process = subprocess.Popen(
                [program, "--requests", str(requests), "--answers", str(answers)],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                pass_fds=(requests, answers), start_new_session=True)
        finally:
            os.close(requests)
            os.close(answers)
        decoder = codecs.getincrementaldecoder("utf-8")
        self.streams = {self.process.stdout.fileno(): ("stdout", decoder("replace")),
                        self.process.stderr.fileno(): ("stderr", decoder("replace"))}
        self.pending = b""

    def wait_until_ready(self):
        self._wait("ready", lambda message: None)

    def ask(self, request, on_message=lambda message: None):
        """Sends the request and returns the last answer; those before go to on_message."""
        try:
            # Half of a letter, which JSON of others can hold, is none.
            data = json.dumps(request, ensure_ascii=False).encode("utf-8", "replace") + b"\n"
            while data:
                data = data[os.write(self.requests, data):]
        except BrokenPipeError:
            pass  # it is gone, which the answers will say
        return self._wait("done", on_message)

    def interrupt(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)

    def stop(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for stream in (self.process.stdout, self.process.stderr):
            stream.close()
        os.close(self.requests)
        os.close(self.answers)

    def _wait(self, kind, on_message):
        while True:
            while b"\n" in self.pending:
                line, self.pending = self.pending.split(b"\n", 1)
                message = json.loads(line)
                self._pass_waiting_output()  # what was printed before it is seen before it
                if message["kind"] == kind:
                    return message
                on_message(message)
            ready, _, _ = select.select([self.answers, *self.streams], [], [])
            for stream in ready:
                if stream in self.streams:
                    self._pass_output(stream)
            if self.answers in ready:
                data = os.read(self.answers, 65536)
                if not data:
                    self._pass_waiting_output()
                    raise Died(self._last_words())
                self.pending += data

    def _pass_waiting_output(self):
        while self.streams:
            ready, _, _ = select.select(list(self.streams), [], [], 0)
            if not ready:
                return
            for stream in ready:
                self._pass_output(stream)

    def _pass_output(self, stream):
        name, decoder = self.streams[stream]
        data = os.read(stream, 65536)
        if not data:
            del self.streams[stream]
        text = decoder.decode(data, final=not data)
        if text:
            self.on_output(name, text)

    def _last_words(self):
        status = self.process.wait()
        if status >= 0:
            return f"exit status {status}"
        return signal.strsignal(-status) or f"signal {-status}"
