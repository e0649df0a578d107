#include "keratin/models/batches_internal.h"

#include <algorithm>
#include <atomic>

#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/index.h"
#include "keratin/ops/random.h"

namespace keratin::models {
namespace {

void check_rows(const char* call, const Tensor& x, const Tensor& other, const char* name) {
  if (!other.defined()) return;
  if (other.ndim() > 0 && other.shape()[0] == x.shape()[0]) return;
  throw_value_error(text(call, ": x and ", name, " must have the same number of samples"),
                    {{"x", describe(x)}, {name, describe(other)}});
}

uint64_t next_id() {
  static std::atomic<uint64_t> count = 0;
  return ++count;
}

bool is_plain(const Tensor& x) {
  return x.is_contiguous() && x.dtype() != float16 && x.dtype() != bfloat16;
}

}  // namespace

Batches::Batches(const char* call, Tensor x, Tensor y, Tensor weight, int64_t batch_size)
    : x_(std::move(x)),
      y_(std::move(y)),
      weight_(std::move(weight)),
      batch_size_(batch_size),
      id_(next_id()) {
  if (!x_.defined() || x_.ndim() == 0) {
    throw_value_error(text(call, ": x needs an axis of samples"));
  }
  if (batch_size < 1) {
    throw_value_error(text(call, ": batch_size must be at least 1, received ", batch_size));
  }
  check_rows(call, x_, y_, "y");
  check_rows(call, x_, weight_, "sample_weight");
  rows_ = x_.shape()[0];
  are_plain_ = y_.defined() && is_plain(x_) && is_plain(y_) &&
               (!weight_.defined() ||
                (is_plain(weight_) && weight_.dtype() == float32 && weight_.size() == rows_));
}

void Batches::shuffle(const RandomKey& key) {
  if (!order_.defined()) order_ = Tensor({rows_}, int64);
  random::permutation_into(key, order_);
  id_ = next_id();
}

Tensor Batches::part(const Tensor& data, int64_t i) const {
  if (!data.defined()) return {};
  const int64_t begin = i * batch_size_;
  const int64_t end = std::min(rows_, begin + batch_size_);
  if (!order_.defined()) return ops::slice_view(data, 0, begin, end);
  Tensor rows(data.shape().with_front(end - begin), data.dtype(), data.device());
  backend_of(data).take(data.view(), ops::slice_view(order_, 0, begin, end).view(), 0, rows.view());
  return rows;
}

Tensor Batches::targets(int64_t i) const { return part(y_, i); }
Tensor Batches::weights(int64_t i) const { return part(weight_, i); }

BatchRows Batches::rows_at(int64_t i) const {
  return {.x = x_.view(),
          .targets = y_.view(),
          .weights = weight_.defined() ? weight_.data<float>() : nullptr,
          .order = order_.defined() ? order_.data<int64_t>() : nullptr,
          .begin = i * batch_size_,
          .id = id_};
}

Batch Batches::operator[](int64_t i) const { return {part(x_, i), targets(i), weights(i)}; }

}  // namespace keratin::models
