// How an optimizer changes weights: the numbers of each rule and what it remembers. Its mathematics
// stands once, in update_rules_internal.h; the loops of the backends are folded from the list.
#pragma once
#include <array>
#include <cstddef>
#include <variant>

namespace keratin {

/// What a rule remembers about each weight: at most so many numbers.
inline constexpr size_t kMostSlots = 4;

// A rule names all slots that it may have; has_slot says which of them it has with its numbers.
// rests_at_zero: whether a weight stays where it is when its gradient is 0.

/// weight -= learning_rate * gradient, or along a velocity that momentum keeps alive.
struct SGDRule {
  float learning_rate = 0, momentum = 0;
  bool nesterov = false;

  static constexpr std::array slots = {"momentum"};
  bool has_slot(size_t) const { return momentum > 0; }
  bool rests_at_zero() const { return momentum == 0; }
  bool operator==(const SGDRule&) const = default;
};

/// The step is divided by the root of a running mean of squared gradients.
struct RMSpropRule {
  float learning_rate = 0, rho = 0, momentum = 0, epsilon = 0;
  bool centered = false;

  static constexpr std::array slots = {"velocity", "momentum", "average_gradient"};
  bool has_slot(size_t i) const { return i == 0 || (i == 1 ? momentum > 0 : centered); }
  bool rests_at_zero() const { return momentum == 0 && !centered && epsilon > 0; }
  bool operator==(const RMSpropRule&) const = default;
};

/// Running means of the gradient and of its square; learning_rate has the bias correction in it.
struct AdamRule {
  float learning_rate = 0, beta_1 = 0, beta_2 = 0, epsilon = 0;
  bool amsgrad = false;

  static constexpr std::array slots = {"momentum", "velocity", "velocity_hat"};
  bool has_slot(size_t i) const { return i < 2 || amsgrad; }
  bool rests_at_zero() const { return false; }
  bool operator==(const AdamRule&) const = default;
};

/// A running mean of the gradient over the largest gradient that is not forgotten yet;
/// learning_rate has the bias correction in it.
struct AdamaxRule {
  float learning_rate = 0, beta_1 = 0, beta_2 = 0, epsilon = 0;

  static constexpr std::array slots = {"momentum", "norm"};
  bool has_slot(size_t) const { return true; }
  bool rests_at_zero() const { return false; }
  bool operator==(const AdamaxRule&) const = default;
};

/// The list of rules; one of them with the numbers of an optimizer's next step.
using StepRule = std::variant<SGDRule, RMSpropRule, AdamRule, AdamaxRule>;

}  // namespace keratin
