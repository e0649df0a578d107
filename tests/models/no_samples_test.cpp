// No samples, and sizes near the ends of int64.
#include <gtest/gtest.h>

#include <limits>

#include "keratin/keratin.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using testing::error_text;

Sequential one() {
  Sequential model({Input({2}), layers::Dense(1, {.kernel_initializer = "ones"})});
  model.compile("sgd", "mse");
  return model;
}

const Tensor kNoX = zeros({0, 2}), kNoY = zeros({0, 1}), kSomeX = ones({4, 2}),
             kSomeY = ones({4, 1});
constexpr int64_t kLargest = std::numeric_limits<int64_t>::max();

void expect_no_samples(const char* what, const std::string& error) {
  EXPECT_NE(error.find("no samples"), std::string::npos) << what << ": " << error;
}

TEST(NoSamples, AreNothingToTrainOrTestWith) {
  Sequential model = one();
  const auto before = model.get_weights()[0].to_vector<float>();
  expect_no_samples("fit", error_text([&] { model.fit(kNoX, kNoY, {.verbose = 0}); }));
  expect_no_samples("evaluate", error_text([&] { model.evaluate(kNoX, kNoY, {.verbose = 0}); }));
  expect_no_samples("train_on_batch", error_text([&] { model.train_on_batch(kNoX, kNoY); }));
  expect_no_samples("test_on_batch", error_text([&] { model.test_on_batch(kNoX, kNoY); }));
  expect_no_samples("validation_data", error_text([&] {
                      model.fit(kSomeX, kSomeY, {.verbose = 0, .validation_data = {kNoX, kNoY}});
                    }));
  EXPECT_EQ(model.get_weights()[0].to_vector<float>(), before);
}

TEST(NoSamples, InABatchOfASourceAreRefused) {
  const auto source = [](int64_t rows) {
    return [count = 0, rows]() mutable -> std::optional<Batch> {
      if (count++ == 2) return std::nullopt;
      return Batch{zeros({rows, 2}), zeros({rows, 1})};
    };
  };
  Sequential model = one();
  expect_no_samples("fit", error_text([&] { model.fit(source(0), {.verbose = 0}); }));
  expect_no_samples("evaluate", error_text([&] { model.evaluate(source(0), {.verbose = 0}); }));
  EXPECT_EQ(model.predict(source(0), {.verbose = 0}).shape(), (Shape{0, 1}));
  EXPECT_EQ(error_text([&] { model.fit(source(1), {.verbose = 0}); }), "no error");
}

TEST(NoSamples, GiveNoPredictions) {
  EXPECT_EQ(one().predict(kNoX, {.verbose = 0}).shape(), (Shape{0, 1}));
  EXPECT_EQ(one().predict_on_batch(kNoX).shape(), (Shape{0, 1}));
}

TEST(Sizes, NearTheEndOfInt64MeanAllSamples) {
  for (const int64_t size : {kLargest, kLargest - 1, kLargest / 2 + 1}) {
    Sequential model = one();
    EXPECT_NEAR(model.evaluate(kSomeX, kSomeY, {.batch_size = size, .verbose = 0})["loss"], 1,
                1e-6);
    EXPECT_EQ(model.predict(kSomeX, {.batch_size = size, .verbose = 0}).shape(), (Shape{4, 1}));
    EXPECT_NEAR(model.fit(kSomeX, kSomeY, {.batch_size = size, .verbose = 0}).history["loss"][0], 1,
                1e-6);
    EXPECT_NEAR(
        model
            .fit(kSomeX, kSomeY,
                 {.verbose = 0, .validation_data = {kSomeX, kSomeY}, .validation_batch_size = size})
            .history["val_loss"][0],
        0.7807, 1e-2);
  }
}

/// What a call says on stderr.
template <class F>
std::string warnings_of(F f) {
  ::testing::internal::CaptureStderr();
  f();
  return ::testing::internal::GetCapturedStderr();
}

TEST(Sizes, OfStepsNearTheEndOfInt64EndWithTheData) {
  for (const int64_t steps : {kLargest, kLargest - 1, kLargest / 2 + 1}) {
    Sequential model = one();
    const auto expect_warning = [&](auto f) {
      EXPECT_NE(warnings_of(f).find("ran out of data"), std::string::npos);
    };
    expect_warning([&] {
      EXPECT_NEAR(model.evaluate(kSomeX, kSomeY, {.verbose = 0, .steps = steps})["loss"], 1, 1e-6);
    });
    expect_warning([&] {
      EXPECT_EQ(model.predict(kSomeX, {.verbose = 0, .steps = steps}).shape(), (Shape{4, 1}));
    });
    expect_warning([&] {
      EXPECT_EQ(model.fit(kSomeX, kSomeY, {.verbose = 2, .steps_per_epoch = steps})
                    .history["loss"]
                    .size(),
                1U);
    });
  }
}

TEST(Sizes, OfArgumentsAreLookedAt) {
  Sequential model = one();
  const auto error = [&](const FitOptions& options) {
    return error_text([&] { model.fit(kSomeX, kSomeY, options); });
  };
  EXPECT_NE(error({.batch_size = 0, .verbose = 0}).find("batch_size"), std::string::npos);
  EXPECT_NE(error({.batch_size = -1, .verbose = 0}).find("batch_size"), std::string::npos);
  EXPECT_NE(error({.verbose = 0, .initial_epoch = -1}).find("initial_epoch"), std::string::npos);
  EXPECT_NE(error({.epochs = -1, .verbose = 0}).find("epochs"), std::string::npos);
  EXPECT_NE(error({.verbose = 0, .steps_per_epoch = 0}).find("steps_per_epoch"), std::string::npos);
}

}  // namespace
}  // namespace keratin
