#include "keratin/saving/hdf5/blocks_internal.h"

#include <algorithm>
#include <bit>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

// A block costs its bytes and this: reading many small ones is work too.
constexpr uint64_t kBlockCost = 64;
// Real files come to about three bytes of work for each of their own.
constexpr uint64_t kCostPerByte = 16;
constexpr uint64_t kFreeCost = 1 << 20;

uint64_t budget_of(uint64_t file_size, const Hdf5Limits& limits) {
  if (file_size > (limits.metadata_bytes / kCostPerByte)) return limits.metadata_bytes;
  return std::min(file_size * kCostPerByte + kFreeCost, limits.metadata_bytes);
}

uint32_t word_at(std::span<const uint8_t> bytes, size_t at) {
  uint32_t word = 0;
  for (size_t i = 0; i < 4 && at + i < bytes.size(); ++i) {
    word |= static_cast<uint32_t>(bytes[at + i]) << (8 * i);
  }
  return word;
}

void mix_step(uint32_t& x, uint32_t& last, uint32_t next, int turn) {
  x -= last;
  x ^= std::rotl(last, turn);
  last += next;
}

void final_step(uint32_t& x, uint32_t last, int turn) {
  x ^= last;
  x -= std::rotl(last, turn);
}

}  // namespace

uint32_t checksum(std::span<const uint8_t> bytes) {
  uint32_t a = 0xdeadbeef + static_cast<uint32_t>(bytes.size()), b = a, c = a;
  size_t at = 0;
  for (; bytes.size() - at > 12; at += 12) {
    a += word_at(bytes, at);
    b += word_at(bytes, at + 4);
    c += word_at(bytes, at + 8);
    mix_step(a, c, b, 4), mix_step(b, a, c, 6), mix_step(c, b, a, 8);
    mix_step(a, c, b, 16), mix_step(b, a, c, 19), mix_step(c, b, a, 4);
  }
  if (bytes.size() == at) return c;
  a += word_at(bytes, at);
  b += word_at(bytes, at + 4);
  c += word_at(bytes, at + 8);
  final_step(c, b, 14), final_step(a, c, 11), final_step(b, a, 25), final_step(c, b, 16);
  final_step(a, c, 4), final_step(b, a, 14), final_step(c, b, 24);
  return c;
}

uint64_t product(const Blocks& blocks, uint64_t a, uint64_t b) {
  uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result) || result >> 63 != 0) {
    blocks.refuse(text("declares ", a, " times ", b, " elements or bytes, which is too much"));
  }
  return result;
}

Cursor::Cursor(const Blocks& blocks, const char* what, std::vector<uint8_t> bytes, uint64_t address)
    : blocks_(&blocks),
      what_(what),
      bytes_(std::make_shared<const std::vector<uint8_t>>(std::move(bytes))),
      address_(address),
      end_(bytes_->size()) {}

void Cursor::refuse(const std::string& why) const {
  blocks_->refuse(text("the ", what_, " at byte ", address_ + begin_, " ", why));
}

std::span<const uint8_t> Cursor::take(uint64_t bytes) {
  if (bytes > left()) {
    refuse(text("ends too early: ", bytes, " bytes are expected, ", left(), " are there"));
  }
  at_ += bytes;
  return std::span(*bytes_).subspan(at_ - bytes, bytes);
}

uint64_t Cursor::number(size_t bytes) {
  uint64_t value = 0;
  const std::span<const uint8_t> taken = take(bytes);
  for (size_t i = 0; i < bytes; ++i) value |= static_cast<uint64_t>(taken[i]) << (8 * i);
  return value;
}

std::string_view Cursor::characters(uint64_t bytes) {
  const std::span<const uint8_t> taken = take(bytes);
  return {reinterpret_cast<const char*>(taken.data()), taken.size()};
}

std::string_view Cursor::until_nul() {
  const auto first = bytes_->begin() + static_cast<ptrdiff_t>(at_);
  const auto last = bytes_->begin() + static_cast<ptrdiff_t>(end_);
  const auto nul = std::find(first, last, 0);
  if (nul == last) refuse("holds a text without an end");
  const std::string_view result = characters(static_cast<uint64_t>(nul - first));
  skip(1);
  return result;
}

Cursor Cursor::part(uint64_t bytes, const char* what) {
  Cursor result = *this;
  take(bytes);
  result.begin_ = result.at_;
  result.end_ = at_;
  result.what_ = what;
  return result;
}

Cursor Cursor::from(uint64_t at) const {
  Cursor result = *this;
  result.at_ = begin_;
  result.skip(at);
  return result;
}

void Cursor::expect(std::string_view signature, int version) {
  if (characters(signature.size()) != signature) {
    refuse(text("does not begin with '", signature, "'"));
  }
  const int found = u8();
  if (found != version) refuse(text("has version ", found, ", expected ", version));
}

Blocks::Blocks(const ByteSource& source, const Hdf5Limits& limits)
    : source_(source), limits_(limits), size_(source.size()), budget_(budget_of(size_, limits)) {}

void Blocks::visit(uint64_t address, const char* what) {
  spend(kBlockCost);
  if (!visited_.insert(address).second) {
    refuse(text("leads to the ", what, " at byte ", address,
                ", which belongs to something else already: circles and second names (hard links) "
                "are refused"));
  }
}

Cursor Blocks::read(uint64_t address, uint64_t size, const char* what) {
  if (address > size_ || size > size_ - address) {
    refuse(text("the ", what, " at byte ", address, " takes ", size,
                " bytes, and the file ends after ", size_));
  }
  spend(size);
  std::vector<uint8_t> bytes(size);
  source_.read(address, bytes);
  return {*this, what, std::move(bytes), address};
}

Cursor Blocks::read_checked(uint64_t address, uint64_t size, const char* what) {
  Cursor all = read(address, size, what);
  Cursor result = all;
  if (size < 4) all.refuse("has no checksum");
  result = all.from(0).part(size - 4, what);
  all.skip(size - 4);
  const uint32_t stored = all.u32();
  Cursor bytes = result;
  const uint32_t found = checksum(bytes.take(size - 4));
  if (stored != found) {
    all.refuse(text("is damaged: its checksum is ", found, ", and ", stored, " is stored"));
  }
  return result;
}

void Blocks::spend(uint64_t bytes) {
  if (bytes > budget_ - spent_) {
    refuse(text("names, headers and attributes come to more than ", budget_,
                " bytes, which is too much for a file of ", size_));
  }
  spent_ += bytes;
}

void Blocks::claim_elements(uint64_t address, uint64_t size) {
  if (address > size_ || size > size_ - address) {
    refuse(text("declares ", size, " bytes of elements at byte ", address,
                ", and the file ends after ", size_));
  }
  if (size > size_ - claimed_) {
    refuse(text("declares ", size, " bytes of elements behind ", claimed_,
                " of others, in a file of ", size_));
  }
  claimed_ += size;
}

void Blocks::refuse(const std::string& why) const {
  throw_file_error(text(source_.name(), ": ", path, ": ", why));
}

}  // namespace keratin::saving::hdf5
