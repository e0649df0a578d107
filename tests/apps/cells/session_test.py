"""Sessions of keratin-cells through its protocol: what cells do, and what they leave."""
import os
import threading
import unittest

from keratin_kernel.worker import Died, Worker, find_program


class Session:
    """A worker, and what it said."""

    def __init__(self):
        self.output = {"stdout": "", "stderr": ""}
        self.waits = None
        self.cell = 0
        self.worker = Worker(find_program(), self._on_output)
        self.worker.wait_until_ready()

    def _on_output(self, name, text):
        self.output[name] += text
        if self.waits and self.waits in self.output[name]:
            self.waits = None
            threading.Thread(target=self._interrupt_at_work).start()

    def _interrupt_at_work(self):
        """Ctrl-C when the cell has computed for a while, and not in what it printed last."""
        begin = self.ticks()
        while self.ticks() < begin + 10:
            os.sched_yield()
        self.worker.interrupt()

    def ticks(self):
        with open(f"/proc/{self.worker.process.pid}/stat") as file:
            return int(file.read().rsplit(")", 1)[1].split()[11])

    def run(self, code, interrupt_at=None):
        """The values, figures and error of a cell; Ctrl-C comes when it has printed a text."""
        self.output = {"stdout": "", "stderr": ""}
        self.waits = interrupt_at
        self.cell += 1
        messages = []
        self.worker.ask({"kind": "run", "code": code, "cell": self.cell}, messages.append)
        self.error = next((m for m in messages if m["kind"] == "error"), None)
        self.figures = [m for m in messages if m["kind"] == "display"]
        values = [m["text"] for m in messages if m["kind"] == "value"]
        return values[0] if values else None

    def completion(self, code):
        position = len(code.encode())
        return self.worker.ask({"kind": "complete", "code": code, "position": position})

    def complete(self, code):
        return self.completion(code)["names"]

    def inspect(self, code):
        return self.worker.ask({"kind": "inspect", "code": code, "position": len(code)})["text"]

    def peak(self):
        with open(f"/proc/{self.worker.process.pid}/status") as file:
            return next(int(line.split()[1]) for line in file if line.startswith("VmHWM"))


class SessionTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.session = Session()

    @classmethod
    def tearDownClass(cls):
        cls.session.worker.stop()

    def shows(self, code, expected):
        value = self.session.run(code)
        self.assertIsNone(self.session.error)
        self.assertEqual(value, expected, code)

    def fails(self, code, name, text):
        self.session.run(code)
        self.assertIsNotNone(self.session.error, code)
        self.assertEqual(self.session.error["name"], name)
        self.assertIn(text, self.session.error["text"])

    def test_values(self):
        for code, expected in [
                ("6*7", "42"), ("1.0", "1.0"), ("1.5f", "1.5"), ("true", "True"), ("'c'", "'c'"),
                ('"it"', "'it'"), ('std::string("a\'b")', '"a\'b"'), ("nullptr", None),
                ("std::nullopt", None), ("print()", None), ("1;", None), ("", None), ("// note", None),
                ("std::pair(1, 2.0)", "(1, 2.0)"), ("std::tuple(1, true)", "(1, True)"),
                ('std::map<std::string, int>{{"a", 1}}', "{'a': 1}"),
                ("std::vector<float>{0.1f, 2}", "[0.1, 2.0]"), ("std::optional<int>()", "None"),
                ("tensor({1, 2, 3})", "array([1, 2, 3], dtype=int32)"),
                ("tensor({1, 2, 3}).sum()", "6"), ("tensor({1.0f, 2.0f}).mean()", "1.5"),
                ("tensor({4, 5})[1]", "5"), ("tensor({{1, 2}})[0]", "array([1, 2], dtype=int32)"),
                ("tensor({1, 2}).shape()", "(2,)"),
                ('layers::Dense(3, {.name = "d"})', "<Dense name=d, built=False>"),
                ('Sequential({}, {.name = "s"})', "<Sequential name=s, built=False>")]:
            with self.subTest(code):
                self.shows(code, expected)

    def test_symbolic_tensors_have_a_shape(self):
        self.assertIn("(None, 3)", self.session.run("Input({3})"))

    def test_unprintable_objects_have_a_type_and_a_place(self):
        self.assertRegex(self.session.run("struct Point { int x; }; Point{1}"), "^<Point at 0x")

    def test_an_assignment_shows_nothing(self):
        self.shows("int assigned = 1; assigned = 2", None)
        self.shows("assigned", "2")

    def test_a_typo_is_an_error_at_its_place_and_nothing_runs(self):
        self.shows("int counted = 0;", None)
        self.fails('counted = 1;\nlayers::Dense d(10, {.activation = "rellu"});', "CompileError",
                   f"In[{self.session.cell + 1}]:2:36: error:")
        self.shows("counted", "0")
        self.fails("undefined_name", "CompileError", "undeclared identifier 'undefined_name'")
        self.fails("template <class T> int broken(T x) { return x.y; } broken(3)", "CompileError",
                   "In[")
        self.shows("counted + 1", "1")

    def test_anything_takes_the_place_of_anything(self):
        kinds = {
            "int": ("int thing = 1;", "thing", "1"),
            "double": ("double thing = 2.5;", "thing", "2.5"),
            "tensor": ("Tensor thing = tensor({1, 2});", "thing.sum()", "3"),
            "auto": ("auto [thing, other] = std::pair(3, 4);", "thing + other", "7"),
            "function": ("int thing(int x) { return x + 1; }", "thing(1)", "2"),
            "template": ("template <class T> T thing(T x) { return 2 * x; }", "thing(2)", "4"),
            "struct": ("struct thing { int x = 9; };", "thing{}.x", "9"),
            "enum": ("enum thing_kind { thing = 6 };", "int(thing)", "6"),
            "using": ("using thing = int;", "thing(3.5)", "3"),
            "namespace": ("namespace thing { int x = 8; }", "thing::x", "8"),
            "lambda": ("auto thing = [&](int x) { return -x; };", "thing(1)", "-1"),
        }
        for before in kinds.values():
            for after in kinds.values():
                with self.subTest(f"{before[0]} -> {after[0]}"):
                    self.session.run(before[0])
                    self.shows(after[0] + " " + after[1], after[2])

    def test_a_namespace_can_be_added_to(self):
        self.shows("namespace added { int x = 1; int y = 2; }", None)
        self.shows("namespace added { int x = 3; } added::x + added::y", "5")

    def test_names_of_cells_go_before_the_library_s(self):
        self.shows("int max = 3; max", "3")
        self.shows("auto mean = 1.5; mean", "1.5")
        self.shows("double time = 2; time", "2.0")

    def test_overloads_stand_beside_each_other(self):
        self.shows("int over(int) { return 1; } int over(double) { return 2; }", None)
        self.shows("int over(int) { return 3; }", None)
        self.shows("over(1) * 10 + over(1.0)", "32")

    def test_what_functions_use_is_kept(self):
        self.shows('std::string used = "old"; std::string use() { return used; }', None)
        self.shows('std::string used = "new"; use()', "'old'")

    def test_exceptions_are_text(self):
        self.fails("tensor({1, 2}) + zeros({3})", "ShapeError", "(2,) and (3,)")
        self.fails('throw std::runtime_error("oh");', "std::runtime_error", "oh")
        self.fails("throw 1;", "int", "1")
        self.fails("struct Own {}; throw Own();", "Own", "says nothing about itself")

    def test_a_failed_initializer_leaves_the_old_variable(self):
        self.shows("int kept = 5;", None)
        self.fails("int kept = [] { if (true) throw 3; return 1; }();", "int", "3")
        self.shows("kept", "5")

    def test_an_own_initializer_is_an_error(self):
        self.fails("Tensor selfish = selfish / 2;", "CompileError", "own initialization")

    def test_members_and_specializations_stand_outside(self):
        self.shows("struct Outer { int f(); };\nint Outer::f() { return 7; }\nOuter().f()", "7")
        self.shows("struct Key { int k; };\ntemplate <> struct std::hash<Key> { size_t operator()"
                   "(const Key& q) const { return size_t(q.k); } };\nstd::hash<Key>{}(Key{4})", "4")

    def test_streams_are_apart_and_input_ends(self):
        self.session.run('printf("c\\n"); std::cout << "s\\n"; print("k"); fprintf(stderr, "e\\n");')
        self.assertEqual(self.session.output["stdout"], "c\ns\nk\n")
        self.assertEqual(self.session.output["stderr"], "e\n")
        self.shows('std::string line = "x"; bool has_line = bool(std::getline(std::cin, line));'
                   "has_line", "False")

    def test_figures_are_png(self):
        self.session.run("plt::plot({1.0, 2.0}); plt::show();")
        self.assertIsNone(self.session.error)
        self.assertEqual(len(self.session.figures), 1)
        self.assertEqual(self.session.figures[0]["mime"], "image/png")
        self.assertTrue(self.session.figures[0]["data"].startswith("iVBORw0KGgo"))

    def test_korean(self):
        self.shows('auto 이름 = std::string("케라틴"); 이름', "'케라틴'")

    def test_completion(self):
        self.session.run("Sequential network;")
        self.assertIn("summary", self.session.complete("network.su"))
        self.assertIn("Dense", self.session.complete("layers::De"))
        self.assertIn("Sequential", self.session.complete("Seq"))
        self.assertIn("network", self.session.complete("int x = 1;\nnetw"))
        self.assertIn("fresh_name", self.session.complete("int fresh_name = 1;\nfresh_"))
        self.assertEqual(self.session.complete('print("netw'), [])
        self.assertEqual(self.session.complete("no_such_thing.x"), [])
        self.shows("1 + 1", "2")

    def test_completion_of_options(self):
        self.session.run("Sequential optioned; Tensor given = zeros({2, 2});")
        for code, expected in [
                ("layers::Dense(10, {.act", ["activation", "activity_regularizer"]),
                ("layers::Dense layer(3, {.use", ["use_bias"]),
                ("layers::Dense({.un", ["units"]),
                ("void learn() { optioned.fit(given, given, {.ep", ["epochs"]),
                ("optioned.fit(given, given, {.ep", ["epochs"]),
                ("auto h = optioned.fit(given, given, {.batch_size = 3, .ep", ["epochs"]),
                ("optioned.compile({.opt", ["optimizer"]),
                ("optioned.compile({.optimizer = optimizers::Adam({.learn", ["learning_rate"]),
                ('layers::Dense(10, {.activation = "relu", .activ', ["activity_regularizer"]),
                ("optioned.fit(given, given, {.no_such", []),
                ("optioned.no_such(given, {.ep", [])]:
            with self.subTest(code):
                self.assertEqual(self.session.complete(code), expected)
        self.assertIn("units", self.session.complete("layers::Dense({."))
        self.assertIn("int64_t epochs = 1",
                      self.session.inspect("optioned.fit(given, given, {.epochs"))

    def test_completion_of_words(self):
        self.session.run("Sequential worded; Tensor pixels = zeros({2, 2});")
        for code, expected in [
                ('layers::Dense(10, {.activation = "softm', ["softmax"]),
                ('layers::Dense(10, "softm', ["softmax"]),
                ('layers::Activation("softm', ["softmax"]),
                ('worded.compile({.loss = "mean_squared_e', ["mean_squared_error"]),
                ('worded.compile({.metrics = {"mae", "accur', ["accuracy"]),
                ('worded.compile("rms', ["rmsprop"]),
                ('worded.fit(pixels, pixels, {.verbose = "a', ["auto"]),
                ('plt::imshow(pixels, {.cmap = "bin', ["binary"]),
                ('print("softm', []),
                ('auto text = "softm', [])]:
            with self.subTest(code):
                self.assertEqual(self.session.complete(code), expected)

    def test_completion_says_where_it_begins(self):
        for code, begin in [("layers::Den", 8), ("auto 이름 = 1;\n이", 17),
                            ('layers::Dense(1, "so', 18)]:
            self.assertEqual(self.session.completion(code)["begin"], begin, code)
        self.assertEqual(self.session.complete("auto 이름 = 1;\n이"), ["이름"])

    def test_a_cell_that_forks_answers_once(self):
        self.shows("if (fork() == 0) int unused = 1;", None)
        self.shows("1 + 1", "2")
        self.shows("2 + 2", "4")

    def test_a_thread_that_is_not_joined_can_be_named_anew(self):
        self.shows("std::thread threaded([] {});", None)
        self.shows("std::thread threaded([] {});", None)
        self.shows("threaded.join(); threaded.joinable()", "False")

    def test_conditions_of_templates_are_no_bodies(self):
        self.shows("template <class T> requires requires (const T& t) { t.size(); }\n"
                   "int has_size(const T&) { return 1; }\n"
                   "template <class T> requires requires { typename T::value_type; }\n"
                   "int has_values(const T&) { return 2; }\n"
                   'has_size(std::string("a")) + has_values(std::string("b"))', "3")

    def test_lists_of_initializers_are_no_bodies(self):
        self.shows("struct Corner { int x, y; Corner(); };\n"
                   "Corner::Corner() : x{1}, y{2} {}\nCorner().y", "2")

    def test_a_namespace_in_a_namespace_can_be_added_to(self):
        self.shows("namespace outer::inner { int x = 1; } namespace outer { int y = 2; }", None)
        self.shows("namespace outer::inner { int z = 3; } outer::inner::x + outer::y + outer::inner::z",
                   "6")

    def test_arrays_are_lists_and_long_values_are_cut(self):
        self.shows("int three[] = {1, 2, 3}; three", "[1, 2, 3]")
        self.assertRegex(self.session.run("std::vector<int>(1000000, 7)"),
                         r"^\[7, 7, .*\.\.\. \(\d+ more bytes, which print\(\) shows\)$")

    def test_half_a_letter_is_no_crash(self):
        self.shows('"\ud800"', "'?'")

    def test_inspection(self):
        text = self.session.inspect("layers::Dense")
        self.assertIn("y = activation(x . kernel + bias)", text)
        self.assertIn("int64_t units = 0;", text)
        self.session.run("Sequential inspected;")
        self.assertIn("Trains on x [samples, ...]", self.session.inspect("inspected.fit"))
        self.assertIn("Sequential inspected", self.session.inspect("inspected"))
        self.assertEqual(self.session.inspect("no_such_name"), "")


