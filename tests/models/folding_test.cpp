// Batch normalization, and an activation behind it, as part of the layer before them: at rest, and
// never in silence something else.
#include <gtest/gtest.h>

#include "keratin/backend/recorder_internal.h"
#include "keratin/keratin.h"
#include "keratin/ops/dense.h"

namespace keratin {
namespace {

/// The model's output, one layer after the other.
Tensor by_layers(const Model& model, Tensor x) {
  const NoGradient no_gradient;
  for (const layers::Layer* layer : model.layers()) {
    if (!dynamic_cast<const layers::InputLayer*>(layer)) x = (*layer)(x);
  }
  return x;
}

/// Weights and statistics that are not what a new layer has.
void stir(Model& model) {
  std::vector<Tensor> weights = model.get_weights();
  uint64_t seed = 1;
  for (Tensor& weight : weights) {
    weight = random::uniform(weight.shape(), {.minval = 0.5, .maxval = 1.5, .seed = seed++})
                 .as_dtype(weight.dtype());
  }
  model.set_weights(weights);
}

void expect_close(const Tensor& a, const Tensor& b, double tolerance) {
  ASSERT_EQ(a.shape(), b.shape());
  EXPECT_LE(ops::max(ops::abs(a - b) / (ops::abs(b) + 1)).item(), tolerance);
}

/// How many products and convolutions scale their sums when the model is at rest.
int folds(const Model& model, const Tensor& x) {
  const NoGradient no_gradient;
  Recorder recorder({}, {}, [] { return std::string(); });
  model(x);
  int count = 0;
  for (const AnyCall& call : recorder.finish({}).calls) {
    const auto* dense = std::get_if<DenseCall>(&call);
    const auto* convolution = std::get_if<ConvolutionCall>(&call);
    count += (dense && dense->factor) || (convolution && convolution->factor);
  }
  return count;
}

/// At rest the model gives what its layers give, but for rounding.
void expect_same(Model model, const Tensor& x, int expected_folds, double tolerance = 4e-6) {
  stir(model);
  EXPECT_EQ(folds(model, x), expected_folds);
  const Tensor expected = by_layers(model, x);
  expect_close(model.predict(x, {.verbose = 0}), expected, tolerance);
  const NoGradient no_gradient;
  expect_close(model(x), expected, tolerance);
}

TEST(Folding, ConvolutionsAndDenseScaleTheirSums) {
  const Tensor images = random::normal({5, 9, 8, 6}, {.seed = 1});
  for (const bool use_bias : {false, true}) {
    for (const char* activation : {"linear", "relu", "elu", "gelu", "softmax"}) {
      expect_same(
          Sequential(
              {Input({9, 8, 6}), layers::Conv2D(10, 3, {.padding = "same", .use_bias = use_bias}),
               layers::BatchNormalization(), layers::Activation(activation),
               layers::Dense(7, {.use_bias = use_bias}),
               layers::BatchNormalization({.center = false}), layers::Activation(activation)}),
          images, 2);
    }
  }
  expect_same(
      Sequential({Input({9, 8, 6}), layers::Conv2D(8, 1), layers::BatchNormalization(3),
                  layers::ReLU(), layers::Conv2D(6, 2, {.strides = 2, .groups = 2}),
                  layers::BatchNormalization({.scale = false}), layers::ReLU({.max_value = 6})}),
      images, 2);
  expect_same(Sequential({Input({20, 3}), layers::Conv1D(4, 3, {.padding = "causal"}),
                          layers::BatchNormalization(), layers::ReLU()}),
              random::normal({2, 20, 3}, {.seed = 2}), 1);
}

TEST(Folding, LeavesOtherLayersAlone) {
  const Tensor images = random::normal({5, 6, 6, 6}, {.seed = 1});
  expect_same(Sequential({Input({6, 6, 6}), layers::Conv2D(6, 3, {.activation = "relu"}),
                          layers::BatchNormalization(), layers::ReLU()}),
              images, 0);
  expect_same(Sequential({Input({6, 6, 6}), layers::Conv2D(4, 3), layers::BatchNormalization(1),
                          layers::ReLU()}),
              images, 0);
  expect_same(Sequential({Input({6, 6, 6}), layers::Conv2D(4, 3, {.data_format = "channels_first"}),
                          layers::BatchNormalization(1), layers::ReLU()}),
              images, 0);
  expect_same(Sequential({Input({6, 6, 6}), layers::DepthwiseConv2D(3),
                          layers::BatchNormalization(), layers::ReLU()}),
              images, 0);
}

TEST(Folding, KeepsThePenaltyOfANormalization) {
  expect_same(Sequential({Input({8}), layers::Dense(6),
                          layers::BatchNormalization({.activity_regularizer = "l2"})}),
              random::normal({5, 8}, {.seed = 1}), 0);
}

TEST(Folding, ComputesInFloat64AndBFloat16) {
  for (const bool is_wide : {true, false}) {
    mixed_precision::set_dtype_policy(DTypePolicy::named(is_wide ? "float64" : "mixed_bfloat16"));
    const Tensor x = random::normal({4, 8, 8, 3}, {.seed = 1});
    expect_same(Sequential({Input({8, 8, 3}), layers::Conv2D(5, 3), layers::BatchNormalization(),
                            layers::ReLU(), layers::Dense(4), layers::BatchNormalization()}),
                is_wide ? x.as_dtype(float64) : x, is_wide ? 2 : 0, is_wide ? 1e-14 : 0);
  }
  mixed_precision::set_dtype_policy(DTypePolicy::named("float32"));
}

TEST(Folding, KeepsWhatOthersSee) {
  Input x({6, 6, 3});
  const Tensor sums = layers::Conv2D(4, 3, {.name = "conv"})(x);
  const Tensor scaled = layers::BatchNormalization()(sums);
  const Tensor y = layers::ReLU()(scaled);
  const Tensor images = random::normal({3, 6, 6, 3}, {.seed = 1});
  Model all(x, {sums, scaled, y, layers::add({y, scaled})});
  stir(all);
  const Tensors outputs = all.predict_outputs(images, {.verbose = 0});
  expect_close(outputs[0], by_layers(Model(x, sums), images), 1e-6);
  expect_close(outputs[1], by_layers(Model(x, scaled), images), 1e-6);
  expect_close(outputs[2], ops::relu(outputs[1]), 1e-6);
  expect_close(outputs[3], outputs[2] + outputs[1], 1e-6);
}

TEST(Folding, SeesWeightsAndStatisticsThatChange) {
  Model model = Sequential({Input({8}), layers::Dense(6), layers::BatchNormalization(),
                            layers::ReLU(), layers::Dense(1)});
  model.compile("sgd", "mse");
  const Tensor x = random::normal({32, 8}, {.seed = 1});
  for (int i = 0; i < 3; ++i) {
    model.fit(x, ones({32, 1}), {.batch_size = 8, .epochs = 2, .verbose = 0});
    expect_close(model.predict(x, {.verbose = 0}), by_layers(model, x), 1e-6);
  }
}

TEST(Folding, IsNothingThatTrainingOrGradientsSee) {
  const Model model =
      Sequential({Input({8}), layers::Dense(6), layers::BatchNormalization(), layers::ReLU()});
  const Tensor x = random::normal({32, 8}, {.seed = 1});
  const auto& normalization = dynamic_cast<const layers::BatchNormalization&>(*model.layers()[1]);
  EXPECT_TRUE(gradients(ops::sum(model(x)), {normalization.gamma()})[0].defined());
  const NoGradient no_gradient;
  const Tensor mean = normalization.moving_mean().value().copy();
  model(x, {.training = true});
  EXPECT_FALSE(array_equal(normalization.moving_mean().value(), mean));
}

TEST(Folding, NamesTheLayerInErrors) {
  Input x({None, None, 3});
  const Model model(x, layers::BatchNormalization()(layers::Conv2D(4, 5, {.name = "wide"})(x)));
  try {
    model.predict(ones({1, 2, 2, 3}), {.verbose = 0});
    FAIL() << "nothing was thrown";
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("wide (Conv2D)"), std::string::npos) << error.what();
  }
}

TEST(ScaledSums, AreTheSumsTimesTheFactor) {
  const NoGradient no_gradient;
  for (const DType dtype : {float32, float64}) {
    const auto drawn = [&](const Shape& shape, uint64_t seed) {
      return random::normal(shape, {.seed = seed}).as_dtype(dtype);
    };
    const double tolerance = dtype == float32 ? 1e-6 : 1e-14;
    const Tensor factor = drawn({40}, 1), bias = drawn({40}, 2);
    const FusedActivation tanh = {.is_some = true, .function = Unary::tanh};
    const Tensor x = drawn({70, 30}, 3), kernel = drawn({30, 40}, 4);
    expect_close(ops::dense(x, kernel, bias, tanh, factor),
                 ops::tanh(ops::matmul(x, kernel) * factor + bias), tolerance);
    expect_close(ops::dense(x, kernel, {}, {}, factor), ops::matmul(x, kernel) * factor, tolerance);
    const Tensor images = drawn({3, 9, 9, 8}, 5);
    for (const Shape& size : {Shape{3, 3, 8, 40}, Shape{1, 1, 8, 40}, Shape{3, 2, 2, 40}}) {
      const Tensor window = drawn(size, 6);
      expect_close(ops::conv_layer(images, window, bias, {}, {.strides = 1}, factor),
                   ops::conv(images, window) * factor + bias, tolerance);
    }
  }
}

}  // namespace
}  // namespace keratin
