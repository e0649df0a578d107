#include <cstring>
#include <string_view>

#include "fuzz/target.h"
#include "keratin/saving/hdf5/blocks_internal.h"
#include "keratin/saving/hdf5_reader_internal.h"

namespace {

using keratin::saving::Hdf5Object;
using keratin::saving::Hdf5Reader;

void read(const std::vector<uint8_t>& bytes) {
  // What 64 kB may inflate to by default takes instrumented code seconds.
  const Hdf5Reader reader(keratin::memory_source("fuzz.h5", bytes), {.inflated_bytes = 8 << 20});
  for (const Hdf5Object& object : reader.objects()) {
    if (reader.find(object.path) != &object) __builtin_trap();
    if (!object.dtype) continue;
    try {
      reader.load(object);
    } catch (const keratin::FileError&) { /* the next one may be whole */
    }
  }
}

struct Checked {
  std::string_view signature;
  size_t size;  // with the checksum
};
constexpr Checked kChecked[] = {
    {"\x89HDF", 48}, {"BTHD", 38}, {"FRHP", 146}, {"FAHD", 28}, {"OHDR", 0}};

/// Of an object header, whose prefix says it.
size_t header_size(const uint8_t* header, size_t room) {
  if (room < 18) return 0;
  const size_t flags = header[5], width = size_t{1} << (flags & 3);
  const size_t prefix = 6 + ((flags & 0x20) ? 16 : 0) + ((flags & 0x10) ? 4 : 0) + width;
  if (prefix > room) return 0;
  size_t size = 0;
  for (size_t i = 0; i < width && i < 4; ++i) size |= size_t{header[prefix - width + i]} << (8 * i);
  return prefix + size + 4;
}

void mend(uint8_t* block, size_t size) {
  const uint32_t sum = keratin::saving::hdf5::checksum({block, size - 4});
  std::memcpy(block + size - 4, &sum, 4);
}

}  // namespace

KERATIN_FUZZ_TARGET(read)

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);
extern "C" size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed);

/// As usual, and then most checksums are mended: without that no change would come past them.
size_t LLVMFuzzerCustomMutator(uint8_t* data, size_t size, size_t most, unsigned seed) {
  size = LLVMFuzzerMutate(data, size, most);
  if (seed % 4 == 0) return size;
  const std::string_view all(reinterpret_cast<const char*>(data), size);
  for (const Checked& kind : kChecked) {
    for (size_t at = all.find(kind.signature); at != all.npos;
         at = all.find(kind.signature, at + 4)) {
      if (kind.size == 48 && size > 8 && data[8] < 2) continue;  // an old superblock has none
      const size_t length = kind.size ? kind.size : header_size(data + at, size - at);
      if (length >= 8 && length <= size - at) mend(data + at, length);
    }
  }
  return size;
}
