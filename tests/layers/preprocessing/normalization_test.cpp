#include "keratin/layers/preprocessing/normalization.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/check_layer.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::check_layer, testing::error_text, testing::expect_near;

const Tensor& measured() {
  static const Tensor data =
      tensor({{0.F, 7.F, 4.F}, {2.F, 9.F, 6.F}, {0.F, 7.F, 4.F}, {2.F, 9.F, 6.F}});
  return data;
}

TEST(Normalization, KeepsTheLayerContract) {
  check_layer(
      layers::Normalization({.mean = {1, 2, 3}, .variance = {4, 1, 0.25}, .dtype = float64}),
      {.input = {2, 3}, .output = {2, 3}});
  check_layer(layers::Normalization({.mean = 3, .variance = 2, .invert = true, .dtype = float64}),
              {.input = {4}, .output = {4}});
}

TEST(Normalization, AdaptsToATensor) {
  layers::Normalization layer;
  layer.adapt(measured());
  expect_near(layer(tensor({{0.F, 7.F, 4.F}})), tensor({{-1.F, -1.F, -1.F}}), 1e-6);
  layers::Normalization inverse({.invert = true});
  inverse.adapt(measured());
  expect_near(inverse(tensor({{1.F, 2.F, 3.F}})), tensor({{2.F, 10.F, 8.F}}), 1e-6);
  layers::Normalization of_all(None);
  of_all.adapt(tensor({1.F, 2.F, 3.F, 4.F, 5.F}));
  expect_near(of_all(tensor({1.F, 2.F, 3.F})), tensor({-1.4142135F, -0.70710677F, 0.F}), 1e-6);
}

struct Batches final : utils::PyDataset {
  int64_t size() const override { return 2; }
  Batch operator[](int64_t i) const override {
    return {.x = measured()[slice(3 * i, 3 * i + 3)], .y = ones({1})};
  }
};

TEST(Normalization, AdaptsToBatches) {
  layers::Normalization whole, parts, dataset;
  whole.adapt(measured());
  parts.adapt(std::vector<Tensor>{measured()[slice(0, 1)], measured()[slice(1, 4)]});
  dataset.adapt(Batches());
  for (size_t i : {0, 1, 2}) {
    expect_near(parts.get_weights()[i], whole.get_weights()[i], 1e-6);
    expect_near(dataset.get_weights()[i], whole.get_weights()[i], 1e-6);
  }
}

TEST(Normalization, KeepsSeveralAxes) {
  layers::Normalization layer({.axis = {1, -1}});
  const Tensor x = arange(24).astype(float32).reshape({2, 3, 4});
  layer.adapt(x);
  EXPECT_EQ(layer.get_weights()[0].shape(), (Shape{3, 4}));
  expect_near(layer(x)[0], full({3, 4}, -1), 1e-6);
  layers::Normalization each({.axis = {0, 1}});
  each.adapt(tensor({{1.F, 2.F}}));
  expect_near(each(tensor({{1.F, 2.F}})), tensor({{0.F, 0.F}}), 1e-6);
}

TEST(Normalization, TakesIntegersAndHalves) {
  layers::Normalization layer;
  layer.adapt(measured().as_dtype(uint8));
  expect_near(layer(measured().as_dtype(int64)), layer(measured()), 1e-6);
  EXPECT_EQ(layer(measured().as_dtype(uint8)).dtype(), float32);
  layers::Normalization half({.dtype = "mixed_bfloat16"});
  half.adapt(measured().as_dtype(float16));
  EXPECT_EQ(half(measured()).dtype(), bfloat16);
  EXPECT_EQ(half.get_weights()[0].dtype(), float32);
}

TEST(Normalization, NamesItsWeightsAsKeras) {
  layers::Normalization layer;
  layer.adapt(measured());
  std::string names;
  for (const Variable& weight : layer.weights()) {
    names += weight.name() + " " + std::string(name_of(weight.dtype())) + " ";
  }
  EXPECT_EQ(names, "mean float32 variance float32 count int32 ");
  EXPECT_TRUE(layer.trainable_weights().empty());
}

TEST(Normalization, IsSavedWithWhatItLearnt) {
  layers::Normalization layer;
  layer.adapt(measured());
  Sequential model({Input({3}), layer, layers::Dense(1)});
  const testing::TemporaryFolder folder;
  for (const char* name : {"model.keras", "model.h5"}) {
    const std::string path = folder / name;
    model.save(path);
    expect_near(load_model(path).predict(measured()), model.predict(measured()), 1e-6);
  }
  const std::string path = folder / "model.weights.h5";
  model.save_weights(path);
  Sequential other({Input({3}), layers::Normalization(), layers::Dense(1)});
  other.load_weights(path);
  expect_near(other.predict(measured()), model.predict(measured()), 1e-6);
}

TEST(Normalization, SaysWhatDoesNotFit) {
  const auto said = [](layers::NormalizationOptions options) {
    return error_text([&] { layers::Normalization{options}; });
  };
  EXPECT_EQ(said({.mean = 1}),
            "ValueError: When setting values directly, both `mean` and `variance` must be set. "
            "Received: mean=1.0 and variance=null");
  EXPECT_EQ(said({.mean = {1, 2}, .variance = {1, 2, 3}}),
            "ValueError: When setting values directly, `mean` and `variance` must have the same "
            "shape. Received: mean shape (2,) and variance shape (3,)");
  EXPECT_EQ(said({.axis = None, .mean = {1, 2}, .variance = {1, 2}}),
            "ValueError: The rank of `mean` must be less than or equal to the number of axes (0). "
            "Received: mean shape (2,) for axis ()");
  layers::Normalization far(2, {.name = "n"});
  EXPECT_EQ(error_text([&] {
              far(ones({2, 3}));
            }),
            "ValueError in n (Normalization): All `axis` values must be in the range [-ndim, "
            "ndim). Received inputs with ndim=2, while axis=(2,)");
  EXPECT_EQ(error_text([&] { layers::Normalization({.name = "n"})(Input({None})); }),
            "ValueError in n (Normalization): All `axis` values to be kept must have a known "
            "shape. Received axis=(-1,), inputs.shape=(None, None), with unknown axis at index 1");
  layers::Normalization layer({.name = "n"});
  layer.adapt(measured());
  EXPECT_EQ(error_text([&] {
              layer.adapt(ones({2, 4}));
            }),
            "ValueError in n (Normalization): The layer was built with input_shape=(4, 3), but "
            "adapt() is being called with data with an incompatible shape, data.shape=(2, 4)");
  EXPECT_EQ(error_text([&] { layer.adapt(std::vector<Tensor>()); }),
            "ValueError in n (Normalization): adapt() received an empty iterable (no batches). "
            "Expected at least one batch.");
  EXPECT_EQ(error_text([&] {
              layer.adapt(ones({0, 3}));
            }),
            "ValueError in n (Normalization): adapt() received data without elements");
  layers::Normalization given({.mean = 1, .variance = 2, .name = "n"});
  EXPECT_EQ(error_text([&] { given.adapt(measured()); }),
            "ValueError in n (Normalization): adapt() has nothing to learn: mean and variance are "
            "given");
}

}  // namespace
}  // namespace keratin
