// Reading zip archives from memory: the one place that knows libzip.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin {

struct ZipMember {
  std::string name;
  std::vector<uint8_t> bytes;
};

/// What a reader accepts; anything beyond is refused before memory is taken for it.
struct ZipLimits {
  int64_t members = 100'000;
  uint64_t total_bytes = uint64_t{4} << 30;
  /// Unpacked bytes for each of the archive's, where they are more than `any_ratio`.
  uint64_t ratio = 200;
  uint64_t any_ratio = uint64_t{256} << 20;
};

/// All members of the archive; memory is taken as their bytes come. Throws FileError, naming
/// `path`, for bytes that are no archive, a broken member, or more than the limits allow.
std::vector<ZipMember> read_zip(const std::string& path, const std::vector<uint8_t>& archive,
                                const ZipLimits& limits = {});
/// The members as one archive, stored without compression. Throws FileError, naming `path`, for
/// more than read_zip takes.
std::vector<uint8_t> write_zip(const std::string& path, const std::vector<ZipMember>& members);

}  // namespace keratin
