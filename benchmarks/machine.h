// What the machine can do at this moment: its clock, its rate of float32 multiply-adds, and how far
// its cores lie apart. Shared machines drift, so this is measured beside everything that is
// compared with it.
#pragma once
#include <algorithm>
#include <array>
#include <atomic>
#include <barrier>
#include <fstream>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "machine_kernels.h"
#include "stopwatch.h"

/// Rates that the machine reached.
struct Machine {
  double gigahertz = 0;   // of busy cores, all at once
  double gflops_one = 0;  // one thread
  double gflops_all = 0;  // all threads together
  double apart_ns = 0;    // for a line of the cache to get from one core to another; 0: one core
  std::string simd = "sse2";  // avx2, avx512, avx512_bf16
};

namespace machine {

/// The most rounds a second, summed over the threads, of many turns of a millisecond: what the
/// cores can do when nobody takes them away. A turn lasts from the first thread's begin to the
/// last one's end, or two threads that share a core one after the other would count as two cores.
inline double rounds_a_second(Kernel kernel, int threads, int64_t rounds) {
  constexpr size_t turns = 25;
  struct Span {
    double begin = 0, end = 0;
  };
  std::vector<std::array<Span, turns>> spans(static_cast<size_t>(threads));
  std::barrier<> gate(threads);
  std::vector<std::thread> team;
  for (std::array<Span, turns>& mine : spans) {
    team.emplace_back([&gate, &mine, kernel, rounds] {
      volatile float kept = 0;  // or the compiler drops the work
      for (Span& turn : mine) {
        gate.arrive_and_wait();
        turn.begin = seconds_now();
        kept = kernel(rounds);
        turn.end = seconds_now();
      }
      static_cast<void>(kept);
    });
  }
  for (std::thread& thread : team) thread.join();
  double best = 0;
  for (size_t turn = 0; turn < turns; ++turn) {
    Span whole = spans[0][turn];
    for (const std::array<Span, turns>& span : spans) {
      whole = {std::min(whole.begin, span[turn].begin), std::max(whole.end, span[turn].end)};
    }
    best = std::max(best, static_cast<double>(rounds * threads) / (whole.end - whole.begin));
  }
  return best;
}

/// Nanoseconds that a line of the cache takes from one thread to another: the best of many batches
/// of turns. Cores that share a cache are some 25 ns apart, others 100 to 200: a virtual machine
/// may get either, and now this and now that. 0 when the threads never run at the same time.
inline double apart_nanoseconds() {
  constexpr int batch = 200;
  constexpr double longest = 0.02;  // seconds
  alignas(64) std::atomic<int64_t> turn = 0;
  alignas(64) std::atomic<bool> is_over = false;
  std::thread other([&] {
    for (int64_t next = 1; !is_over.load(std::memory_order_relaxed);) {
      if (turn.load(std::memory_order_acquire) != next) continue;
      turn.store(next + 1, std::memory_order_release);
      next += 2;
    }
  });
  double best = 0;
  int64_t next = 0;
  const double end = seconds_now() + longest;
  for (double begin = seconds_now(); begin < end;) {
    bool is_late = false;  // only where the other thread does not run
    for (int i = 0; i < batch && !is_late; ++i, next += 2) {
      turn.store(next + 1, std::memory_order_release);
      for (int spins = 1; turn.load(std::memory_order_acquire) != next + 2 && !is_late; ++spins) {
        is_late = spins % 1024 == 0 && seconds_now() >= end;
      }
    }
    const double now = seconds_now(), each = (now - begin) / (2 * batch) * 1e9;
    if (now < end && (best == 0 || each < best)) best = each;
    begin = now;
  }
  is_over = true;
  other.join();
  return best;
}

/// Measures for an eighth of a second.
inline Machine measured(int threads) {
  Machine result;
  const auto try_width = [&](Kernel kernel, int lanes) {
    const double flops_a_round = 2.0 * lanes * chains;
    const auto gflops = [&](int count) {
      return rounds_a_second(kernel, count, 400'000) * flops_a_round * 1e-9;
    };
    result.gflops_one = std::max(result.gflops_one, gflops(1));
    result.gflops_all = std::max({result.gflops_all, result.gflops_one, gflops(threads)});
  };
#ifdef __x86_64__
  result.gigahertz = rounds_a_second(dependent_additions, threads, 3'000) * 1000e-9 / threads;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    try_width(multiply_add_avx2, 8);
    result.simd = "avx2";
  }
  if (__builtin_cpu_supports("avx512f")) {
    try_width(multiply_add_avx512, 16);
    result.simd = __builtin_cpu_supports("avx512bf16") ? "avx512_bf16" : "avx512";
  }
#endif
  if (result.gflops_all == 0) try_width(multiply_add, 4);
  if (threads > 1) result.apart_ns = apart_nanoseconds();
  return result;
}

/// The better of two measurements, before and after something: where a stranger took a core during
/// one of them, a peak that was too low would flatter whatever is compared with it. Of the
/// distances the larger counts: it says whether the cores were together all the time.
inline Machine better_of(Machine a, const Machine& b) {
  a.apart_ns = std::max(a.apart_ns, b.apart_ns);
  a.gigahertz = std::max(a.gigahertz, b.gigahertz);
  a.gflops_one = std::max(a.gflops_one, b.gflops_one);
  a.gflops_all = std::max(a.gflops_all, b.gflops_all);
  return a;
}

/// "AMD EPYC" and the like, from /proc/cpuinfo.
inline std::string model_name() {
  std::ifstream file("/proc/cpuinfo");
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace machine
