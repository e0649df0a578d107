#include "arguments.h"

#include <gtest/gtest.h>

namespace keratin::cells {
namespace {

using Fields = std::vector<std::string>;

void expect_open(const std::string& text, const std::string& call, const Fields& fields) {
  const auto argument = open_argument(text);
  ASSERT_TRUE(argument) << text;
  EXPECT_EQ(argument->call, call) << text;
  EXPECT_EQ(argument->fields, fields) << text;
}

TEST(OpenArgument, IsAValueOfACall) {
  expect_open("f(", "f( ", {});
  expect_open("x = g(1, f(a, (b), {c}, ", "x = g(1, f(a, (b), {c}, ", {});
  expect_open("f(x, {.a = ", "f(x, ", {"a"});
  expect_open("f({.a = g(1), .b = ", "f( ", {"b"});
  expect_open("f({.a = {.b = ", "f( ", {"a", "b"});
  expect_open("f({.a = {\"x\", ", "f( ", {"a"});
  expect_open("f({.a = {{\"out\", ", "f( ", {"a"});
}

TEST(OpenArgument, IsNothingElsewhere) {
  for (const char* text : {"", "x = ", "x", "f(a + ", "v[", "Point{", "{", "f(.a = ", "f()"}) {
    EXPECT_FALSE(open_argument(text)) << text;
  }
}

TEST(OpenOptions, AreBracesOfACallWithAPoint) {
  const auto options = open_options("f(x, {.a = {.inner = 1}, .b = 2, .");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->argument.call, "f(x, ");
  EXPECT_EQ(options->given, (std::set<std::string>{"a", "b"}));
  EXPECT_TRUE(open_options("f({."));
  for (const char* text : {"x.", "f(x.", "f(.", "Point{.", ".", "f({x."}) {
    EXPECT_FALSE(open_options(text)) << text;
  }
}

}  // namespace
}  // namespace keratin::cells
