// Dense networks of many sizes, timed by training them on random numbers without a zero.
#pragma once
#include <keratin/keratin.h>

#include <optional>

#include "stopwatch.h"

namespace jobs {
using namespace keratin;

/// One cell of the grid: `depth` hidden layers of `width` after 784 inputs.
struct Cell {
  int64_t batch = 0, width = 0, depth = 0;
  bool operator==(const Cell&) const = default;
};

/// Trains cells of the grid on dense random numbers; may keep the last network for the next round.
class Grid {
 public:
  /// Milliseconds a step over epochs of so many steps.
  double milliseconds_a_step(const Cell& cell, int64_t steps, int64_t epochs,
                             double learning_rate) {
    const int64_t rows = steps * cell.batch;
    if (!x_.defined() || x_.len() < rows) x_ = random::normal({rows, 28 * 28}, {.seed = 1});
    const Tensor x = x_[slice(0, rows)];
    const Tensor y = utils::to_categorical(random::randint({rows}, 0, 10, int32, {.seed = 2}), 10);
    const auto fit = [&](int64_t count, int64_t times) {
      network_->fit(x[slice(0, count)], y[slice(0, count)],
                    {.batch_size = cell.batch, .epochs = times, .verbose = 0});
    };
    if (!network_ || cell_ != cell) {
      build(cell, learning_rate);
      fit(std::min(rows, 2 * cell.batch), 1);
    }
    const double begin = seconds_now();
    fit(rows, epochs);
    return (seconds_now() - begin) * 1000 / static_cast<double>(steps * epochs);
  }
  void free_network() { network_.reset(); }

 private:
  void build(const Cell& cell, double learning_rate) {
    free_network();
    network_.emplace(std::initializer_list<AnyLayer>{Input({28 * 28})});
    for (int64_t i = 0; i < cell.depth; ++i) {
      network_->add(layers::Dense(cell.width, {.activation = "relu"}));
    }
    network_->add(layers::Dense(10, {.activation = "softmax"}));
    network_->compile(optimizers::RMSprop({.learning_rate = learning_rate}),
                      "categorical_crossentropy", {"accuracy"});
    cell_ = cell;
  }

  std::optional<Sequential> network_;
  Cell cell_;
  Tensor x_;
};

}  // namespace jobs
