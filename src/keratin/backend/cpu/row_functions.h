// The crossentropy of classes, a row [classes] at a time: what the calls of the backend and
// compiled steps share, as they share softmax_row (vector_functions.h). Each must equal the default
// of backend.h of that name.
#pragma once
#include <cstdint>

namespace keratin::cpu {

/// -sum(target * log(p)), with p = clip(y / sum(y), epsilon, 1 - epsilon)
float crossentropy_row(const float* target, const float* y, float epsilon, int64_t classes);
/// Its gradient for y, times `scale`.
void crossentropy_gradient_row(const float* target, const float* y, float epsilon, float scale,
                               float* dy, int64_t classes);

/// The same two for a class instead of a target.
float sparse_crossentropy_row(int32_t label, const float* y, float epsilon, int64_t classes);
void sparse_crossentropy_gradient_row(int32_t label, const float* y, float epsilon, float scale,
                                      float* dy, int64_t classes);

/// Where a row's target stands: as `classes` numbers, or as the number of its class.
struct RowTarget {
  const float* numbers;  // null: the class counts
  int32_t label;
};
/// The loss of y = softmax(x), and with dx its gradient for x times `scale`: crossentropy's and
/// softmax's gradients in one pass, with the slope of 0 that clipping has.
float softmax_crossentropy_row(const RowTarget& target, const float* y, float epsilon, float scale,
                               float* dx, int64_t classes);
/// The same for scores x that no softmax has seen. `room` has place for a row, and may be dx;
/// without dx it is not needed.
float logits_crossentropy_row(const RowTarget& target, const float* x, float scale, float* dx,
                              float* room, int64_t classes);

/// The first largest; NaN wins.
int64_t argmax_row(const float* x, int64_t classes);

}  // namespace keratin::cpu
