// Configurations are written as Python's json.dumps writes them.
#include <gtest/gtest.h>

#include "keratin/base/config.h"
#include "tests/support/golden_json.h"

namespace keratin {
namespace {

using testing::golden_lines;
using testing::parse_json;

TEST(GoldenConfigText, OfObjectsIsPythons) {
  const std::vector<std::string> lines = golden_lines("configs.jsonl.gz");
  EXPECT_GT(lines.size(), 1000U);
  for (const std::string& line : lines) ASSERT_EQ(parse_json(line).to_string(), line);
}

TEST(GoldenConfigText, OfModelsIsPythons) {
  const std::vector<std::string> lines = golden_lines("graphs/graphs.jsonl.gz");
  EXPECT_EQ(lines.size(), 200U);
  for (const std::string& line : lines) ASSERT_EQ(parse_json(line).to_string(), line);
}

}  // namespace
}  // namespace keratin
