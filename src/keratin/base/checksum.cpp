#include <libdeflate.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "keratin/base/checksum_internal.h"
#include "keratin/base/thread_pool.h"

namespace keratin {
namespace {

constexpr uint64_t kSummedPart = 4 << 20;     // of one task
constexpr uint64_t kSummedPiece = 128 << 10;  // read at once, into a core's cache

uint32_t crc32_of_part(const ByteSource& source, uint64_t begin, uint64_t size) {
  const uint64_t room = std::min(size, kSummedPiece);
  const auto bytes = std::make_unique_for_overwrite<uint8_t[]>(room);
  uint32_t crc = 0;
  for (uint64_t at = 0; at < size; at += room) {
    const size_t piece = std::min(size - at, room);
    source.read(begin + at, {bytes.get(), piece});
    crc = libdeflate_crc32(crc, bytes.get(), piece);
  }
  return crc;
}

}  // namespace

uint32_t crc32_of(const ByteSource& source) {
  const uint64_t size = source.size();
  const auto size_of = [&](uint64_t part) {
    return std::min(kSummedPart, size - part * kSummedPart);
  };
  std::vector<uint32_t> parts(size / kSummedPart + (size % kSummedPart != 0));
  parallel_for(static_cast<int64_t>(parts.size()), [&](int64_t i) {
    const auto part = static_cast<uint64_t>(i);
    parts[part] = crc32_of_part(source, part * kSummedPart, size_of(part));
  });
  uLong crc = 0;
  for (uint64_t i = 0; i < parts.size(); ++i) {
    crc = crc32_combine(crc, parts[i], static_cast<z_off_t>(size_of(i)));
  }
  return static_cast<uint32_t>(crc);
}

}  // namespace keratin
