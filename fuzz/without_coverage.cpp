// Runs a fuzzer's target where there is no libFuzzer: PROGRAM SECONDS FOUND SEEDS. Changes the
// files of the folder SEEDS at random, without looking at what they reach, and reads them. A file
// of that kind that ends the process, or takes two seconds, is left in FOUND.
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "fuzz/mutate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);
extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace {

using Clock = std::chrono::steady_clock;
constexpr size_t kMost = 1 << 16;

fuzz::Dice dice(20260101);

double seconds_since(Clock::time_point begin) {
  return std::chrono::duration<double>(Clock::now() - begin).count();
}

/// What is read at the moment, in a file: it is there after a crash.
class Found {
 public:
  explicit Found(const char* path) : path_(path) {
    const int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0644);
    if (file < 0 || ftruncate(file, sizeof(uint32_t) + kMost) != 0) std::abort();
    void* memory =
        mmap(nullptr, sizeof(uint32_t) + kMost, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (memory == MAP_FAILED) std::abort();
    close(file);
    memory_ = static_cast<uint8_t*>(memory);
  }
  void keep(const fuzz::Bytes& bytes) {
    const auto size = static_cast<uint32_t>(bytes.size());
    std::memcpy(memory_, &size, sizeof size);
    std::copy(bytes.begin(), bytes.end(), memory_ + sizeof size);
  }
  void remove() { unlink(path_); }

 private:
  const char* path_;
  uint8_t* memory_ = nullptr;
};

std::vector<fuzz::Bytes> read_seeds(const char* folder) {
  std::vector<std::filesystem::path> paths;
  for (const auto& file : std::filesystem::directory_iterator(folder)) paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  std::vector<fuzz::Bytes> result;
  for (const std::filesystem::path& path : paths) {
    std::ifstream file(path, std::ios::binary);
    fuzz::Bytes bytes{std::istreambuf_iterator<char>(file), {}};
    if (bytes.size() <= kMost) result.push_back(std::move(bytes));
  }
  return result;
}

}  // namespace

size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most) {
  constexpr uint64_t numbers[] = {0,
                                  1,
                                  0x7f,
                                  0x80,
                                  0xff,
                                  0x7fff,
                                  0xffff,
                                  0x7fffffff,
                                  0x80000000,
                                  0xffffffff,
                                  0x7fffffffffffffff,
                                  ~uint64_t{0}};
  if (size == 0) return 0;
  const size_t at = fuzz::roll(dice, size), rest = size - at;
  switch (fuzz::roll(dice, 5)) {
    case 0: data[at] ^= static_cast<uint8_t>(1u << fuzz::roll(dice, 8)); return size;
    case 1: data[at] = static_cast<uint8_t>(fuzz::roll(dice, 256)); return size;
    case 2: {
      const uint64_t number = numbers[fuzz::roll(dice, std::size(numbers))];
      std::memcpy(data + at, &number, std::min(rest, size_t{1} << fuzz::roll(dice, 4)));
      return size;
    }
    case 3: {
      const size_t gone = std::min(rest, 1 + fuzz::roll(dice, 16));
      std::memmove(data + at, data + at + gone, rest - gone);
      return size - gone;
    }
    default: {
      const size_t more = std::min({rest, most - size, 1 + fuzz::roll(dice, 16)});
      std::memmove(data + at + more, data + at, rest);
      return size + more;
    }
  }
}

int main(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s SECONDS FOUND SEEDS\n", arguments[0]);
    return 2;
  }
  const double seconds = std::atof(arguments[1]);
  Found found(arguments[2]);
  const std::vector<fuzz::Bytes> seeds = read_seeds(arguments[3]);
  if (seeds.empty()) {
    std::fprintf(stderr, "%s: no seeds\n", arguments[3]);
    return 2;
  }
  const Clock::time_point begin = Clock::now();
  size_t runs = 0;
  double slowest = 0;
  for (; runs < seeds.size() || seconds_since(begin) < seconds; ++runs) {
    fuzz::Bytes bytes = seeds[runs < seeds.size() ? runs : fuzz::roll(dice, seeds.size())];
    for (size_t changes = runs < seeds.size() ? 0 : 1 + fuzz::roll(dice, 4); changes; --changes) {
      bytes.resize(kMost + bytes.size());
      const size_t size = bytes.size() - kMost;
      bytes.resize(
          LLVMFuzzerCustomMutator(bytes.data(), size, kMost, static_cast<unsigned>(dice())));
    }
    found.keep(bytes);
    const Clock::time_point before = Clock::now();
    LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
    slowest = std::max(slowest, seconds_since(before));
    if (slowest > 2) {
      std::printf("stat::number_of_executed_units: %zu\n", runs + 1);
      std::fprintf(stderr, "ERROR: %.1f s for one file\n", slowest);
      return 1;
    }
  }
  found.remove();
  std::printf("stat::number_of_executed_units: %zu\nslowest %.3f s\n", runs, slowest);
}
