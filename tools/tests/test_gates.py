"""Each gate finds what it is there for, in a small tree made for it."""
import os
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

import check_folders  # noqa: E402
import check_headers  # noqa: E402
import check_size  # noqa: E402
import check_tests  # noqa: E402
import check_umbrella  # noqa: E402
import check_words  # noqa: E402
import cpp_functions  # noqa: E402


class Gate(unittest.TestCase):
    def problems(self, gate, files):
        """What the gate says of a tree with these files ({path: text})."""
        with tempfile.TemporaryDirectory() as root:
            for path, text in files.items():
                full = os.path.join(root, path)
                os.makedirs(os.path.dirname(full), exist_ok=True)
                with open(full, "w", encoding="utf-8") as file:
                    file.write(text)
            problems, self.warnings = gate.check(root)
            return problems

    def assert_one(self, gate, files, part):
        problems = self.problems(gate, files)
        self.assertEqual(len(problems), 1, problems)
        self.assertIn(part, problems[0])


class Folders(Gate):
    def test_arrows_may_be_followed_to_the_end(self):
        self.assertEqual([], self.problems(check_folders, {
            "src/keratin/models/model.h": '#include "keratin/base/text.h"\n#include <vector>\n'}))

    def test_an_include_against_the_arrow(self):
        self.assert_one(check_folders, {
            "src/keratin/tensor/a.h": '#include "keratin/ops/matmul.h"\n'}, "may not include")

    def test_an_unknown_folder(self):
        self.assert_one(check_folders, {"src/keratin/widgets/a.h": ""}, "not a known folder")

    def test_a_refused_folder(self):
        self.assert_one(check_folders, {"examples/helpers/a.cpp": ""}, "no folder is called")

    def test_foreign_headers_stay_in_sources_and_private_headers(self):
        self.assert_one(check_folders, {
            "src/keratin/base/pool.cpp": "#include <tbb/parallel_for.h>\n",
            "src/keratin/backend/cpu/gemm.h": "#include <dnnl.h>\n",
            "src/keratin/saving/zip_internal.h": "#include <zip.h>\n",
            "src/keratin/base/pool.h": "#include <tbb/parallel_for.h>\n"}, "base/pool.h")

    def test_an_example_needs_the_umbrella_alone(self):
        self.assert_one(check_folders, {
            "examples/a.cpp": "#include <keratin/layers/dense.h>\n"}, "an example includes")

    def test_tests_stand_in_known_folders(self):
        self.assert_one(check_folders, {"tests/other/a_test.cpp": ""}, "tests/other/")


class Size(Gate):
    def test_soft_limits_warn_and_hard_limits_fail(self):
        self.assertEqual([], self.problems(check_size, {"src/keratin/base/a.h": "int a;\n" * 201}))
        self.assertEqual(1, len(self.warnings))
        self.assert_one(check_size, {"src/keratin/base/a.h": "int a;\n" * 351}, "351 lines")
        self.assert_one(check_size, {"src/keratin/base/a.cpp": "int a;\n" * 701}, "701 lines")

    def test_a_long_function(self):
        body = "void f(int a) {\n" + "  a++;\n" * 79 + "}\n"
        self.assert_one(check_size, {"src/keratin/base/a.cpp": body}, "f has 81 lines")

    def test_a_long_line(self):
        self.assert_one(check_size, {"src/keratin/base/a.h": "// " + "x" * 98 + "\n"}, "101 columns")

    def test_generated_tables_may_be_long(self):
        self.assertEqual([], self.problems(check_size, {
            "src/keratin/plot/generated/a.cpp": "int a;\n" * 999}))

    def test_an_umbrella_of_many_lines(self):
        self.assert_one(check_size, {
            "src/keratin/keratin.h": "".join(
                f'#include "keratin/base/h{i}.h"\n' for i in range(70)),
            **{f"src/keratin/base/h{i}.h": "// a line\n" * 299 for i in range(70)},
        }, "lines (limit 20000)")

    def test_an_umbrella_that_makes_much_of_little(self):
        heavy = "".join(
            f"namespace n{i} {{ template <int k> struct T {{ T<k - 1> next; int f(); }};\n"
            f"template <> struct T<0> {{}}; inline T<800> t; }}\n" for i in range(3))
        with unittest.mock.patch.object(check_size, "YARDSTICK", "cstdint"):  # not all of it
            problems = self.problems(check_size, {
                "src/keratin/keratin.h": "#pragma once\n#include <cstdint>\n" + heavy})
        self.assertEqual(1, len(problems), problems)
        self.assertIn("times the memory of the whole standard library (limit 1.2)", problems[0])

    def test_an_umbrella_that_does_not_compile(self):
        self.assert_one(check_size, {"src/keratin/keratin.h": "int;a b c\n"},
                        "does not compile in an empty program")


