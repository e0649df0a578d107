#include "keratin/saving/hdf5/filters_internal.h"

#include <zlib.h>

#include <algorithm>
#include <limits>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

// zlib makes 1032 bytes of one at most.
constexpr uint64_t kMostInflated = 1100;
constexpr uint64_t kFletcherBytes = 4;

struct FilterName {
  int id;
  std::string_view name;
};
constexpr FilterName kUnread[] = {{4, "szip"},           {5, "nbit"},      {6, "scaleoffset"},
                                  {32000, "lzf"},        {32001, "blosc"}, {32004, "lz4"},
                                  {32008, "bitshuffle"}, {32013, "zfp"},   {32015, "zstd"}};

std::string name_of_filter(int id) {
  for (const FilterName& filter : kUnread) {
    if (filter.id == id) return text("'", filter.name, "'");
  }
  return text("number ", id);
}

bool is_skipped(uint32_t mask, size_t filter) { return (mask >> filter & 1) != 0; }

std::vector<uint8_t> inflated(const std::string& place, const std::vector<uint8_t>& bytes,
                              uint64_t wanted) {
  std::vector<uint8_t> result(wanted);
  z_stream stream = {};
  if (inflateInit(&stream) != Z_OK) throw_memory_error(text(place, ": zlib has no memory"));
  // zlib counts in 32 bits: it is given a piece at a time.
  constexpr size_t piece = 1 << 30;
  size_t taken = 0, made = 0;
  int state = Z_OK;
  while (state == Z_OK) {
    stream.next_in = const_cast<Bytef*>(bytes.data() + taken);
    stream.avail_in = static_cast<uInt>(std::min(piece, bytes.size() - taken));
    stream.next_out = result.data() + made;
    stream.avail_out = static_cast<uInt>(std::min(piece, result.size() - made));
    const uInt in = stream.avail_in, out = stream.avail_out;
    state = inflate(&stream, Z_NO_FLUSH);
    taken += in - stream.avail_in;
    made += out - stream.avail_out;
  }
  inflateEnd(&stream);
  if (state != Z_STREAM_END || made != wanted) {
    throw_file_error(text(place, ": a compressed chunk is broken: it holds ", made, " of ", wanted,
                          " bytes, or more than these"));
  }
  return result;
}

std::vector<uint8_t> unshuffled(const std::vector<uint8_t>& bytes, uint64_t itemsize) {
  const size_t count = bytes.size() / itemsize;
  std::vector<uint8_t> result = bytes;  // the rest behind the last whole element stays
  for (size_t byte = 0; byte < itemsize; ++byte) {
    const uint8_t* plane = bytes.data() + byte * count;
    uint8_t* out = result.data() + byte;
    for (size_t i = 0; i < count; ++i) out[i * itemsize] = plane[i];
  }
  return result;
}

uint32_t fletcher32(std::span<const uint8_t> bytes) {
  constexpr size_t words = 360;  // whose sums fit into 32 bits
  uint32_t a = 0, b = 0;
  size_t at = 0;
  const auto fold = [&] {
    a = (a & 0xffff) + (a >> 16);
    b = (b & 0xffff) + (b >> 16);
  };
  while (at < bytes.size()) {
    for (size_t i = 0; i < words && at < bytes.size(); ++i, at += 2) {
      const uint32_t low = at + 1 < bytes.size() ? bytes[at + 1] : uint32_t{0};
      a += static_cast<uint32_t>(bytes[at]) << 8 | low;
      b += a;
    }
    fold();
  }
  fold();
  return b << 16 | a;
}

void check_fletcher(const std::string& place, std::vector<uint8_t>& bytes) {
  uint32_t stored = 0;
  for (size_t i = 0; i < kFletcherBytes; ++i) {
    stored |= static_cast<uint32_t>(bytes[bytes.size() - kFletcherBytes + i]) << (8 * i);
  }
  bytes.resize(bytes.size() - kFletcherBytes);
  const uint32_t found = fletcher32(bytes);
  if (found != stored) {
    throw_file_error(text(place, ": a chunk is damaged: its checksum is ", found, ", and ", stored,
                          " is stored"));
  }
}

}  // namespace

Filters read_filters(const Blocks& blocks, Cursor message) {
  const int version = message.u8();
  if (version != 1 && version != 2) {
    message.refuse(text("lists filters in version ", version, ", expected 1 or 2"));
  }
  const int count = message.u8();
  message.skip(version == 1 ? 6 : 0);
  Filters filters;
  for (int i = 0; i < count; ++i) {
    const int id = message.u16();
    const uint64_t name_bytes = version == 1 || id >= 256 ? message.u16() : 0;
    message.skip(2);  // whether it may be missing
    const uint64_t numbers = message.u16();
    message.skip(version == 1 ? (name_bytes + 7) / 8 * 8 : name_bytes);
    message.skip(numbers * 4 + (version == 1 && numbers % 2 == 1 ? 4 : 0));
    if (id < 1 || id > 3) {
      blocks.refuse(text("stores its elements through the filter ", name_of_filter(id),
                         ", expected deflate (gzip), shuffle or fletcher32"));
    }
    const auto filter = static_cast<Filter>(id);
    if (std::find(filters.begin(), filters.end(), filter) != filters.end()) {
      message.refuse(text("lists the filter ", id, " twice"));
    }
    filters.push_back(filter);
  }
  return filters;
}

bool is_compressed(const Filters& filters) {
  return std::find(filters.begin(), filters.end(), Filter::deflate) != filters.end();
}

void check_stored_size(const Blocks& blocks, const Filters& filters, uint32_t mask, uint64_t stored,
                       uint64_t wanted) {
  bool is_deflated = false;
  uint64_t sum = 0;  // bytes of checksums
  for (size_t i = 0; i < filters.size(); ++i) {
    if (is_skipped(mask, i)) continue;
    is_deflated = is_deflated || filters[i] == Filter::deflate;
    if (filters[i] == Filter::fletcher32) sum = kFletcherBytes;
  }
  const bool fits = stored >= sum &&
                    (is_deflated ? wanted / kMostInflated <= stored - sum : wanted == stored - sum);
  if (fits && stored > 0) return;
  blocks.refuse(
      text("declares chunks of ", wanted, " bytes, and one of them is stored in ", stored));
}

std::vector<uint8_t> undo_filters(const std::string& place, const Filters& filters, uint32_t mask,
                                  std::vector<uint8_t> bytes, uint64_t wanted, uint64_t itemsize) {
  // A checksum over what is deflated later is part of what comes out.
  bool is_summed = false;
  for (size_t i = 0; i < filters.size(); ++i) {
    if (is_skipped(mask, i)) continue;
    if (filters[i] == Filter::fletcher32) is_summed = true;
    if (filters[i] == Filter::deflate) break;
  }
  for (size_t i = filters.size(); i-- > 0;) {
    if (is_skipped(mask, i)) continue;
    if (filters[i] == Filter::deflate) {
      bytes = inflated(place, bytes, wanted + (is_summed ? kFletcherBytes : 0));
    } else if (filters[i] == Filter::shuffle) {
      bytes = unshuffled(bytes, itemsize);
    } else {
      if (bytes.size() < kFletcherBytes) throw_file_error(text(place, ": a chunk has no checksum"));
      check_fletcher(place, bytes);
    }
  }
  if (bytes.size() != wanted) {
    throw_file_error(text(place, ": a chunk holds ", bytes.size(), " bytes, expected ", wanted));
  }
  return bytes;
}

}  // namespace keratin::saving::hdf5
