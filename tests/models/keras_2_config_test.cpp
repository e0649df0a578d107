// What Keras 1 and 2 wrote, in hand-written pieces; whole files go through tools/interop.
#include "keratin/models/keras_2_config_internal.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "keratin/base/file_internal.h"
#include "keratin/keratin.h"
#include "keratin/saving/hdf5_writer_internal.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::TemporaryFolder;

// Two inputs, a shared layer, and a nested stack, whose outputs Keras 2 counts from 1.
constexpr const char* kOldGraph = R"({"class_name": "Model", "config": {"name": "model", "layers": [
  {"class_name": "InputLayer", "name": "a", "inbound_nodes": [],
   "config": {"batch_input_shape": [null, 3], "dtype": "float32", "sparse": false, "name": "a"}},
  {"class_name": "InputLayer", "name": "b", "inbound_nodes": [],
   "config": {"batch_input_shape": [null, 3], "dtype": "float32", "sparse": false, "name": "b"}},
  {"class_name": "Dense", "name": "shared", "config": {"name": "shared", "units": 2,
   "activation": "linear", "kernel_initializer": {"class_name": "Ones", "config": {}}},
   "inbound_nodes": [[["a", 0, 0, {}]], [["b", 0, 0, {}]]]},
  {"class_name": "Sequential", "name": "stack", "config": {"name": "stack", "layers": [
    {"class_name": "InputLayer", "config": {"batch_input_shape": [null, 2], "name": "in"}},
    {"class_name": "Dense", "config": {"name": "deep", "units": 1,
     "kernel_initializer": {"class_name": "Ones", "config": {}}}}]},
   "inbound_nodes": [[["shared", 0, 0, {}]], [["shared", 1, 0, {}]]]},
  {"class_name": "Concatenate", "name": "both", "config": {"name": "both", "axis": -1},
   "inbound_nodes": [[["stack", 1, 0, {}], ["stack", 2, 0, {}]]]}],
  "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["both", 0, 0]]}})";

TEST(Keras2, GraphsOfOldNodes) {
  const Model model = model_from_json(kOldGraph);
  const Tensor a = tensor({{1.0, 2.0, 3.0}}), b = tensor({{10.0, 20.0, 30.0}});
  EXPECT_EQ(model.predict({a, b}).to_vector<float>(), (std::vector<float>{12, 120}));
}

TEST(Keras2, OptimizersOfOldWords) {
  const Config record = {{"class_name", "Custom>SGD"},
                         {"config", Config{{"lr", 0.25},
                                           {"decay", 0.0},
                                           {"momentum", 0.5},
                                           {"jit_compile", false},
                                           {"is_legacy_optimizer", false}}}};
  const auto optimizer = deserialize<Optimizer>(models::upgraded_optimizer(record));
  EXPECT_EQ(optimizer->class_name(), "SGD");
  EXPECT_EQ(optimizer->learning_rate(), 0.25);
}

TEST(Keras2, LossesAndMetricsOfOldWords) {
  const Config loss = {{"class_name", "MeanSquaredError"},
                       {"config", Config{{"reduction", "auto"}, {"name", "mse"}}}};
  const Config metric = {{"class_name", "MeanMetricWrapper"},
                         {"config", Config{{"name", "accuracy"}, {"fn", "binary_accuracy"}}}};
  Model model = Sequential({Input({1}), layers::Dense(1, {.activation = "sigmoid"})});
  model.compile_from_config({{"optimizer", "sgd"},
                             {"loss", loss},
                             {"metrics", ConfigValue::List{ConfigValue::List{metric, "mae"}}}});
  const Config told = model.get_compile_config();
  EXPECT_EQ(told["loss"].as_config()["config"].as_config()["reduction"], "sum_over_batch_size");
  const Logs logs = model.test_on_batch(tensor({{1.0}, {2.0}}), tensor({{1.0}, {0.0}}));
  EXPECT_TRUE(logs.contains("accuracy"));
  EXPECT_TRUE(logs.contains("mae"));
  const Config by_names = {{"a", loss}, {"b", "mse"}};
  const ConfigValue upgraded = models::upgraded_losses(by_names);
  EXPECT_EQ(upgraded.as_config()["a"].as_config()["config"].as_config()["reduction"],
            "sum_over_batch_size");
  EXPECT_EQ(upgraded.as_config()["b"], "mse");
}

