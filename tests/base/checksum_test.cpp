#include "keratin/base/checksum_internal.h"

#include <gtest/gtest.h>

#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/thread_pool.h"
#include "tests/support/error_text.h"

namespace keratin {
namespace {

using Bytes = std::vector<uint8_t>;

uint32_t crc32_of_bytes(const Bytes& bytes) { return crc32_of(*memory_source("x", bytes)); }

/// By the definition, a bit at a time.
uint32_t crc32_by_bits(const Bytes& bytes) {
  uint32_t crc = ~0U;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

TEST(Checksum, OfTheCheckWordOfItsCatalogue) {
  EXPECT_EQ(crc32_of_bytes({'1', '2', '3', '4', '5', '6', '7', '8', '9'}), 0xCBF43926U);
  EXPECT_EQ(crc32_of_bytes({}), 0U);
}

TEST(Checksum, OfManyPartsIsThatOfTheWhole) {
  const int threads = config::num_threads();
  for (const size_t size : {size_t{1}, size_t{4} << 20, (size_t{4} << 20) + 1, size_t{9'000'000}}) {
    Bytes bytes(size);
    for (size_t i = 0; i < size; ++i) bytes[i] = static_cast<uint8_t>(i * 2654435761U >> 13);
    const uint32_t expected = crc32_by_bits(bytes);
    for (const int count : {1, 3}) {
      config::set_num_threads(count);
      EXPECT_EQ(crc32_of_bytes(bytes), expected) << size;
    }
  }
  config::set_num_threads(threads);
}

class Broken final : public ByteSource {
 public:
  Broken() : ByteSource("broken") {}
  uint64_t size() const override { return 20 << 20; }

 protected:
  void read_inside(uint64_t, std::span<uint8_t>) const override { throw_file_error("it broke"); }
};

TEST(Checksum, WhatReadingThrowsReachesTheCaller) {
  EXPECT_EQ(testing::error_text([] { crc32_of(Broken()); }), "FileError: it broke");
}

}  // namespace
}  // namespace keratin
