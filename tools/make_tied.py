#!/usr/bin/env python3
"""Writes src/keratin/base/generated/tied.h: structured bindings for structs of up to 48 members."""

MOST = 48

HEAD = """// The members of an aggregate as a tuple of references, by their number. Written by
// tools/make_tied.py: C++20 has no pack of structured bindings.
#pragma once
#include <cstddef>
#include <tuple>

namespace keratin::fields {

template <size_t n, class S>
constexpr auto tied(S& s) {
  if constexpr (n == 0) {
    return std::tie();
"""


def main():
    text = HEAD
    for n in range(1, MOST + 1):
        names = ", ".join(f"m{i}" for i in range(n))
        text += f"  }} else if constexpr (n == {n}) {{\n    auto& [{names}] = s;\n"
        text += f"    return std::tie({names});\n"
    text += "  } else {\n    static_assert(n <= 48, \"make tools/make_tied.py write more\");\n  }\n}\n"
    text += "\n}  // namespace keratin::fields\n"
    with open("src/keratin/base/generated/tied.h", "w", encoding="utf-8") as out:
        out.write(text)


if __name__ == "__main__":
    main()
