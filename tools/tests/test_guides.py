"""The checker of guides: what becomes the program, and which differences it sees."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import check_guides as guides  # noqa: E402

GUIDE = """# A guide
<!-- cpp
#include <map>
int hidden = 1;
-->
```cpp
print(hidden);
```
```text
1
```
```cpp outside
int outside() { return 2; }
```
```cpp throws
throw_something();
```
```text about
Epoch 1 - 3s - loss: 0.5
...
```
| Keras | C++ |
|---|---|
| `x` | `f(a)` |
| `y` | `b \\| c;` |
"""


class Guides(unittest.TestCase):
    def test_snippets_become_a_program(self):
        text = guides.program_of("guide.md", GUIDE)
        outside, inside = text.split("int main() {")
        self.assertIn("#include <map>", outside)
        self.assertIn("int outside()", outside)
        self.assertLess(inside.index("int hidden = 1;"), inside.index("print(hidden);"))
        self.assertIn("try {\n#line", inside)
        self.assertIn("{ f(a); }", inside)
        self.assertIn("{ b | c; }", inside)

    def test_what_is_printed_is_compared(self):
        snippets = guides.snippets_of(GUIDE)
        about = "Epoch 1 - 12ms - loss: 0.51\nmore\nlines\n"
        self.assertEqual(list(guides.differences(snippets, {1: "1\n", 3: about})), [])
        self.assertIn("line 6: the snippet prints",
                      "".join(guides.differences(snippets, {1: "2\n", 3: about})))
        self.assertIn("line 15: the snippet prints",
                      "".join(guides.differences(snippets, {1: "1\n", 3: "Epoch 1 - 1s - loss: 0.9\n"})))
        self.assertIn("line 15: the program did not come",
                      "".join(guides.differences(snippets, {1: "1\n"})))

    def test_a_snippet_that_prints_says_so(self):
        snippets = guides.snippets_of("```cpp\nprint(1);\n```\n")
        self.assertIn("the guide says\nnothing", "".join(guides.differences(snippets, {0: "1\n"})))

    def test_output_is_cut_at_the_marks(self):
        self.assertEqual(guides.pieces_of("-- snippet 0 --\na\nb\n-- snippet 7 --\n"),
                         {0: "a\nb\n", 7: ""})

    def test_an_answer_to_nothing_is_refused(self):
        with self.assertRaises(SystemExit):
            guides.snippets_of("```text\n1\n```\n")


if __name__ == "__main__":
    unittest.main()
