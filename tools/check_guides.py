#!/usr/bin/env python3
"""A guide is a program: its snippets are compiled in order, and what each prints stands behind it.

  check_guides.py write GUIDE.md PROGRAM.cpp     makes the program of a guide
  check_guides.py compare GUIDE.md PROGRAM       runs it and compares what it prints

In a guide ```cpp is a part of main; ```cpp outside stands before main; ```cpp throws is a part of main
whose error is printed. The ```text behind it is what it prints; in ```text about numbers may differ a
little and times are not looked at. A line of it that is ... stands for any lines. <!-- cpp ... --> is
code that readers do not see. The second column of a table whose head is "| Keras | C++ |" is code, a
row a scope of its own, which is compiled and not run. Exit status 77: a data set is missing."""
import os
import re
import subprocess
import sys
import tempfile

FENCE = re.compile(r"^```(cpp|text)[ \t]*(\w*)\n(.*?)^```$|^<!-- cpp\n(.*?)^-->$", re.M | re.S)
TABLE = re.compile(r"^\| Keras \| C\+\+ \|\n\|[-| ]+\|\n((?:\|.*\|\n)+)", re.M)
CODE = re.compile(r"`+ ?(.*?) ?`+")
TIME = re.compile(r"\b\d+(:\d\d)*(us|ms|s)\b")
NUMBER = re.compile(r"-?\d+\.\d*(?:e[-+]?\d+)?|-?\d+")
MARK = "-- snippet %d --"
SKIPPED = 77


class Snippet:
    def __init__(self, line, kind, code):
        self.line, self.kind, self.code = line, kind, code
        self.prints, self.is_about = None, False


def snippets_of(text):
    """The guide's snippets in order; kind is '', 'outside', 'throws', 'hidden' or 'rows'."""
    found = []
    for match in FENCE.finditer(text):
        found.append((match.start(), match))
    for match in TABLE.finditer(text):
        found.append((match.start(), match))
    snippets = []
    for start, match in sorted(found, key=lambda pair: pair[0]):
        line = text.count("\n", 0, start) + 1
        if match.re is TABLE:
            snippets.append(Snippet(line, "rows", rows_of(match.group(1))))
        elif match.group(4) is not None:
            snippets.append(Snippet(line, "hidden", match.group(4)))
        elif match.group(1) == "cpp":
            snippets.append(Snippet(line, match.group(2), match.group(3)))
        elif snippets and snippets[-1].kind in ("", "throws") and snippets[-1].prints is None:
            snippets[-1].prints, snippets[-1].is_about = match.group(3), match.group(2) == "about"
        else:
            raise SystemExit(f"line {line}: ```text stands behind no ```cpp")
    return snippets


def rows_of(rows):
    """Each row's C++ as a scope in a function that nobody calls."""
    scopes = []
    for row in rows.splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", row)[1:-1]]
        code = CODE.fullmatch(cells[1])
        if not code:
            raise SystemExit(f"no code in the second column of: {row}")
        statement = code.group(1).replace("\\|", "|")
        scopes.append("  { " + statement + ("" if statement.endswith((";", "}")) else ";") + " }")
    return "(void)[&] {\n" + "\n".join(scopes) + "\n};\n"


def program_of(name, text):
    """The guide as the text of a program."""
    includes, outside, inside = [], [], []
    for number, snippet in enumerate(snippets_of(text)):
        code = []
        for line in snippet.code.splitlines():
            (includes if line.startswith("#include") else code).append(line)
        code = f'#line {snippet.line + 1} "{name}"\n' + "\n".join(code) + "\n"
        if snippet.kind == "outside":
            outside.append(code)
            continue
        inside.append(f'print("{MARK % number}");\n')
        if snippet.kind == "throws":
            code = "try {\n" + code + '} catch (const Error& error) {\nprint(error.what());\n}\n'
        inside.append(code)
    head = "\n".join(dict.fromkeys(["#include <keratin/keratin.h>"] + includes))
    return (f"{head}\nusing namespace keratin;\n" + "".join(outside) + "int main() {\n" +
            "".join(inside) + "}\n")


def pieces_of(output):
    """{number of a snippet: what it printed}."""
    parts = re.split("^" + MARK.replace("%d", r"(\d+)") + "\n", output, flags=re.M)
    return {int(parts[i]): parts[i + 1] for i in range(1, len(parts) - 1, 2)}


def is_alike(expected, printed, is_about):
    if not is_about:
        return expected.rstrip() == printed.rstrip()
    expected, printed = TIME.sub("T", expected), TIME.sub("T", printed)
    if NUMBER.sub("#", expected).split() != NUMBER.sub("#", printed).split():
        return False
    pairs = zip(NUMBER.findall(expected), NUMBER.findall(printed))
    return all(abs(float(a) - float(b)) <= 0.02 + 0.2 * abs(float(a)) for a, b in pairs)


def matches(expected, printed, is_about):
    """Whether the lines are the expected ones, where ... stands for any number of lines."""
    if not expected:
        return not printed
    if expected[0].strip() == "...":
        return any(matches(expected[1:], printed[i:], is_about) for i in range(len(printed) + 1))
    return bool(printed) and is_alike(expected[0], printed[0], is_about) and matches(
        expected[1:], printed[1:], is_about)


def differences(snippets, printed):
    for number, snippet in enumerate(snippets):
        if snippet.kind not in ("", "throws"):
            continue
        said = printed.get(number)
        if said is None:
            yield f"line {snippet.line}: the program did not come to this snippet"
            continue
        if not matches((snippet.prints or "").splitlines(), said.splitlines(), snippet.is_about):
            yield (f"line {snippet.line}: the snippet prints\n{said}\nand the guide says\n"
                   f"{snippet.prints or 'nothing'}")


def compare(guide, program):
    snippets = snippets_of(open(guide, encoding="utf-8").read())
    with tempfile.TemporaryDirectory() as folder:  # what snippets write goes with it
        result = subprocess.run([os.path.abspath(program)], cwd=folder, capture_output=True, text=True)
    if re.search(r"FileError: .*mnist", result.stderr):
        print("skipped: MNIST is not here:", result.stderr.strip().splitlines()[0])
        return SKIPPED
    problems = list(differences(snippets, pieces_of(result.stdout)))
    if result.returncode != 0:
        problems.append(f"the program ended with {result.returncode}:\n{result.stderr}")
    for problem in problems:
        print(f"{guide}: {problem}")
    print(f"{os.path.basename(guide)}: {len(snippets)} snippets, {len(problems)} problem(s)")
    return 1 if problems else 0


def main():
    if len(sys.argv) != 4 or sys.argv[1] not in ("write", "compare"):
        raise SystemExit(__doc__)
    _, command, guide, other = sys.argv
    if command == "compare":
        sys.exit(compare(guide, other))
    with open(guide, encoding="utf-8") as file:
        text = program_of(os.path.abspath(guide), file.read())
    with open(other, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    main()
