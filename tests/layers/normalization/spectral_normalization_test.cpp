#include "keratin/layers/normalization/spectral_normalization.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text, testing::expect_near;

TEST(SpectralNormalization, DividesByTheLargestSingularValue) {
  layers::SpectralNormalization layer(layers::Dense(2, {.use_bias = false}));
  layer.build({{None, 2}});
  // Singular values 3 and 1; u finds the first.
  layer.set_weights({tensor({{3.F, 0.F}, {0.F, 1.F}}), tensor({{1.F, 0.F}})});
  const Tensor x = tensor({{1.F, 1.F}});
  expect_near(layer(x), tensor({{3.F, 1.F}}), 1e-6);
  expect_near(layer(x, {.training = true}), tensor({{1.F, 1.F / 3}}), 1e-6);
  expect_near(layer(x), tensor({{3.F, 1.F}}), 1e-6);
}

TEST(SpectralNormalization, GoesOnFromItsVector) {
  layers::SpectralNormalization layer(layers::Dense(2, {.use_bias = false}));
  layer.build({{None, 2}});
  layer.set_weights({tensor({{2.F, 0.F}, {0.F, 1.F}}), tensor({{0.6F, 0.8F}})});
  // v = (1.2, 0.8) / sqrt(2.08), u = (2.4, 0.8) / sqrt(6.4), sigma = (2.88 * 2 + 0.64) / sqrt(...)
  const Tensor y = layer(eye(2), {.training = true});
  const double sigma = 6.4 / std::sqrt(2.08 * 6.4);
  expect_near(y, tensor({{2 / sigma, 0.}, {0., 1 / sigma}}).as_dtype(float32), 1e-6);
  const double length = std::sqrt(6.4);
  expect_near(layer.vector_u().value(), tensor({{2.4 / length, 0.8 / length}}).as_dtype(float32),
              1e-6);
}

TEST(SpectralNormalization, GradientsGoThroughSigma) {
  layers::SpectralNormalization layer(layers::Dense(2, {.use_bias = false}),
                                      {.power_iterations = 30});
  layer.build({{None, 2}});
  layer.set_weights({tensor({{2.F, 0.F}, {0.F, 1.F}}), tensor({{0.6F, 0.8F}})});
  // sigma is the first element: y = (1, k / sigma), whose slope by sigma is -k / sigma^2.
  const Tensor total = ops::sum(layer(ones({1, 2}), {.training = true}));
  expect_near(gradients(total, {layer.trainable_weights()[0].value()})[0],
              tensor({{-0.25F, 0.5F}, {0.5F, 0.5F}}), 1e-5);
}

TEST(SpectralNormalization, LeavesAKernelOfZeros) {
  layers::SpectralNormalization layer(layers::Dense(2, {.kernel_initializer = "zeros"}));
  const Tensor y = layer(ones({1, 3}), {.training = true});
  expect_near(y, tensor({{0.F, 0.F}}), 0);
}

TEST(SpectralNormalization, HasTheKernelAsItsOwnToo) {
  layers::SpectralNormalization layer(layers::Conv1D(2, 3));
  EXPECT_EQ(layer.output_shape({None, 5, 4}), (Shape{None, 3, 2}));
  std::string names;
  for (const Variable& weight : layer.weights()) names += weight.name() + " ";
  EXPECT_EQ(names, "kernel vector_u bias ");
  EXPECT_EQ(layer.own_weights().size(), 2U);
  EXPECT_EQ(layer.count_params(), 24 + 2 + 2);
  EXPECT_EQ(layer.trainable_weights().size(), 2U);
}

TEST(SpectralNormalization, TrainsAndIsSaved) {
  utils::set_random_seed(3);
  Sequential model({Input({4}),
                    layers::SpectralNormalization(layers::Dense(3, {.activation = "tanh"})),
                    layers::Dense(1)});
  model.compile({.optimizer = optimizers::Adam(0.02), .loss = "mse"});
  const Tensor x = random::uniform({32, 4}), y = ops::sum(x, {.axis = 1, .keepdims = true});
  const History history = model.fit(x, y, {.epochs = 40, .verbose = 0});
  EXPECT_LT(history["loss"].back(), history["loss"].front() / 4);
  const testing::TemporaryFolder folder;
  for (const char* name : {"model.keras", "model.h5"}) {
    const std::string path = folder / name;
    model.save(path);
    expect_near(load_model(path).predict(x), model.predict(x), 1e-6);
  }
}

TEST(SpectralNormalization, TheLayerInsideIsFrozenByItself) {
  const layers::Dense inner(2);
  layers::SpectralNormalization layer(inner, {.trainable = false});
  layer(ones({1, 3}));
  EXPECT_EQ(layer.trainable_weights().size(), 2U);
  layer.set_trainable(false);
  EXPECT_TRUE(layer.trainable_weights().empty());
  EXPECT_FALSE(inner.trainable());
}

TEST(SpectralNormalization, FilesHoldTheDefaultsOfItsCall) {
  const Input x({3});
  const auto has = [&](const Layer& layer, const std::string& words) {
    const std::string json = Model(x, layer(x)).to_json();
    return json.find(words) != std::string::npos;
  };
  EXPECT_TRUE(has(layers::SpectralNormalization(layers::Dense(2)), "{\"training\": false}"));
  EXPECT_TRUE(has(layers::GaussianNoise(0.1), "{\"training\": false}"));
  EXPECT_TRUE(has(layers::BatchNormalization(), "{\"mask\": null}"));
  EXPECT_FALSE(has(layers::BatchNormalization({.dtype = "bfloat16"}), "{\"mask\": null}"));
}

TEST(SpectralNormalization, SaysWhatDoesNotFit) {
  EXPECT_EQ(error_text([] { layers::SpectralNormalization({}); }),
            "ValueError: SpectralNormalization: there is no layer to wrap");
  EXPECT_EQ(
      error_text([] { layers::SpectralNormalization(layers::Dense(2), {.power_iterations = 0}); }),
      "ValueError: `power_iterations` should be greater than zero. Received: "
      "`power_iterations=0`");
  layers::SpectralNormalization layer(layers::ReLU(), {.name = "s"});
  EXPECT_EQ(error_text([&] {
              layer(ones({1, 3}));
            }),
            "ValueError in s (SpectralNormalization): ReLU object has no attribute 'kernel' nor "
            "'embeddings'");
}

}  // namespace
}  // namespace keratin
