"""The kernel in Jupyter: its protocol by jupyter_kernel_test, interrupts, and the example notebook."""
import os
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

try:
    import jupyter_client
    from jupyter_client.manager import start_new_kernel
except ImportError:
    jupyter_client = None
try:
    import jupyter_kernel_test
except ImportError:
    jupyter_kernel_test = None
try:
    import nbclient
    import nbformat
except ImportError:
    nbclient = None

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
NOTEBOOK = os.path.join(ROOT, "examples", "notebooks", "first_network.ipynb")
prefix = None


def setUpModule():
    """The kernel, installed as a user does it, where only this test looks."""
    global prefix
    if jupyter_client is None:
        raise unittest.SkipTest("Jupyter is not installed")
    try:
        import ipykernel  # noqa: F401
    except ImportError:
        raise unittest.SkipTest("ipykernel is not installed")
    prefix = tempfile.TemporaryDirectory()
    subprocess.run([sys.executable, "-m", "keratin_kernel", "install", "--prefix", prefix.name],
                   check=True)
    os.environ["JUPYTER_PATH"] = os.path.join(prefix.name, "share", "jupyter")


def tearDownModule():
    if prefix:
        prefix.cleanup()


if jupyter_kernel_test:
    class ProtocolTest(jupyter_kernel_test.KernelTests):
        kernel_name = "keratin"
        language_name = "c++"
        file_extension = ".cpp"
        code_hello_world = 'print("hello, world");'
        code_stderr = 'fprintf(stderr, "oops\\n");'
        code_execute_result = [{"code": "6*7", "result": "42"},
                               {"code": "tensor({1, 2})", "result": "array([1, 2], dtype=int32)"}]
        code_generate_error = "throw std::runtime_error(\"no\");"
        code_display_data = [{"code": "plt::plot({1.0, 2.0}); plt::show();", "mime": "image/png"}]
        complete_code_samples = ["1", "int x = 1;", "print(x)"]
        incomplete_code_samples = ["print(", "for (;;) {", "auto x ="]
        invalid_code_samples = ["print)", "f(]"]
        code_inspect_sample = "layers::Dense"
        completion_samples = [{"text": "layers::Den", "matches": {"Dense", "DenseOptions"}}]
else:
    class ProtocolTest(unittest.TestCase):
        @unittest.skip("jupyter_kernel_test is not installed")
        def test_protocol(self):
            pass


class KernelTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        begin = time.monotonic()
        cls.manager, cls.client = start_new_kernel(kernel_name="keratin")
        print(f"the kernel is ready after {time.monotonic() - begin:.2f} s")

    @classmethod
    def tearDownClass(cls):
        cls.client.stop_channels()
        cls.manager.shutdown_kernel(now=True)

    def run_cell(self, code, interrupt_at=None):
        outputs = []

        def on_output(message):
            outputs.append((message["msg_type"], message["content"]))
            if message["msg_type"] == "stream" and interrupt_at:
                if interrupt_at in message["content"]["text"]:
                    self.manager.interrupt_kernel()

        reply = self.client.execute_interactive(code, timeout=120, output_hook=on_output)
        return reply["content"], outputs

    def test_interrupt_ends_a_loop(self):
        self.run_cell("int before = 7;")
        reply, _ = self.run_cell('print("begins"); for (volatile long i = 0;; i = i + 1) {}',
                                 interrupt_at="begins")
        self.assertEqual(reply["ename"], "KeyboardInterrupt")
        _, outputs = self.run_cell("before")
        self.assertEqual(outputs[-2][1]["data"]["text/plain"], "7")

    def test_a_crash_costs_the_variables_and_says_so(self):
        reply, _ = self.run_cell("int* null = nullptr; *null = 1;")
        self.assertIn("all variables are gone", reply["evalue"])
        reply, _ = self.run_cell("1 + 2")
        self.assertEqual(reply["status"], "ok")

    def completion(self, code):
        self.client.complete(code)
        return self.client.get_shell_msg(timeout=120)["content"]

    def test_completion_stands_at_letters_and_not_at_bytes(self):
        reply = self.completion('auto 이름 = 1; layers::Dense(3, {.activatio')
        self.assertEqual((reply["matches"], reply["cursor_start"]), (["activation"], 32))
        reply = self.completion("auto 이름 = 1;\n이")
        self.assertEqual((reply["matches"], reply["cursor_start"]), (["이름"], 13))

    def test_the_third_interrupt_ends_what_heeds_none(self):
        waits, is_over = threading.Event(), threading.Event()

        def interrupt():
            """Again and again: several that come at once count as one."""
            waits.wait(120)
            while not is_over.wait(0.2):
                self.manager.interrupt_kernel()

        def on_output(message):
            if message["msg_type"] == "stream" and "waits" in message["content"]["text"]:
                waits.set()

        thread = threading.Thread(target=interrupt)
        thread.start()
        # Another thread tells when the cell sleeps in the lock, where it heeds nothing.
        reply = self.client.execute_interactive(
            'std::mutex twice;\n'
            'std::thread([] {\n'
            '  for (std::string pid, name, state; state != "S";)\n'
            '    std::ifstream("/proc/self/stat") >> pid >> name >> state;\n'
            '  print("waits");\n'
            '}).detach();\n'
            'twice.lock(); twice.lock();', timeout=120, output_hook=on_output)["content"]
        is_over.set()
        thread.join()
        self.assertIn("(Interrupt); all variables are gone", reply["evalue"])
        reply, _ = self.run_cell("1 + 2")
        self.assertEqual(reply["status"], "ok")

    def test_plain_cells(self):
        times = []
        for i in range(5):
            begin = time.monotonic()
            reply, _ = self.run_cell(f"int number_{i} = {i};")
            times.append(time.monotonic() - begin)
            self.assertEqual(reply["status"], "ok")
        print(f"a plain cell takes {1000 * sorted(times)[2]:.0f} ms")


def mnist_is_there():
    home = os.environ.get("KERAS_HOME") or os.path.expanduser("~/.keras")
    return os.path.isdir(os.path.join(home, "datasets", "mnist"))


def text_of(cell):
    """What a cell shows, as text."""
    return "".join(output.get("text", "") or output.get("data", {}).get("text/plain", "")
                   for output in cell["outputs"])


def kinds_of(cell):
    """Kinds of outputs; a bar that is drawn often is one stream."""
    kinds = [output["output_type"] for output in cell["outputs"]]
    return [kind for i, kind in enumerate(kinds) if i == 0 or kind != kinds[i - 1]]


@unittest.skipIf(nbclient is None, "nbclient is not installed")
@unittest.skipUnless(mnist_is_there(), "MNIST is not in $KERAS_HOME/datasets/mnist")
class NotebookTest(unittest.TestCase):
    def test_first_network(self):
        stored = nbformat.read(NOTEBOOK, as_version=4)
        fresh = nbformat.read(NOTEBOOK, as_version=4)
        for cell in fresh.cells:
            if cell.cell_type == "code":
                cell.outputs = []
        begin = time.monotonic()
        nbclient.NotebookClient(fresh, timeout=600, kernel_name="keratin").execute()
        print(f"the notebook took {time.monotonic() - begin:.1f} s")
        compared = 0
        for old, new in zip(stored.cells, fresh.cells):
            if old.cell_type == "code":
                self.assertEqual(kinds_of(old), kinds_of(new), old.source)
                if not re.search("fit|evaluate|test_acc|predictions", old.source):
                    self.assertEqual(text_of(old), text_of(new), old.source)
                    compared += 1
        self.assertGreater(compared, 5)
        by_source = {cell.source: text_of(cell) for cell in fresh.cells if cell.cell_type == "code"}
        self.assertEqual(by_source["train.x.shape()"], "(60000, 28, 28)")
        self.assertEqual(by_source["predictions[0].argmax()"], "7")
        accuracy = re.search("test_acc: ([0-9.]+)", "".join(by_source.values()))
        self.assertGreater(float(accuracy.group(1)), 0.97)
        print(accuracy.group(0))


if __name__ == "__main__":
    unittest.main()
