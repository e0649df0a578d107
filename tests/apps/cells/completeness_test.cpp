#include "completeness.h"

#include <gtest/gtest.h>

#include "protocol.h"
#include "tokens.h"

namespace keratin::cells {
namespace {

TEST(Completeness, TakesWholeCells) {
  for (const char* code : {"", "1", "int x = 1;", "f(x)", "if (a) { b(); }", "print(\"(\")", "// {",
                           "struct A { int x; };", "do { f(); } while (a);", "#include <list>",
                           "try { f(); } catch (int) {}", "x++", "R\"(a(b)\""}) {
    EXPECT_EQ(completeness_of(code).status, Completeness::complete) << code;
  }
}

TEST(Completeness, WaitsForTheRest) {
  for (const char* code :
       {"f(", "if (a) {", "auto x =", "network.", "a +", "/* note", "R\"(text", "for (;;)",
        "if (a)", "else", "template <class T>", "do { f(); }", "try { f(); }", "#if 1\nint x;"}) {
    EXPECT_EQ(completeness_of(code).status, Completeness::incomplete) << code;
  }
  EXPECT_EQ(completeness_of("if (a) {\n  while (b) {").indent, "    ");
}

TEST(Completeness, RefusesWrongBrackets) {
  for (const char* code : {"f)", "f(]", "}"}) {
    EXPECT_EQ(completeness_of(code).status, Completeness::invalid) << code;
  }
  EXPECT_STREQ(name_of(Completeness::invalid), "invalid");
}

TEST(Tokens, KnowWhereTheyStand) {
  const Tokens tokens = tokens_of("a +\n  \"text\" // note\n");
  ASSERT_EQ(tokens.size(), 3u);
  EXPECT_EQ(tokens[2].text, "\"text\"");
  EXPECT_EQ(tokens[2].line, 2);
  EXPECT_EQ(tokens[2].column, 3);
  EXPECT_TRUE(tokens[2].starts_line);
  EXPECT_EQ(tokens[2].kind, TokenKind::literal);
}

TEST(Protocol, WritesBase64) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("\xff\xfe"), "//4=");
}

}  // namespace
}  // namespace keratin::cells
