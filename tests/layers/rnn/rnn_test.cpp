// Recurrent layers: what golden cases of real Keras do not hold, masks, states, directions.
#include "keratin/layers/rnn/rnn.h"

#include <gtest/gtest.h>

#include <cmath>

#include "keratin/base/text.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/golden.h"
#include "tests/support/gradient_check.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::error_text;
using Floats = std::vector<float>;

/// h' = h + x, y = 10 h': what comes out is easily seen.
struct SumCellOptions {
  int64_t units = 1;
  std::string name = {};
  bool trainable = true;
  DTypePolicy dtype = {};
};
class SumCell final : public RecurrentCellOf<SumCell, SumCellOptions> {
 public:
  explicit SumCell(SumCellOptions options = {}) : RecurrentCellOf(std::move(options)) {}
  std::vector<int64_t> state_size() const override { return {options_.units}; }
  keratin::Tensors call(const keratin::Tensors& x, Call&) const override {
    const Tensor h = x[1] + x[0];
    return {h * 10, h};
  }
};

Tensor sequence() { return tensor({{{1.0}, {2.0}, {3.0}}, {{4.0}, {5.0}, {6.0}}}); }  // (2, 3, 1)

Floats floats(const Tensor& x) { return x.to_vector<float>(); }

TEST(RNN, RepeatsACellOfYours) {
  const layers::RNN layer(SumCell{}, {.return_sequences = true, .return_state = true});
  const auto [y, h] = layer.get<2>(sequence());
  EXPECT_EQ(y.shape(), (Shape{2, 3, 1}));
  EXPECT_EQ(floats(y), (Floats{10, 30, 60, 40, 90, 150}));
  EXPECT_EQ(floats(h), (Floats{6, 15}));
  EXPECT_EQ(floats(layers::RNN(SumCell{})(sequence())), (Floats{60, 150}));
}

/// What the layer gives, and the gradients of its weights for a sum of that.
std::vector<Tensor> results_and_slopes(const layers::RNN& layer, const Tensor& x,
                                       const CallOptions& call) {
  const Tensors results = layer.outputs_for(x, call);
  Tensor loss;
  std::vector<Tensor> all;
  for (const Tensor& y : results) {
    const Tensor sum = ops::sum(y * random::normal(y.shape(), {.seed = all.size() + 1}));
    loss = loss.defined() ? loss + sum : sum;
    all.push_back(y.detach());
  }
  for (const Tensor& slope : gradients(loss, layer.trainable_variables())) all.push_back(slope);
  return all;
}

// A list of one cell runs it a step at a time, the cell alone may be one call for all steps.
TEST(RNN, GivesTheSameAtOnceAndStepByStep) {
  const Tensor x = random::normal({5, 7, 3}, {.seed = 1});
  const Tensor mask = random::uniform({5, 7}, {.seed = 2}) < 0.7;
  const std::vector<layers::AnyLayer> cells = {
      layers::SimpleRNNCell(4, {.activation = "relu"}), layers::LSTMCell(4), layers::GRUCell(4),
      layers::GRUCell(4, {.use_bias = false}), layers::LSTMCell(4, {.activation = "softsign"})};
  for (const layers::AnyLayer& cell : cells) {
    for (int way = 0; way < 16; ++way) {
      const layers::RNNOptions options = {.return_sequences = (way & 1) != 0,
                                          .return_state = true,
                                          .go_backwards = (way & 2) != 0,
                                          .zero_output_for_mask = (way & 4) != 0};
      layers::RNNOptions at_once = options;
      at_once.cell = cell;
      const layers::RNN one(at_once), list({cell}, options);
      const CallOptions call{.mask = way & 8 ? mask : Tensor()};
      const std::vector<Tensor> first = results_and_slopes(one, x, call),
                                second = results_and_slopes(list, x, call);
      ASSERT_EQ(first.size(), second.size());
      const std::string name = text(cell.get()->class_name(), ", way ", way);
      for (size_t i = 0; i < first.size(); ++i) {
        testing::expect_near(first[i], second[i], 1e-5, name.c_str());
      }
    }
  }
}

