"""The kernel: hands cells to keratin-cells, and its answers to the notebook."""
import contextlib
import signal
import threading

from ipykernel.kernelbase import Kernel

from . import __version__
from .worker import Died, Worker, find_program


def bytes_before(code, cursor_pos):
    return len(code[:cursor_pos].encode("utf-8", "replace"))


def letters_before(code, position):
    return len(code.encode("utf-8", "replace")[:position].decode("utf-8", "replace"))


class KeratinKernel(Kernel):
    implementation = "keratin"
    implementation_version = __version__
    language_info = {"name": "c++", "version": "20", "mimetype": "text/x-c++src",
                     "file_extension": ".cpp", "codemirror_mode": "text/x-c++src",
                     "pygments_lexer": "cpp"}
    banner = "Keratin: Keras, native in C++20"

    def __init__(self, **arguments):
        super().__init__(**arguments)
        self.silent = True
        self.worker = None
        self._start_worker()

    def _start_worker(self):
        if self.worker:
            self.worker.stop()
        self.worker = Worker(find_program(), self._on_output)
        self.worker.wait_until_ready()

    def _on_output(self, name, text):
        if not self.silent:
            self.send_response(self.iopub_socket, "stream", {"name": name, "text": text})

    @contextlib.contextmanager
    def _interrupts_go_to_the_cell(self):
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = signal.signal(signal.SIGINT, lambda *_: self.worker.interrupt())
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def do_execute(self, code, silent, store_history=True, user_expressions=None,
                   allow_stdin=False, **_):
        self.silent = silent
        errors = []

        def on_message(message):
            if message["kind"] == "error":
                errors.append((message["name"], message["text"]))
            elif not silent:
                self._show(message)

        with self._interrupts_go_to_the_cell():
            try:
                self.worker.ask({"kind": "run", "code": code, "cell": self.execution_count},
                                on_message)
            except Died as died:
                errors.append(("KernelDied", f"the program ended ({died}); all variables are gone, "
                                             "and a fresh one has started"))
                self._start_worker()
        if errors:
            return self._report(*errors[0])
        return {"status": "ok", "execution_count": self.execution_count, "payload": [],
                "user_expressions": {}}

    def _show(self, message):
        if message["kind"] == "value":
            self.send_response(self.iopub_socket, "execute_result", {
                "execution_count": self.execution_count,
                "data": {"text/plain": message["text"]}, "metadata": {}})
        elif message["kind"] == "display":
            self.send_response(self.iopub_socket, "display_data", {
                "data": {message["mime"]: message["data"], "text/plain": "<Figure>"},
                "metadata": {}})

    def _report(self, name, text):
        lines = text.rstrip("\n").split("\n")
        if name != "CompileError" and not lines[0].startswith(name):
            lines[0] = f"{name}: {lines[0]}"
        content = {"ename": name, "evalue": text.rstrip("\n").split("\n")[0], "traceback": lines}
        if not self.silent:
            self.send_response(self.iopub_socket, "error", content)
        return {"status": "error", "execution_count": self.execution_count, **content}

    def _ask(self, request):
        """An answer about code; {} when the worker has died over it, which costs the variables."""
        self.silent = False
        try:
            return self.worker.ask(request)
        except Died:
            self._start_worker()
            return {}

    def do_complete(self, code, cursor_pos):
        answer = self._ask({"kind": "complete", "code": code,
                            "position": bytes_before(code, cursor_pos)})
        begin = letters_before(code, answer["begin"]) if "begin" in answer else cursor_pos
        return {"status": "ok", "matches": answer.get("names", []), "cursor_start": begin,
                "cursor_end": cursor_pos, "metadata": {}}

    def do_inspect(self, code, cursor_pos, detail_level=0, omit_sections=()):
        text = self._ask({"kind": "inspect", "code": code,
                          "position": bytes_before(code, cursor_pos)}).get("text", "")
        return {"status": "ok", "found": bool(text), "metadata": {},
                "data": {"text/plain": text} if text else {}}

    def do_is_complete(self, code):
        answer = self._ask({"kind": "is_complete", "code": code})
        status = answer.get("status", "unknown")
        if status == "incomplete":
            return {"status": status, "indent": answer["indent"]}
        return {"status": status}

    def do_shutdown(self, restart):
        if self.worker:
            self.worker.stop()
            self.worker = None
        return {"status": "ok", "restart": restart}
