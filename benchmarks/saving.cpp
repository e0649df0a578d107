// Seconds and peak memory of saving and loading one model; see saving.py.
//   bench_saving save FILE WIDTH DEPTH      a stack of DEPTH Dense(WIDTH)
//   bench_saving load FILE
#include <sys/resource.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "keratin/keratin.h"

using namespace keratin;

namespace {

double peak_mb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

template <class F>
void timed(F f) {
  const double before = peak_mb();
  const auto begin = std::chrono::steady_clock::now();
  f();
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begin;
  std::printf("{\"seconds\": %.6f, \"peak_mb\": %.1f, \"before_mb\": %.1f}\n", took.count(),
              peak_mb(), before);
}

}  // namespace

int main(int count, char** words) {
  const std::string mode = count > 2 ? words[1] : "";
  if (mode == "load") {
    timed([&] { load_model(words[2]); });
    return 0;
  }
  if (mode != "save" || count != 5) return 2;
  const int64_t width = std::stoll(words[3]), depth = std::stoll(words[4]);
  Sequential model({Input({width})});
  for (int64_t i = 0; i < depth; ++i) {
    model.add(layers::Dense(width, {.kernel_initializer = "ones"}));
  }
  timed([&] { model.save(words[2]); });
}
