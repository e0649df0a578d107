// How the losses of a batch become one number, with weights and masks.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <utility>

#include "keratin/base/choice.h"
#include "keratin/base/config.h"
#include "keratin/tensor/tensor.h"

namespace keratin::losses {

/// Keras's `reduction` argument: "sum_over_batch_size" (the default; "mean" is the same), "sum",
/// "mean_with_sample_weight" or "none". A typo does not compile.
class Reduction {
 public:
  enum class Kind : uint8_t { sum_over_batch_size, mean, sum, mean_with_sample_weight, none };

  static constexpr std::string_view family = "reduction";
  static constexpr std::string_view names[] = {"sum_over_batch_size", "mean", "sum",
                                               "mean_with_sample_weight", "none"};  // as in Kind
  constexpr Reduction(Kind kind) : kind_(kind) {}  // NOLINT: implicit on purpose
  template <size_t length>
  consteval Reduction(const char (&literal)[length])  // NOLINT: implicit on purpose
      : kind_(kind_of(literal)) {}

  /// A name that is known only when the program runs. Throws ValueError for an unknown one.
  static Reduction named(std::string_view name);

  constexpr Kind kind() const { return kind_; }
  /// Whether it is the mean of all values, which "mean" and "sum_over_batch_size" both are.
  constexpr bool is_mean() const {
    return kind_ == Kind::sum_over_batch_size || kind_ == Kind::mean;
  }
  constexpr std::string_view name() const { return names[static_cast<size_t>(kind_)]; }
  constexpr bool operator==(const Reduction&) const = default;

 private:
  static consteval Kind kind_of(std::string_view name) {
    uint8_t i = 0;
    while (i < std::size(names) && names[i] != name) ++i;
    if (i == std::size(names)) unknown_name_in_this_family();
    return static_cast<Kind>(i);
  }

  Kind kind_;
};

/// Its name. Keras's None is read as "none", which means the same.
ConfigValue to_value(Reduction x);
void from_value(const ConfigValue& value, Reduction& x);

/// Two tensors whose ranks differ by one, the longer one with a last axis of 1, brought to the same
/// rank as Keras does: [batch] beside [batch, 1] gets an axis, in higher ranks the 1 goes.
std::pair<Tensor, Tensor> squeeze_or_expand_to_same_rank(const Tensor& a, const Tensor& b);

/// The reduction of values * sample_weight. sum_over_batch_size divides by the number of values,
/// not by the sum of the weights; a mask (1: counts) is a weight that scales by total / valid
/// first. Undefined tensors: none. Throws ShapeError for weights that do not fit the values.
Tensor reduce_weighted_values(const Tensor& values, const Tensor& sample_weight, const Tensor& mask,
                              Reduction reduction);

}  // namespace keratin::losses
