// Time and memory as the benchmarks measure them.
#pragma once
#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <string>
#include <vector>

inline double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Seconds since the kernel started this process: /proc/self/stat, field 22, in clock ticks.
inline double seconds_since_start() {
  std::ifstream file("/proc/self/stat");
  std::string field;
  for (int i = 0; i < 22; ++i) file >> field;
  timespec now{};
  clock_gettime(CLOCK_BOOTTIME, &now);
  const double seconds = static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
  return seconds - std::stod(field) / 100;
}

/// The most memory that this process had at once. Not getrusage's ru_maxrss, which also remembers
/// what the process that started this one had.
inline double peak_megabytes() {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    double kibibytes = 0;
    if (word == "VmHWM:" && file >> kibibytes) return kibibytes / 1024;
  }
  return 0;
}

inline double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// Microseconds of a call, one number for each of the turns of 10 ms or more that fit in `seconds`.
template <class Call>
std::vector<double> microseconds_of(double seconds, Call call) {
  for (int i = 0; i < 3; ++i) call();
  int64_t calls = 1;
  std::vector<double> turns;
  for (const double end = seconds_now() + seconds; turns.empty() || seconds_now() < end;) {
    const double begin = seconds_now();
    for (int64_t i = 0; i < calls; ++i) call();
    const double taken = seconds_now() - begin;
    if (taken < 0.01 && calls < 1'000'000) {
      calls *= 2;
    } else {
      turns.push_back(taken * 1e6 / static_cast<double>(calls));
    }
  }
  return turns;
}
