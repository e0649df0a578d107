// The lengths of a tensor's axes, kept inline: no allocation for up to eight axes.
#pragma once
#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <vector>

#include "keratin/base/concepts.h"
#include "keratin/base/none.h"

namespace keratin {

/// A length in a list that may hold None, such as {None, 28, 28}.
struct Length {
  int64_t value;
  template <PlainInteger I>
  constexpr Length(I i) : value(static_cast<int64_t>(i)) {}  // NOLINT: implicit on purpose
  constexpr Length(NoneType) : value(kNone) {}               // NOLINT: implicit on purpose
};

/// Most axes that a tensor can have.
inline constexpr int kMaxRank = 8;

/// A list of up to eight lengths; one that is not known yet is kNone, and prints as None. Also used
/// for strides and for lists of axes.
class Shape {
 public:
  Shape() = default;
  /// Throws ShapeError for more than eight axes.
  Shape(std::initializer_list<int64_t> lengths) : Shape(lengths.begin(), lengths.size()) {}
  Shape(std::initializer_list<Length> lengths);
  Shape(const std::vector<int64_t>& lengths) : Shape(lengths.data(), lengths.size()) {}  // NOLINT
  Shape(const int64_t* lengths, size_t rank);
  template <class Iterator>
  requires requires(Iterator i) { *i; }
  Shape(Iterator begin, Iterator end) {
    for (; begin != end; ++begin) push_back(static_cast<int64_t>(*begin));
  }

  int rank() const { return rank_; }
  bool empty() const { return rank_ == 0; }
  /// Product of the lengths; 1 for a scalar. Throws ShapeError when it does not fit in 63 bits or
  /// a length is None.
  int64_t size() const;
  bool has_none() const;

  /// Length of axis i; negative i counts from the end. Throws ShapeError outside the rank.
  int64_t operator[](int i) const { return lengths_[checked(i)]; }
  int64_t& operator[](int i) { return lengths_[checked(i)]; }
  int64_t front() const { return (*this)[0]; }
  int64_t back() const { return (*this)[-1]; }
  const int64_t* begin() const { return lengths_.data(); }
  const int64_t* end() const { return lengths_.data() + rank_; }

  void push_back(Length length);
  /// The same with the last, the first, or a given axis of another length, or an axis more or less.
  Shape with_back(Length length) const;
  Shape with_front(Length length) const;
  Shape inserted(int axis, Length length) const;
  Shape erased(int axis) const;
  /// All axes but the first.
  Shape tail() const;

  bool operator==(const Shape& other) const;

  /// As Python writes a tuple: "(60000, 784)", "(5,)", "()", "(None, 10)".
  std::string to_string() const;

 private:
  size_t checked(int i) const {
    const int at = i < 0 ? i + rank_ : i;
    if (at < 0 || at >= rank_) throw_axis(i);
    return static_cast<size_t>(at);
  }
  [[noreturn]] void throw_axis(int i) const;

  std::array<int64_t, kMaxRank> lengths_{};
  int rank_ = 0;
};

using Strides = Shape;

/// Steps, in elements, of a row-major array of that shape.
Strides row_major_strides(const Shape& shape);

/// Shape that both shapes stretch to by NumPy's rules; throws ShapeError, naming `operation`.
Shape broadcast_shapes(const char* operation, const Shape& a, const Shape& b);

/// axis in [-rank, rank) as an axis in [0, rank); throws ShapeError, naming `operation`.
int normalize_axis(const char* operation, int axis, const Shape& shape);

}  // namespace keratin
