// Assignment to x[...]: a view is written where it lies, a choice through Tensor::set.
#include "keratin/tensor/tensor_item.h"

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/index.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace {

// NumPy's casting "same_kind": what a result may become where it is written back.
bool is_of_the_kind(DType from, DType to) {
  const auto kind = [](DType x) {
    return is_floating(x) ? 3 : x == bool_ ? 0 : is_unsigned(x) ? 1 : 2;
  };
  return kind(from) <= kind(to);
}

}  // namespace

TensorItem::TensorItem(Tensor x, const std::vector<Index>& indices)
    : Tensor(ops::indexed(x, indices)) {
  // A view of a broadcast tensor is written through the tensor too, which refuses it.
  if (ops::has_choice(indices) || ops::is_broadcast(x))
    place_ = std::make_shared<Place>(Place{std::move(x), indices});
}

TensorItem& TensorItem::operator=(const Tensor& value) & {
  Tensor::operator=(value);
  place_.reset();
  is_of_copy_ = false;
  return *this;
}

TensorItem TensorItem::operator[](const Index& index) { return (*this)[{index}]; }

TensorItem TensorItem::operator[](std::initializer_list<Index> indices) {
  TensorItem part(*this, std::vector<Index>(indices));
  part.is_of_copy_ = is_of_copy_ || place_;
  return part;
}

TensorItem&& TensorItem::assign(const Tensor& value) && {
  if (is_of_copy_) {
    throw_value_error("x[mask][...] = value would change a copy of x's elements", {},
                      "put all indices into one pair of brackets: x[{mask, 0}] = value");
  }
  if (place_) {
    ops::set_indexed(place_->x, place_->indices, value);
  } else {
    ops::set_indexed(*this, {ellipsis}, value);
  }
  return std::move(*this);
}

TensorItem&& TensorItem::operator=(Scalar value) && {
  require_fits("x[...] = number", value, dtype());
  return std::move(*this).assign(full({}, value, dtype(), device()));
}

TensorItem&& TensorItem::assign_result(const Tensor& value) && {
  if (!is_of_the_kind(value.dtype(), dtype())) {
    throw_dtype_error(
        text("x[...] holds ", name_of(dtype()), ", and the result is ", name_of(value.dtype())), {},
        text("convert with .astype(", name_of(dtype()), ") first"));
  }
  return std::move(*this).assign(value);
}

#define KERATIN_DEFINE_COMPOUND(symbol, f)                          \
  TensorItem&& TensorItem::operator symbol(const Tensor& value)&& { \
    return std::move(*this).assign_result(ops::f(detach(), value)); \
  }                                                                 \
  TensorItem&& TensorItem::operator symbol(Scalar value)&& {        \
    return std::move(*this).assign_result(ops::f(detach(), value)); \
  }
KERATIN_DEFINE_COMPOUND(+=, add)
KERATIN_DEFINE_COMPOUND(-=, subtract)
KERATIN_DEFINE_COMPOUND(*=, multiply)
KERATIN_DEFINE_COMPOUND(/=, divide)
#undef KERATIN_DEFINE_COMPOUND

}  // namespace keratin
