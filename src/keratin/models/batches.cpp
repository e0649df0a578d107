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

Batches::Batches(const char* call, Tensors all_x, Tensors all_y, Tensors all_weights,
                 int64_t batch_size)
    : whole_{std::move(all_x), std::move(all_y), std::move(all_weights)},
      batch_size_(batch_size),
      id_(next_id()) {
  if (inputs().empty() || !x().defined() || x().ndim() == 0) {
    throw_value_error(text(call, ": x needs an axis of samples"));
  }
  if (batch_size < 1) {
    throw_value_error(text(call, ": batch_size must be at least 1, received ", batch_size));
  }
  for (size_t k = 1; k < inputs().size(); ++k) {
    check_rows(call, x(), inputs()[k], "another input");
  }
  for (const Tensor& target : targets()) check_rows(call, x(), target, "y");
  for (const Tensor& weight : weights()) check_rows(call, x(), weight, "sample_weight");
  rows_ = x().shape()[0];
  const bool is_single = inputs().size() == 1 && targets().size() == 1 && weights().size() <= 1;
  are_plain_ =
      is_single && !mask_of(x()).defined() && y().defined() && is_plain(x()) && is_plain(y()) &&
      (!is_weighted() ||
       (is_plain(weights()[0]) && weights()[0].dtype() == float32 && weights()[0].size() == rows_));
}

void Batches::check_samples(const char* call) const {
  if (rows_ == 0) throw_value_error(text(call, ": there are no samples"), {{"x", describe(x())}});
}

void Batches::shuffle(const RandomKey& key) {
  if (!order_.defined()) order_ = Tensor({rows_}, int64);
  random::permutation_into(key, order_);
  id_ = next_id();
}

Tensor Batches::part(const Tensor& data, int64_t i) const {
  if (!data.defined()) return {};
  const int64_t begin = i * batch_size_;
  if (!order_.defined()) return ops::slice_view(data, 0, begin, begin + rows_of(i));
  Tensor rows(data.shape().with_front(rows_of(i)), data.dtype(), data.device());
  copy_part(data, i, rows);
  return rows;
}

void Batches::copy_part(const Tensor& data, int64_t i, const Tensor& place) const {
  if (!data.defined()) return;
  if (place.device() != data.device()) {
    const Tensor rows = part(data, i).to({}).contiguous();
    return backend_of(place).upload(rows.view().data, place.view());
  }
  const int64_t begin = i * batch_size_, end = begin + rows_of(i);
  Backend& backend = backend_of(data);
  if (!order_.defined()) {
    const Tensor rows = ops::slice_view(data, 0, begin, end);
    return backend.run(CopyCall{.x = rows.view(), .y = place.view()});
  }
  backend.run(TakeCall{.x = data.view(),
                       .indices = ops::slice_view(order_, 0, begin, end).view(),
                       .axis = 0,
                       .y = place.view()});
}

Tensor Batches::targets(int64_t i) const { return targets().empty() ? Tensor() : part(y(), i); }
Tensor Batches::weights(int64_t i) const {
  return is_weighted() ? part(weights()[0], i) : Tensor();
}

BatchRows Batches::rows_at(int64_t i) const {
  return {.x = x().view(),
          .targets = y().view(),
          .weights = is_weighted() ? weights()[0].data<float>() : nullptr,
          .order = order_.defined() ? order_.data<int64_t>() : nullptr,
          .begin = i * batch_size_,
          .id = id_};
}

Batch Batches::operator[](int64_t i) const {
  Batch batch;
  for (const Tensor& all : inputs()) batch.x.push_back(part(all, i));
  for (const Tensor& all : targets()) batch.y.push_back(part(all, i));
  for (const Tensor& all : weights()) batch.sample_weight.push_back(part(all, i));
  return batch;
}

void Batches::copy_to(int64_t i, const Batch& places) const {
  const auto copy = [&](const Tensors& data, const Tensors& to) {
    for (size_t k = 0; k < data.size(); ++k) copy_part(data[k], i, to[k]);
  };
  copy(inputs(), places.x);
  copy(targets(), places.y);
  copy(weights(), places.sample_weight);
}

}  // namespace keratin::models
