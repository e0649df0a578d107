// A layer as a user would write it: with state, a loss of its own, and another branch in training.
#pragma once
#include "keratin/keratin.h"

namespace keratin::testing {

struct CenteringOptions {
  double momentum = 0.9;
  std::string name = {};
  DTypePolicy dtype = {};
};

/// Takes the mean of a batch away; afterwards, the mean of such means. The loss is a thousandth of
/// the sum of the mean's squares.
class Centering final : public LayerOf<Centering, CenteringOptions> {
 public:
  explicit Centering(CenteringOptions options = {}) : LayerOf(std::move(options)) {}
  void build(const Shapes& x) override {
    fill(mean_, {x[0].back()}, {.initializer = "zeros", .trainable = false});
  }
  Tensor call(const Tensor& x, Call& call) const override {
    if (!call.training()) return x - mean_;
    const Tensor mean = ops::mean(x, {.axis = 0});
    call.update(mean_, mean_ * options_.momentum + mean * (1 - options_.momentum));
    call.add_loss(ops::sum(ops::square(mean)) * 1e-3);
    return x - mean;
  }

 private:
  Variable mean_ = declare("mean");
};

}  // namespace keratin::testing
