#include "keratin/models/parameters_internal.h"

namespace keratin::models {
namespace {

constexpr int64_t kAlignment = 64 / static_cast<int64_t>(sizeof(float));

int64_t room_for(const Variable& variable) {
  return (variable.shape().size() + kAlignment - 1) / kAlignment * kAlignment;
}

}  // namespace

void flatten_parameters(std::vector<Variable>& variables) {
  int64_t total = 0;
  for (const Variable& variable : variables) {
    if (variable.dtype() == float32) total += room_for(variable);
  }
  if (total == 0) return;
  const Device device = variables.front().value().device();
  const Ref<Storage> storage(new Storage(static_cast<size_t>(total) * sizeof(float), device));
  int64_t offset = 0;
  for (Variable& variable : variables) {
    if (variable.dtype() != float32) continue;
    variable.relocate(storage, offset);
    offset += room_for(variable);
  }
}

}  // namespace keratin::models
