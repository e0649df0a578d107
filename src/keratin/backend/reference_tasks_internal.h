// Calls whose views are stacks of matrices or lines: the reference runs all, one after the other,
// the CPU some on each thread. What a task computes depends on nothing but its number.
#pragma once
#include <cstdint>

#include "keratin/backend/calls.h"

namespace keratin::reference {

/// How many tasks a call has, and the work of each, in elements, about.
struct TaskList {
  int64_t count = 0;
  int64_t work = 1;
};

#define KERATIN_DECLARE_TASKS(Call)    \
  TaskList tasks_of(const Call& call); \
  void run_tasks(const Call& call, int64_t begin, int64_t end);
KERATIN_STACK_CALLS(KERATIN_DECLARE_TASKS)
#undef KERATIN_DECLARE_TASKS

/// Where element `index` of the axes in front of the last `inner` ones begins, in elements.
template <class AnyView>
int64_t offset_in_stack(const AnyView& view, int64_t index, int inner) {
  int64_t offset = 0;
  for (int axis = view.shape.rank() - inner - 1; axis >= 0; --axis) {
    offset += index % view.shape[axis] * view.strides[axis];
    index /= view.shape[axis];
  }
  return offset;
}

/// The product of the lengths of those axes.
inline int64_t stack_size(const Shape& shape, int inner) {
  int64_t size = 1;
  for (int axis = 0; axis < shape.rank() - inner; ++axis) size *= shape[axis];
  return size;
}

}  // namespace keratin::reference
