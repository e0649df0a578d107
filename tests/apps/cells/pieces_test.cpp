#include "pieces.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace keratin::cells {
namespace {

std::vector<std::string> cut(const std::string& code) {
  std::vector<std::string> texts;
  for (const Piece& piece : pieces_of(code)) texts.push_back(piece.text);
  return texts;
}

using Texts = std::vector<std::string>;

TEST(Pieces, EndWithSemicolonOrBody) {
  EXPECT_EQ(cut("int x = 1; f(x); x"), (Texts{"int x = 1;", "f(x);", "x"}));
  EXPECT_EQ(cut("int f() { return 1; } int g() { return 2; }"),
            (Texts{"int f() { return 1; }", "int g() { return 2; }"}));
  EXPECT_EQ(cut("void f() {} *p = 3;"), (Texts{"void f() {}", "*p = 3;"}));
  EXPECT_EQ(cut("namespace a { int x; } y"), (Texts{"namespace a { int x; }", "y"}));
}

TEST(Pieces, KeepStatementsWhole) {
  const Texts whole = {"if (a) b(); else c();",
                       "if (a) { b(); } else { c(); }",
                       "do { a(); } while (b);",
                       "do a(); while (b);",
                       "for (int i = 0; i < 3; ++i) { f(i); }",
                       "try { f(); } catch (int) { g(); }",
                       "auto f = [](int x) { return x; };",
                       "network.add(layers::Dense(10, {.activation = \"relu\"}));",
                       "std::vector{1, 2}.size()",
                       "struct A { int x; } a;",
                       "auto x = A{1} + A{2};",
                       "print(\"a;b\"); // and; a comment"};
  for (const std::string& code : whole) {
    const Texts pieces = cut(code);
    ASSERT_EQ(pieces.size(), 1u) << code;
    EXPECT_TRUE(code.starts_with(pieces[0])) << code;
  }
}

TEST(Pieces, GiveDirectivesTheirLines) {
  EXPECT_EQ(cut("#include <list>\nint x;"), (Texts{"#include <list>", "int x;"}));
  EXPECT_EQ(cut("#define A \\\n 3\nA"), (Texts{"#define A \\\n 3", "A"}));
  EXPECT_EQ(cut("#if 1\nint x;\n#endif\nx"), (Texts{"#if 1\nint x;\n#endif", "x"}));
}

TEST(Pieces, SayWhereTheyStand) {
  const std::vector<Piece> pieces = pieces_of("a;\n  b; c");
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[1].line, 2);
  EXPECT_EQ(pieces[1].column, 3);
  EXPECT_EQ(pieces[2].column, 6);
  EXPECT_FALSE(pieces[1].is_last);
  EXPECT_TRUE(pieces[2].is_last);
}

PieceKind kind(const std::string& code) {
  const auto is_type = [](const std::vector<std::string>& path) {
    const Texts types = {"Tensor", "std", "vector", "layers", "Dense"};
    return std::find(types.begin(), types.end(), path.back()) != types.end();
  };
  return kind_of({code, 1, 1, true}, is_type);
}

TEST(PieceKind, TellsDeclarationsFromStatements) {
  for (const char* code :
       {"int x = 1;", "auto [a, b] = f();", "Tensor x", "std::vector<int> v;",
        "std::vector<std::vector<int>> v{};", "Tensor* p = &x;", "Tensor f() { }",
        "template <class T> T f(T x) { return x; }", "using std::max;", "struct A {};",
        "const Tensor& y = x;", "layers::Dense d(10);", "int A::f() { return 1; }",
        "Dense::Dense() {}", "[[nodiscard]] int f();"}) {
    EXPECT_EQ(kind(code), PieceKind::declaration) << code;
  }
  for (const char* code :
       {"x = 3", "x * y;", "f(x);", "for (;;) {}", "x += 1", "layers::Dense(10);", "int(3.5);",
        "throw 1", "x < y;", "[] { f(); }();"}) {
    EXPECT_EQ(kind(code), PieceKind::statement) << code;
  }
  for (const char* code : {"x", "x * y", "Tensor(3)", "x == 3", "f(x, {.a = 1})", "network"}) {
    EXPECT_EQ(kind(code), PieceKind::expression) << code;
  }
  EXPECT_EQ(kind("#define A"), PieceKind::directive);
}

TEST(Captures, GoWhereNothingCanBeCaptured) {
  EXPECT_EQ(without_captures("auto f = [&](int a) { return a; };"),
            "auto f = [ ](int a) { return a; };");
  EXPECT_EQ(without_captures("auto f = [&] { return [&] { return 1; }; };"),
            "auto f = [ ] { return [&] { return 1; }; };");
  EXPECT_EQ(without_captures("void f() { g([&] { h(); }); }"), "void f() { g([&] { h(); }); }");
}

}  // namespace
}  // namespace keratin::cells
