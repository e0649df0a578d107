#include "keratin/layers/reshaping/permute.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

TEST(Permute, KeepsTheLayerContract) {
  testing::check_layer(layers::Permute({3, 1, 2}, {.dtype = float64}),
                       {.input = {2, 3, 4}, .output = {4, 2, 3}});
}

TEST(Permute, TurnsSamples) {
  testing::expect_near(layers::Permute({2, 1})(tensor({{{1.0, 2.0}, {3.0, 4.0}}})),
                       tensor({{{1.0, 3.0}, {2.0, 4.0}}}), 0);
}

TEST(Permute, RefusesWhatIsNoOrder) {
  EXPECT_EQ(testing::error_text([] {
              layers::Permute({1, 3});
            }),
            "ValueError: Permute: dims must be an order of 1 to 2 (the batch, axis 0, stays "
            "first), received (1, 3)");
  EXPECT_NE(testing::error_text([] {
              layers::Permute({2, 1})(ones({2, 3}));
            }).find("ShapeError in permute (Permute)"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
