// Keyword arguments in any order.
#include "keratin/base/keywords.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>

namespace keratin {
namespace {

struct KeywordOptions {
  int64_t batch_size = 32;
  std::optional<int64_t> steps = {};
  double rate = 0.5;
  bool shuffle = true;
  std::string name = "none";
  std::vector<std::string> words = {};
};

KeywordOptions taken(const KeywordOptions& options) { return options; }

TEST(Keywords, FillTheMembersOfTheirNames) {
  const KeywordOptions options =
      taken(("words"_a = {"a", "b"}, "name"_a = "it", "shuffle"_a = false, "rate"_a = 2,
             "steps"_a = 7, "batch_size"_a = 128));
  EXPECT_EQ(options.batch_size, 128);
  EXPECT_EQ(options.steps, 7);
  EXPECT_EQ(options.rate, 2.0);
  EXPECT_FALSE(options.shuffle);
  EXPECT_EQ(options.name, "it");
  EXPECT_EQ(options.words, (std::vector<std::string>{"a", "b"}));
}

TEST(Keywords, LeaveTheOthersAtTheirDefaults) {
  const KeywordOptions options = taken("name"_a = std::string("alone"));
  EXPECT_EQ(options.name, "alone");
  EXPECT_EQ(options.batch_size, 32);
  EXPECT_FALSE(options.steps);
  EXPECT_TRUE(options.shuffle);
}

template <class Argument>
constexpr bool is_taken = std::convertible_to<Argument, KeywordOptions>;

TEST(Keywords, OfUnknownNamesDoNotCompile) {
  static_assert(is_taken<decltype("name"_a = "x")>);
  static_assert(is_taken<decltype(("name"_a = "x", "rate"_a = 1.0))>);
  static_assert(!is_taken<decltype("nam"_a = "x")>);
  static_assert(!is_taken<decltype(("name"_a = "x", "rates"_a = 1.0))>);
}

TEST(Keywords, OfOneNameAreSeen) {
  using Name = decltype("name"_a = "x");
  using Rate = decltype("rate"_a = 1);
  static_assert(keywords::are_distinct<Name, Rate>());
  static_assert(!keywords::are_distinct<Name, Rate, Name>());
}

TEST(Keywords, AreKnownByTheirIndex) {
  EXPECT_EQ(keywords::index_of<KeywordOptions>("batch_size"), 0U);
  EXPECT_EQ(keywords::index_of<KeywordOptions>("words"), 5U);
  EXPECT_EQ(keywords::index_of<KeywordOptions>("unknown"), 6U);
}

}  // namespace
}  // namespace keratin
