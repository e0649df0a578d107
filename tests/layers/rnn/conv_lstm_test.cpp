// Convolutional LSTMs: what golden cases of real Keras do not hold, masks, states, errors.
#include "keratin/layers/rnn/conv_lstm.h"

#include <gtest/gtest.h>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text;
using Floats = std::vector<float>;

Floats floats(const Tensor& x) { return x.to_vector<float>(); }

/// All gates see half of the input and all of the state, whose bias is zeros.
layers::ConvLSTMOptions plain(layers::ConvLSTMOptions options = {}) {
  options.activation = "linear";
  options.recurrent_activation = "linear";
  options.kernel_initializer = initializers::Constant(0.5);
  options.recurrent_initializer = "ones";
  options.unit_forget_bias = false;
  return options;
}

TEST(ConvLSTM, IsAnLSTMOfConvolutions) {
  // One place: c' = (x/2 + h) c + (x/2 + h)^2, h' = (x/2 + h) c'.
  const layers::ConvLSTM1D layer(1, 1, plain({.return_sequences = true, .return_state = true}));
  const auto [y, h, c] = layer.get<3>(tensor({{{{2.0}}, {{4.0}}}}));
  EXPECT_EQ(y.shape(), (Shape{1, 2, 1, 1}));
  EXPECT_EQ(floats(y), (Floats{1, 36}));  // 1; 3 * (3 * 1 + 9)
  EXPECT_EQ(floats(h), (Floats{36}));
  EXPECT_EQ(floats(c), (Floats{12}));
}

TEST(ConvLSTM, TellsShapes) {
  const auto shape = [](const Tensor& x) { return x.shape(); };
  const Input x({None, 8, 7, 3});
  EXPECT_EQ(shape(layers::ConvLSTM2D(4, 3)(x)), (Shape{None, 6, 5, 4}));
  EXPECT_EQ(shape(layers::ConvLSTM2D(4, {3, 2}, {.strides = 2, .return_sequences = true})(x)),
            (Shape{None, None, 3, 3, 4}));
  EXPECT_EQ(shape(layers::ConvLSTM2D(4, 3, {.padding = "same"})(x)), (Shape{None, 8, 7, 4}));
  EXPECT_EQ(shape(layers::ConvLSTM1D(2, 3, {.data_format = "channels_first"})(Input({5, 3, 9}))),
            (Shape{None, 2, 7}));
  EXPECT_EQ(shape(layers::ConvLSTM3D(2, 2, {.dilation_rate = 2})(Input({2, 4, 5, 6, 1}))),
            (Shape{None, 2, 3, 4, 2}));
  EXPECT_EQ(shape(layers::Bidirectional(layers::ConvLSTM1D(2, 2))(Input({5, 4, 3}))),
            (Shape{None, 3, 4}));
}

TEST(ConvLSTM, LeavesMaskedStepsOut) {
  const Tensor x = random::normal({2, 4, 5, 2}, {.seed = 1});
  const layers::ConvLSTM1D layer(3, 2);
  const Tensor short_one = layer(x[{slice(), slice(0, 2)}]);
  const Tensor mask = tensor({{true, true, false, false}, {true, true, false, false}});
  EXPECT_EQ(floats(layer(x, {.mask = mask})), floats(short_one));
}

TEST(ConvLSTM, KeepsAndTakesStates) {
  layers::ConvLSTM1D layer(1, 1, plain({.stateful = true}));
  const Tensor x = tensor({{{{2.0}}}});
  EXPECT_EQ(floats(layer(x)), (Floats{1}));
  EXPECT_EQ(floats(layer(x)), (Floats{12}));  // 2 * (2 * 1 + 4)
  layer.reset_state();
  EXPECT_EQ(floats(layer(x)), (Floats{1}));
  const Tensor one = ones({1, 1, 1});
  EXPECT_EQ(floats(layer(x, {.initial_state = {one, one}})), (Floats{12}));
  EXPECT_NE(error_text([&] {
              layer(x, {.initial_state = {one, ones({1, 2, 1})}});
            }).find("state 1 must be (1, 1, 1)"),
            std::string::npos);
}

TEST(ConvLSTM, DropsForEachGateTheSameInAllSteps) {
  const Tensor x = ones({4, 3, 6, 2});
  const layers::ConvLSTM1D layer(
      2, 2, {.dropout = 0.5, .recurrent_dropout = 0.5, .seed = 3, .return_sequences = true});
  const Floats quiet = floats(layer(x));
  EXPECT_NE(floats(layer(x, {.training = true})), quiet);
  const layers::ConvLSTM1D first(2, 2, {.dropout = 0.5, .seed = 3});
  const layers::ConvLSTM1D all(2, 2, {.dropout = 1.0, .recurrent_dropout = 1.0});
  EXPECT_EQ(floats(all(x, {.training = true})), floats(all(x)));  // as in Keras
}

TEST(ConvLSTM, HasGradientsThroughAllSteps) {
  layers::ConvLSTM1D layer(2, 2, {.go_backwards = true, .dtype = "float64"});
  layers::ConvLSTM2D image(1, {1, 2}, {.padding = "same", .dtype = "float64"});
  const Tensor x = random::normal({2, 3, 4, 2}, {.dtype = float64, .seed = 1});
  const Tensor z = random::normal({1, 2, 2, 3, 1}, {.dtype = float64, .seed = 2});
  layer(x);
  image(z);
  EXPECT_LT(testing::gradient_error({x}, [&](const auto& in) { return layer(in[0]); }), 1e-6);
  EXPECT_LT(testing::gradient_error({z}, [&](const auto& in) { return image(in[0]); }), 1e-6);
}

TEST(ConvLSTM, SaysWhatIsWrong) {
  const auto says = [](auto&& f, const char* expected) {
    const std::string error = error_text(f);
    EXPECT_NE(error.find(expected), std::string::npos) << error;
  };
  says([] { layers::ConvLSTM2D(0, 2); }, "argument `filters`");
  says([] { layers::ConvLSTM2D(2, 0); }, "kernel_size");
  says([] { layers::ConvLSTM1D(2, 2, {.padding = "causal"}); }, "'valid', 'same'");
  says([] { layers::ConvLSTM2D(2, 2, {.strides = 2, .dilation_rate = 2}); }, "dilation_rate > 1");
  says([] { layers::ConvLSTM2D(2, 2)(zeros({2, 3, 4, 4})); }, "expected ndim=5");
  says([] { layers::ConvLSTM2D(2, 2)(Input({3, None, 4, 1})); }, "static input shapes");
  const layers::ConvLSTM1D layer(2, 2);
  layer(zeros({2, 3, 4, 1}));
  says([&] { layer(zeros({2, 3, 5, 1})); }, "was built for steps of shape (2, 4, 1)");
}

TEST(ConvLSTM, ModelsAreSavedAndLoaded) {
  Sequential network(
      {Input({3, 6, 5, 2}), layers::ConvLSTM2D(2, 3, {.padding = "same", .return_sequences = true}),
       layers::Bidirectional(layers::ConvLSTM2D(1, {2, 1})), layers::Flatten(), layers::Dense(2)});
  const Tensor x = random::normal({4, 3, 6, 5, 2}, {.seed = 1});
  const Floats expected = floats(network.predict(x, {.verbose = 0}));
  const testing::TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    network.save(folder / name);
    EXPECT_EQ(floats(load_model(folder / name).predict(x, {.verbose = 0})), expected) << name;
  }
}

}  // namespace
}  // namespace keratin
