#include "keratin/tensor/shape.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Shape::Shape(const int64_t* lengths, size_t rank) {
  if (rank > kMaxRank) {
    throw_shape_error(text("a tensor has at most ", kMaxRank, " axes, received ", rank));
  }
  for (size_t i = 0; i < rank; ++i) lengths_[i] = lengths[i];
  rank_ = static_cast<int>(rank);
}

Shape::Shape(std::initializer_list<Length> lengths) {
  for (const Length length : lengths) push_back(length);
}

int64_t Shape::size() const {
  int64_t size = 1;
  bool is_zero = false;
  for (const int64_t length : *this) {
    if (length < 0) throw_shape_error(text("the size of shape ", *this, " is not known"));
    is_zero = is_zero || length == 0;
    // As in NumPy the lengths beside a zero must fit too: they are the steps.
    if (length > 0 && __builtin_mul_overflow(size, length, &size)) {
      throw_shape_error(text("shape ", *this, " has more elements than fit in 63 bits"));
    }
  }
  return is_zero ? 0 : size;
}

bool Shape::has_none() const {
  for (const int64_t length : *this) {
    if (length < 0) return true;
  }
  return false;
}

void Shape::push_back(Length length) {
  if (rank_ == kMaxRank) throw_shape_error(text("a tensor has at most ", kMaxRank, " axes"));
  lengths_[static_cast<size_t>(rank_++)] = length.value;
}

Shape Shape::with_back(Length length) const {
  Shape result = *this;
  result[-1] = length.value;
  return result;
}

Shape Shape::with_front(Length length) const {
  Shape result = *this;
  result[0] = length.value;
  return result;
}

Shape Shape::inserted(int axis, Length length) const {
  Shape result;
  for (int i = 0; i <= rank_; ++i) {
    if (i == axis) result.push_back(length);
    if (i < rank_) result.push_back((*this)[i]);
  }
  return result;
}

Shape Shape::erased(int axis) const {
  Shape result;
  const auto at = static_cast<int>(checked(axis));
  for (int i = 0; i < rank_; ++i) {
    if (i != at) result.push_back((*this)[i]);
  }
  return result;
}

Shape Shape::tail() const { return rank_ == 0 ? Shape() : erased(0); }

bool Shape::operator==(const Shape& other) const {
  if (rank_ != other.rank_) return false;
  for (int i = 0; i < rank_; ++i) {
    if ((*this)[i] != other[i]) return false;
  }
  return true;
}

std::string Shape::to_string() const {
  std::string out = "(";
  for (int i = 0; i < rank_; ++i) {
    if (i > 0) out += ", ";
    const int64_t length = (*this)[i];
    out += length == None ? std::string("None") : text(length);
  }
  if (rank_ == 1) out += ",";
  return out + ")";
}

void Shape::throw_axis(int i) const {
  throw_shape_error(text("axis ", i, " is outside a shape of ", rank_, " axes"),
                    {{"shape", to_string()}});
}

Strides row_major_strides(const Shape& shape) {
  Strides strides = shape;
  int64_t step = 1;
  for (int i = shape.rank() - 1; i >= 0; --i) {
    strides[i] = step;
    step *= shape[i] > 0 ? shape[i] : 1;
  }
  return strides;
}

Shape broadcast_shapes(const char* operation, const Shape& a, const Shape& b) {
  const int rank = a.rank() > b.rank() ? a.rank() : b.rank();
  Shape result;
  for (int i = 0; i < rank; ++i) {
    const int in_a = i - (rank - a.rank());
    const int in_b = i - (rank - b.rank());
    const int64_t length_a = in_a < 0 ? 1 : a[in_a];
    const int64_t length_b = in_b < 0 ? 1 : b[in_b];
    if (length_a != length_b && length_a != 1 && length_b != 1) {
      throw_shape_error(text(operation, ": shapes ", a, " and ", b,
                             " cannot be broadcast together: axis ", i - rank, " is ", length_a,
                             " and ", length_b));
    }
    result.push_back(length_a == 1 ? length_b : length_a);
  }
  return result;
}

int normalize_axis(const char* operation, int axis, const Shape& shape) {
  const int rank = shape.rank();
  if (axis < -rank || axis >= rank) {
    throw_shape_error(
        text(operation, ": axis ", axis, " is out of bounds for an array of ", rank, " dimensions"),
        {{"shape", shape.to_string()}});
  }
  return axis < 0 ? axis + rank : axis;
}

}  // namespace keratin