class InterruptTest(unittest.TestCase):
    def setUp(self):
        self.session = Session()
        self.addCleanup(self.session.worker.stop)

    def test_an_endless_loop_ends(self):
        self.session.run('int before = 7; struct Guard { ~Guard() { print("left"); } };')
        self.session.run('void spin() { for (volatile long i = 0;; i = i + 1) {} }\n'
                         '{ Guard guard; print("begins"); spin(); }', interrupt_at="begins")
        self.assertEqual(self.session.error["name"], "KeyboardInterrupt")
        self.assertEqual(self.session.output["stdout"], "begins\nleft\n")
        self.assertEqual(self.session.run("before"), "7")

    def test_an_endless_loop_in_a_cell_ends(self):
        self.session.run('print("begins"); volatile long i = 0;\nwhile (true) i = i + 1;',
                         interrupt_at="begins")
        self.assertEqual(self.session.error["name"], "KeyboardInterrupt")
        self.assertEqual(self.session.run("i > 1000"), "True")

    def test_fit_keeps_its_history(self):
        self.session.run("Sequential network({layers::Dense(1)});\n"
                         'network.compile({.optimizer = "sgd", .loss = "mse"});\n'
                         "Tensor x = zeros({64, 4}), y = zeros({64, 1});")
        self.assertIsNone(self.session.error)
        self.session.run("History history = network.fit(x, y, {.epochs = 1000000000});",
                         interrupt_at="Epoch 3/")
        self.assertIsNone(self.session.error)
        self.assertEqual(self.session.run("history.is_interrupted()"), "True", self.session.error)
        self.assertEqual(self.session.run("history.epoch.size() >= 2"), "True")
        self.assertRegex(self.session.run("history"), "^<keratin.callbacks.History at 0x")

    def test_a_second_interrupt_in_fit_leaves_the_variables(self):
        self.session.run("#include <csignal>\nSequential network({layers::Dense(1)});\n"
                         'network.compile({.optimizer = "sgd", .loss = "mse"});')
        self.session.run("network.fit(zeros({64, 4}), zeros({64, 1}), {.callbacks = {"
                         "callbacks::LambdaCallback({.on_train_batch_end = [](int64_t, const Logs&) "
                         "{ std::raise(SIGINT); std::raise(SIGINT); }})}});")
        self.assertEqual(self.session.error["name"], "KeyboardInterrupt")
        self.assertEqual(self.session.run("network.is_compiled()"), "True", self.session.error)

    def test_a_crash_says_what_it_was(self):
        with self.assertRaisesRegex(Died, "Segmentation fault"):
            self.session.run("int* null = nullptr; *null = 1;")


class MemoryTest(unittest.TestCase):
    def test_hidden_variables_are_freed(self):
        session = Session()
        self.addCleanup(session.worker.stop)
        cell = "Tensor big = zeros({47, 1000, 1000}) + 1;"  # 188 MB
        session.run(cell)
        once = session.peak()
        for _ in range(3):
            session.run(cell)
            self.assertIsNone(session.error)
        # The new one is made before the old one goes.
        self.assertLess(session.peak(), once + 250_000)


if __name__ == "__main__":
    unittest.main()
