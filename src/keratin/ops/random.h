// Random tensors: keras.random. Without a seed each call draws from a stream of its own, which
// set_random_seed makes repeatable; with one, the same call gives the same numbers.
#pragma once
#include <optional>

#include "keratin/base/random.h"
#include "keratin/tensor/tensor.h"

namespace keratin::random {

struct UniformOptions {
  double minval = 0;
  double maxval = 1;
  DTypeLike dtype = float32;
  std::optional<uint64_t> seed = {};
};
/// In [minval, maxval). Throws DTypeError unless dtype is floating.
Tensor uniform(const Shape& shape, const UniformOptions& options = {});

struct NormalOptions {
  double mean = 0;
  double stddev = 1;
  DTypeLike dtype = float32;
  std::optional<uint64_t> seed = {};
};
Tensor normal(const Shape& shape, const NormalOptions& options = {});
/// Normal numbers that lie within two standard deviations of the mean.
Tensor truncated_normal(const Shape& shape, const NormalOptions& options = {});

struct SeedOptions {
  std::optional<uint64_t> seed = {};
};
/// Whole numbers in [minval, maxval). Throws ValueError for an empty range.
Tensor randint(const Shape& shape, int64_t minval, int64_t maxval, DTypeLike dtype = int32,
               const SeedOptions& options = {});
/// 1 with probability p, else 0.
Tensor bernoulli(const Shape& shape, double p, DTypeLike dtype = float32,
                 const SeedOptions& options = {});
/// The rows of x in random order.
Tensor shuffle(const Tensor& x, const SeedOptions& options = {});
/// 0, 1, ..., n - 1 in random order, int64.
Tensor permutation(int64_t n, const SeedOptions& options = {});
/// The same order as a function of a key alone (Fisher and Yates, 1938; Durstenfeld, 1964).
void permutation_into(const RandomKey& key, Tensor& order);
/// x / (1 - rate) with probability 1 - rate, else 0. Throws ValueError unless 0 <= rate < 1.
Tensor dropout(const Tensor& x, double rate, const SeedOptions& options = {});
/// The same for floats as a function of a key alone; elements along an axis of `shape` (of x's
/// rank) with length 1 share their fate. 0 <= rate < 1.
Tensor dropped(const Tensor& x, double rate, const Shape& shape, const RandomKey& key);
/// Normal numbers in x's shape and floating dtype, on its device, as a function of a key alone.
Tensor normal_like(const Tensor& x, double mean, double stddev, const RandomKey& key);
/// 1 with probability p, else 0, in x's dtype, on its device, as a function of a key alone.
Tensor bernoulli_like(const Tensor& x, const Shape& shape, double p, const RandomKey& key);

}  // namespace keratin::random
