#include "server/page.h"

#include <limits>

#include <keratin/keratin.h>

#include "fixtures.h"

namespace keratin::server {
namespace {

bool reads(const Shape& shape, int64_t outputs) {
  Metrics metrics;
  TaskPool pool(1);
  Input x(shape);
  const Model model({x}, {layers::Dense(outputs)(layers::Flatten()(x))});
  return reads_digits(ServedModel("m", 1, model, {}, pool, metrics));
}

TEST(Page, KnowsModelsThatReadDigits) {
  EXPECT_TRUE(reads({784}, 10));
  EXPECT_TRUE(reads({28, 28}, 10));
  EXPECT_TRUE(reads({28, 28, 1}, 10));
  EXPECT_FALSE(reads({28, 28, 3}, 10));
  EXPECT_FALSE(reads({783}, 10));
  EXPECT_FALSE(reads({784}, 2));
}

TEST(Page, DoesNotDrawForModelsOfManyPicturesAtATime) {
  Metrics metrics;
  TaskPool pool(1);
  for (const int64_t batch : {1, 32}) {
    Input x(BatchInputOptions{.batch_shape = {batch, 784}});
    const Model model({x}, {layers::Dense(10)(x)});
    EXPECT_EQ(reads_digits(ServedModel("m", 1, model, {}, pool, metrics)), batch == 1);
  }
}

TEST(Page, ListsTheTenMostActivatedUnits) {
  EXPECT_EQ(
      most_activated(tensor({{0.5f, 2.f, -1.f}})),
      R"([{"unit": 1, "value": 2.0}, {"unit": 0, "value": 0.5}, {"unit": 2, "value": -1.0}])");
  std::vector<float> values(20, 1.0f);
  values[3] = std::numeric_limits<float>::quiet_NaN();
  values[19] = 7;
  const std::string listed = most_activated(tensor(values, {1, 20}));
  EXPECT_EQ(listed.substr(0, 27), R"([{"unit": 19, "value": 7.0})");
  EXPECT_EQ(listed.find("NaN"), std::string::npos);
  EXPECT_EQ(std::count(listed.begin(), listed.end(), '{'), 10);
}

TEST(Page, LoadsNothingFromElsewhere) {
  for (const PageFile& file : page_files()) {
    std::string content(file.content);
    // The name of SVG's namespace is no address that anybody visits.
    for (size_t at; (at = content.find("http://www.w3.org/2000/svg")) != std::string::npos;) {
      content.erase(at, 26);
    }
    EXPECT_EQ(content.find("http://"), std::string::npos) << file.path;
    EXPECT_EQ(content.find("https://"), std::string::npos) << file.path;
    EXPECT_GT(content.size(), 100u) << file.path;
  }
}

}  // namespace
}  // namespace keratin::server