TEST(RNN, GoesBackwards) {
  const layers::RNN layer(SumCell{}, {.return_sequences = true, .go_backwards = true});
  EXPECT_EQ(floats(layer(sequence())), (Floats{30, 50, 60, 60, 110, 150}));
}

TEST(RNN, BeginsWithTheStateThatIsGiven) {
  const layers::RNN layer(SumCell{});
  const Tensor h = tensor({{100.0}, {200.0}});
  EXPECT_EQ(floats(layer(sequence(), {.initial_state = {h}})), (Floats{1060, 2150}));
  EXPECT_NE(error_text([&] {
              layer(sequence(), {.initial_state = {h, h}});
            }).find("the layer has 1 states, but initial_state has 2"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              layer(sequence(), {.initial_state = {tensor({{1.0}})}});
            }).find("state 0 must be (2, 1)"),
            std::string::npos);
}

TEST(RNN, LeavesMaskedStepsOut) {
  const Tensor mask = tensor({{true, false, true}, {false, true, false}});
  const auto of = [&](layers::RNNOptions options) {
    options.return_sequences = true;
    return floats(layers::RNN(SumCell{}, options)(sequence(), {.mask = mask}));
  };
  // Keras takes the state for the output before; unrolled, the output itself.
  EXPECT_EQ(of({}), (Floats{10, 1, 40, 0, 50, 5}));
  EXPECT_EQ(of({.unroll = true}), (Floats{10, 10, 40, 0, 50, 50}));
  EXPECT_EQ(of({.zero_output_for_mask = true}), (Floats{10, 0, 40, 0, 50, 0}));
  const layers::RNN last(SumCell{}, {.return_state = true});
  EXPECT_EQ(floats(last.outputs_for(sequence(), {.mask = mask})[1]), (Floats{4, 5}));
}

TEST(RNN, HandsTheMaskOn) {
  const Tensor x = tensor({{1, 2, 0}, {3, 0, 0}});
  layers::Embedding words(4, 2, {.mask_zero = true});
  const Tensor embedded = words(x);
  EXPECT_TRUE(mask_of(layers::LSTM(2, {.return_sequences = true})(embedded)).defined());
  EXPECT_FALSE(mask_of(layers::LSTM(2)(embedded)).defined());
  EXPECT_TRUE(mask_of(layers::Bidirectional(layers::GRU(2, {.return_sequences = true}))(embedded))
                  .defined());
}

TEST(RNN, WithAnInitialStateSeesOnlyTheMaskThatTheCallGives) {
  const Tensor x = random::normal({2, 3, 1}, {.seed = 1}), start = zeros({2, 2});
  const Tensor mask = tensor({{true, false, true}, {false, true, false}});
  const layers::GRU layer(2, {.return_sequences = true});
  const layers::Bidirectional both(layer);
  const Floats whole = floats(layer(x)), whole_of_both = floats(both(x));
  const Floats masked = floats(layer(x, {.mask = mask}));
  set_mask(x, mask);
  EXPECT_EQ(floats(layer(x)), masked);
  EXPECT_NE(masked, whole);
  const Tensor y = layer(x, {.initial_state = {start}});
  EXPECT_EQ(floats(y), whole);
  EXPECT_TRUE(mask_of(y).defined());
  EXPECT_EQ(floats(layer(x, {.mask = mask, .initial_state = {start}})), masked);
  EXPECT_EQ(floats(both(x, {.initial_state = {start, start}})), whole_of_both);
}

TEST(RNN, KeepsItsStatesWhenStateful) {
  layers::RNN layer(SumCell{}, {.stateful = true});
  EXPECT_EQ(floats(layer(sequence())), (Floats{60, 150}));
  EXPECT_EQ(floats(layer(sequence())), (Floats{120, 300}));
  EXPECT_EQ(floats(layer.states()[0]), (Floats{12, 30}));
  const layers::RNN same = layer;  // a handle
  EXPECT_EQ(floats(same(sequence())), (Floats{180, 450}));
  layer.reset_state();
  EXPECT_EQ(floats(layer(sequence())), (Floats{60, 150}));
  EXPECT_NE(error_text([&] {
              layer(zeros({3, 3, 1}));
            }).find("Expected batch size: 2"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              layers::LSTM(2, {.stateful = true})(Input({3, 1}));
            }).find("the batch size must be static"),
            std::string::npos);
}

