#include "keratin/models/source.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "keratin/keratin.h"
#include "tests/support/batch_sources.h"
#include "tests/support/error_text.h"
namespace keratin {
namespace {

using keratin::testing::error_text;
using testing::batch_of, testing::Dataset, testing::Events, testing::generator,
    testing::line_network;

TEST(Source, IsWhatGivesBatchesHoweverItIsWritten) {
  Sequential network = line_network();
  const Tensor x = ones({2, 1}), y = ones({2, 1});
  const FitOptions options = {.verbose = 0, .shuffle = false, .steps_per_epoch = 2};
  network.fit([&] { return Batch{x, y}; }, options);
  network.fit([&]() -> Batch { return {x, y}; }, options);
  network.fit([&]() -> Batch { return {.x = x, .y = y, .sample_weight = ones({2})}; }, options);
  network.fit([&] { return std::pair(x, y); }, options);
  network.fit([&] { return std::make_tuple(x, y); }, options);
  network.fit([&] { return std::tuple(x, y, ones({2})); }, options);
  network.fit([&] { return std::optional(std::pair(x, y)); }, options);
  network.fit(
      [&, left = std::make_unique<int>(3)] {
        return --*left < 0 ? std::nullopt : std::optional(Batch{x, y});
      },
      options);
  const std::function<Batch()> function = [&] { return Batch{x, y}; };
  network.fit(function, options);
  Dataset dataset(2, nullptr);
  network.fit(dataset, {.epochs = 2, .verbose = 0});
  network.fit(Dataset(2, nullptr), {.verbose = 0, .validation_data = dataset});
  network.fit(std::make_shared<Dataset>(2, nullptr), {.verbose = 0});
  network.fit(x, y, {.verbose = 0, .validation_data = dataset});
  network.fit(x, y, {.verbose = 0, .validation_data = function, .validation_steps = 1});
  network.fit(x, y, {.verbose = 0, .validation_data = {x, y, ones({2})}, .validation_freq = {1}});
  network.evaluate(dataset, {.verbose = 0});
  const auto [loss, mae] = network.evaluate(function, {.verbose = 0, .steps = 3});
  EXPECT_GE(loss, 0);
  EXPECT_EQ(network.predict(dataset).shape(), Shape({4, 1}));
  EXPECT_EQ(network.predict([&] { return x; }, {.steps = 3}).shape(), Shape({6, 1}));
  EXPECT_EQ(network.predict<1>(dataset)[0].shape(), Shape({4, 1}));
  EXPECT_EQ(network.predict_outputs(dataset).size(), 1U);
}

TEST(Source, GoesOnWhereTheLastCallStopped) {
  Events events;
  const Source source = generator({}, &events);
  Sequential network = line_network();
  network.predict(source, {.steps = 2});
  network.predict(source, {.steps = 2});
  EXPECT_EQ(events, (Events{"next 0", "next 1", "next 2", "next 3"}));
}

TEST(Source, BatchesMayHaveNames) {
  const Tensor a = ones({2, 1}), b = full({2, 1}, 2.0);
  Input first({1}, {.name = "first"}), second({1}, {.name = "second"});
  Model model({first, second}, layers::Subtract()({second, first}));
  model.compile("sgd", "mse");
  const auto named = [&] {
    return utils::pack_x_y_sample_weight({{"second", b}, {"first", a}}, a);
  };
  EXPECT_EQ(model.evaluate(named, {.verbose = 0, .steps = 1})["loss"], 0);
  EXPECT_TRUE(array_equal(model.predict(named, {.steps = 1}), a));
  EXPECT_EQ(error_text([&] {
              model.evaluate(
                  [&] {
                    return utils::pack_x_y_sample_weight({{"third", a}}, a);
                  },
                  {.verbose = 0, .steps = 1});
            }),
            "ValueError: evaluate: x needs 2 tensors, received 1\n"
            "  expected  'first', 'second'");
}

TEST(Source, SaysWhatIsWrong) {
  Sequential network = line_network();
  Dataset dataset(2, nullptr);
  Dataset endless({}, nullptr), empty(0, nullptr);
  const auto generator = [] { return std::optional(batch_of(0)); };
  const auto error = [&](const Source& source, FitOptions options) {
    options.shuffle = false;
    return error_text([&] { network.fit(source, options); });
  };
  EXPECT_EQ(error(generator, {.batch_size = 32}),
            "ValueError: fit: The `batch_size` argument must not be specified when providing `x` "
            "as a generator, which gives whole batches\n"
            "  hint  validation_batch_size is for validation data in memory");
  EXPECT_EQ(error(dataset, {.sample_weight = ones({2})}),
            "ValueError: fit: When providing `x` as a PyDataset, `sample_weights` should not be "
            "passed. Instead, the sample weights should be included as part of the PyDataset.");
  EXPECT_EQ(error(generator, {.validation_split = 0.5}),
            "ValueError: fit: Argument `validation_split` is only supported for tensors. Found "
            "incompatible type in the input: generator\n"
            "  hint  pass .validation_data");
  EXPECT_EQ(error(generator, {.class_weight = {{0, 2.0}}}),
            "ValueError: fit: Argument `class_weight` is not supported for generator inputs\n"
            "  hint  give sample weights with each batch: Batch{x, y, sample_weight}");
  EXPECT_EQ(error(endless, {}),
            "ValueError: fit: the batches have no end, so steps_per_epoch must be given\n"
            "  hint  or return std::optional<Batch>, with std::nullopt at the end");
  EXPECT_EQ(error([] { return batch_of(0); }, {}), error(endless, {}));
  EXPECT_EQ(error(generator, {.steps_per_epoch = 0}),
            "ValueError: fit: steps_per_epoch must be at least 1, received 0");
  EXPECT_EQ(error(empty, {}), "ValueError: fit: The PyDataset has length 0");
  EXPECT_EQ(error([]() -> std::optional<Batch> { return std::nullopt; }, {}),
            "ValueError: fit: When passing a generator to a Keras model, the generator must yield "
            "at least one batch. Received an empty generator.");
  EXPECT_EQ(error(
                [] {
                  return ones({2, 1});
                },
                {.steps_per_epoch = 1}),
            "ValueError: fit: y is missing in a batch\n"
            "  hint  return Batch{x, y}");
  EXPECT_EQ(error(
                [] {
                  return Batch{ones({2, 1}), ones({3, 1})};
                },
                {.steps_per_epoch = 1}),
            "ValueError: fit: x and y must have the same number of samples\n"
            "  x  float32 (2, 1)\n"
            "  y  float32 (3, 1)");
  EXPECT_EQ(error_text([&] { network.predict(endless); }),
            "ValueError: predict: the batches have no end, so steps must be given\n"
            "  hint  or return std::optional<Batch>, with std::nullopt at the end");
  EXPECT_EQ(error_text([&] {
              network.fit(dataset, {.verbose = 0, .validation_data = endless});
            }).substr(0, 75),
            "ValueError: fit: the batches have no end, so validation_steps must be given");
}

TEST(Source, WarnsThatShufflingIsTheGenerators) {
  Sequential network = line_network();
  ::testing::internal::CaptureStderr();
  network.fit([] { return batch_of(0); }, {.verbose = 0, .steps_per_epoch = 1});
  EXPECT_EQ(::testing::internal::GetCapturedStderr(),
            "warning: `shuffle=True` was passed, but will be ignored since the data `x` was "
            "provided as a generator. The generator is expected to yield already-shuffled data.\n");
}

/// "12/Unknown" until the first epoch has ended.
TEST(Source, TheBarLearnsTheLength) {
  Sequential network = line_network();
  Events events;
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  network.fit(generator(3, &events), {.epochs = 2, .verbose = 1, .shuffle = false});
  ::testing::internal::GetCapturedStderr();
  const std::string text = ::testing::internal::GetCapturedStdout();
  EXPECT_NE(text.find("      1/Unknown"), text.npos) << text;
  const size_t second = text.find("Epoch 2/2");
  ASSERT_NE(second, text.npos);
  EXPECT_NE(text.substr(0, second).find("3/3"), text.npos) << text;
  EXPECT_EQ(text.substr(second).find("Unknown"), text.npos) << text;
}

}  // namespace
}  // namespace keratin