// Before 2.2.3 the configuration of a Sequential was the list of its layers.
TEST(Keras2, AWholeOldFile) {
  const TemporaryFolder folder;
  const std::string config =
      R"({"class_name": "Sequential", "config": [{"class_name": "Dense",
       "config": {"name": "dense_1", "units": 2, "activation": "linear",
       "batch_input_shape": [null, 1]}}]})";
  const std::string training =
      R"({"optimizer_config": {"class_name": "Adam", "config": {"lr": 0.5, "decay": 0.0}},
       "loss": "mse", "metrics": [], "loss_weights": null, "sample_weight_mode": null})";
  const auto list = [](std::vector<std::string> names) {
    return ConfigValue::List(names.begin(), names.end());
  };
  const Tensor kernel = tensor({{3.0, 4.0}}), bias = tensor({5.0, 6.0});
  saving::write_hdf5(
      folder / "old.h5",
      {{.path = "/",
        .attributes = {{"keras_version", "2.1.6"},
                       {"model_config", config},
                       {"training_config", training}}},
       {.path = "/model_weights", .attributes = {{"layer_names", list({"dense_1"})}}},
       {.path = "/model_weights/dense_1",
        .attributes = {{"weight_names", list({"dense_1/kernel:0", "dense_1/bias:0"})}}},
       {.path = "/model_weights/dense_1/dense_1/kernel:0", .tensor = kernel},
       {.path = "/model_weights/dense_1/dense_1/bias:0", .tensor = bias},
       {.path = "/optimizer_weights",
        .attributes = {{"weight_names", list({"Adam/iterations:0", "Adam/dense_1/kernel/m:0",
                                              "Adam/dense_1/bias/m:0", "Adam/dense_1/kernel/v:0",
                                              "Adam/dense_1/bias/v:0"})}}},
       {.path = "/optimizer_weights/Adam/iterations:0", .tensor = tensor(7, int64)},
       {.path = "/optimizer_weights/Adam/dense_1/kernel/m:0", .tensor = kernel * 10},
       {.path = "/optimizer_weights/Adam/dense_1/bias/m:0", .tensor = bias * 10},
       {.path = "/optimizer_weights/Adam/dense_1/kernel/v:0", .tensor = kernel * 100},
       {.path = "/optimizer_weights/Adam/dense_1/bias/v:0", .tensor = bias * 100}});
  const Model model = load_model(folder / "old.h5");
  EXPECT_EQ(model.predict(tensor({{2.0}})).to_vector<float>(), (std::vector<float>{11, 14}));
  EXPECT_EQ(model.optimizer().iterations(), 7);
  EXPECT_EQ(model.learning_rate(), 0.5);
  const std::vector<Tensor> state = model.optimizer().state();
  ASSERT_EQ(state.size(), 6);
  EXPECT_TRUE(array_equal(state[2], kernel * 10) && array_equal(state[3], kernel * 100));
  EXPECT_TRUE(array_equal(state[4], bias * 10) && array_equal(state[5], bias * 100));
}

class TwoParts final : public ModelOf<TwoParts> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return a_head_(hidden_(x)); }

 private:
  layers::Dense hidden_ = track("hidden", layers::Dense(1));
  layers::Dense a_head_ = track("a_head", layers::Dense(1));
};

// Keras 3 names the parts of such a model by attribute, Keras 2.12 to 2.15 by class, in the order
// in which they were made.
TEST(Keras2, PartsOfAModelOfTheUsersClass) {
  const TemporaryFolder folder;
  saving::write_hdf5(folder / "net.weights.h5",
                     {{.path = "/layers/dense/vars/0", .tensor = tensor({{2.0}})},
                      {.path = "/layers/dense/vars/1", .tensor = tensor({1.0})},
                      {.path = "/layers/dense_1/vars/0", .tensor = tensor({{10.0}})},
                      {.path = "/layers/dense_1/vars/1", .tensor = tensor({0.5})}});
  TwoParts net;
  net(tensor({{0.0}}));
  net.load_weights(folder / "net.weights.h5");
  EXPECT_EQ(net.predict(tensor({{3.0}})).item<float>(), 70.5F);
}

TEST(Keras2, SixteenBitsOfBfloat16WithoutAWordAboutThem) {
  const TemporaryFolder folder;
  layers::Dense layer(1, {.use_bias = false, .dtype = "bfloat16"});
  Sequential network({Input({1}), layer});
  network.set_weights({tensor({{1.5}})});
  network.save_weights(folder / "new.weights.h5");
  std::vector<uint8_t> bytes = read_file(folder / "new.weights.h5");
  // The attribute's name goes, and with it what says that two opaque bytes are a number.
  const std::string name = "dtype";
  auto at = std::search(bytes.begin(), bytes.end(), name.begin(), name.end());
  ASSERT_NE(at, bytes.end());
  for (; at != bytes.end(); at = std::search(at, bytes.end(), name.begin(), name.end())) *at = 'D';
  write_file_atomically(folder / "old.weights.h5", bytes.data(), bytes.size());
  network.set_weights({tensor({{0.0}})});
  network.load_weights(folder / "old.weights.h5");
  EXPECT_EQ(network.get_weights()[0].item<float>(), 1.5F);
}

TEST(Keras2, UsersClassesByTheNamesThatTheyAreRegisteredWith) {
  const ConfigValue record = saving::parse_json(
      R"({"layers": [{"class_name": "Drift", "registered_name": "mine>Drift",
      "config": {"units": 3}},
      {"class_name": "Dense", "registered_name": "keras", "config": {"loss": {"class_name": "Cubic",
      "registered_name": "mine>Cubic"}}}, {"class_name": "ReLU", "registered_name": null}]})");
  const ConfigValue written = models::with_registered_names(record);
  const ConfigValue::List& layers = written.as_config()["layers"].as_list();
  EXPECT_EQ(layers[0].as_config()["class_name"].as_string(), "mine>Drift");
  EXPECT_EQ(layers[0].as_config()["config"].as_config()["units"].as_integer(), 3);
  EXPECT_EQ(layers[1].as_config()["class_name"].as_string(), "Dense");
  const ConfigValue& inner = layers[1].as_config()["config"].as_config()["loss"];
  EXPECT_EQ(inner.as_config()["class_name"].as_string(), "mine>Cubic");
  EXPECT_EQ(layers[2].as_config()["class_name"].as_string(), "ReLU");
}

}  // namespace
}  // namespace keratin
