// What evaluate returns: the loss and the metrics, by name or as a pair.
#pragma once
#include <tuple>

#include "keratin/callbacks/logs.h"

namespace keratin {

/// scores["accuracy"], or auto [test_loss, test_acc] = network.evaluate(...).
class Scores : public Logs {
 public:
  /// The loss (0) or the metric (1) of a model with exactly one metric. Throws ValueError, which
  /// says what there is, for a model with another number of metrics.
  double at(size_t i) const;

  template <size_t i>
  double get() const {
    return at(i);
  }
};

}  // namespace keratin

template <>
struct std::tuple_size<keratin::Scores> : std::integral_constant<size_t, 2> {};
template <size_t i>
struct std::tuple_element<i, keratin::Scores> {
  using type = double;
};
