#include <gtest/gtest.h>

#include "keratin/layers/all.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(LayerRegistry, HasAnEntryForEveryName) {
  for (const ClassNames& listed : Layer::names) {
    EXPECT_NE(find_class<Layer>(listed.class_name), nullptr) << listed.class_name;
  }
  EXPECT_EQ(Layer::registry().size(), std::size(Layer::names));
}

TEST(LayerRegistry, MakesLayersFromTheirRecords) {
  const layers::Dense dense(3, {.activation = "relu", .name = "hidden"});
  const auto again = deserialize<Layer>(serialize(dense));
  ASSERT_NE(dynamic_cast<layers::Dense*>(again.get()), nullptr);
  EXPECT_EQ(again->get_config(), dense.get_config());
}

TEST(LayerNames, HaveNoSlash) {
  const std::string complaint =
      "ValueError: Argument `name` must be a string and cannot contain character `/`. Received: "
      "name=a/b";
  layers::Dense dense(3);
  EXPECT_EQ(testing::error_text([] { layers::Dense(3, {.name = "a/b"}); }), complaint);
  EXPECT_EQ(testing::error_text([&] { dense.rename("a/b"); }), complaint);
  EXPECT_EQ(dense.name(), "dense");
}

TEST(LayerRegistry, MakesLayersByName) {
  EXPECT_EQ(Layer::get("Flatten")->class_name(), "Flatten");
  EXPECT_NE(testing::error_text([] { Layer::get("Dnse"); }).find("unknown layer 'Dnse'"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
