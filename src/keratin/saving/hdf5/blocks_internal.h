// The metadata of an HDF5 file, block by block. Everything that the reader knows of a file comes
// through here: bounds are checked, costs counted, and errors say which object was being read.
#pragma once
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/byte_source_internal.h"
#include "keratin/saving/hdf5_reader_internal.h"

namespace keratin::saving::hdf5 {

/// The address of what was never allocated.
inline constexpr uint64_t kNowhere = ~uint64_t{0};

class Blocks;

/// Bytes of a block, taken from front to back. Copies share the bytes. Throws FileError where they
/// end too early; `what` is what errors call the block: "object header".
class Cursor {
 public:
  Cursor(const Blocks& blocks, const char* what, std::vector<uint8_t> bytes, uint64_t address);

  uint8_t u8() { return static_cast<uint8_t>(number(1)); }
  uint16_t u16() { return static_cast<uint16_t>(number(2)); }
  uint32_t u32() { return static_cast<uint32_t>(number(4)); }
  uint64_t u64() { return number(8); }
  /// A little-endian number of up to eight bytes.
  uint64_t number(size_t bytes);
  void skip(uint64_t bytes) { take(bytes); }
  std::span<const uint8_t> take(uint64_t bytes);
  std::string_view characters(uint64_t bytes);
  /// The text before the next NUL, which must be there.
  std::string_view until_nul();
  /// The next bytes as a block of their own.
  Cursor part(uint64_t bytes, const char* what);
  /// Everything, from byte `at` of the block on.
  Cursor from(uint64_t at) const;
  /// Throws unless the block goes on with these letters, and `version` behind them.
  void expect(std::string_view signature, int version);

  uint64_t left() const { return end_ - at_; }
  /// Where the next byte is in the file.
  uint64_t address() const { return address_ + at_; }
  [[noreturn]] void refuse(const std::string& why) const;

 private:
  const Blocks* blocks_;
  const char* what_;
  std::shared_ptr<const std::vector<uint8_t>> bytes_;
  uint64_t address_;  // of the first of bytes_
  size_t begin_ = 0, at_ = 0, end_;
};

class Blocks {
 public:
  Blocks(const ByteSource& source, const Hdf5Limits& limits);

  const Hdf5Limits& limits() const { return limits_; }
  uint64_t file_size() const { return size_; }

  /// Throws when that address was visited before: all that is linked is a tree.
  void visit(uint64_t address, const char* what);
  Cursor read(uint64_t address, uint64_t size, const char* what);
  /// The same without the last four bytes, which are the checksum of the others.
  Cursor read_checked(uint64_t address, uint64_t size, const char* what);
  /// Counts what is made of the file, so that little can not become much.
  void spend(uint64_t bytes);

  /// Counts elements that lie in the file; throws when they do not, or when all together take more
  /// bytes than the file has, for then some are declared twice.
  void claim_elements(uint64_t address, uint64_t size);

  /// Throws FileError: "model.weights.h5: /layers/dense: why".
  [[noreturn]] void refuse(const std::string& why) const;

  /// The path of the object that is being read, for errors.
  std::string path = "/";

 private:
  const ByteSource& source_;
  const Hdf5Limits limits_;
  const uint64_t size_;
  const uint64_t budget_;
  uint64_t spent_ = 0;
  uint64_t claimed_ = 0;
  std::set<uint64_t> visited_;
};

/// Bob Jenkins's lookup3, which is HDF5's checksum of metadata.
uint32_t checksum(std::span<const uint8_t> bytes);

/// a * b; throws when it is 2^63 or more.
uint64_t product(const Blocks& blocks, uint64_t a, uint64_t b);

/// The address of the root group's object header.
uint64_t read_superblock(Blocks& blocks);

}  // namespace keratin::saving::hdf5
