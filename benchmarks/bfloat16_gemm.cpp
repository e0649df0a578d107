// The bfloat16 product beside the float32 one on one thread, at the shapes of the first network's
// tiles: GFLOP/s, medians of turns taken in one process. The processor's own instruction where
// there is one, and the way that goes without it.
#include "keratin/backend/cpu/bfloat16_gemm.h"

#include <cstdio>
#include <cstdlib>
#include <vector>

#include "keratin/backend/cpu/gemm.h"
#include "turns.h"

namespace {

using keratin::BFloat16;
using keratin::cpu::RoundedFactor;

struct Product {
  const char* name;
  int64_t m, n, k;
  bool is_a_transposed, is_b_transposed;
  bool is_b_bfloat16;  // b is a float32 weight in all products but dW
};

std::vector<float> drawn(int64_t size) {
  std::vector<float> values(static_cast<size_t>(size));
  for (float& value : values) value = static_cast<float>(std::rand() % 1000) / 1000 - 0.5F;
  return values;
}

void compare(const Product& p) {
  const std::vector<float> a = drawn(p.m * p.k), b = drawn(p.k * p.n);
  std::vector<BFloat16> a_halves(a.begin(), a.end()), b_halves(b.begin(), b.end());
  std::vector<float> y(static_cast<size_t>(p.m * p.n));
  const int64_t a_step = p.is_a_transposed ? p.m : p.k, b_step = p.is_b_transposed ? p.k : p.n;
  const RoundedFactor left = {a_halves.data(), a_step, p.is_a_transposed, true};
  const RoundedFactor right = {p.is_b_bfloat16 ? static_cast<const void*>(b_halves.data())
                                               : static_cast<const void*>(b.data()),
                               b_step, p.is_b_transposed, p.is_b_bfloat16};
  std::vector<double> plain, rounded, widened;
  for (int turn = 0; turn < 31; ++turn) {
    plain.push_back(seconds_of([&] {
      keratin::cpu::gemm({a.data(), a_step, p.is_a_transposed},
                         {b.data(), b_step, p.is_b_transposed}, y.data(), p.n, p.m, p.n, p.k);
    }));
    rounded.push_back(seconds_of(
        [&] { keratin::cpu::bfloat16_gemm(left, right, y.data(), p.n, p.m, p.n, p.k); }));
    widened.push_back(
        seconds_of([&] { keratin::cpu::widened_gemm(left, right, y.data(), p.n, p.m, p.n, p.k); }));
  }
  const double work = 2e-9 * static_cast<double>(p.m * p.n * p.k);
  std::printf("%-28s float32 %6.1f   bfloat16 %6.1f (x %.2f)   widened %6.1f GFLOP/s\n", p.name,
              work / median(plain), work / median(rounded), median(plain) / median(rounded),
              work / median(widened));
}

}  // namespace

int main() {
  std::printf("the processor %s an instruction for it\n",
              keratin::cpu::has_bfloat16_instruction() ? "has" : "does not have");
  for (const Product& product : {
           Product{"x . W       128 x 128 x 784", 128, 128, 784, false, false, false},
           Product{"h . W       128 x 128 x 512", 128, 128, 512, false, false, false},
           Product{"x^T . dy    128 x 128 x 128", 128, 128, 128, true, false, true},
           Product{"dy . W^T    128 x 128 x 512", 128, 128, 512, false, true, false},
           Product{"h . W       128 x 10 x 512", 128, 10, 512, false, false, false},
           Product{"one image   1 x 128 x 784", 1, 128, 784, false, false, false},
       }) {
    compare(product);
  }
}
