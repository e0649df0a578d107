// Models to files and back: what is saved is what is loaded, to the bit, and training goes on.
#include "keratin/models/saving.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "keratin/keratin.h"
#include "keratin/saving/hdf5_writer_internal.h"
#include "keratin/saving/keras_archive_internal.h"
#include "tests/support/centering.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"

namespace keratin {
namespace {

using testing::Centering;
using testing::error_text;
using testing::TemporaryFolder;

class Net final : public ModelOf<Net> {
 public:
  Tensor call(const Tensor& x, Call&) const override { return head_(hidden_(x)) + shortcut_(x); }

 private:
  layers::Dense hidden_ = track("hidden", layers::Dense(5, {.activation = "relu"}));
  layers::Dense shortcut_ = track("shortcut", layers::Dense(2));
  layers::Dense head_ = track("head", layers::Dense(2));
};

Tensor data(int64_t columns = 4) { return random::normal({16, columns}, {.seed = 3}); }

Model functional() {
  const Input a({4}), b({4});
  const layers::Dense shared(3, {.activation = "tanh"});
  const Sequential nested({layers::Dense(6), layers::Dense(3)}, {.name = "nested"});
  Tensor x = layers::Add()({shared(a), shared(b)});
  x = nested(x) + x;
  x = Centering()(x);
  const Tensor y = layers::Dense(2, {.name = "y"})(x), z = layers::Dense(1, {.name = "z"})(x * 2);
  return Model({a, b}, {y, z});
}

void expect_same_weights(const layers::Layer& a, const layers::Layer& b) {
  const std::vector<Tensor> x = a.get_weights(), y = b.get_weights();
  ASSERT_EQ(x.size(), y.size());
  for (size_t i = 0; i < x.size(); ++i) EXPECT_TRUE(array_equal(x[i], y[i])) << i;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

const LoadOptions kWithClasses = {.custom_objects = {custom_class<Centering>()}};

TEST(Saving, AModelOfManyPartsComesBack) {
  const TemporaryFolder folder;
  for (const char* name : {"m.keras", "m.h5", "folder"}) {
    const Model model = functional();
    model.save(folder / name, {.zipped = std::string_view(name) != "folder"});
    const Model again = load_model(folder / name, kWithClasses);
    expect_same_weights(model, again);
    const Tensors x = {data(), data() * 2};
    const Tensors before = model.predict_outputs(x), after = again.predict_outputs(x);
    for (size_t i = 0; i < 2; ++i) EXPECT_TRUE(array_equal(before[i], after[i])) << name;
    EXPECT_EQ(model.get_config(), again.get_config()) << name;
    EXPECT_FALSE(again.is_compiled());
  }
}

TEST(Saving, TwoFilesOfOneModelAreTheSameBytes) {
  const TemporaryFolder folder;
  Sequential model({Input({4}), layers::Dense(2)});
  model.compile({.optimizer = "adam", .loss = "mse"});
  model.fit(data(), data(2), {.verbose = 0});
  for (const char* end : {".keras", ".h5"}) {
    model.save(folder / (std::string("a") + end));
    model.save(folder / (std::string("b") + end));
    EXPECT_EQ(bytes_of(folder / (std::string("a") + end)),
              bytes_of(folder / (std::string("b") + end)));
  }
}

// Every optimizer, and what each can be asked for beside its own arguments.
TEST(Saving, TrainingGoesOnWhereItStopped) {
  const TemporaryFolder folder;
  std::vector<std::pair<std::string, std::shared_ptr<Optimizer>>> all;
  for (const auto& entry : Optimizer::registry())
    all.emplace_back(entry.class_name, Optimizer::get(entry.class_name));
  using namespace optimizers;
  all.emplace_back("momentum",
                   std::make_shared<SGD>(SGDOptions{.momentum = 0.9, .nesterov = true}));
  all.emplace_back("centered",
                   std::make_shared<RMSprop>(RMSpropOptions{.momentum = 0.9, .centered = true}));
  all.emplace_back("amsgrad", std::make_shared<Adam>(AdamOptions{.amsgrad = true}));
  all.emplace_back(
      "ema", std::make_shared<Adam>(AdamOptions{.use_ema = true, .ema_overwrite_frequency = 3}));
  all.emplace_back("accumulating",
                   std::make_shared<Adam>(AdamOptions{.gradient_accumulation_steps = 3}));
  all.emplace_back("clipped",
                   std::make_shared<SGD>(SGDOptions{.weight_decay = 0.01, .clipnorm = 0.1}));
  all.emplace_back(
      "schedule",
      std::make_shared<SGD>(SGDOptions{.learning_rate = schedules::ExponentialDecay(0.1, 3, 0.5)}));
  for (const auto& [name, optimizer] : all) {
    for (const char* file : {"m.keras", "m.h5"}) {
      Sequential model({Input({4}), layers::Dense(3, {.activation = "relu"}), layers::Dense(2)});
      model.compile({.optimizer = deserialize<Optimizer>(serialize(*optimizer)),
                     .loss = "mse",
                     .metrics = {"mae"}});
      const FitOptions options = {.batch_size = 4, .epochs = 2, .verbose = 0, .shuffle = false};
      model.fit(data(), data(2), options);
      model.save(folder / file);
      Model again = load_model(folder / file);
      EXPECT_EQ(again.optimizer().iterations(), model.optimizer().iterations()) << name;
      const History a = model.fit(data(), data(2), options),
                    b = again.fit(data(), data(2), options);
      expect_same_weights(model, again);
      EXPECT_EQ(a["mae"], b["mae"]) << name << " " << file;
    }
  }
}

TEST(Saving, WeightsAloneInEveryFormat) {
  const TemporaryFolder folder;
  Model model = functional();
  model.save(folder / "m.keras");
  model.save(folder / "m.h5");
  for (const char* name : {"w.weights.h5", "w.weights.json", "w.safetensors"}) {
    model.save_weights(folder / name);
  }
  model.save_weights(folder / "parts.weights.json", {.max_shard_size = 2e-7});
  EXPECT_TRUE(std::filesystem::exists(folder / "parts_00001.weights.h5"));
  for (const char* name : {"m.keras", "m.h5", "w.weights.h5", "w.weights.json", "w.safetensors",
                           "parts.weights.json"}) {
    Model other = functional();
    other.load_weights(folder / name);
    expect_same_weights(model, other);
  }
}

TEST(Saving, AModelOfTheUsersClass) {
  const TemporaryFolder folder;
  Net net;
  net(data());
  net.save(folder / "net.keras");
  const Net again = load_model<Net>(folder / "net.keras");
  EXPECT_TRUE(array_equal(net.predict(data()), again.predict(data())));
  net.save_weights(folder / "net.weights.h5");
  const auto weights = saving::open_keras(folder / "net.keras", 1 << 20).weights;
  EXPECT_TRUE(weights->find("hidden/vars/0") && weights->find("shortcut/vars/1"));
  EXPECT_EQ(error_text([&] {
              load_model(folder / "net.keras", {.custom_objects = {custom_class<Net>()}});
            }),
            "ValueError: " + (folder / "net.keras") +
                ": holds a model of the class Net\n"
                "  hint  load_model<Net>(path) makes one");
  EXPECT_EQ(error_text([&] { load_model<Sequential>(folder / "net.keras"); }).substr(0, 10),
            "ValueError");
}

TEST(Saving, AFolderOfOtherThingsStays) {
  const TemporaryFolder folder;
  const Model model = functional();
  model.save(folder / "model", {.zipped = false});
  model.save(folder / "model", {.zipped = false});  // takes its place
  folder.write("model/notes.txt", "three months of work");
  EXPECT_EQ(error_text([&] { model.save(folder / "model", {.zipped = false}); }),
            "FileError: " + (folder / "model") +
                ": holds 'notes.txt', which is no part of a model; it is not replaced\n"
                "  hint  save into a folder of its own");
  EXPECT_EQ(bytes_of(folder / "model/notes.txt"), "three months of work");
  folder.write("file", "bytes");
  EXPECT_THROW(model.save(folder / "file", {.zipped = false}), FileError);
  EXPECT_EQ(bytes_of(folder / "file"), "bytes");
}

TEST(Saving, TheMapOfPartsStaysBehindALink) {
  const TemporaryFolder folder;
  Sequential network({Input({2}), layers::Dense(3)});
  network.save_weights(folder / "m.weights.json");
  std::filesystem::create_symlink("m.weights.json", folder / "link.weights.json");
  network.save_weights(folder / "link.weights.json");
  EXPECT_TRUE(std::filesystem::is_symlink(folder / "link.weights.json"));
  network.load_weights(folder / "link.weights.json");
}

// Any byte but 0 is true, and no bool of C++ has another value than 0 and 1.
TEST(Saving, ABoolOfAFileIsZeroOrOne) {
  const TemporaryFolder folder;
  Sequential network({Input({1}), layers::Dense(2, {.use_bias = false, .name = "d"})});
  const std::string header = R"({"d/kernel":{"dtype":"BOOL","shape":[1,2],"data_offsets":[0,2]}})";
  std::string bytes(8, '\0');
  bytes[0] = static_cast<char>(header.size());
  folder.write("x.safetensors", bytes + header + "\xff" + std::string(1, '\0'));
  network.load_weights(folder / "x.safetensors");
  EXPECT_EQ(network.get_weights()[0].to_vector<float>(), (std::vector<float>{1, 0}));
}

TEST(Saving, AModelWithoutWeightsKeepsWhatItIs) {
  const TemporaryFolder folder;
  Sequential model({layers::Dense(2)}, {.name = "later"});
  model.compile({.optimizer = "adam", .loss = "mse"});
  for (const char* name : {"m.keras", "deep/m.h5"}) {
    ::testing::internal::CaptureStderr();
    model.save(folder / name);
    EXPECT_NE(::testing::internal::GetCapturedStderr().find("the model 'later' is not built"),
              std::string::npos);
    Model again = load_model(folder / name);
    EXPECT_FALSE(again.is_built()) << name;
    EXPECT_TRUE(again.is_compiled()) << name;
    EXPECT_EQ(again.name(), "later");
    EXPECT_EQ(again.predict(data()).shape(), (Shape{16, 2})) << name;
  }
  Sequential({}, {.name = "nothing"}).save(folder / "nothing.keras");
  EXPECT_TRUE(load_model(folder / "nothing.keras").layers().empty());
}

TEST(Saving, SaysWhatItCannotWrite) {
  const TemporaryFolder folder;
  Sequential model({layers::Dense(2)});
  EXPECT_EQ(error_text([&] { model.save_weights(folder / "m.weights.h5"); }),
            "ValueError: the model 'sequential' is not built, so that it has no weights\n"
            "  hint  call it on a batch, or begin it with an Input");
  model(data());
  EXPECT_EQ(error_text([&] { model.save("m.txt"); }),
            "ValueError: Invalid filepath extension for saving. Please add either a `.keras` "
            "extension for the native Keras format (recommended) or a `.h5` extension. Received: "
            "filepath=m.txt");
  EXPECT_EQ(error_text([&] { model.save_weights("m.h5"); }),
            "ValueError: The filename must end in `.weights.h5`. Received: filepath=m.h5");
  EXPECT_EQ(error_text([&] { model.save("m.weights.h5"); }).substr(0, 50),
            "ValueError: save writes whole models, and 'm.weigh");
  const std::string path = folder.write("there.keras", "old");
  EXPECT_EQ(
      error_text([&] { model.save(path, {.overwrite = false}); }),
      "FileError: " + path + ": is there already\n  hint  pass .overwrite = true to replace it");
  EXPECT_EQ(bytes_of(path), "old");
  EXPECT_EQ(error_text([&] { model.save(folder / "no/where.keras"); }).substr(0, 9), "FileError");
}

TEST(Saving, SaysWhatDoesNotFit) {
  const TemporaryFolder folder;
  Sequential narrow({Input({4}), layers::Dense(3, {.name = "first"}), layers::Dense(2)});
  Sequential wide(
      {Input({4}), layers::Dense(5, {.name = "first"}), layers::Dense(2, {.name = "last"})});
  const std::vector<Tensor> before = wide.get_weights();
  for (const char* name : {"n.weights.h5", "n.h5", "n.safetensors"}) {
    const std::string path = folder / name;
    if (path.ends_with("n.h5")) {
      narrow.save(path);
    } else {
      narrow.save_weights(path);
    }
    const std::string said = error_text([&] { wide.load_weights(path); });
    EXPECT_NE(said.find("FileError: " + path), std::string::npos) << said;
    EXPECT_NE(said.find("first"), std::string::npos) << said;
    EXPECT_NE(said.find("(4, 5)"), std::string::npos) << said;
    EXPECT_NE(said.find("(4, 3)"), std::string::npos) << said;
    for (size_t i = 0; i < before.size(); ++i) {
      EXPECT_TRUE(array_equal(before[i], wide.get_weights()[i])) << name;
    }
  }
  EXPECT_EQ(
      error_text([&] { wide.load_weights(folder / "n.weights.h5"); }),
      "FileError: " + (folder / "n.weights.h5") +
          ": 2 layers cannot be loaded\n"
          "  first (Dense)  expected kernel float32 (4, 5), bias float32 (5,); the file has "
          "float32 (4, 3), float32 (3,) at layers/dense/vars\n"
          "  last (Dense)   expected kernel float32 (5, 2), bias float32 (2,); the file has "
          "float32 (3, 2), float32 (2,) at layers/dense_1/vars\n"
          "  hint           the model must be the one that was saved; skip_mismatch leaves such "
          "layers");
  Sequential half({Input({4}), layers::Dense(3), layers::Dense(7)});
  half.load_weights(folder / "n.weights.h5", {.skip_mismatch = true});
  EXPECT_TRUE(array_equal(half.get_weights()[0], narrow.get_weights()[0]));
  Sequential other(
      {Input({4}), layers::Dense(3, {.name = "first"}), layers::Dense(9, {.name = "nine"})});
  other.load_weights(folder / "n.h5", {.by_name = true});
  EXPECT_TRUE(array_equal(other.get_weights()[0], narrow.get_weights()[0]));
  EXPECT_EQ(error_text([&] {
              other.load_weights(folder / "n.weights.h5", {.by_name = true});
            }).substr(0, 10),
            "ValueError");
}

TEST(Saving, SaysWhatIsNoModel) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_text([&] { load_model(folder / "none.keras"); }),
            "FileError: File not found: filepath=" + (folder / "none.keras") +
                ". Please ensure the file is an accessible `.keras` zip file.");
  EXPECT_EQ(error_text([&] { load_model(folder.write("text.keras", "hello")); }),
            "FileError: " + (folder / "text.keras") +
                ": is neither a `.keras` archive or folder nor an HDF5 file");
  Sequential model({Input({4}), layers::Dense(2)});
  model.save_weights(folder / "w.weights.h5");
  EXPECT_EQ(error_text([&] { load_model(folder / "w.weights.h5"); }),
            "FileError: " + (folder / "w.weights.h5") +
                ": holds weights, and no model\n"
                "  hint  make the model, then model.load_weights() reads it");
}

// A few hundred bytes that ask for a layer of a million million units.
TEST(Saving, TheFileBoundsWhatAModelMayTake) {
  const TemporaryFolder folder;
  Sequential model({Input({4}), layers::Dense(2, {.name = "huge"})});
  std::string config = model.to_json();
  const std::string units = "\"units\": 2";
  config.replace(config.find(units), units.size(), "\"units\": 1000000000000");
  saving::write_keras(folder / "bomb.keras", config, {});
  const std::string said = error_text([&] { load_model(folder / "bomb.keras"); });
  EXPECT_NE(said.find("the weight 'kernel' of huge (Dense) would take 14.55 TB"), std::string::npos)
      << said;
  EXPECT_NE(said.find("8 times what " + (folder / "bomb.keras") + " holds"), std::string::npos)
      << said;
  model.save(folder / "m.keras");
  EXPECT_NE(error_text([&] {
              load_model(folder / "m.keras", {.limits = {.weight_bytes = 30}});
            }).find("30.00 B, LoadLimits::weight_bytes"),
            std::string::npos);
  EXPECT_NE(error_text([&] {
              load_model(folder / "m.keras", {.limits = {.config_bytes = 100}});
            }).find("more than 100"),
            std::string::npos);
}

TEST(Saving, WhatTheFileHasMoreIsToldAndIgnored) {
  const TemporaryFolder folder;
  const Sequential two({Input({4}), layers::Dense(3), layers::Dense(2)});
  two.save_weights(folder / "two.weights.h5");
  Sequential one({Input({4}), layers::Dense(3)});
  ::testing::internal::CaptureStderr();
  one.load_weights(folder / "two.weights.h5");
  const std::string said = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(said.find("two.weights.h5: the model has no place for layers/dense_1/vars/0, "
                      "layers/dense_1/vars/1; ignored"),
            std::string::npos)
      << said;
  EXPECT_TRUE(array_equal(one.get_weights()[0], two.get_weights()[0]));
}

}  // namespace
}  // namespace keratin
