// Our matrix product beside oneDNN's on one thread, at the shapes of the first network's tiles:
// GFLOP/s of both, medians of turns taken in one process. Needs libdnnl-dev.
#include "keratin/backend/cpu/gemm.h"

#include <omp.h>

#include <cstdio>
#include <cstdlib>
#include <dnnl.hpp>
#include <vector>

#include "turns.h"

namespace {

struct Product {
  const char* name;
  int64_t m, n, k;
  bool is_a_transposed, is_b_transposed;
};

void compare(const Product& p) {
  std::vector<float> a(static_cast<size_t>(p.m * p.k)), b(static_cast<size_t>(p.k * p.n));
  std::vector<float> y(static_cast<size_t>(p.m * p.n));
  for (float& value : a) value = static_cast<float>(std::rand() % 1000) / 1000 - 0.5F;
  for (float& value : b) value = static_cast<float>(std::rand() % 1000) / 1000 - 0.5F;
  const int64_t a_step = p.is_a_transposed ? p.m : p.k, b_step = p.is_b_transposed ? p.k : p.n;
  std::vector<double> ours, theirs;
  for (int turn = 0; turn < 31; ++turn) {
    ours.push_back(seconds_of([&] {
      keratin::cpu::gemm({a.data(), a_step, p.is_a_transposed},
                         {b.data(), b_step, p.is_b_transposed}, y.data(), p.n, p.m, p.n, p.k);
    }));
    theirs.push_back(seconds_of([&] {
      dnnl::sgemm(p.is_a_transposed ? 'T' : 'N', p.is_b_transposed ? 'T' : 'N', p.m, p.n, p.k, 1,
                  a.data(), a_step, b.data(), b_step, 0, y.data(), p.n);
    }));
  }
  const double work = 2e-9 * static_cast<double>(p.m * p.n * p.k);
  std::printf("%-28s ours %6.1f GFLOP/s   oneDNN %6.1f GFLOP/s   ratio of times %.2f\n", p.name,
              work / median(ours), work / median(theirs), median(ours) / median(theirs));
}

}  // namespace

int main() {
  omp_set_num_threads(1);
  for (const Product& product : {
           Product{"x . W       128 x 128 x 784", 128, 128, 784, false, false},
           Product{"x^T . dy    128 x 128 x 128", 128, 128, 128, true, false},
           Product{"dy . W^T    128 x 128 x 512", 128, 128, 512, false, true},
           Product{"h . W       128 x 10 x 512", 128, 10, 512, false, false},
           Product{"one image   1 x 128 x 784", 1, 128, 784, false, false},
       }) {
    compare(product);
  }
}
