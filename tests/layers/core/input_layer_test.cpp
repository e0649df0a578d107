#include "keratin/layers/core/input_layer.h"

#include <gtest/gtest.h>

#include "keratin/layers/core/input.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

TEST(InputLayer, DeclaresBatchesOfAnySize) {
  const Input input({28, 28}, {.dtype = int32, .name = "image"});
  EXPECT_EQ(input.batch_shape(), (Shape{None, 28, 28}));
  EXPECT_EQ(input.tensor().shape(), (Shape{None, 28, 28}));
  EXPECT_EQ(input.tensor().dtype(), int32);
  EXPECT_EQ(input.name(), "image");
  EXPECT_EQ(Input({3}, {.batch_size = 8}).batch_shape(), (Shape{8, 3}));
  EXPECT_EQ(Input(BatchInputOptions{{8, None, 2}}).shape(), (Shape{8, None, 2}));
  EXPECT_EQ(Input({.batch_shape = {8, None, 2}}).shape(), (Shape{8, None, 2}));
  const Input named({.batch_shape = {4, 2}, .dtype = int32, .name = "pairs"});
  EXPECT_EQ(named.tensor().dtype(), int32);
  EXPECT_EQ(named.name(), "pairs");
}

TEST(InputLayer, HasKerassConfiguration) {
  const layers::InputLayer layer({.batch_shape = Shape{None, 4}, .name = "x"});
  const Config config = layer.get_config();
  EXPECT_EQ(config["dtype"], ConfigValue("float32"));
  EXPECT_EQ(config["name"], ConfigValue("x"));
  const auto again = layers::InputLayer::from_config(config);
  EXPECT_EQ(again->get_config(), config);
}

TEST(InputLayer, RefusesTwoShapesAndNone) {
  EXPECT_NE(testing::error_text([] { layers::InputLayer({.name = "x"}); }).find("needs a shape"),
            std::string::npos);
  EXPECT_NE(testing::error_text([] {
              layers::InputLayer({.shape = Shape{2}, .batch_shape = Shape{1, 2}, .name = "x"});
            }).find("not both"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
