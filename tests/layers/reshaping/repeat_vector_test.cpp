#include "keratin/layers/reshaping/repeat_vector.h"

#include <gtest/gtest.h>

#include "keratin/tensor/creation.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"

namespace keratin {
namespace {

TEST(RepeatVector, KeepsTheLayerContract) {
  testing::check_layer(layers::RepeatVector(3, {.dtype = float64}),
                       {.input = {4}, .output = {3, 4}});
}

TEST(RepeatVector, RepeatsEachSample) {
  testing::expect_near(layers::RepeatVector(2)(tensor({{1.0, 2.0}, {3.0, 4.0}})),
                       tensor({{{1.0, 2.0}, {1.0, 2.0}}, {{3.0, 4.0}, {3.0, 4.0}}}), 0);
}

TEST(RepeatVector, RefusesNoRepetition) {
  EXPECT_EQ(testing::error_text([] { layers::RepeatVector(0); }),
            "ValueError: RepeatVector: n must be at least 1, received 0");
}

}  // namespace
}  // namespace keratin
