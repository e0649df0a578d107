// What becomes of a finished part of a gradient: a step of the optimizer while the part is in the
// cache, or its place in the whole gradient.
#pragma once
#include <vector>

#include "keratin/backend/compiled_step.h"
#include "keratin/backend/cpu/vector_kernels.h"

namespace keratin::cpu {

class ParameterUpdate {
 public:
  explicit ParameterUpdate(const PlannedParameter& parameter);

  /// The gradient's part at element `at` of the parameter. A null rule: it is kept as it is.
  void operator()(const StepRule* rule, float decay, const float* gradient, int64_t at,
                  const Grid& grid) const;
  /// Fetches what that call will read, if it is to come soon.
  void prefetch(int64_t at, const Grid& grid) const;

 private:
  void step(const StepRule& rule, const float* gradient, int64_t at, const Grid& grid) const;

  float* weight_;
  float* gradient_;  // may be null
  std::vector<float*> slots_;
  bool decays_;
};

}  // namespace keratin::cpu
