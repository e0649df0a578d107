// Elements of any dtype as one of three types, a few hundred at a time: so a loop over elements is
// compiled three times, not once for each dtype, and the conversions are written once.
#pragma once
#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>
#include <type_traits>

#include "keratin/backend/elements_internal.h"
#include "keratin/base/function_ref.h"
#include "keratin/tensor/dtype.h"
#include "keratin/tensor/fits_internal.h"
#include "keratin/tensor/view.h"

namespace keratin::reference {

/// What elements of type T are computed in: float for the 16-bit types, int64 for integers and
/// truth values, but for uint64. Sums, products and negatives of int64 that are cut to a narrower
/// type are those that wrap around in it.
template <class T>
using Wide = std::conditional_t<std::is_floating_point_v<Compute<T>> || std::is_same_v<T, uint64_t>,
                                Compute<T>, int64_t>;

/// Calls f with a value of the type that elements of `dtype` are computed in.
template <class F>
decltype(auto) visit_wide(DType dtype, F&& f) {
  if (dtype == DType::float64) return f(double{});
  if (is_floating(dtype)) return f(float{});
  if (dtype == DType::uint64) return f(uint64_t{});
  return f(int64_t{});
}

/// The same, but int32 for what fits in it: half as much to move. The operations wrap around alike.
template <class F>
decltype(auto) visit_near(DType dtype, F&& f) {
  if (dtype <= DType::int32 && dtype != DType::uint32) return f(int32_t{});
  return visit_wide(dtype, std::forward<F>(f));
}

/// One element as Y: float to integer truncates, to bool is != 0, integers are cut, and numbers are
/// rounded once. What an integer type does not hold gives its nearest number, and NaN 0, as in JAX.
template <class Y, class C>
Y narrowed(C value) {
  if constexpr (std::is_same_v<Y, bool>) {
    return value != 0;
  } else if constexpr (std::is_same_v<Compute<Y>, float> && !std::is_same_v<Y, float>) {
    return Y(static_cast<float>(value));
  } else if constexpr (std::is_integral_v<Y> && std::is_floating_point_v<C>) {
    if (fits<Y>(value)) return static_cast<Y>(value);
    using Limits = std::numeric_limits<Y>;
    return value > 0 ? Limits::max() : value < 0 ? Limits::min() : Y{0};
  } else {
    return static_cast<Y>(value);
  }
}

/// to[i] = from[i * step], for n elements of some dtype.
template <class C>
using Gather = void (*)(const void* from, int64_t step, int64_t n, C* to);
/// The gather of elements of `dtype`, for which visit_wide or visit_near gives C.
template <class C>
Gather<C> gather_of(DType dtype);

/// to[i * step] = from[i], for n elements of some dtype.
template <class C>
using Scatter = void (*)(const C* from, void* to, int64_t step, int64_t n);
/// The scatter to elements of `dtype`, any; truth values go to truth values alone.
template <class C>
Scatter<C> scatter_of(DType dtype);

/// As many elements as fit in the first cache four times over.
inline constexpr int64_t kChunk = 256;

/// Reads the runs of a view as numbers of type C.
template <class C>
class ChunkReader {
 public:
  explicit ChunkReader(const ConstView& x)
      : data_(static_cast<const char*>(x.data)),
        itemsize_(static_cast<int64_t>(itemsize_of(x.dtype))),
        step_(last_step(x.strides)),
        is_direct_(x.dtype == dtype_of<C> && step_ == 1),
        gather_(gather_of<C>(x.dtype)) {}

  /// A run begins at that element.
  void start(int64_t offset) {
    run_ = data_ + offset * itemsize_;
    if (step_ == 0) {
      gather_(run_, 0, 1, room_);
      filled_ = 1;
    }
  }
  /// Elements [begin, begin + n) of the run, n <= kChunk; valid until the next call.
  const C* read(int64_t begin, int64_t n) {
    if (is_direct_) return reinterpret_cast<const C*>(run_) + begin;
    if (step_ != 0) {
      gather_(run_ + begin * step_ * itemsize_, step_, n, room_);
    } else if (n > filled_) {
      std::fill(room_ + filled_, room_ + n, room_[0]);
      filled_ = n;
    }
    return room_;
  }
  /// The same elements, put where they are wanted.
  void read_into(C* to, int64_t begin, int64_t n) const {
    gather_(run_ + begin * step_ * itemsize_, step_, n, to);
  }

 private:
  const char* data_;
  const char* run_ = nullptr;
  int64_t itemsize_, step_;
  int64_t filled_ = 0;  // of a run with a step of 0, whose elements are all the same
  bool is_direct_;
  Gather<C> gather_;
  C room_[kChunk];
};

/// Writes the runs of a view from numbers of type C.
template <class C>
class ChunkWriter {
 public:
  explicit ChunkWriter(const View& y)
      : data_(static_cast<char*>(y.data)),
        itemsize_(static_cast<int64_t>(itemsize_of(y.dtype))),
        step_(last_step(y.strides)),
        is_direct_(y.dtype == dtype_of<C> && step_ == 1),
        scatter_(scatter_of<C>(y.dtype)) {}

  void start(int64_t offset) { run_ = data_ + offset * itemsize_; }
  bool is_direct() const { return is_direct_; }
  /// Where elements [begin, ...) of the run are to be put before `write`.
  C* room(int64_t begin) { return is_direct_ ? reinterpret_cast<C*>(run_) + begin : room_; }
  void write(int64_t begin, int64_t n) {
    if (!is_direct_) write_from(room_, begin, n);
  }
  /// The same for elements that lie elsewhere.
  void write_from(const C* from, int64_t begin, int64_t n) {
    scatter_(from, run_ + begin * step_ * itemsize_, step_, n);
  }

 private:
  char* data_;
  char* run_ = nullptr;
  int64_t itemsize_, step_;
  bool is_direct_;
  Scatter<C> scatter_;
  C room_[kChunk];
};

/// Calls body(operands, result, n) for chunks of n elements: the operands are those of `x`, the
/// result those of `y`, which may be a view of an operand. Results are C's, or truth values.
template <class C, size_t operands, class Result = C>
void for_each_chunk(
    const std::array<ConstView, operands>& x, const View& y,
    std::type_identity_t<FunctionRef<void(const std::array<const C*, operands>&, Result*, int64_t)>>
        body) {
  const auto readers = [&]<size_t... k>(std::index_sequence<k...>) {
    return std::array<ChunkReader<C>, operands>{ChunkReader<C>(x[k])...};
  };
  std::array<ChunkReader<C>, operands> from = readers(std::make_index_sequence<operands>());
  ChunkWriter<Result> to(y);
  std::array<Strides, operands + 1> strides;
  for (size_t k = 0; k < operands; ++k) strides[k] = x[k].strides;
  strides[operands] = y.strides;
  for_each_run<operands + 1>(y.shape, strides, [&](const auto& at, int64_t size) {
    for (size_t k = 0; k < operands; ++k) from[k].start(at[k]);
    to.start(at[operands]);
    for (int64_t begin = 0; begin < size; begin += kChunk) {
      const int64_t n = std::min(kChunk, size - begin);
      std::array<const C*, operands> in;
      for (size_t k = 0; k < operands; ++k) in[k] = from[k].read(begin, n);
      body(in, to.room(begin), n);
      to.write(begin, n);
    }
  });
}

}  // namespace keratin::reference
