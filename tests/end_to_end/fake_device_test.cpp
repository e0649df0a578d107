// Everything that computes, on a device whose memory the host cannot touch: the results are those
// of the host, and nothing reads or writes elements beside the seam.
#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "keratin/autodiff/tape.h"
#include "keratin/base/text.h"
#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/fake_device.h"
#include "tests/support/golden_json.h"
#include "tests/support/op_cases.h"

namespace keratin {
namespace {

using testing::kFake;
using Tensors = std::vector<Tensor>;

/// The reference computes on the fake device, and the CPU's own kernels on the host.
constexpr double kTolerance = 1e-4;

void expect_same(const std::string& what, const Tensor& fake, const Tensor& host) {
  EXPECT_EQ(fake.device(), kFake) << what;
  ASSERT_EQ(fake.shape(), host.shape()) << what;
  ASSERT_EQ(fake.dtype(), host.dtype()) << what;
  const auto received = fake.to_vector<double>(), expected = host.to_vector<double>();
  for (size_t i = 0; i < expected.size(); ++i) {
    if (std::isnan(expected[i]) && std::isnan(received[i])) continue;
    ASSERT_NEAR(received[i], expected[i], kTolerance * (1 + std::abs(expected[i])))
        << what << ", element " << i;
  }
}

Tensor leaf(const Tensor& x, Device device) {
  const Tensor y = x.to(device);
  return is_floating(y.dtype()) ? watch(y) : y;
}

/// Values and gradients of f on both devices.
void check(const std::string& what, const Tensors& inputs,
           const std::function<Tensors(const Tensors&)>& f) {
  SCOPED_TRACE(what);
  Tensors results[2], slopes[2];
  for (const int which : {0, 1}) {
    const Device device = which == 0 ? kFake : Device{};
    Tensors here;
    for (const Tensor& x : inputs) here.push_back(leaf(x, device));
    results[which] = f(here);
    Tensor loss;
    for (const Tensor& y : results[which]) {
      if (!y.node()) continue;
      const Tensor part = ops::sum(ops::square(y.astype(float32)));
      loss = loss.defined() ? loss + part : part;
    }
    if (!loss.defined()) continue;
    for (const Tensor& x : here) {
      if (x.node()) slopes[which].push_back(gradients(loss, {x}).front());
    }
  }
  ASSERT_EQ(results[0].size(), results[1].size());
  for (size_t i = 0; i < results[0].size(); ++i) expect_same(what, results[0][i], results[1][i]);
  ASSERT_EQ(slopes[0].size(), slopes[1].size());
  for (size_t i = 0; i < slopes[0].size(); ++i) {
    expect_same(what + ", gradient", slopes[0][i], slopes[1][i]);
  }
}

/// Says how many there were: a list that shrinks in silence would be seen.
void report(const char* what, size_t count) {
  std::printf("%zu %s on the fake device\n", count, what);
}

/// Puts the elements of variables where `device` is.
void move(std::vector<Variable> variables, Device device) {
  for (Variable& variable : variables) {
    const size_t bytes = variable.value().nbytes();
    variable.relocate(Ref<Storage>(new Storage(bytes, device)), 0);
  }
}

Tensor numbers(const Shape& shape, uint64_t seed, double low = 0.1, double high = 0.9) {
  return random::uniform(shape, {.minval = low, .maxval = high, .seed = seed});
}

TEST(FakeDevice, HasMemoryThatTheHostCannotTouch) {
  const Tensor x = numbers({3}, 1).to(kFake);
  EXPECT_EQ(testing::error_text([&] { x.data<float>(); }),
            "DeviceError: the elements of a tensor on gpu:0 are not in host memory\n"
            "  hint  fetch them with .to({})");
  EXPECT_DEATH(std::printf("%f", double(*static_cast<const float*>(x.view().data))), "");
  EXPECT_EQ(x.to({}).to_vector<float>(), x.to_vector<float>());
  EXPECT_EQ(x.repr(), x.to({}).repr());
  EXPECT_EQ((x + numbers({3}, 1)).device(), kFake);
}

TEST(FakeDevice, EveryOperation) {
  const auto cases = testing::op_cases();
  for (const auto& one : cases) check(one.name, one.inputs, one.run);
  report("operations", cases.size());
}

/// The first input stays on the host: it is brought to the others, and its gradient back.
TEST(FakeDevice, EveryOperationBesideHostTensors) {
  size_t count = 0;
  for (const auto& one : testing::op_cases()) {
    if (one.inputs.size() < 2) continue;
    ++count;
    const std::vector<Tensor> expected = one.run(one.inputs);
    for (size_t host = 0; host < one.inputs.size(); ++host) {
      SCOPED_TRACE(text(one.name, ", input ", host, " on the host"));
      std::vector<Tensor> inputs, leaves;
      for (size_t i = 0; i < one.inputs.size(); ++i) {
        inputs.push_back(leaf(one.inputs[i], i == host ? Device{} : kFake));
      }
      const std::vector<Tensor> received = one.run(inputs);
      ASSERT_EQ(received.size(), expected.size());
      for (size_t i = 0; i < received.size(); ++i) {
        expect_same("result", received[i].to(kFake), expected[i]);
      }
      if (!received[0].node()) continue;
      TensorList slopes;
      gradients_into(ops::sum(received[0].astype(float32)), TensorList{inputs[host]}, slopes);
      if (slopes[0].defined()) {
        EXPECT_EQ(slopes[0].device(), Device{});
      }
    }
  }
  report("operations beside host tensors", count);
}

TEST(FakeDevice, EveryActivation) {
  for (const std::string_view name : activations::Activation::names) {
    check(std::string(name), {numbers({3, 4}, 1, -2, 2)},
          [&](const Tensors& in) { return Tensors{(*activations::Activation::get(name))(in[0])}; });
  }
  report("activations", std::size(activations::Activation::names));
}

/// Predictions and truths that a loss or metric of that name takes.
struct Pair {
  Tensor y_true, y_pred;
};
Pair pair_for(std::string_view name) {
  const bool is_sparse = name.find("parse") != std::string_view::npos;
  if (is_sparse) return {random::randint({4}, 0, 3, int32, {.seed = 1}), numbers({4, 3}, 2)};
  if (name == "CTC") {
    return {random::randint({4, 2}, 1, 3, int32, {.seed = 1}), numbers({4, 5, 3}, 2)};
  }
  const bool is_of_classes = name.find("inge") != std::string_view::npos;
  if (is_of_classes) return {(numbers({4, 3}, 1) > 0.5).astype(float32), numbers({4, 3}, 2)};
  return {numbers({4, 3}, 1), numbers({4, 3}, 2)};
}

/// The classes of a family. Words that only compile understands mean none.
template <class Base>
std::vector<std::string_view> classes_of() {
  std::vector<std::string_view> all;
  for (const ClassNames& listed : Base::names) {
    if (!listed.class_name.empty()) all.push_back(listed.class_name);
  }
  return all;
}

TEST(FakeDevice, EveryLoss) {
  using losses::Reduction;
  size_t checked = 0;
  for (const std::string_view name : classes_of<losses::Loss>()) {
    ++checked;
    const auto [y_true, y_pred] = pair_for(name);
    const auto loss = losses::Loss::get(name);
    const Tensor weight = numbers({4}, 3);
    check(std::string(name), {y_pred}, [&, y_true = y_true](const Tensors& in) {
      const Tensor truth = y_true.to(in[0].device());
      return Tensors{(*loss)(truth, in[0]), (*loss)(truth, in[0], weight.to(in[0].device()))};
    });
  }
  report("losses", checked);
}

TEST(FakeDevice, EveryMetric) {
  size_t checked = 0;
  for (const std::string_view name : classes_of<metrics::Metric>()) {
    if (name == "Mean" || name == "Sum") continue;  // of values: the next test
    if (name == "MeanMetricWrapper") continue;      // of a function of the user's
    ++checked;
    const auto [y_true, y_pred] = pair_for(name);
    double results[2] = {};
    for (const int which : {0, 1}) {
      SCOPED_TRACE(name);
      const Device device = which == 0 ? kFake : Device{};
      const auto metric = metrics::Metric::get(name);
      metric->update_state(y_true.to(device), y_pred.to(device), {});
      metric->update_state(y_true.to(device), y_pred.to(device), full({}, 0.5).to(device));
      results[which] = metric->result();
    }
    EXPECT_NEAR(results[0], results[1], kTolerance * (1 + std::abs(results[1]))) << name;
  }
  report("metrics", checked);
}

/// Three steps from the same start; the weights afterwards.
std::vector<Tensor> trained(optimizers::Optimizer& optimizer, Device device) {
  std::vector<Variable> variables;
  for (const uint64_t seed : {1U, 2U}) variables.emplace_back(numbers({3, 5}, seed).to(device));
  optimizer.build(variables);
  for (uint64_t step = 0; step < 3; ++step) {
    optimizer.apply(Tensors{numbers({3, 5}, 10 + step, -1, 1).to(device),
                            numbers({3, 5}, 20 + step, -1, 1).to(device)});
  }
  std::vector<Tensor> values;
  for (const Variable& variable : variables) values.push_back(variable.value());
  for (const Variable& slot : optimizer.variables()) values.push_back(slot.value());
  return values;
}

template <class Make>
void check_optimizer(const std::string& what, Make make) {
  const auto before = testing::fake_device_counts();
  auto fake = make(), host = make();
  const auto received = trained(*fake, kFake), expected = trained(*host, {});
  ASSERT_EQ(received.size(), expected.size());
  EXPECT_EQ(testing::fake_device_counts().downloads, before.downloads) << what << " waited";
  for (size_t i = 0; i < received.size(); ++i) expect_same(what, received[i], expected[i]);
}

TEST(FakeDevice, MetricsOfValues) {
  const Tensor values = numbers({4, 3}, 1), weight = numbers({4, 1}, 2);
  metrics::Mean mean, host_mean;
  metrics::Sum sum, host_sum;
  for (const Tensor& w : {Tensor(), weight}) {
    const Tensor there = w.defined() ? w.to(kFake) : w;
    EXPECT_NEAR(mean(values.to(kFake), there), host_mean(values, w), kTolerance);
    EXPECT_NEAR(sum(values.to(kFake), there), host_sum(values, w), kTolerance);
  }
}

TEST(FakeDevice, EveryOptimizer) {
  for (const std::string_view name : classes_of<optimizers::Optimizer>()) {
    check_optimizer(std::string(name), [&] { return optimizers::Optimizer::get(name); });
  }
  using optimizers::SGD, optimizers::SGDOptions;
  const std::pair<const char*, SGDOptions> special[] = {
      {"clipnorm", {.clipnorm = 0.5}},
      {"clipnorm of scaled gradients", {.clipnorm = 0.5, .loss_scale_factor = 0.125}},
      {"global_clipnorm of scaled gradients", {.global_clipnorm = 0.5, .loss_scale_factor = 0.125}},
      {"loss_scale_factor", {.loss_scale_factor = 8}},
      {"clipvalue", {.clipvalue = 0.3}},
      {"global_clipnorm", {.global_clipnorm = 0.5}},
      {"weight_decay", {.momentum = 0.9, .nesterov = true, .weight_decay = 0.1}},
      {"use_ema", {.use_ema = true, .ema_overwrite_frequency = 2}},
      {"gradient_accumulation_steps", {.gradient_accumulation_steps = 2}}};
  for (const auto& [name, options] : special) {
    check_optimizer(name, [&, options = options] { return std::make_shared<SGD>(options); });
  }
  report("optimizers", classes_of<optimizers::Optimizer>().size() + std::size(special));
}

TEST(FakeDevice, EveryInitializerRegularizerAndConstraint) {
  for (const std::string_view name : classes_of<initializers::Initializer>()) {
    const Tensor start = (*initializers::Initializer::get(name))({4, 3}, float32);
    EXPECT_EQ(start.to(kFake).to_vector<float>(), start.to_vector<float>()) << name;
  }
  for (const std::string_view name : classes_of<regularizers::Regularizer>()) {
    check(std::string(name), {numbers({4, 3}, 1)}, [&](const Tensors& in) {
      return Tensors{(*regularizers::Regularizer::get(name))(in[0])};
    });
  }
  for (const std::string_view name : classes_of<constraints::Constraint>()) {
    check(std::string(name), {numbers({4, 3}, 1, -2, 2)},
          [&](const Tensors& in) { return Tensors{(*constraints::Constraint::get(name))(in[0])}; });
  }
  report("initializers, regularizers and constraints",
         classes_of<initializers::Initializer>().size() +
             classes_of<regularizers::Regularizer>().size() +
             classes_of<constraints::Constraint>().size());
}

/// A layer of the same weights on both devices.
void check_layer(const Layer& layer, const Tensors& inputs) {
  check(layer.name(), inputs, [&](const Tensors& in) {
    const std::vector<Variable> weights = layer.weights();
    move(weights, in[0].device());
    Tensors results = {layer(keratin::Tensors(in))};
    for (const Variable& weight : weights) {
      if (weight.trainable())
        results.push_back(gradients(ops::sum(ops::square(results[0])), {weight})[0]);
    }
    return results;
  });
}

TEST(FakeDevice, EveryLayer) {
  size_t checked = 0;
  for (const Config& line : testing::golden_json_lines("cases.jsonl.gz")) {
    if (line["family"].as_string() != "layers") continue;
    const auto layer =
        find_class<Layer>(line["class"].as_string())->from_config(line["given"].as_config());
    Tensors inputs;
    Shapes shapes;
    for (const Tensor& x : testing::tensors_in(line["inputs"])) {
      inputs.push_back(x.astype(float32));
      shapes.push_back(x.shape());
    }
    layer->ensure_built(shapes);
    layer->set_weights(testing::tensors_in(line["weights"]));
    check_layer(*layer, inputs);
    ++checked;
  }
  check_layer(layers::Lambda([](const Tensor& x) { return x * 2; }), {numbers({2, 5}, 1)});
  report("layers", checked + 1);
}

struct CenteringOptions {
  std::string name = {};
};
/// A layer of the user's, with state, that knows nothing of devices.
class Centering final : public LayerOf<Centering, CenteringOptions> {
 public:
  explicit Centering(CenteringOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    fill(mean_, {x[0].back()}, {.initializer = "zeros", .trainable = false});
  }
  Tensor call(const Tensor& x, Call& call) const override {
    const Tensor scale = tensor({2.0F, 1.0F, 1.0F, 2.0F, 1.0F, 1.0F});  // on the host
    if (!call.training()) return (x - mean_) * scale;
    const Tensor mean = ops::mean(x, {.axis = 0});
    call.update(mean_, mean_ * 0.9 + mean * 0.1);
    return (x - mean) * scale;
  }

