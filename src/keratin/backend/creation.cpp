// The tensors of tensor/creation.h that hold one value: the device fills them itself.
#include "keratin/tensor/creation.h"

#include "keratin/backend/backend.h"

namespace keratin {

Tensor empty(const Shape& shape, DTypeLike dtype, Device device) {
  return Tensor(shape, dtype, device);
}

Tensor full(const Shape& shape, Scalar value, DTypeLike dtype, Device device) {
  require_fits("full", value, dtype);
  Tensor x(shape, dtype, device);
  backend_of(device).run(FillCall{.value = value, .y = x.view()});
  return x;
}
Tensor full(const Shape& shape, Scalar value) { return full(shape, value, value.dtype()); }
Tensor zeros(const Shape& shape, DTypeLike dtype, Device device) {
  return full(shape, 0, dtype, device);
}
Tensor ones(const Shape& shape, DTypeLike dtype, Device device) {
  return full(shape, 1, dtype, device);
}

Tensor empty_like(const Tensor& x) { return empty(x.shape(), x.dtype(), x.device()); }

}  // namespace keratin