class Functions(unittest.TestCase):
    def test_scopes_and_members_and_lambdas(self):
        text = """
namespace a {
class B : public C<int> {
 public:
  B(int x) : x_(x) {}
  int get() const noexcept override {
    auto f = [](int i) {
      return "}" + '{';  // }
    };
    if (x_) { return 1; }
    return f(0);
  }
  int list_[2] = {1, 2};
};
template <class T>
auto g(T t) -> std::vector<T> {
  struct Inner { int y() { return 1; } };
  return {t};
}
}
"""
        found = [(name, lines) for _, name, lines in cpp_functions.functions(text)]
        self.assertEqual([("B", 1), ("get", 7), ("g", 4)], found)


class Headers(Gate):
    def test_a_header_that_leans_on_its_includer(self):
        self.assert_one(check_headers, {
            "src/keratin/base/good.h": "#pragma once\n#include <vector>\n"
                                       "inline std::vector<int> good() { return {}; }\n",
            "src/keratin/base/bad.h": "#pragma once\ninline std::vector<int> bad() { return {}; }\n",
        }, "base/bad.h does not compile alone")


    def test_an_umbrella_of_which_clang_warns(self):
        if not check_headers.clangs():
            self.skipTest("no clang is installed")
        text = "inline int f(int a) { return 1; }\n"
        problems = self.problems(check_headers, {"src/keratin/keratin.h": "#pragma once\n" + text})
        self.assertTrue(any("clang" in problem for problem in problems), problems)


class Umbrella(Gate):
    def test_reaches_public_headers_and_no_private_ones(self):
        problems = self.problems(check_umbrella, {
            "src/keratin/keratin.h": '#include "keratin/base/a.h"\n',
            "src/keratin/base/a.h": '#include "keratin/base/b_internal.h"\n#include <zip.h>\n',
            "src/keratin/base/b_internal.h": "",
            "src/keratin/base/c.h": "",
            "src/keratin/backend/cpu/d.h": ""})
        self.assertEqual(3, len(problems), problems)
        self.assertIn("<zip.h>", problems[0])
        self.assertIn("b_internal.h is private", problems[1])
        self.assertIn("c.h is public", problems[2])


class Tests(Gate):
    GOOD = "TEST(A, B) { EXPECT_EQ(f(), 1); }\n"

    def test_a_source_without_a_test(self):
        self.assert_one(check_tests, {"src/keratin/base/a.cpp": ""}, "no tests/base/a_test.cpp")
        self.assertEqual([], self.problems(check_tests, {
            "src/keratin/base/a.cpp": "", "tests/base/a_test.cpp": self.GOOD}))

    def test_a_program_without_a_test(self):
        self.assert_one(check_tests, {"apps/net/a.cpp": "", "tests/net/a_test.cpp": self.GOOD},
                        "no tests/apps/net/a_test.cpp")
        self.assertEqual([], self.problems(check_tests, {
            "apps/net/a.cpp": "", "tests/apps/net/a_test.cpp": self.GOOD}))

    def test_the_list_needs_reasons_and_stays_true(self):
        self.assert_one(check_tests, {
            "src/keratin/base/a.cpp": "",
            "tools/untested.txt": "src/keratin/base/a.cpp: x\n"}, "no reason")
        self.assert_one(check_tests, {
            "tools/untested.txt": "src/keratin/base/a.cpp: it is gone by now\n"}, "not there")

    def test_expectations_that_cannot_fail(self):
        for line in ["EXPECT_TRUE(true);", "SUCCEED();", "GTEST_SKIP();",
                     "EXPECT_LT(elapsed, 3);", "std::this_thread::sleep_for(1s);"]:
            self.assert_one(check_tests, {"tests/base/a_test.cpp": f"TEST(A, B) {{ {line} }}\n"},
                            "a_test.cpp:1")
        self.assert_one(check_tests, {"tests/base/a_test.cpp": "TEST(A, DISABLED_B) {}\n"}, "off")
        self.assert_one(check_tests, {"tests/base/a_test.cpp": "int a;\n"}, "holds no test")


class Words(Gate):
    def test_workplaces_and_unfinished_things(self):
        for text in ["/wor" "k/main", "see issue" " #12", "TO" "DO: later", "pypi" ".org"]:
            self.assert_one(check_words, {"docs/a.md": text + "\n"}, "docs/a.md:1")

    def test_templates_of_temporary_names_are_fine(self):
        self.assertEqual([], self.problems(check_words, {"src/keratin/base/a.cpp": "XXXXXX"}))


if __name__ == "__main__":
    unittest.main()