TEST(RNN, IsStatefulInAModel) {
  layers::GRU memory(3, {.stateful = true, .batch_shape = {2, 3, 1}});
  Sequential network({memory});
  const Floats first = floats(network.predict(sequence(), {.batch_size = 2, .verbose = 0}));
  const Floats second = floats(network.predict(sequence(), {.batch_size = 2, .verbose = 0}));
  EXPECT_NE(first, second);
  memory.reset_state();
  EXPECT_EQ(floats(network.predict(sequence(), {.batch_size = 2, .verbose = 0})), first);
}

TEST(RNN, StacksCells) {
  const layers::RNN layer({SumCell{}, SumCell{}}, {.return_state = true});
  const auto [y, a, b] = layer.get<3>(sequence());
  EXPECT_EQ(floats(a), (Floats{6, 15}));
  EXPECT_EQ(floats(b), (Floats{100, 280}));  // 10 (1 + 3 + 6), 10 (4 + 9 + 15)
  EXPECT_EQ(floats(y), (Floats{1000, 2800}));
}

TEST(RNN, DropsTheSameInAllSteps) {
  layers::SimpleRNN layer(1, {.activation = "linear",
                              .kernel_initializer = "ones",
                              .recurrent_initializer = "zeros",
                              .dropout = 0.5,
                              .return_sequences = true,
                              .seed = 3});
  const Tensor y = layer(ones({64, 5, 1}), {.training = true});
  const Floats values = floats(y);
  int dropped = 0;
  for (size_t row = 0; row < 64; ++row) {
    for (size_t t = 0; t < 5; ++t) EXPECT_EQ(values[row * 5 + t], values[row * 5]);
    EXPECT_TRUE(values[row * 5] == 0 || values[row * 5] == 2);
    dropped += values[row * 5] == 0;
  }
  EXPECT_GT(dropped, 16);
  EXPECT_LT(dropped, 48);
}

TEST(RNN, HasGradientsThroughAllSteps) {
  for (const bool backwards : {false, true}) {
    layers::LSTM lstm(3, {.return_sequences = true, .go_backwards = backwards, .dtype = "float64"});
    layers::GRU gru(2, {.go_backwards = backwards, .dtype = "float64"});
    const Tensor x = random::normal({2, 4, 3}, {.dtype = float64, .seed = 1});
    const auto f = [&](const std::vector<Tensor>& in) { return gru(lstm(in[0])); };
    f({x});
    EXPECT_LT(testing::gradient_error({x}, f), 1e-6);
  }
}

TEST(RNN, TellsShapesOfSequencesOfAnyLength) {
  const Input x({None, 4});
  EXPECT_EQ(layers::LSTM(3)(x).shape(), (Shape{None, 3}));
  EXPECT_EQ(layers::LSTM(3, {.return_sequences = true})(x).shape(), (Shape{None, None, 3}));
  EXPECT_EQ(layers::Bidirectional(layers::GRU(3))(x).shape(), (Shape{None, 6}));
  EXPECT_EQ(layers::TimeDistributed(layers::Dense(2))(x).shape(), (Shape{None, None, 2}));
}

TEST(RNN, SaysWhatIsWrong) {
  EXPECT_NE(error_text([] { layers::LSTM(0); }).find("expected a positive integer, got 0"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              layers::LSTM(2)(zeros({2, 3}));
            }).find("expected ndim=3"),
            std::string::npos);
  EXPECT_NE(error_text([] {
              layers::LSTM(2)(zeros({2, 0, 3}));
            }).find("one step or more"),
            std::string::npos);
  EXPECT_NE(error_text([] { layers::GRU(2, {.use_cudnn = true}); }).find("cuDNN is not supported"),
            std::string::npos);
  EXPECT_NE(error_text([] { layers::RNN({layers::Dense(2)}); }).find("should be a RecurrentCell"),
            std::string::npos);
  EXPECT_NE(
      error_text([] { layers::Bidirectional(layers::Dense(2)); }).find("must be a recurrent layer"),
      std::string::npos);
  EXPECT_NE(error_text([] {
              layers::Bidirectional(layers::GRU(2), {.merge_mode = "max"});
            }).find("Invalid merge mode. Received: max"),
            std::string::npos);
}

