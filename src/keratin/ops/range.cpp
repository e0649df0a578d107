#include <bit>
#include <cmath>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/range_internal.h"

namespace keratin::ops {

std::optional<Scalar> first_outside(const Tensor& x, int64_t low, int64_t high) {
  if (x.size() == 0 || x.is_symbolic()) return {};
  const Tensor found({2}, int64, x.device());
  Backend& backend = backend_of(x);
  backend.run(RangeCheckCall{.x = x.view(), .low = low, .high = high, .found = found.view()});
  int64_t answer[2];
  backend.download(found.view(), answer);
  if (answer[0] == 0) return {};
  return is_floating(x.dtype()) ? Scalar(std::bit_cast<double>(answer[1])) : Scalar(answer[1]);
}

void throw_label(const char* call, Scalar label, int64_t classes) {
  const double value = label.as_double();
  if (value != std::floor(value)) {
    throw_value_error(text(call, ": label ", value, " is no whole number"), {},
                      "classes are counted 0, 1, 2, ...");
  }
  const std::string number =
      label.kind() == Scalar::Kind::floating ? text(value) : text(label.as_integer());
  throw_value_error(text(call, ": label ", number, " is outside the ", classes, " classes (0 to ",
                         classes - 1, ")"));
}

Tensor whole_labels(const char* call, const Tensor& labels) {
  if (labels.dtype() == int64) return labels;
  if (is_floating(labels.dtype())) {
    constexpr int64_t most = int64_t{1} << 31;
    if (const auto bad = first_outside(labels, -most, most)) throw_label(call, *bad, most);
  }
  return labels.as_dtype(int32);
}

}  // namespace keratin::ops
