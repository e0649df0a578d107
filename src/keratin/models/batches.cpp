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

Batches::Batches(const char* call, Tensors x, Tensors y, Tensors weights, int64_t batch_size)
    : x_(std::move(x)),
      y_(std::move(y)),
      weights_(std::move(weights)),
      batch_size_(batch_size),
      id_(next_id()) {
  if (x_.empty() || !x_[0].defined() || x_[0].ndim() == 0) {
    throw_value_error(text(call, ": x needs an axis of samples"));
  }
  if (batch_size < 1) {
    throw_value_error(text(call, ": batch_size must be at least 1, received ", batch_size));
  }
  for (size_t k = 1; k < x_.size(); ++k) check_rows(call, x_[0], x_[k], "another input");
  for (const Tensor& target : y_) check_rows(call, x_[0], target, "y");
  for (const Tensor& weight : weights_) check_rows(call, x_[0], weight, "sample_weight");
  rows_ = x_[0].shape()[0];
  const bool is_single = x_.size() == 1 && y_.size() == 1 && weights_.size() <= 1;
  are_plain_ = is_single && y_[0].defined() && is_plain(x_[0]) && is_plain(y_[0]) &&
               (!is_weighted() || (is_plain(weights_[0]) && weights_[0].dtype() == float32 &&
                                   weights_[0].size() == rows_));
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
  backend_of(data).run(TakeCall{.x = data.view(),
                                .indices = ops::slice_view(order_, 0, begin, end).view(),
                                .axis = 0,
                                .y = rows.view()});
  return rows;
}

Tensor Batches::targets(int64_t i) const { return y_.empty() ? Tensor() : part(y_[0], i); }
Tensor Batches::weights(int64_t i) const { return is_weighted() ? part(weights_[0], i) : Tensor(); }

BatchRows Batches::rows_at(int64_t i) const {
  return {.x = x_[0].view(),
          .targets = y_[0].view(),
          .weights = is_weighted() ? weights_[0].data<float>() : nullptr,
          .order = order_.defined() ? order_.data<int64_t>() : nullptr,
          .begin = i * batch_size_,
          .id = id_};
}

Batch Batches::operator[](int64_t i) const {
  Batch batch;
  for (const Tensor& x : x_) batch.x.push_back(part(x, i));
  for (const Tensor& y : y_) batch.y.push_back(part(y, i));
  for (const Tensor& weight : weights_) batch.sample_weight.push_back(part(weight, i));
  return batch;
}

}  // namespace keratin::models
