// What stands between the brackets of x[...]: an integer, slice(start, stop, step), ellipsis,
// newaxis or None, or a tensor of integers or booleans.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>

#include "keratin/base/concepts.h"
#include "keratin/base/none.h"

namespace keratin {

class Tensor;

/// Python's slice: slice(stop), slice(start, stop), slice(start, stop, step); None leaves a bound
/// open. Negative numbers count from the end.
struct slice {
  struct Bound {
    std::optional<int64_t> value;
    Bound(int64_t v) : value(v) {}  // NOLINT: implicit on purpose
    Bound(std::nullopt_t) {}        // NOLINT: implicit on purpose
    Bound() = default;
  };
  Bound start;
  Bound stop;
  int64_t step = 1;

  slice() = default;  // everything, as ":" does
  explicit slice(Bound stop_at) : stop(stop_at) {}
  slice(Bound start_at, Bound stop_at, int64_t step_by = 1)
      : start(start_at), stop(stop_at), step(step_by) {}
};
/// The open bound of a slice: slice(5, open) is Python's 5: .
inline constexpr std::nullopt_t open = std::nullopt;

struct Ellipsis {};
struct NewAxis {};
/// All axes that the other indices leave over.
inline constexpr Ellipsis ellipsis{};
/// A new axis of length one.
inline constexpr NewAxis newaxis{};

/// One entry of an index.
class Index {
 public:
  enum class Kind : uint8_t { integer, range, rest, new_axis, tensor };

  /// Throws ValueError for an unsigned number above the largest int64.
  template <PlainInteger I>
  Index(I i) : kind_(Kind::integer), integer_(static_cast<int64_t>(i)) {  // NOLINT
    if (i > 0 && integer_ < 0) throw_too_large();
  }
  Index(keratin::slice s) : kind_(Kind::range), slice_(s) {}  // NOLINT
  Index(Ellipsis) : kind_(Kind::rest) {}                      // NOLINT
  Index(NewAxis) : kind_(Kind::new_axis) {}                   // NOLINT
  Index(NoneType) : kind_(Kind::new_axis) {}                  // NOLINT
  /// Integers (any shape) or booleans (the shape of the axes they choose from).
  Index(const Tensor& tensor);  // NOLINT: implicit on purpose

  Kind kind() const { return kind_; }
  int64_t integer() const { return integer_; }
  const keratin::slice& range() const { return slice_; }
  const Tensor& tensor() const { return *tensor_; }

 private:
  [[noreturn]] static void throw_too_large();

  Kind kind_;
  int64_t integer_ = 0;
  keratin::slice slice_;
  std::shared_ptr<const Tensor> tensor_;
};

}  // namespace keratin
