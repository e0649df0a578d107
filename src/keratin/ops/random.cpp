#include "keratin/ops/random.h"

#include <utility>

#include "keratin/autodiff/tape.h"
#include "keratin/backend/backend.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/ops/arithmetic.h"
#include "keratin/ops/take.h"

namespace keratin::random {
namespace {

/// Without a seed the next stream, whose number nothing symbolic uses up.
RandomKey key_of(const std::optional<uint64_t>& seed) {
  if (seed) return {.seed = *seed};
  return {.seed = random_seed(), .stream = next_random_stream()};
}

Tensor filled(Distribution distribution, double a, double b, Tensor y, const RandomKey& key) {
  if (y.is_symbolic()) return y;
  backend_of(y).run(
      RandomCall{.distribution = distribution, .a = a, .b = b, .key = key, .y = y.view()});
  return y;
}

Tensor draw(Distribution distribution, double a, double b, const Shape& shape, DType dtype,
            const std::optional<uint64_t>& seed, Device device = {}) {
  Tensor y(shape, dtype, device);
  if (y.is_symbolic()) return y;
  return filled(distribution, a, b, std::move(y), key_of(seed));
}

void require_floating(const char* name, DType dtype) {
  if (!is_floating(dtype)) {
    throw_dtype_error(
        text("random::", name, ": dtype must be floating, received ", name_of(dtype)));
  }
}

}  // namespace

Tensor uniform(const Shape& shape, const UniformOptions& options) {
  require_floating("uniform", options.dtype);
  return draw(Distribution::uniform, options.minval, options.maxval, shape, options.dtype,
              options.seed);
}

Tensor normal(const Shape& shape, const NormalOptions& options) {
  require_floating("normal", options.dtype);
  return draw(Distribution::normal, options.mean, options.stddev, shape, options.dtype,
              options.seed);
}

Tensor truncated_normal(const Shape& shape, const NormalOptions& options) {
  require_floating("truncated_normal", options.dtype);
  return draw(Distribution::truncated_normal, options.mean, options.stddev, shape, options.dtype,
              options.seed);
}

Tensor randint(const Shape& shape, int64_t minval, int64_t maxval, DTypeLike dtype,
               const SeedOptions& options) {
  if (minval >= maxval) {
    throw_value_error(
        text("random::randint: the range from ", minval, " to ", maxval, " is empty"));
  }
  require_fits("random::randint", minval, dtype);
  require_fits("random::randint", maxval - 1, dtype);
  return draw(Distribution::integers, static_cast<double>(minval), static_cast<double>(maxval),
              shape, dtype, options.seed);
}

Tensor bernoulli(const Shape& shape, double p, DTypeLike dtype, const SeedOptions& options) {
  return draw(Distribution::bernoulli, p, 0, shape, dtype, options.seed);
}

void permutation_into(const RandomKey& key, Tensor& order) {
  backend_of(order).run(PermutationCall{.key = key, .y = order.view()});
}

Tensor permutation(int64_t n, const SeedOptions& options) {
  if (n < 0) throw_value_error(text("random::permutation: n must not be negative, received ", n));
  Tensor order({n}, int64);
  permutation_into(key_of(options.seed), order);
  return order;
}

Tensor shuffle(const Tensor& x, const SeedOptions& options) {
  return ops::take(x, permutation(x.len(), options).to(x.device()), 0);
}

Tensor dropout(const Tensor& x, double rate, const SeedOptions& options) {
  if (!(rate >= 0 && rate < 1)) {
    throw_value_error(text("random::dropout: rate must be in [0, 1), received ", rate));
  }
  const RandomKey key = x.is_symbolic() ? RandomKey() : key_of(options.seed);
  return dropped(is_floating(x.dtype()) ? x : x.as_dtype(float32), rate, x.shape(), key);
}

Tensor dropped(const Tensor& x, double rate, const Shape& shape, const RandomKey& key) {
  const auto run = [rate, shape, key](const Tensor& from) {
    Tensor to(from.shape(), from.dtype(), from.device());
    backend_of(to).run(
        DropoutCall{.x = from.view(), .rate = rate, .shape = shape, .key = key, .y = to.view()});
    return to;
  };
  return record("dropout", run(x), {&x},
                [run](const Tensor& dy) -> Gradients { return {run(dy)}; });
}

Tensor normal_like(const Tensor& x, double mean, double stddev, const RandomKey& key) {
  return filled(Distribution::normal, mean, stddev, Tensor(x.shape(), x.dtype(), x.device()), key);
}

Tensor bernoulli_like(const Tensor& x, const Shape& shape, double p, const RandomKey& key) {
  return filled(Distribution::bernoulli, p, 0, Tensor(shape, x.dtype(), x.device()), key);
}

}  // namespace keratin::random
