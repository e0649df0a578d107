// What becomes of a finished part of a gradient: a step of the optimizer while the part is in the
// cache, or its place in the whole gradient.
#pragma once
#include <vector>

#include "keratin/backend/compiled_step.h"
#include "keratin/backend/cpu/cutter.h"
#include "keratin/backend/cpu/kernel_layout.h"
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

  /// Takes room to keep the parameter [rows, columns] and its slots in another layout.
  void lay_out(Cutter& cutter, const KernelLayout& layout);
  /// Moves them there; what the calls above have as `at` and `grid` counts in that layout then.
  void borrow();
  void give_back();
  bool is_borrowed() const { return is_borrowed_; }
  const float* weight() const { return weight_; }

 private:
  PlannedParameter parameter_;
  float* weight_;
  float* gradient_;  // may be null
  std::vector<float*> slots_;
  KernelLayout layout_;
  std::vector<float*> room_;  // for the weight and each slot in that layout
  bool is_borrowed_ = false;
};

}  // namespace keratin::cpu
