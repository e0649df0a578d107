#include "keratin/backend/cpu/parameter_update.h"

#include <algorithm>

namespace keratin::cpu {
namespace {

float* data_of(const Tensor& x) {
  return x.defined() ? static_cast<float*>(x.view().data) : nullptr;
}

/// Copies a row-major matrix to `there` in the layout, or from there.
void copy_between(const KernelLayout& layout, float* row_major, float* there, bool to_there) {
  for (int64_t i = 0; i < layout.rows; ++i) {
    layout.for_each_piece(0, layout.columns, [&](int64_t column, int64_t columns) {
      float* here = row_major + i * layout.columns + column;
      float* other = there + layout.at(i, column);
      std::copy_n(to_there ? here : other, columns, to_there ? other : here);
    });
  }
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
    : parameter_(parameter),
      weight_(data_of(parameter.weight)),
      gradient_(data_of(parameter.gradient)) {
  for (const Tensor& slot : parameter.slots) slots_.push_back(data_of(slot));
}

void ParameterUpdate::lay_out(Cutter& cutter, const KernelLayout& layout) {
  layout_ = layout;
  room_.assign(1 + slots_.size(), nullptr);
  for (float*& room : room_) room = cutter.take<float>(layout.size());
}

void ParameterUpdate::borrow() {
  const auto move = [&](float*& data, float* room) {
    copy_between(layout_, data, room, true);
    data = room;
  };
  move(weight_, room_[0]);
  for (size_t i = 0; i < slots_.size(); ++i) move(slots_[i], room_[i + 1]);
  is_borrowed_ = true;
}

void ParameterUpdate::give_back() {
  const auto move = [&](float*& data, const Tensor& home) {
    copy_between(layout_, data_of(home), data, false);
    data = data_of(home);
  };
  move(weight_, parameter_.weight);
  for (size_t i = 0; i < slots_.size(); ++i) move(slots_[i], parameter_.slots[i]);
  is_borrowed_ = false;
}

void ParameterUpdate::operator()(const StepRule* rule, float decay, const float* gradient,
                                 int64_t at, const Grid& grid) const {
  if (rule) {
    SlotPointers places = in_places<float*>(*rule, std::span<float* const>(slots_));
    for (float*& place : places) {
      if (place) place += at;
    }
    return update_run(*rule, parameter_.decays ? decay : 1, weight_ + at, gradient, places, grid);
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

}  // namespace keratin::cpu
