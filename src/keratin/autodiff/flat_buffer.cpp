#include "keratin/autodiff/flat_buffer_internal.h"

#include "keratin/backend/backend.h"
#include "keratin/base/memory.h"

namespace keratin {
namespace {

constexpr int64_t kAlignment = kMemoryAlignment / sizeof(float);

int64_t room_for(const Tensor& x) { return (x.size() + kAlignment - 1) / kAlignment * kAlignment; }

}  // namespace

void lay_flat(std::span<Variable> variables) {
  int64_t total = 0;
  for (const Variable& variable : variables) {
    if (variable.dtype() == float32) total += room_for(variable);
  }
  if (total == 0) return;
  const Tensor buffer({total}, float32, variables.front().value().device());
  backend_of(buffer).run(FillCall{.value = 0, .y = buffer.view()});
  int64_t offset = 0;
  for (Variable& variable : variables) {
    if (variable.dtype() != float32) continue;
    variable.relocate(buffer.storage(), offset);
    offset += room_for(variable);
  }
}

bool lies_behind(const Tensor& a, const Tensor& b) {
  return a.storage() == b.storage() && b.offset() - a.offset() == room_for(a) &&
         a.dtype() == float32 && b.dtype() == float32 && a.is_contiguous() && b.is_contiguous();
}

}  // namespace keratin
