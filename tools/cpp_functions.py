"""Finds the functions of a C++ text and their lengths, without a compiler: braces and what stands
before them are enough for code that clang-format has formatted."""
import re

LITERALS = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"([^()\\ ]{0,16})\(.*?\)\1"|"(?:\\.|[^"\\\n])*"'
    r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])*'", re.DOTALL)
CONTROL = re.compile(r"^(if|for|while|switch|catch|do|else|try|return)\b")
SCOPE = re.compile(r"\b(namespace|class|struct|union|enum)\b")
DIRECTIVE = re.compile(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", re.MULTILINE)


def without_literals(text):
    """The text with comments, strings and directives gone and every newline kept."""
    def newlines(match):
        return "\n" * match.group(0).count("\n")
    return DIRECTIVE.sub(newlines, LITERALS.sub(newlines, text))


def kind_of(head):
    """What the brace after `head` opens: a 'scope', a 'function' or a 'block'."""
    head = head.strip()
    if CONTROL.match(head) or head.endswith(("=", ",", "(", "return")):
        return "block"
    if SCOPE.search(re.sub(r"<[^<>]*>", "", head)) and "(" not in head.split("{")[0]:
        return "scope"
    return "function" if ")" in head else "block"


def functions(text):
    """(line, name, lines) of each outermost function body."""
    found, stack, line, head, head_line = [], [], 1, "", 1
    for character in without_literals(text):
        if character == "\n":
            line += 1
        if character == "{":
            inside = any(kind == "function" for kind, _, _ in stack)
            kind = "block" if inside else kind_of(head)
            stack.append((kind, line, head.strip()))
            head = ""
        elif character == "}":
            if stack:
                kind, begin, title = stack.pop()
                if kind == "function":
                    found.append((begin, name_of(title), line - begin + 1))
            head = ""
        elif character == ";":
            head = ""
        else:
            head += character
    return found


def name_of(head):
    names = re.findall(r"([\w:~]+)\s*\(([^()]*)", head)
    if not names:
        return head[:40]
    name, arguments = names[0]
    is_test = "TEST" in name and name.isupper()
    return f"{name}({arguments})" if is_test else name
