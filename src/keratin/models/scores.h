// What evaluate returns: the loss and the metrics, by name or as a pair.
#pragma once
#include <array>
#include <tuple>

#include "keratin/base/concepts.h"
#include "keratin/callbacks/logs.h"

namespace keratin {

/// scores["accuracy"], scores[1], or auto [test_loss, test_acc] = network.evaluate(...); of a model
/// with more metrics auto [loss, mae, acc] = network.evaluate<3>(...).
class Scores : public Logs {
 public:
  using Logs::operator[];
  /// The number at that place: the loss, then the metrics as compile has them. Throws ValueError
  /// when there are not so many.
  template <PlainInteger I>
  double operator[](I i) const {
    return number(static_cast<int64_t>(i));
  }
  double number(int64_t i) const;

  /// The loss (0) or the metric (1) of a model with exactly one metric. Throws ValueError, which
  /// says what there is, for a model with another number of metrics.
  double at(size_t i) const;

  template <size_t i>
  double get() const {
    return at(i);
  }
  /// All n of them. Throws ValueError, which says what there is, when they are not n.
  template <size_t n>
  std::array<double, n> numbers() const {
    require_size(n);
    std::array<double, n> all;
    for (size_t i = 0; i < n; ++i) all[i] = number(static_cast<int64_t>(i));
    return all;
  }

 private:
  void require_size(size_t n) const;
};

}  // namespace keratin

template <>
struct std::tuple_size<keratin::Scores> : std::integral_constant<size_t, 2> {};
template <size_t i>
struct std::tuple_element<i, keratin::Scores> {
  using type = double;
};
