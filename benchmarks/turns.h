// Measuring programs against each other in one process: in turns, so that a busy neighbour hits all
// of them, and by the median of the turns.
#pragma once
#include <algorithm>
#include <chrono>
#include <vector>

/// Seconds that one run takes, as the mean of twenty.
template <class Run>
double seconds_of(Run run) {
  constexpr int times = 20;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < times; ++i) run();
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - begin;
  return taken.count() / times;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}