TEST(Bidirectional, GivesBothOutputsAndTheirStates) {
  const CustomObjectScope known({custom_class<SumCell>()});  // it makes layers anew
  const layers::Bidirectional both(
      layers::RNN(SumCell{}, {.return_sequences = true, .return_state = true}),
      {.merge_mode = None});
  const auto [y, z, h, k] = both.get<4>(sequence());
  EXPECT_EQ(floats(y), (Floats{10, 30, 60, 40, 90, 150}));
  EXPECT_EQ(floats(z), (Floats{60, 50, 30, 150, 110, 60}));  // in the order of the input
  EXPECT_EQ(floats(h), floats(k));
}

TEST(Bidirectional, BeginsWithTheWeightsThatAreGivenOnce) {
  layers::Bidirectional first(layers::GRU(2));
  const Tensor x = random::normal({2, 3, 4}, {.seed = 1});
  const Floats expected = floats(first(x));
  layers::Bidirectional second(layers::GRU(2), {.weights = first.get_weights()});
  const layers::Bidirectional same = second;
  EXPECT_EQ(floats(second(x)), expected);
  std::vector<Tensor> zero;
  for (const Tensor& weight : second.get_weights()) zero.push_back(weight * 0);
  second.set_weights(zero);
  EXPECT_EQ(floats(same(x)), Floats(8, 0));
}

TEST(TimeDistributed, CallsTheLayerForEachStep) {
  layers::Dense inner(2);
  layers::TimeDistributed layer(inner);
  const Tensor x = random::normal({3, 4, 5}, {.seed = 1});
  const Tensor y = layer(x);
  for (int64_t t = 0; t < 4; ++t) {
    EXPECT_EQ(floats(y[{slice(), t}]), floats(inner(x[{slice(), t}])));
  }
}

TEST(TimeDistributed, GoesOnFromStepToStepWithTheMaskOfEach) {
  const layers::BatchNormalization inner, alone;
  const Tensor x = random::normal({6, 4, 5}, {.seed = 1});
  const Tensor mask = random::uniform({6, 4}, {.seed = 2}) < 0.7;
  const Tensor y = layers::TimeDistributed(inner)(x, {.training = true, .mask = mask});
  for (int64_t t = 0; t < 4; ++t) {
    const Tensor step = alone(x[{slice(), t}], {.training = true, .mask = mask[{slice(), t}]});
    EXPECT_EQ(floats(y[{slice(), t}]), floats(step)) << t;
  }
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(floats(inner.get_weights()[i]), floats(alone.get_weights()[i])) << i;
  }
}

TEST(RNN, ModelsOfAllAreSavedAndLoaded) {
  Sequential network(
      {Input({None, 3}), layers::Bidirectional(layers::LSTM(2, {.return_sequences = true})),
       layers::RNN({layers::GRUCell(3), layers::SimpleRNNCell(2)}, {.return_sequences = true}),
       layers::TimeDistributed(layers::Dense(4)), layers::SimpleRNN(2)});
  const Tensor x = random::normal({4, 6, 3}, {.seed = 1});
  const Floats expected = floats(network.predict(x, {.verbose = 0}));
  const testing::TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5"}) {
    network.save(folder / name);
    EXPECT_EQ(floats(load_model(folder / name).predict(x, {.verbose = 0})), expected) << name;
  }
}

TEST(RNN, Learns) {
  utils::set_random_seed(4);
  // Whether the first number was positive, five steps ago.
  const Tensor x = random::normal({512, 6, 1}, {.seed = 2});
  const Tensor y = (x[{slice(), 0}] > 0).astype("float32");
  Sequential network({Input({6, 1}), layers::GRU(8), layers::Dense(1, {.activation = "sigmoid"})});
  network.compile({.optimizer = optimizers::Adam(0.02),
                   .loss = "binary_crossentropy",
                   .metrics = {"accuracy"}});
  History run = network.fit(x, y, {.epochs = 12, .verbose = 0});
  EXPECT_GT(run.history["accuracy"].back(), 0.95);
}

}  // namespace
}  // namespace keratin
