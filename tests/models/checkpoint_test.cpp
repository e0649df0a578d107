// Callbacks that save: ModelCheckpoint, and BackupAndRestore, after which a training that was
// broken off ends as if it had not been.
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/trained.h"

namespace keratin {
namespace {

using callbacks::BackupAndRestore;
using callbacks::EarlyStopping;
using callbacks::ModelCheckpoint;
using testing::error_text;
using testing::TemporaryFolder;
using testing::Trained;

Tensor inputs() { return random::normal({40, 4}, {.seed = 3}); }
Tensor labels() { return ops::argmax(inputs(), {.axis = 1}); }

/// The same model in each "process".
Sequential made(uint64_t seed = 7) {
  utils::set_random_seed(seed);
  Sequential model({Input({4}), layers::Dense(8, {.activation = "relu"}), layers::Dropout(0.3),
                    layers::Dense(4, {.activation = "softmax"})});
  model.compile(
      {.optimizer = "adam", .loss = "sparse_categorical_crossentropy", .metrics = {"accuracy"}});
  return model;
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

struct Killed {};
/// Breaks a training off, as SIGKILL would, before what the batch leaves behind is kept.
class Kill final : public Callback {
 public:
  explicit Kill(int64_t batches) : batches_(batches) {}
  void on_train_batch_begin(int64_t) override {
    if (batches_-- == 0) throw Killed();
  }

 private:
  int64_t batches_;
};

/// Presses Ctrl-C after a batch.
class Interrupt final : public Callback {
 public:
  explicit Interrupt(int64_t batches) : batches_(batches) {}
  void on_train_batch_end(int64_t, const Logs&) override {
    if (batches_-- == 0) std::raise(SIGINT);
  }

 private:
  int64_t batches_;
};

Trained result_of(const Model& model, const History& history) {
  return {.weights = model.get_weights(), .history = history, .scores = {}, .plan = {}};
}

FitOptions options_with(Callbacks callbacks) {
  return {.batch_size = 8,
          .epochs = 4,
          .verbose = 0,
          .callbacks = std::move(callbacks),
          .validation_split = 0.2};
}

class Resuming : public ::testing::TestWithParam<int> {};

// 4 epochs of 4 batches, broken off at every batch.
TEST_P(Resuming, EndsAsIfNothingHadHappened) {
  const TemporaryFolder folder;
  const callbacks::SaveFreq freq = GetParam() == 0 ? callbacks::SaveFreq("epoch") : GetParam();
  const auto early = [] {
    return EarlyStopping({.monitor = "loss", .patience = 3, .restore_best_weights = true});
  };
  Sequential whole = made();
  const History history = whole.fit(inputs(), labels(), options_with({early()}));
  for (int64_t at = 0; at < 16; ++at) {
    const std::string backup = folder / ("backup" + std::to_string(at));
    {
      Sequential first = made();
      EXPECT_THROW(first.fit(inputs(), labels(),
                             options_with({BackupAndRestore(backup, {.save_freq = freq}), early(),
                                           Kill(at)})),
                   Killed);
    }
    Sequential second = made();
    const History resumed = second.fit(
        inputs(), labels(),
        options_with({BackupAndRestore(backup, {.save_freq = freq}), early(), Kill(1000)}));
    testing::expect_equal(result_of(whole, history), result_of(second, resumed),
                          "broken off at batch " + std::to_string(at));
    EXPECT_EQ(resumed.epoch, history.epoch);
    EXPECT_FALSE(std::filesystem::exists(backup));
  }
}

// A program that sets no seed has another one each time; and a model may have trained before.
TEST(BackupAndRestore, DrawsTheNumbersThatTheTrainingHad) {
  Sequential whole = made();
  const History history = whole.fit(inputs(), labels(), options_with({}));
  for (const bool has_trained : {false, true}) {
    const TemporaryFolder folder;
    Sequential first = made();
    EXPECT_THROW(
        first.fit(inputs(), labels(),
                  options_with({BackupAndRestore(folder / "b", {.save_freq = 3}), Kill(7)})),
        Killed);
    Sequential second = made(99);
    if (has_trained) second.fit(inputs(), labels(), options_with({}));
    ::testing::internal::CaptureStderr();
    const History resumed =
        second.fit(inputs(), labels(),
                   options_with({BackupAndRestore(folder / "b", {.save_freq = 3}), Kill(1000)}));
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    testing::expect_equal(result_of(whole, history), result_of(second, resumed),
                          has_trained ? "after another training" : "with another seed");
  }
}

// Which ends fit as if all was done; but the epoch at hand is not whole.
TEST_P(Resuming, AfterCtrlC) {
  const callbacks::SaveFreq freq = GetParam() == 0 ? callbacks::SaveFreq("epoch") : GetParam();
  Sequential whole = made();
  const History history = whole.fit(inputs(), labels(), options_with({}));
  for (const int64_t at : {2, 5, 10}) {
    const TemporaryFolder folder;
    const auto backup = [&] { return BackupAndRestore(folder / "b", {.save_freq = freq}); };
    Sequential first = made();
    first.fit(inputs(), labels(), options_with({backup(), Interrupt(at)}));
    Sequential second = made();
    const History resumed =
        second.fit(inputs(), labels(), options_with({backup(), Interrupt(1000)}));
    testing::expect_equal(result_of(whole, history), result_of(second, resumed),
                          "interrupted after batch " + std::to_string(at));
    EXPECT_FALSE(std::filesystem::exists(folder / "b"));
  }
}

TEST(BackupAndRestore, StaysStoppedWhereATrainingStopped) {
  const TemporaryFolder folder;
  const auto fitted = [&](Sequential& model) {
    return model.fit(
        inputs(), labels(),
        options_with({BackupAndRestore(folder / "b", {.delete_checkpoint = false}),
                      EarlyStopping({.monitor = "loss", .min_delta = 100, .patience = 1})}));
  };
  Sequential first = made();
  const History history = fitted(first);
  EXPECT_EQ(history.epoch.size(), 2U);
  Sequential second = made();
  testing::expect_equal(result_of(first, history), result_of(second, fitted(second)), "again");
}

// Bytes of a stranger's: nothing is taken for a place in memory, and the model stays.
TEST(BackupAndRestore, RefusesNumbersThatCannotBe) {
  const TemporaryFolder folder;
  Sequential model = made();
  const History history = model.fit(
      inputs(), labels(),
      options_with({BackupAndRestore(folder / "b", {.save_freq = 3, .delete_checkpoint = false})}));
  const std::string path = folder / "b/latest.weights.h5";
  const std::string whole = bytes_of(path);
  const auto refused = [&](const std::string& what, const std::string& by) {
    std::string bytes = whole;
    const size_t at = bytes.find(what);
    EXPECT_NE(at, bytes.npos) << what;
    bytes.replace(at, what.size(), by);
    folder.write("b/latest.weights.h5", bytes);
    Sequential again = made();
    const std::vector<Tensor> before = again.get_weights();
    const std::string said = error_text(
        [&] { again.fit(inputs(), labels(), options_with({BackupAndRestore(folder / "b")})); });
    EXPECT_EQ(said.substr(0, 10), "FileError:") << what << ": " << said;
    for (size_t i = 0; i < before.size(); ++i) {
      EXPECT_TRUE(array_equal(before[i], again.get_weights()[i])) << what;
    }
  };
  refused("\"metric_tensors\": ", "\"metric_tensors\":9");
  refused("\"step\": ", "\"step\":-");
  refused("\"seen\": ", "\"seen\":-");
  refused("\"seed\": \"", "\"seed\":\"x");
  refused("\"epoch\"", "\"epoxx\"");
}

INSTANTIATE_TEST_SUITE_P(EpochsAndBatches, Resuming, ::testing::Values(0, 1, 3));

TEST(BackupAndRestore, KeepsTheFileBeforeTheLastOne) {
  const TemporaryFolder folder;
  Sequential model = made();
  model.fit(inputs(), labels(),
            options_with({BackupAndRestore(
                folder / "b", {.double_checkpoint = true, .delete_checkpoint = false})}));
  EXPECT_TRUE(std::filesystem::exists(folder / "b/latest.weights.h5"));
  EXPECT_TRUE(std::filesystem::exists(folder / "b/latest.weights.h5.bkp"));
  // A file that is broken gives way to the one before.
  folder.write("b/latest.weights.h5", "broken");
  Sequential again = made();
  const History history =
      again.fit(inputs(), labels(), options_with({BackupAndRestore(folder / "b")}));
  EXPECT_EQ(history.epoch, (std::vector<int64_t>{0, 1, 2, 3}));
  testing::expect_equal(result_of(model, history), result_of(again, history),
                        "after a broken file");
}

TEST(BackupAndRestore, SaysWhatDoesNotBelongTogether) {
  const TemporaryFolder folder;
  EXPECT_EQ(error_text([] { BackupAndRestore(""); }),
            "ValueError: Empty `backup_dir` argument passed");
  Sequential model = made();
  std::filesystem::create_directories(folder / "b");
  model.save_weights(folder / "b/latest.weights.h5");
  EXPECT_EQ(error_text([&] {
              model.fit(inputs(), labels(), options_with({BackupAndRestore(folder / "b")}));
            }),
            "FileError: " + (folder / "b/latest.weights.h5") +
                ": holds weights, but nothing of a training\n"
                "  hint  load_weights reads it");
}

TEST(ModelCheckpoint, FillsPythonsFields) {
  const TemporaryFolder folder;
  Sequential model = made();
  const History history =
      model.fit(inputs(), labels(),
                options_with({ModelCheckpoint(folder / "deep/{epoch:02d}-{val_loss:.2f}.keras")}));
  EXPECT_EQ(folder.count("deep"), 4);
  char name[32];
  std::snprintf(name, sizeof name, "deep/04-%.2f.keras", history["val_loss"][3]);
  const Model last = load_model(folder / name);
  EXPECT_TRUE(array_equal(last.predict(inputs()), model.predict(inputs())));
  EXPECT_EQ(error_text([&] {
              model.fit(inputs(), labels(), options_with({ModelCheckpoint("{nothing}.keras")}));
            }).substr(0, 73),
            "ValueError: ModelCheckpoint: the fields of '{nothing}.keras' cannot be fi");
}

TEST(ModelCheckpoint, KeepsTheBest) {
  const TemporaryFolder folder;
  Sequential model = made();
  ModelCheckpoint best(folder / "best.keras", {.monitor = "accuracy", .save_best_only = true});
  FitOptions options = options_with({best});
  options.epochs = 10;
  const History history = model.fit(inputs(), labels(), options);
  EXPECT_EQ(best.best(), *std::max_element(history["accuracy"].begin(), history["accuracy"].end()));
  EXPECT_TRUE(std::filesystem::exists(folder / "best.keras"));
}

TEST(ModelCheckpoint, WeightsAfterSoManyBatches) {
  const TemporaryFolder folder;
  Sequential model = made();
  model.fit(inputs(), labels(),
            options_with({ModelCheckpoint(folder / "{epoch}-{batch}.weights.h5",
                                          {.save_weights_only = true, .save_freq = 3})}));
  for (const char* name : {"1-3", "2-2", "3-1", "3-4", "4-3"}) {
    EXPECT_TRUE(std::filesystem::exists(folder / (std::string(name) + ".weights.h5"))) << name;
  }
  EXPECT_EQ(folder.count(), 5);
}

TEST(ModelCheckpoint, SaysWhatItDoesNotTake) {
  EXPECT_EQ(error_text([] { ModelCheckpoint("m.txt"); }),
            "ValueError: ModelCheckpoint: the filepath ends in `.keras`, received 'm.txt'");
  EXPECT_EQ(error_text([] { ModelCheckpoint("m.keras", {.save_weights_only = true}); }),
            "ValueError: ModelCheckpoint: with save_weights_only the filepath ends in "
            "`.weights.h5`, received 'm.keras'");
  EXPECT_EQ(error_text([] { ModelCheckpoint("m.keras", {.save_freq = 0}); }),
            "ValueError: save_freq is \"epoch\" or a number of batches from 1 on, received 0");
}

}  // namespace
}  // namespace keratin
