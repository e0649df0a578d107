// Batches for tests of what fit, evaluate and predict are given: arrays, a generator and a
// PyDataset with the same numbers, which note what they are asked.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "keratin/keratin.h"

namespace keratin::testing {

using Events = std::vector<std::string>;

/// y = w x with w = 1 to begin with, compiled.
inline Sequential line_network(bool is_built = true) {
  Sequential network;
  if (is_built) network.add(Input({1}));
  network.add(layers::Dense(1, {.use_bias = false, .kernel_initializer = "ones"}));
  network.compile(
      {.optimizer = optimizers::SGD({.learning_rate = 0.01}), .loss = "mse", .metrics = {"mae"}});
  return network;
}

/// The data of tools/golden/make_sources.py.
inline Batch batch_of(int64_t b) {
  const auto i = static_cast<float>(2 * b);
  return {.x = tensor({{(i + 1) / 8}, {(i + 2) / 8}}),
          .y = full({2, 1}, static_cast<double>(b % 3))};
}

class Dataset : public utils::PyDataset {
 public:
  Dataset(std::optional<int64_t> batches, Events* events, std::string mark = "",
          utils::PyDatasetOptions options = {})
      : PyDataset(options), batches_(batches), events_(events), mark_(std::move(mark)) {}
  std::optional<int64_t> num_batches() const override { return batches_; }
  Batch operator[](int64_t i) const override {
    note("get " + std::to_string(i));
    return batch_of(i);
  }
  void on_epoch_begin() override { note("begin"); }
  void on_epoch_end() override { note("end"); }

 private:
  void note(const std::string& event) const {
    if (events_) events_->push_back(mark_ + event);
  }

  std::optional<int64_t> batches_;
  Events* events_;
  std::string mark_;
};

inline Source generator(std::optional<int64_t> batches, Events* events,
                        const std::string& mark = "") {
  const auto next = [=, b = int64_t{0}]() mutable -> std::optional<Batch> {
    if (batches && b == *batches) {
      events->push_back(mark + "stop");
      return std::nullopt;
    }
    events->push_back(mark + "next " + std::to_string(b));
    return batch_of(b++);
  };
  return next;
}

/// All batches in one.
inline Batch arrays(int64_t batches) {
  std::vector<Tensor> x, y;
  for (int64_t b = 0; b < batches; ++b) {
    x.push_back(batch_of(b).x[0]);
    y.push_back(batch_of(b).y[0]);
  }
  return {.x = concatenate(x), .y = concatenate(y)};
}

}  // namespace keratin::testing
