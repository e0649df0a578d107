"""keratin-cells --repl: through a pipe, and at a terminal."""
import os
import pty
import re
import select
import signal
import subprocess
import tempfile
import termios
import unittest

from keratin_kernel.worker import find_program


def start(stdin, stdout, folder, **more):
    environment = dict(os.environ, XDG_STATE_HOME=folder, TERM="xterm", **more)
    return subprocess.Popen([find_program(), "--repl"], stdin=stdin, stdout=stdout,
                            stderr=subprocess.STDOUT,
                            env=environment, start_new_session=True)


class PipeTest(unittest.TestCase):
    def run_lines(self, text, **environment):
        with tempfile.TemporaryDirectory() as folder:
            child = start(subprocess.PIPE, subprocess.PIPE, folder, **environment)
            output, _ = child.communicate(text.encode(), timeout=300)
            return output.decode(), child.returncode

    def test_values_and_lines_that_go_on(self):
        output, status = self.run_lines("int x = 3;\nint twice(int a) {\n  return 2 * a;\n}\ntwice(x)\n")
        self.assertEqual(output, "6\n")
        self.assertEqual(status, 0)

    def test_errors_are_told_and_the_rest_runs(self):
        output, status = self.run_lines("undefined_name\n1 + 1\n")
        self.assertIn("In[1]:1:1: error:", output)
        self.assertTrue(output.endswith("2\n"))
        self.assertEqual(status, 1)

    def test_a_crash_costs_the_variables(self):
        output, _ = self.run_lines("int* null = nullptr; *null = 1;\n1 + 1\n")
        self.assertIn("Segmentation fault", output)
        self.assertIn("all variables are gone", output)
        self.assertTrue(output.endswith("2\n"))


    def test_letters_stay_what_they_are_in_any_locale(self):
        output, _ = self.run_lines('std::cout << "케라틴" << std::endl;\n', LC_ALL="C")
        self.assertEqual(output, "케라틴\n")

    def test_exit_ends_it_with_its_status(self):
        output, status = self.run_lines("1 + 1\nstd::exit(3);\n2 + 2\n")
        self.assertEqual((output, status), ("2\n", 3))
        output, status = self.run_lines("1 + 1\nquit()\n2 + 2\n")
        self.assertEqual((output, status), ("2\n", 0))

    def test_long_lines(self):
        output, _ = self.run_lines('std::string("' + "x" * 200_000 + '").size()\n')
        self.assertEqual(output, "200000\n")


class TerminalTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.seen = ""

    def begin(self):
        self.master, slave = pty.openpty()
        self.child = start(slave, slave, self.folder.name)
        os.close(slave)
        self.addCleanup(os.close, self.master)
        self.addCleanup(self.child.wait)
        self.addCleanup(self.child.kill)
        self.wait_for(r"In \[1\]: ")

    def wait_for(self, pattern):
        while not re.search(pattern, self.seen):
            ready, _, _ = select.select([self.master], [], [], 120)
            self.assertTrue(ready, f"no {pattern!r} in {self.seen!r}")
            try:
                data = os.read(self.master, 65536)
            except OSError:
                data = b""
            if not data:
                self.fail(f"it ended without {pattern!r}: {self.seen!r}")
            self.seen += data.decode(errors="replace")
        self.seen = self.seen[re.search(pattern, self.seen).end():]
        if pattern.startswith("In "):
            self.wait_for_letters()

    def wait_for_letters(self):
        """Until the editor gets letter by letter: a prompt comes sooner, and the terminal would edit."""
        while termios.tcgetattr(self.master)[3] & termios.ICANON:
            select.select([], [], [], 0.01)

    def type(self, text):
        os.write(self.master, text.encode())

    def end(self):
        self.type("\x04")
        self.assertEqual(self.child.wait(timeout=120), 0)

    def test_prompt_completion_interrupts_and_history(self):
        self.begin()
        self.type("layers::Dens\t")  # Dense and DenseOptions: as far as both go
        self.wait_for("Dense|Ge")  # or the letter alone, where the cursor is
        self.type("(3).cou\t")
        self.wait_for("params")
        self.type("\n")
        self.wait_for(r"Out\[1\]: |error")
        self.wait_for(r"In \[2\]: ")
        self.type("if (true) {\n")
        self.wait_for(r"\.\.\.: ")
        self.type('print("in" + std::string("side")); }\n')
        self.wait_for("inside")
        self.wait_for(r"In \[3\]: ")
        self.type("int dropped = ")
        self.wait_for("dropped = ")
        os.killpg(self.child.pid, signal.SIGINT)
        self.wait_for(r"In \[3\]: ")
        self.type('print("beg" + std::string("ins")); for (volatile long i = 0;; i = i + 1) {}\n')
        self.wait_for("begins")
        os.killpg(self.child.pid, signal.SIGINT)
        self.wait_for("KeyboardInterrupt")
        self.wait_for(r"In \[4\]: ")
        self.end()
        with open(os.path.join(self.folder.name, "keratin", "history")) as file:
            self.assertIn("true", file.read())

    def test_what_another_prompt_remembers_stays(self):
        path = os.path.join(self.folder.name, "keratin", "history")
        self.begin()
        self.type("1 + 1\n")
        self.wait_for(r"Out\[1\]: 2")
        self.wait_for(r"In \[2\]: ")
        with open(path, "a") as file:
            file.write("another\n")
        self.type("2 + 2\n")
        self.wait_for(r"Out\[2\]: 4")
        self.wait_for(r"In \[3\]: ")
        with open(path) as file:
            self.assertEqual(file.read().splitlines()[1:], ["1\\040+\\0401", "another", "2\\040+\\0402"])
        self.end()

    def test_options_and_words_are_completed(self):
        self.begin()
        self.type("layers::Dense(3, {.activatio\t")
        self.wait_for("activation|Gn")
        self.type(' = "softm\t')
        self.wait_for("softm.*ax")
        self.type('"})\n')
        self.wait_for(r"Out\[1\]: <Dense")
        self.wait_for(r"In \[2\]: ")
        self.type("layers::Conv\t")
        self.wait_for("Conv2DTranspose")

    def test_a_tab_in_pasted_text_is_a_blank(self):
        self.begin()
        self.type("int\tpasted = 4;\nint\tother = 5;\npasted + other\n")
        self.wait_for(r"Out\[3\]: 9")

    def test_figures_are_half_blocks(self):
        self.begin()
        self.type("plt::plot({1.0, 2.0}); plt::show();\n")
        self.wait_for("\u2580")
        self.wait_for(r"In \[2\]: ")
        self.type("1 + 1\n")
        self.wait_for(r"Out\[2\]: 2")

    def test_the_third_interrupt_ends_what_heeds_none(self):
        self.begin()
        self.type("int lost = 1;\n")
        self.wait_for(r"In \[2\]: ")
        # Another thread tells when the cell sleeps in the lock, where it heeds nothing.
        self.type('std::mutex twice; std::thread([] { std::string state; while (state != "S") '
                  '{ std::ifstream file("/proc/self/stat"); std::string pid, name; '
                  'file >> pid >> name >> state; } print("wa" + std::string("its")); }).detach(); '
                  "twice.lock(); twice.lock();\n")
        self.wait_for("waits")
        self.interrupt_until("not heeded Ctrl-C yet")
        self.interrupt_until(r"The program ended \(Interrupt\); all variables are gone")
        self.wait_for(r"In \[3\]: ")
        self.type("lost\n")
        self.wait_for("undeclared identifier 'lost'")

    def interrupt_until(self, pattern):
        """Ctrl-C again and again: several that come at once count as one."""
        for _ in range(300):
            os.killpg(self.child.pid, signal.SIGINT)
            ready, _, _ = select.select([self.master], [], [], 0.1)
            if ready:
                self.seen += os.read(self.master, 65536).decode(errors="replace")
            if re.search(pattern, self.seen):
                return self.wait_for(pattern)
        self.fail(f"no {pattern!r} in {self.seen!r}")

    def test_the_letter_of_ctrl_d_in_the_line_keeps_nobody(self):
        self.begin()
        self.type("\x16\x04")  # Ctrl-V takes it as a letter
        self.end()

    def test_ctrl_d_deletes_within_a_line(self):
        self.begin()
        self.type("123\x01\x04\n")  # Ctrl-A: to the front
        self.wait_for(r"Out\[1\]: 23")

    def test_exit_ends_it(self):
        self.begin()
        self.type("exit\n")
        self.assertEqual(self.child.wait(timeout=60), 0)


if __name__ == "__main__":
    unittest.main()
