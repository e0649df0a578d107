#include "apps/keratin/prediction_input.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

namespace keratin::command {
namespace {

namespace fs = std::filesystem;

/// Titles are looked up, photos are not.
Model two_inputs() {
  Input title({None}, {.dtype = int32, .name = "title"}), photo({2, 2, 1}, {.name = "photo"});
  const Tensor words = layers::GlobalAveragePooling1D()(layers::Embedding(100, 4)(title));
  const Tensor both = layers::Concatenate()({words, layers::Flatten()(photo)});
  return Model({title, photo}, {layers::Dense(1)(both)});
}

class PredictionInput : public testing::Test {
 protected:
  PredictionInput() {
    fs::create_directories(folder_);
    save_npy(at("title.npy"), tensor({{1, 2, 3}}));
    save_npy(at("photo.npy"), (ones({1, 2, 2, 1}) * 255).astype(uint8));
    save_npz(at("both.npz"),
             {{"photo", load_npy(at("photo.npy"))}, {"title", load_npy(at("title.npy"))}});
  }
  ~PredictionInput() override { fs::remove_all(folder_); }

  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  void expect_refused(const std::vector<std::string>& words, const std::string& reason) const {
    try {
      read_inputs(two_inputs(), words, {});
      FAIL() << "expected an error with " << reason;
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find(reason), std::string::npos) << error.what();
    }
  }

  fs::path folder_ = fs::temp_directory_path() / ("keratin-inputs-" + std::to_string(getpid()));
};

TEST_F(PredictionInput, GoesToItsInputByPlaceByNameOrFromAnArchive) {
  const Model model = two_inputs();
  const std::vector<std::vector<std::string>> ways = {
      {at("title.npy"), at("photo.npy")},
      {"photo=" + at("photo.npy"), "title=" + at("title.npy")},
      {"photo=" + at("photo.npy"), at("title.npy")},
      {at("both.npz")}};
  for (const auto& words : ways) {
    const std::vector<InputSamples> inputs = read_inputs(model, words, {});
    ASSERT_EQ(inputs.size(), 2U);
    EXPECT_EQ(inputs[0].x.shape(), Shape({1, 3}));
    // Bytes are divided, although there is an Embedding: it stands behind the other input.
    EXPECT_EQ(inputs[1].x.max().item<float>(), 1);
    EXPECT_EQ(inputs[1].x.shape(), Shape({1, 2, 2, 1}));
  }
}

TEST_F(PredictionInput, SaysWhatIsMissing) {
  expect_refused({at("title.npy")}, "has 2 inputs, 'title', 'photo'; received");
  expect_refused({at("title.npy"), at("title.npy"), at("title.npy")}, "INPUT=FILE for each");
  expect_refused({"titel=" + at("title.npy")}, "has no input 'titel'; it has 'title', 'photo'");
  expect_refused({"title=a.npy", "title=b.npy"},
                 "the input 'title' is given twice: a.npy and b.npy");
  save_npz(at("other.npz"), {{"title", ones({1, 3})}, {"picture", ones({1})}});
  expect_refused({at("other.npz")}, "expected an array 'photo'; it holds 'title', 'picture'");
}

TEST_F(PredictionInput, AModelOfOneInputTakesTheOnlyArrayOrX) {
  const Sequential model({Input({3}), layers::Dense(1)});
  save_npz(at("one.npz"), {{"anything", ones({2, 3})}});
  EXPECT_EQ(read_inputs(model, {at("one.npz")}, {})[0].x.shape(), Shape({2, 3}));
  save_npz(at("x.npz"), {{"x", ones({5, 3})}, {"y", ones({5})}});
  EXPECT_EQ(read_inputs(model, {at("x.npz")}, 2.0)[0].x.max().item<float>(), 2);
}

}  // namespace
}  // namespace keratin::command
