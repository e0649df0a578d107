// Zip archives, read without holding them in memory. Nothing is ever unpacked to a disk: a member
// is asked for by its exact name.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "keratin/base/byte_source_internal.h"

namespace keratin {

/// What a reader accepts; anything beyond is refused before a member is read. Stored members take
/// no memory of their own: the limits on bytes are for those that are packed.
struct ZipLimits {
  int64_t members = 100'000;
  uint64_t unpacked_bytes = uint64_t{4} << 30;
  /// Unpacked bytes for each of the archive's, where they are more than `any_ratio`.
  uint64_t ratio = 200;
  uint64_t any_ratio = uint64_t{256} << 20;
};

struct ZipEntry {
  std::string name;
  uint64_t size = 0;
  uint64_t packed_size = 0;
  bool is_stored = false;
};

/// Members are stored or deflated; others, and encrypted ones, are listed, and refused when they
/// are read. Any thread may read. Everything throws FileError, which names the archive.
class ZipReader {
 public:
  explicit ZipReader(const std::string& path, const ZipLimits& limits = {});
  /// Throws for what is no archive, names that come twice, members that overlap, and more than the
  /// limits allow.
  explicit ZipReader(std::shared_ptr<const ByteSource> archive, const ZipLimits& limits = {});
  ~ZipReader();

  /// In the order of the archive.
  const std::vector<ZipEntry>& entries() const;
  bool contains(std::string_view name) const;
  /// The bytes of a member of at most `limit` bytes, whose checksum is right. Memory is taken as
  /// they come.
  std::vector<uint8_t> read(std::string_view name, uint64_t limit) const;
  /// The same for a large one: a stored member is read where it lies, after one pass for its
  /// checksum; one that is packed is held in memory.
  std::shared_ptr<const ByteSource> open(std::string_view name) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace keratin
