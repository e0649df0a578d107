// Any number of digits, each drawn from its own random numbers, so that threads do not matter.
#include "keratin/datasets/digits.h"

#include "keratin/base/error.h"
#include "keratin/base/random.h"
#include "keratin/base/text.h"
#include "keratin/base/thread_pool.h"
#include "keratin/datasets/digit_drawing_internal.h"

namespace keratin::datasets::digits {
namespace {

enum class Part : uint64_t { train, test };

Split drawn(int64_t count, uint64_t seed, Part part) {
  Split split = {Tensor({count, digit_side, digit_side}, uint8), Tensor({count}, uint8)};
  if (count == 0) return split;
  auto* images = split.x.mutable_data<uint8_t>();
  auto* labels = split.y.mutable_data<uint8_t>();
  parallel_ranges(count, 256, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i) {
      RandomSequence random({seed, static_cast<uint64_t>(part), static_cast<uint64_t>(i)});
      const auto digit = static_cast<int>(random.next_below(10));
      labels[i] = static_cast<uint8_t>(digit);
      draw_digit(digit, random, images + i * digit_side * digit_side);
    }
  });
  return split;
}

}  // namespace

Dataset load_data(const DigitsOptions& options) {
  if (options.train < 0 || options.test < 0) {
    throw_value_error(text("datasets::digits: the numbers of samples are ", options.train, " and ",
                           options.test, ", and must not be negative"));
  }
  return {drawn(options.train, options.seed, Part::train),
          drawn(options.test, options.seed, Part::test)};
}

}  // namespace keratin::datasets::digits
