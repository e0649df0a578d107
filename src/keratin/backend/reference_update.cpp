// The plain loop over weights, for every rule of update.h.
#include <cmath>

#include "keratin/backend/reference_internal.h"

namespace keratin {
namespace {

using std::sqrt;
float reciprocal_root(float x) { return 1 / sqrt(x); }
float larger(float x, float y) { return x > y || x != x ? x : y; }

#include "keratin/backend/functions/update_rules_internal.h"

float* floats(const View& view) { return static_cast<float*>(view.data); }

template <class Rule>
void update(const Rule& rule, const UpdateCall& call) {
  const auto* gradient = static_cast<const float*>(call.gradient.data);
  float* weight = floats(call.weight);
  for (int64_t i = 0; i < call.weight.shape.size(); ++i) {
    float slots[kMostSlots] = {};
    for (size_t k = 0; k < kMostSlots; ++k) {
      if (call.slots[k]) slots[k] = floats(*call.slots[k])[i];
    }
    remember(rule, gradient[i], slots);
    weight[i] = weight[i] * call.decay - step_of(rule, gradient[i], slots);
    for (size_t k = 0; k < kMostSlots; ++k) {
      if (call.slots[k]) floats(*call.slots[k])[i] = slots[k];
    }
  }
}

}  // namespace

void ReferenceBackend::run(const UpdateCall& call) {
  std::visit([&](const auto& rule) { update(rule, call); }, call.rule);
}

}  // namespace keratin
