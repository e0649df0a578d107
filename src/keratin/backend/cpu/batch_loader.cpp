#include "keratin/backend/cpu/batch_loader.h"

#include <hwy/cache_control.h>

#include <algorithm>
#include <cmath>

#include "keratin/backend/cpu/register_kinds.h"
#include "keratin/backend/cpu/vector_kernels.h"
#include "keratin/base/text.h"
#include "keratin/tensor/fits_internal.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "keratin/backend/cpu/batch_loader.cpp"
#include <hwy/foreach_target.h>  // compiles this file once for each kind of register
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace keratin::cpu {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using D = hn::ScalableTag<float>;
using V = hn::Vec<D>;

HWY_INLINE V LoadFloats(const float* from) { return hn::LoadU(D(), from); }
HWY_INLINE V LoadFloats(const uint8_t* from) {
  const hn::Rebind<uint8_t, D> bytes;
  const hn::RebindToSigned<D> integers;
  return hn::ConvertTo(D(), hn::PromoteTo(integers, hn::LoadU(bytes, from)));
}

/// to = from * scale + offset; gives the number of elements that are not zero then. Multiplies and
/// adds one after the other, so that the bits are those of the two operations. `streams`: past the
/// caches, if `to` is aligned.
template <bool streams, class T>
int64_t LoadElements(const T* from, int64_t size, float scale, float offset, float* to) {
  const D d;
  const V factor = hn::Set(d, scale), addend = hn::Set(d, offset);
  const auto lanes = static_cast<int64_t>(hn::Lanes(d));
  const bool is_scaled = scale != 1 || offset != 0, has_offset = offset != 0;
  int64_t count = 0, i = 0;
  for (; i + lanes <= size; i += lanes) {
    V v = LoadFloats(from + i);
    if (is_scaled) v = hn::Mul(v, factor);
    if (has_offset) v = hn::Add(v, addend);
    if constexpr (streams) {
      hn::Stream(v, d, to + i);
    } else {
      hn::StoreU(v, d, to + i);
    }
    count += static_cast<int64_t>(hn::CountTrue(d, hn::Ne(v, hn::Zero(d))));
  }
  for (; i < size; ++i) {
    const auto value = static_cast<float>(from[i]);
    to[i] = is_scaled ? value * scale : value;
    if (has_offset) to[i] += offset;
    count += to[i] != 0;
  }
  if (streams) hwy::FlushStream();
  return count;
}

int64_t LoadFloatRow(const float* from, int64_t size, float scale, float offset, float* to,
                     bool streams) {
  return streams ? LoadElements<true>(from, size, scale, offset, to)
                 : LoadElements<false>(from, size, scale, offset, to);
}
int64_t LoadByteRow(const uint8_t* from, int64_t size, float scale, float offset, float* to,
                    bool streams) {
  return streams ? LoadElements<true>(from, size, scale, offset, to)
                 : LoadElements<false>(from, size, scale, offset, to);
}

}  // namespace HWY_NAMESPACE
}  // namespace keratin::cpu
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace keratin::cpu {

HWY_EXPORT(LoadFloatRow);
HWY_EXPORT(LoadByteRow);

namespace {

constexpr int64_t kTogether = 8;  // rows of a task

/// Asks for a row's lines before they are needed: shuffled rows lie anywhere in memory.
void prefetch(const void* row, int64_t bytes) {
  constexpr int64_t line = 64;
  for (int64_t at = 0; at < bytes; at += line) {
    __builtin_prefetch(static_cast<const char*>(row) + at);
  }
}

int64_t sample_of(const BatchRows& batch, int64_t i) {
  return batch.order ? batch.order[batch.begin + i] : batch.begin + i;
}

}  // namespace

void BatchLoader::lay_out(Cutter& cutter) {
  const int64_t size = options_.rows * options_.features;
  for (float*& x : x_) x = cutter.take<float>(size);
  if (options_.loss == PlannedLoss::Kind::categorical_crossentropy) {
    targets_ = cutter.take<float>(options_.rows * options_.classes);
  }
  if (options_.loss == PlannedLoss::Kind::sparse_categorical_crossentropy) {
    labels_ = cutter.take<int32_t>(options_.rows);
  }
  weights_ = cutter.take<float>(options_.rows);
  counts_ = cutter.take<int32_t>(options_.rows);
  if (!options_.makes_lists) return;
  list_memory_ = cutter.take<char>(
      static_cast<int64_t>(NonZeros::bytes_for(options_.rows, options_.features)));
  if (list_memory_) lists_ = NonZeros(list_memory_, options_.rows, options_.features);
}

void BatchLoader::begin(const BatchRows& batch) {
  batch_ = batch;
  if (options_.loss == PlannedLoss::Kind::none) batch_.targets.data = nullptr;
  has_batch_ = true;
}

bool BatchLoader::has(const BatchRows& batch) const {
  return has_batch_ && batch.id == batch_.id && batch.begin == batch_.begin &&
         batch.x.data == batch_.x.data;
}

int64_t BatchLoader::tasks() const { return (options_.rows + kTogether - 1) / kTogether; }

void BatchLoader::run(int64_t task) {
  const int64_t end = std::min(options_.rows, (task + 1) * kTogether);
  const auto bytes = static_cast<int64_t>(itemsize_of(options_.dtype)) * options_.features;
  const auto* data = static_cast<const char*>(batch_.x.data);
  for (int64_t i = task * kTogether; i < end; ++i) {
    if (i + 1 < end) prefetch(data + sample_of(batch_, i + 1) * bytes, bytes);
    if (i + 1 < end) prefetch_target(sample_of(batch_, i + 1));
    load_row(i);
  }
}

void BatchLoader::prefetch_target(int64_t sample) const {
  if (!batch_.targets.data) return;
  const auto width =
      static_cast<int64_t>(itemsize_of(batch_.targets.dtype)) * (labels_ ? 1 : options_.classes);
  prefetch(static_cast<const char*>(batch_.targets.data) + sample * width, width);
}

int64_t BatchLoader::load_elements(const void* data, int64_t at, float* to) const {
  const int64_t size = options_.features;
  const float scale = options_.scale, offset = options_.offset;
  // All threads will read all rows: lines that they have in their caches would first be taken from
  // them. Not where the row is read again at once.
  const bool streams = options_.makes_lists && !lists_rows_ && !options_.rounds &&
                       size % (static_cast<int64_t>(kMemoryAlignment) / 4) == 0;
  if (options_.dtype == uint8) {
    const auto* bytes = static_cast<const uint8_t*>(data) + at;
    return HWY_DYNAMIC_DISPATCH(LoadByteRow)(bytes, size, scale, offset, to, streams);
  }
  if (options_.dtype != float32) {
    visit_dtype(options_.dtype, [&](auto tag) {
      const auto* from = static_cast<const decltype(tag)*>(data) + at;
      for (int64_t i = 0; i < size; ++i) to[i] = static_cast<float>(from[i]);
    });
    return HWY_DYNAMIC_DISPATCH(LoadFloatRow)(to, size, scale, offset, to, false);
  }
  const auto* floats = static_cast<const float*>(data) + at;
  return HWY_DYNAMIC_DISPATCH(LoadFloatRow)(floats, size, scale, offset, to, streams);
}

namespace {

/// -1, which is no class, for what is not whole or does not fit.
template <class T>
int32_t label_from(T value) {
  if constexpr (std::is_floating_point_v<T>) {
    const bool is_whole = value >= 0 && value < T(0x1p31) && value == std::floor(value);
    return is_whole ? static_cast<int32_t>(value) : -1;
  } else {
    return fits<int32_t>(value) ? static_cast<int32_t>(value) : -1;
  }
}

}  // namespace

void BatchLoader::load_row(int64_t i) {
  const int64_t sample = sample_of(batch_, i), size = options_.features;
  float* to = x_[1 - current_] + i * size;
  const int64_t count = load_elements(batch_.x.data, sample * size, to);
  if (options_.rounds) round_to_bfloat16_run(to, size);
  counts_[i] = static_cast<int32_t>(count);
  if (options_.makes_lists && lists_rows_) lists_.list_row(i, to);
  if (batch_.targets.data) load_target(i, sample);
  if (batch_.weights) weights_[i] = batch_.weights[sample];
}

void BatchLoader::load_target(int64_t i, int64_t sample) {
  visit_dtype(batch_.targets.dtype, [&](auto tag) {
    using T = decltype(tag);
    const auto* from = static_cast<const T*>(batch_.targets.data);
    if constexpr (!std::is_same_v<T, Float16> && !std::is_same_v<T, BFloat16>) {
      if (labels_) {
        labels_[i] = label_from(from[sample]);
        return;
      }
      float* to = targets_ + i * options_.classes;
      from += sample * options_.classes;
      for (int64_t j = 0; j < options_.classes; ++j) to[j] = static_cast<float>(from[j]);
    }
  });
}

std::string BatchLoader::describe() const {
  std::string out = text(name_of(options_.dtype), " [", options_.features, "]");
  if (options_.scale != 1) out += text(" * ", static_cast<double>(options_.scale));
  if (options_.offset != 0) out += text(" + ", static_cast<double>(options_.offset));
  return out + " to float32, while the step before computes";
}

void BatchLoader::finish() {
  current_ = 1 - current_;
  has_batch_ = false;
  is_weighted_ = batch_.weights != nullptr;
  if (!options_.makes_lists) return;
  int64_t count = 0;
  for (int64_t i = 0; i < options_.rows; ++i) count += counts_[i];
  const bool is_worth_it = is_mostly_zero(count, options_.rows * options_.features);
  is_sparse_ = is_worth_it && lists_rows_;
  lists_rows_ = is_worth_it;  // the next batch is likely of the same kind
}

}  // namespace keratin::cpu
#endif  // HWY_ONCE
