// How the calls that are composed from the primitives are written.
#pragma once
#include "keratin/backend/backend.h"

namespace keratin {

inline Tensor in_float32(Backend& backend, const ConstView& x) {
  Tensor y(x.shape, float32, backend.device());
  backend.run(CopyCall{.x = x, .y = y.view()});
  return y;
}

/// compute(wide_y) fills a float32 tensor, which is rounded into y.
template <class Compute>
void rounded_into(Backend& backend, const View& y, Compute compute) {
  const Tensor wide(y.shape, float32, backend.device());
  compute(wide.view());
  backend.run(CopyCall{.x = wide.view(), .y = y});
}

/// Primitives in the order of a formula: each call gives a new tensor.
class Composer {
 public:
  Composer(Backend& backend, const ConstView& like)
      : backend_(backend), shape_(like.shape), dtype_(like.dtype) {}

  Tensor operator()(Binary f, const ConstView& a, const ConstView& b) const {
    Tensor y(shape_, dtype_, backend_.device());
    backend_.run(BinaryCall{
        .f = f, .a = broadcast_to(a, shape_), .b = broadcast_to(b, shape_), .y = y.view()});
    return y;
  }
  Tensor operator()(Binary f, const ConstView& a, const Tensor& b) const {
    return (*this)(f, a, b.view());
  }
  Tensor operator()(Binary f, const Tensor& a, const ConstView& b) const {
    return (*this)(f, a.view(), b);
  }
  Tensor operator()(Binary f, const Tensor& a, const Tensor& b) const {
    return (*this)(f, a.view(), b.view());
  }
  template <class A>
  Tensor operator()(Binary f, const A& a, double b) const {
    return (*this)(f, a, number(b));
  }
  Tensor operator()(Unary f, const Tensor& x) const {
    Tensor y(x.shape(), dtype_, backend_.device());
    backend_.run(UnaryCall{.f = f, .x = x.view(), .y = y.view()});
    return y;
  }
  /// condition (bool) ? a : b
  Tensor operator()(const ConstView& condition, const ConstView& a, const ConstView& b) const {
    Tensor y(shape_, dtype_, backend_.device());
    backend_.run(SelectCall{.condition = broadcast_to(condition, shape_),
                            .a = broadcast_to(a, shape_),
                            .b = broadcast_to(b, shape_),
                            .y = y.view()});
    return y;
  }
  /// x reduced along one axis, which stays with length 1.
  Tensor operator()(Reduction r, const ConstView& x, int axis) const {
    Shape shape = x.shape;
    shape[axis] = 1;
    Tensor y(shape, dtype_, backend_.device());
    backend_.run(ReduceCall{.reduction = r, .x = x, .y = y.view()});
    return y;
  }
  Tensor number(double value) const {
    Tensor y({}, dtype_, backend_.device());
    backend_.run(FillCall{.value = value, .y = y.view()});
    return y;
  }
  void store(const Tensor& x, const View& y) const {
    backend_.run(CopyCall{.x = x.view(), .y = y});
  }

 private:
  Backend& backend_;
  Shape shape_;
  DType dtype_;
};

}  // namespace keratin
