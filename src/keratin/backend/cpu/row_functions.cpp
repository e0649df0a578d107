#include "keratin/backend/cpu/row_functions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "keratin/backend/cpu/vector_functions.h"

namespace keratin::cpu {
namespace {

float number_at(const RowTarget& target, int64_t j) {
  return target.numbers ? target.numbers[j] : static_cast<float>(j == target.label);
}

}  // namespace

float crossentropy_row(const float* target, const float* y, float epsilon, int64_t classes) {
  const float total = std::accumulate(y, y + classes, 0.0F);
  float sum = 0;
  for (int64_t j = 0; j < classes; ++j) {
    if (target[j] == 0) continue;
    sum -= target[j] * std::log(std::clamp(y[j] / total, epsilon, 1 - epsilon));
  }
  return sum;
}

void crossentropy_gradient_row(const float* target, const float* y, float epsilon, float scale,
                               float* dy, int64_t classes) {
  const float total = std::accumulate(y, y + classes, 0.0F);
  float inner = 0;
  for (int64_t j = 0; j < classes; ++j) {
    const float p = y[j] / total;
    dy[j] = p >= epsilon && p <= 1 - epsilon ? target[j] / p : 0;
    inner += dy[j] * p;
  }
  for (int64_t j = 0; j < classes; ++j) dy[j] = (inner - dy[j]) * (scale / total);
}

float sparse_crossentropy_row(int32_t label, const float* y, float epsilon, int64_t classes) {
  const float total = std::accumulate(y, y + classes, 0.0F);
  return -std::log(std::clamp(y[label] / total, epsilon, 1 - epsilon));
}

void sparse_crossentropy_gradient_row(int32_t label, const float* y, float epsilon, float scale,
                                      float* dy, int64_t classes) {
  const float total = std::accumulate(y, y + classes, 0.0F);
  const float p = y[label] / total;
  const float slope = p >= epsilon && p <= 1 - epsilon ? 1 / p : 0;
  const float inner = slope * p;
  for (int64_t j = 0; j < classes; ++j) dy[j] = inner * (scale / total);
  dy[label] = (inner - slope) * (scale / total);
}

float softmax_crossentropy_row(const RowTarget& target, const float* y, float epsilon, float scale,
                               float* dx, int64_t classes) {
  // y sums to 1, so that dx = scale * (y * sum of the targets that are not clipped - those
  // targets).
  const float total = std::accumulate(y, y + classes, 0.0F);
  float loss = 0, inner = 0;
  for (int64_t j = 0; j < classes; ++j) {
    const float t = number_at(target, j), p = y[j] / total;
    const bool is_free = p >= epsilon && p <= 1 - epsilon;
    if (t != 0) loss -= t * std::log(std::clamp(p, epsilon, 1 - epsilon));
    if (!dx) continue;
    dx[j] = is_free ? t : 0;
    inner += dx[j];
  }
  if (!dx) return loss;
  for (int64_t j = 0; j < classes; ++j) dx[j] = scale * (y[j] * inner - dx[j]);
  return loss;
}

float logits_crossentropy_row(const RowTarget& target, const float* x, float scale, float* dx,
                              float* room, int64_t classes) {
  const float largest = *std::max_element(x, x + classes);
  float sum = 0;
  if (room) {
    sum = exp_row(x, room, classes);
  } else {
    for (int64_t j = 0; j < classes; ++j) sum += std::exp(x[j] - largest);
  }
  const float log_sum = std::log(sum);
  float loss = 0, total = 0;
  for (int64_t j = 0; j < classes; ++j) {
    const float t = number_at(target, j);
    total += t;
    if (t != 0) loss -= t * (x[j] - largest - log_sum);
  }
  if (!dx) return loss;
  for (int64_t j = 0; j < classes; ++j) {
    dx[j] = scale * (room[j] / sum * total - number_at(target, j));
  }
  return loss;
}

int64_t argmax_row(const float* x, int64_t classes) {
  int64_t best = 0;
  for (int64_t j = 0; j < classes; ++j) {
    if (std::isnan(x[j])) return j;
    if (x[j] > x[best]) best = j;
  }
  return best;
}

}  // namespace keratin::cpu
