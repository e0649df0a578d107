#include "keratin/backend/cpu/parameter_update.h"

#include <algorithm>

namespace keratin::cpu {
namespace {

float* data_of(const Tensor& x) {
  return x.defined() ? static_cast<float*>(x.view().data) : nullptr;
}

/// Fetches a line that will be written: at once as the only copy, which a plain prefetch is not.
void prefetch_to_write(const float* from) {
#if defined(__x86_64__)
  asm volatile("prefetchw %0" ::"m"(*from));  // the compiler has it only for newer processors
#else
  __builtin_prefetch(from, 1);
#endif
}

}  // namespace

ParameterUpdate::ParameterUpdate(const PlannedParameter& parameter)
    : weight_(data_of(parameter.weight)),
      gradient_(data_of(parameter.gradient)),
      decays_(parameter.decays) {
  for (const Tensor& slot : parameter.slots) slots_.push_back(data_of(slot));
}

void ParameterUpdate::operator()(const StepRule* rule, float decay, const float* gradient,
                                 int64_t at, const Grid& grid) const {
  if (rule) {
    if (decays_ && decay != 1) scale_run(weight_ + at, decay, grid);
    return step(*rule, gradient, at, grid);
  }
  for (int64_t i = 0; i < grid.rows; ++i) {
    std::copy_n(gradient + i * grid.gradient_step, grid.columns, gradient_ + at + i * grid.step);
  }
}

void ParameterUpdate::prefetch(int64_t at, const Grid& grid) const {
  constexpr int64_t line = 16;  // elements
  for (int64_t i = 0; i < grid.rows; ++i, at += grid.step) {
    for (int64_t j = at; j < at + grid.columns; j += line) {
      prefetch_to_write(weight_ + j);
      for (const float* slot : slots_) prefetch_to_write(slot + j);
    }
  }
}

void ParameterUpdate::step(const StepRule& rule, const float* gradient, int64_t at,
                           const Grid& grid) const {
  const auto slot = [&](bool is_there, size_t i) { return is_there ? slots_[i] + at : nullptr; };
  if (const auto* sgd = std::get_if<SGDStep>(&rule)) {
    return sgd_run(*sgd, weight_ + at, gradient, slot(sgd->momentum > 0, 0), grid);
  }
  if (const auto* rmsprop = std::get_if<RMSpropStep>(&rule)) {
    return rmsprop_run(*rmsprop, weight_ + at, gradient, slot(true, 0),
                       slot(rmsprop->momentum > 0, 1), slot(rmsprop->centered, slots_.size() - 1),
                       grid);
  }
  const auto& adam = std::get<AdamStep>(rule);
  adam_run(adam, weight_ + at, gradient, slot(true, 0), slot(true, 1), slot(adam.amsgrad, 2), grid);
}

}  // namespace keratin::cpu