 private:
  Variable mean_ = declare("mean");
};

struct Trained {
  History history;
  Scores scores;
  Tensor predicted;
  std::vector<Tensor> weights;
  std::string plan;
  int64_t downloads_a_step = 0;
};

Trained trained_on(std::string_view device) {
  config::set_default_device(device);
  utils::set_random_seed(1);
  const Tensor x = numbers({96, 5}, 1), kinds = random::randint({96}, 0, 3, int32, {.seed = 2});
  Input input({5});
  Tensor h = Centering()(layers::Dense(6, {.activation = "tanh"})(input));
  h = layers::Dropout(0.2)(layers::Dense(6, {.activation = "relu"})(h) + h);
  Model model(input, layers::Dense(3, {.activation = "softmax"})(h));
  config::set_default_device("cpu");
  model.compile("adam", "sparse_categorical_crossentropy", {"accuracy"});
  const FitOptions fit{.batch_size = 8, .epochs = 3, .verbose = 0};
  Trained result;
  result.history = model.fit(x, kinds, fit);
  result.scores = model.evaluate(x, kinds, {.batch_size = 8, .verbose = 0});
  result.predicted = model.predict(x, {.batch_size = 10, .verbose = 0});
  result.weights = model.get_weights();
  result.plan = model.plan_text();
  const int64_t before = testing::fake_device_counts().downloads;
  model.fit(x, kinds, {.batch_size = 8, .epochs = 1, .verbose = 0});
  result.downloads_a_step = (testing::fake_device_counts().downloads - before) / 12;
  return result;
}

/// No word of the program says where it runs.
TEST(FakeDevice, AModelTrainsWhereItsWeightsAre) {
  const Trained host = trained_on("cpu"), fake = trained_on("gpu:0");
  EXPECT_NE(fake.plan.find("training: recorded"), std::string::npos) << fake.plan;
  EXPECT_EQ(fake.predicted.device(), Device{});
  const auto near = [](double received, double expected) {
    return std::abs(received - expected) <= kTolerance * (1 + std::abs(expected));
  };
  for (const auto& [name, values] : host.history.history) {
    for (size_t i = 0; i < values.size(); ++i) {
      EXPECT_PRED2(near, fake.history.history[name][i], values[i]) << name;
    }
  }
  for (const auto& [name, value] : host.scores) EXPECT_PRED2(near, fake.scores[name], value);
  expect_same("predictions", fake.predicted.to(kFake), host.predicted);
  for (size_t i = 0; i < host.weights.size(); ++i) {
    EXPECT_EQ(fake.weights[i].device(), Device{});
    expect_same("weights", fake.weights[i].to(kFake), host.weights[i]);
  }
  // Whether the labels are in range; no step waits for its loss.
  EXPECT_LE(fake.downloads_a_step, 2);
  std::printf("%lld downloads a step\n", static_cast<long long>(fake.downloads_a_step));
}

TEST(FakeDevice, IsFoundByItsName) {
  EXPECT_EQ(config::default_device(), Device{});
  config::set_default_device("GPU");
  EXPECT_EQ(config::default_device(), kFake);
  config::set_default_device("cpu:0");
  EXPECT_THROW(config::set_default_device("gpu:1"), DeviceError);
  EXPECT_THROW(config::set_default_device("tpu"), ValueError);
  EXPECT_THROW(config::set_default_device("gpu:x"), ValueError);
  EXPECT_EQ(config::default_device(), Device{});
}

}  // namespace
}  // namespace keratin
