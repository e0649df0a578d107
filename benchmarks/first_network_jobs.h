// The first network, 784-512-10 on MNIST, and its relatives, timed through the API that users have.
#pragma once
#include <keratin/keratin.h>

#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "stopwatch.h"

namespace jobs {
using namespace keratin;

/// One way of giving MNIST to the network.
enum class Mode {
  dense,     // (pixels + 1) / 256: no zero anywhere, so that no product can be skipped
  skipping,  // pixels / 255, as everybody does: four pixels of five are zero
  bf16,      // as dense, with the policy mixed_bfloat16
  uint8      // bytes as they are, and layers::Rescaling in the network
};

inline Mode mode_named(const std::string& name) {
  if (name == "dense") return Mode::dense;
  if (name == "skipping") return Mode::skipping;
  if (name == "bf16") return Mode::bf16;
  if (name == "uint8") return Mode::uint8;
  throw std::runtime_error("no mode is called " + name);
}

/// Layers that are made while this lives compute in bfloat16.
class MixedPrecision {
 public:
  MixedPrecision() { config::set_dtype_policy("mixed_bfloat16"); }
  ~MixedPrecision() { config::set_dtype_policy("float32"); }
  MixedPrecision(const MixedPrecision&) = delete;
  MixedPrecision& operator=(const MixedPrecision&) = delete;
};

struct Samples {
  Tensor x;  // [samples, 784]
  Tensor y;  // [samples, 10], one-hot
};

/// The first `rows` samples, or all of them when 0.
inline Samples prepared(const datasets::Split& part, Mode mode, int64_t rows = 0) {
  const int64_t count = rows ? std::min(rows, part.x.len()) : part.x.len();
  const Tensor pixels = part.x[slice(0, count)].reshape({count, 28 * 28});
  Samples samples{pixels, utils::to_categorical(part.y[slice(0, count)], 10)};
  if (mode == Mode::dense || mode == Mode::bf16) samples.x = (pixels.astype(float32) + 1) / 256;
  if (mode == Mode::skipping) samples.x = pixels.astype(float32) / 255;
  return samples;
}

inline Sequential first_network(Mode mode) {
  std::optional<MixedPrecision> precision;
  if (mode == Mode::bf16) precision.emplace();
  Sequential network({Input({28 * 28}, {.dtype = mode == Mode::uint8 ? uint8 : float32})});
  if (mode == Mode::uint8) network.add(layers::Rescaling(1.0 / 255));
  network.add(layers::Dense(512, {.activation = "relu"}));
  network.add(layers::Dense(10, {.activation = "softmax"}));
  network.compile("rmsprop", "categorical_crossentropy", {"accuracy"});
  return network;
}

/// When training began and when each epoch ended.
class EpochClock final : public callbacks::Callback {
 public:
  void on_train_begin() override { times_.push_back(seconds_now()); }
  void on_epoch_end(int64_t, Logs&) override { times_.push_back(seconds_now()); }
  /// Of each epoch, when it has that many steps.
  std::vector<double> milliseconds_a_step(int64_t steps) const {
    std::vector<double> result;
    for (size_t i = 1; i < times_.size(); ++i) {
      result.push_back((times_[i] - times_[i - 1]) * 1000 / static_cast<double>(steps));
    }
    return result;
  }

 private:
  std::vector<double> times_;
};

struct Training {
  std::vector<double> milliseconds;  // a step, of each epoch
  std::vector<double> losses;        // of each epoch
  double accuracy = 0;               // on the training set, in the last epoch
  double test_accuracy = 0;
};

inline Training train(const datasets::Dataset& data, Mode mode, int64_t epochs, int64_t rows = 0) {
  const Samples samples = prepared(data.train, mode, rows), tests = prepared(data.test, mode);
  Sequential network = first_network(mode);
  EpochClock clock;
  const History history =
      network.fit(samples.x, samples.y,
                  {.batch_size = 128, .epochs = epochs, .verbose = 0, .callbacks = {clock}});
  auto [loss, accuracy] = network.evaluate(tests.x, tests.y, {.batch_size = 128, .verbose = 0});
  return {clock.milliseconds_a_step((samples.x.len() + 127) / 128), history.history["loss"],
          history.history["accuracy"].back(), accuracy};
}

/// Microseconds of predict, or of predict_on_batch when batch_size is 0, for the first images.
inline std::vector<double> time_predict(const datasets::Dataset& data, int64_t images,
                                        int64_t batch_size, double seconds) {
  const Sequential network = first_network(Mode::skipping);
  const Tensor x = prepared(data.test, Mode::skipping, images).x;
  if (batch_size == 0) return microseconds_of(seconds, [&] { network.predict_on_batch(x); });
  return microseconds_of(seconds,
                         [&] { network.predict(x, {.batch_size = batch_size, .verbose = 0}); });
}

/// Microseconds of a call that has next to nothing to compute: 32 samples through 8-64-1.
inline std::vector<double> time_tiny(bool trains, double seconds) {
  Sequential network({Input({8}), layers::Dense(64, {.activation = "relu"}), layers::Dense(1)});
  network.compile("rmsprop", "mse");
  const Tensor x = random::normal({32, 8}), y = random::normal({32, 1});
  if (trains) return microseconds_of(seconds, [&] { network.train_on_batch(x, y); });
  return microseconds_of(seconds, [&] { network.predict(x, {.verbose = 0}); });
}

}  // namespace jobs
