// Elementwise functions and softmax in registers beside the plain loops of the reference, one
// thread, on numbers that fit in the first caches: nanoseconds an element, medians of turns taken
// in one process.
#include "keratin/backend/cpu/cpu_backend.h"
#include "keratin/backend/reference_internal.h"
#include "keratin/base/thread_pool.h"
#include "keratin/ops/random.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace {

using namespace keratin;

constexpr int64_t kSize = 8192;
constexpr int kTurns = 200;

/// The shortest turns are those that no neighbour cut short.
template <class Call>
double shortest(double so_far, Call call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return std::min(so_far, taken.count());
}

/// call(backend) on both, and a row of the table.
template <class Call>
void compare(const char* name, Call call) {
  double ours = 1, plain = 1;
  for (int turn = 0; turn < kTurns; ++turn) {
    ours = shortest(ours, [&] { call(cpu_backend()); });
    plain = shortest(plain, [&] { call(reference_backend()); });
  }
  const double scale = 1e9 / kSize;
  std::printf("%-24s %8.3f ns   plain %8.3f ns   ratio %6.1f\n", name, ours * scale, plain * scale,
              plain / ours);
}

}  // namespace

int main() {
  config::set_num_threads(1);
  const Tensor x = random::uniform({kSize}, {.minval = 0.1, .maxval = 3, .seed = 1});
  const Tensor y(x.shape(), float32), dx(x.shape(), float32);
  const UnaryArgs args{0.4, 1.9};
  for (const Unary f : {Unary::exp, Unary::expm1, Unary::log, Unary::log1p, Unary::tanh, Unary::erf,
                        Unary::sigmoid, Unary::gelu, Unary::gelu_tanh, Unary::silu, Unary::softplus,
                        Unary::elu, Unary::selu, Unary::mish, Unary::sqrt, Unary::relu}) {
    compare(name_of(f), [&](Backend& b) {
      b.run(UnaryCall{.f = f, .args = args, .x = x.view(), .y = y.view()});
    });
    compare("  its slope", [&](Backend& b) {
      b.run(UnaryGradientCall{
          .f = f, .args = args, .x = x.view(), .y = y.view(), .dy = x.view(), .dx = dx.view()});
    });
  }
  for (const int64_t width : {10, 1000}) {
    const Tensor rows =
        random::uniform({kSize / width, width}, {.minval = -3, .maxval = 3, .seed = 2});
    const Tensor p(rows.shape(), float32);
    std::printf("rows of %d\n", static_cast<int>(width));
    compare("  softmax",
            [&](Backend& b) { b.run(SoftmaxCall{.x = rows.view(), .axis = 1, .y = p.view()}); });
    compare("  log_softmax",
            [&](Backend& b) { b.run(LogSoftmaxCall{.x = rows.view(), .axis = 1, .y = p.view()}); });
  }
}
