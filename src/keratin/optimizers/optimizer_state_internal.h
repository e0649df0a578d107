// What the copies of an optimizer share.
#pragma once
#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "keratin/autodiff/flat_buffer_internal.h"
#include "keratin/backend/backend.h"
#include "keratin/optimizers/gradient_norms_internal.h"
#include "keratin/optimizers/name_pattern_internal.h"
#include "keratin/optimizers/optimizer.h"

namespace keratin::optimizers {

// All that changes, which copies have in common. What build makes is made once, so that a step
// allocates nothing.
struct Optimizer::State {
  OptimizerOptions options;
  int64_t iterations = 0;
  bool is_built = false;
  struct Parameter {
    Variable variable;
    std::vector<Variable> slots;
    Variable average;
    Tensor accumulated;
    bool decays = true;
  };
  std::vector<Parameter> parameters;
  std::vector<std::string> no_decay;  // patterns
  std::vector<Variable> not_decaying;
  Tensor scratch;  // as long as the longest variable, when a step needs one
  GradientNorms norms;
  int64_t calls = 0;  // of apply, where gradients accumulate
  bool has_averages = false;

  /// What state() gives.
  std::vector<Tensor> tensors(size_t interleaved) const;

  /// The slot of that number of each parameter, in one buffer.
  void lay_slots_flat(size_t slot) {
    std::vector<Variable> all;
    for (const Parameter& parameter : parameters) all.push_back(parameter.slots[slot]);
    lay_flat(all);
  }
  /// Whether parameter i + 1 lies behind i with all that an update reads and writes, and one rule
  /// is right for both.
  bool are_one_run(size_t i, std::span<const Tensor> gradients) const {
    const Parameter &a = parameters[i], &b = parameters[i + 1];
    return gradients[i + 1].defined() && a.decays == b.decays &&
           lies_behind(gradients[i], gradients[i + 1]) && lies_behind(a.variable, b.variable) &&
           std::equal(a.slots.begin(), a.slots.end(), b.slots.begin(), lies_behind);
  }

  bool is_excluded(const Variable& variable) const {
    const auto has = [&](const std::string& pattern) { return is_found(pattern, variable.name()); };
    return std::any_of(no_decay.begin(), no_decay.end(), has) ||
           std::find(not_decaying.begin(), not_decaying.end(), variable) != not_decaying.end();
  }

  static void scale(Backend& backend, const ConstView& x, double factor, const View& y) {
    backend.run(BinaryNumberCall{.f = Binary::multiply, .x = x, .value = factor, .y = y});
  }
};

}  // namespace keratin::optimizers
