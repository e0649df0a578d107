#include "keratin/backend/backend.h"
#include "keratin/ops/range_internal.h"

namespace keratin::ops {

std::optional<int64_t> first_outside(const Tensor& x, int64_t low, int64_t high) {
  if (x.size() == 0 || x.is_symbolic()) return {};
  const Tensor found({2}, int64, x.device());
  Backend& backend = backend_of(x);
  backend.run(RangeCheckCall{.x = x.view(), .low = low, .high = high, .found = found.view()});
  int64_t answer[2];
  backend.download(found.view(), answer);
  if (answer[0] == 0) return {};
  return answer[1];
}

}  // namespace keratin::ops
