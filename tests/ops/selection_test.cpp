#include "keratin/ops/selection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near, testing::gradient_error, testing::uniform_tensor;

TEST(Selection, TakesTheFirstThatHolds) {
  const std::vector<Tensor> conditions = {tensor({true, false, false}),
                                          tensor({true, true, false})},
                            choices = {tensor({1, 2, 3}), tensor({10, 20, 30})};
  EXPECT_TRUE(array_equal(ops::select(conditions, choices, 7), tensor({1, 20, 7})));
  EXPECT_TRUE(array_equal(ops::select(conditions, choices), tensor({1, 20, 0})));
  EXPECT_TRUE(array_equal(ops::select(conditions, choices, tensor({7, 8, 9})), tensor({1, 20, 9})));
  EXPECT_NE(error_text([&] {
              ops::select({conditions[0]}, choices);
            }).find("condlist must have length equal to choicelist (1 vs 2)"),
            std::string::npos);
}

TEST(Selection, KnowsWhatIsAmongOthers) {
  const Tensor x = tensor({{1, 2}, {3, 5}});
  EXPECT_TRUE(array_equal(ops::isin(x, tensor({5, 2, 9})), tensor({{false, true}, {false, true}})));
  EXPECT_TRUE(array_equal(ops::isin(x, tensor({5, 2, 9}), {.invert = true}),
                          tensor({{true, false}, {true, false}})));
  EXPECT_TRUE(array_equal(ops::isin(x, zeros({0}, int32)), zeros({2, 2}, bool_)));
  const float nan = std::nanf("");
  EXPECT_TRUE(
      array_equal(ops::isin(tensor({nan, 1.0F}), tensor({nan, 1.0F})), tensor({false, true})));
}

TEST(Selection, MarksSeveralClasses) {
  const Tensor x = tensor({{0, 2}, {1, 1}});
  EXPECT_TRUE(array_equal(ops::multi_hot(x, 3), tensor({{1.0F, 0.0F, 1.0F}, {0.0F, 1.0F, 0.0F}})));
  EXPECT_TRUE(array_equal(ops::multi_hot(tensor({0, 2}), 3), tensor({1.0F, 0.0F, 1.0F})));
  EXPECT_TRUE(array_equal(ops::multi_hot(tensor({{0, 5}}), 3), tensor({{1.0F, 0.0F, 0.0F}})));
  EXPECT_TRUE(
      array_equal(ops::multi_hot(x, 3, 0), tensor({{1.0F, 0.0F}, {1.0F, 1.0F}, {0.0F, 1.0F}})));
  EXPECT_TRUE(array_equal(ops::multi_hot(x, 3, 1, int32), ones({2, 2}, int32)));
}

TEST(Selection, PutsTheKthInItsPlace) {
  const Tensor x = tensor({3, 1, 2, 0}), order = ops::argpartition(x, 2);
  EXPECT_EQ(order.dtype(), int32);
  EXPECT_EQ(ops::take(x, order)[{2}].item(), 2);
  EXPECT_NE(error_text([&] { ops::argpartition(x, 4); }).find("kth is 4, of 4 elements"),
            std::string::npos);
}

TEST(Selection, OfActivationsIsTheirs) {
  expect_near(ops::glu(tensor({{1.0F, 2.0F, 3.0F, 4.0F}})), tensor({{0.95257413F, 1.9640275F}}),
              1e-6);
  expect_near(ops::sparsemax(tensor({{1.0F, 2.0F, 3.0F}})), tensor({{0.0F, 0.0F, 1.0F}}), 1e-6);
  const Tensor x = uniform_tensor({3, 4}, -1, 1, 1);
  EXPECT_LT(gradient_error({x}, [](const std::vector<Tensor>& in) { return ops::glu(in[0], 1); }),
            1e-7);
}

TEST(Blocks, OfPixelsBecomeChannels) {
  const Tensor x = arange(8).as_dtype(float32);
  EXPECT_EQ(ops::depth_to_space(x.reshape({1, 1, 2, 4}), 2).to_vector<float>(),
            (std::vector<float>{0, 1, 4, 5, 2, 3, 6, 7}));
  EXPECT_EQ(ops::space_to_depth(x.reshape({1, 2, 4, 1}), 2).to_vector<float>(),
            (std::vector<float>{0, 1, 4, 5, 2, 3, 6, 7}));
  EXPECT_EQ(ops::depth_to_space(x.reshape({1, 4, 1, 2}), 2, "channels_first").to_vector<float>(),
            (std::vector<float>{0, 2, 1, 3, 4, 6, 5, 7}));
  const Tensor image = random::normal({2, 4, 6, 3}, {.seed = 1});
  EXPECT_TRUE(array_equal(ops::depth_to_space(ops::space_to_depth(image, 2), 2), image));
  const Tensor first = random::normal({2, 3, 4, 6}, {.seed = 1});
  EXPECT_TRUE(array_equal(
      ops::depth_to_space(ops::space_to_depth(first, 2, "channels_first"), 2, "channels_first"),
      first));
  EXPECT_NE(error_text([] {
              ops::depth_to_space(zeros({1, 1, 2, 3}), 2);
            }).find("The number of channels (3) must be divisible by block_size**2 (4)."),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::space_to_depth(zeros({1, 3, 2, 3}), 2);
            }).find("Height (3) must be divisible by block_size (2)."),
            std::string::npos);
  EXPECT_NE(error_text([] {
              ops::space_to_depth(zeros({3, 2, 3}), 2);
            }).find("requires a 4D input"),
            std::string::npos);
}

}  // namespace
}  // namespace keratin
