#include "keratin/layers/core/reversible_embedding.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using layers::ReversibleEmbedding;
using testing::check_layer, testing::error_text, testing::expect_near;

/// Rows (0, 1), (10, 11), (20, 21).
ReversibleEmbedding counted(layers::ReversibleEmbeddingOptions options = {}) {
  ReversibleEmbedding layer(3, 2, options);
  layer.ensure_built(Shape{1, 2});
  std::vector<Tensor> weights = {tensor({{0.0, 1.0}, {10.0, 11.0}, {20.0, 21.0}})};
  if (!options.tie_weights) weights.push_back(tensor({{1.0, 2.0, 3.0}, {4.0, 5.0, 6.0}}));
  layer.set_weights(weights);
  return layer;
}

TEST(ReversibleEmbedding, KeepsTheLayerContract) {
  check_layer(ReversibleEmbedding(3, 4, {.dtype = float64}),
              {.input = {5}, .output = {5, 4}, .weights = 1, .low = 0.2, .high = 2.8});
}

TEST(ReversibleEmbedding, GoesThereAndBack) {
  const ReversibleEmbedding layer = counted();
  expect_near(layer(tensor({{2, 0}})), tensor({{{20.0, 21.0}, {0.0, 1.0}}}), 0);
  const Tensor x = tensor({{1.0, 2.0}});
  expect_near(layer(x, {.reverse = true}), tensor({{2.0, 32.0, 62.0}}), 0);
  const ReversibleEmbedding untied = counted({.tie_weights = false});
  expect_near(untied(x, {.reverse = true}), tensor({{9.0, 12.0, 15.0}}), 0);
  const ReversibleEmbedding capped = counted({.logit_soft_cap = 40.0});
  expect_near(capped(x, {.reverse = true}),
              tensor({{40 * std::tanh(0.05), 40 * std::tanh(0.8), 40 * std::tanh(1.55)}}), 1e-6);
}

TEST(ReversibleEmbedding, ComputesBackInAnotherDType) {
  const Tensor x = tensor({{1.0, 2.0}}).astype(float32);
  EXPECT_EQ(counted({.reverse_dtype = "float64"})(x, {.reverse = true}).dtype(), float64);
  EXPECT_EQ(counted({.reverse_dtype = "bfloat16"})(x, {.reverse = true}).dtype(), bfloat16);
  EXPECT_EQ(counted({.dtype = "mixed_bfloat16"})(x, {.reverse = true}).dtype(), bfloat16);
}

TEST(ReversibleEmbedding, GivesBothWaysOfOneMatrixAGradient) {
  const ReversibleEmbedding layer(4, 3, {.logit_soft_cap = 2.0, .dtype = "float64"});
  const Tensor x = random::normal({2, 3}, {.dtype = float64, .seed = 1});
  layer(tensor({{1, 2}}));
  EXPECT_LT(
      testing::gradient_error({x}, [&](const auto& in) { return layer(in[0], {.reverse = true}); }),
      1e-6);
  const Tensor both = layer(layer(tensor({{1, 1}})), {.reverse = true});
  const Tensor dy = gradients(ops::sum(both), layer.trainable_weights())[0];
  EXPECT_TRUE(ops::all(dy != 0).item<bool>());
}

TEST(ReversibleEmbedding, MasksTheWayThereAlone) {
  const ReversibleEmbedding layer = counted({.mask_zero = true});
  const Tensor y = layer(tensor({{2, 0}}));
  EXPECT_EQ(mask_of(y).to_vector<int>(), (std::vector<int>{1, 0}));
  EXPECT_FALSE(mask_of(layer(y, {.reverse = true})).defined());
}

TEST(ReversibleEmbedding, StandsTwiceInAModelThatIsSaved) {
  const Input x({4}, {.dtype = int32});
  const ReversibleEmbedding words(9, 3, {.tie_weights = false, .name = "words"});
  const layers::Dense dense(3);
  const Tensor y = words(dense(words(x)), {.reverse = true});
  EXPECT_EQ(y.shape(), (Shape{None, 4, 9}));
  const Model model({x}, {y});
  const Tensor batch = tensor({{1, 2, 3, 0}}).astype(int32);
  const Tensor expected = words(dense(words(batch)), {.reverse = true});
  expect_near(model.predict(batch, {.verbose = 0}), expected, 0);
  const testing::TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    model.save(folder / name);
    expect_near(load_model(folder / name).predict(batch, {.verbose = 0}), expected, 0);
  }
}

TEST(ReversibleEmbedding, SaysWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says([] { ReversibleEmbedding(0, 2); }, "`input_dim` must be a positive integer");
  says([] { ReversibleEmbedding(2, 2, {.reverse_dtype = "int32"}); }, "must be floating");
  const ReversibleEmbedding layer = counted();
  says([&] { layer(tensor({3})); }, "index 3 is outside of the 3 rows");
  says([&] { layer(zeros({2, 3}), {.reverse = true}); }, "needs a last axis of 2");
}

}  // namespace
}  // namespace keratin
