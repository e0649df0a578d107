#include "keratin/ops/reuse_internal.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::ops {

void require_same_device(const char* operation, const Tensor& a, const Tensor& b) {
  if (a.device() == b.device()) return;
  throw_device_error(text(operation, ": the tensors live on two devices"),
                     {{"first", a.device().to_string()}, {"second", b.device().to_string()}});
}

}  // namespace keratin::ops
