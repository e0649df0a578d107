// Zip archives, written member by member without holding them in memory.
#pragma once
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/byte_source_internal.h"

namespace keratin {

/// A file that is to be a member: file_source(path); bytes: memory_source(name, bytes).
struct ZipMember {
  std::string name;
  std::shared_ptr<const ByteSource> bytes;
};

/// Writes an archive into a file, which the caller commits: members stored without compression,
/// dated 1980-01-01, so that the same members are the same bytes on every day (APPNOTE.TXT 6.3.9;
/// ZIP64 where the old form ends). All threads count checksums. Throws FileError, naming the file,
/// for more than ZipReader takes, names that come twice or cannot be kept, and bytes that cannot be
/// read or written.
class ZipWriter {
 public:
  explicit ZipWriter(AtomicFile& file) : file_(file) {}

  void add(const ZipMember& member);
  /// A member whose bytes the caller writes to the file, from the place on that is returned:
  /// `is_large` when they may be 4 GB or more. end() closes it.
  uint64_t begin(const std::string& name, bool is_large);
  void end(uint64_t size);
  /// The directory, behind the last member.
  void finish();

 private:
  struct Entry {
    std::string name;
    uint64_t begin = 0;  // of its header
    bool has_long_header = false;
    uint64_t size = 0;
    uint32_t crc = 0;
  };
  [[noreturn]] void refuse(const std::string& why) const;
  uint64_t bytes_at(const Entry& entry) const;
  void write_header(const Entry& entry);

  AtomicFile& file_;
  std::vector<Entry> entries_;
  std::set<std::string> names_;
  uint64_t end_ = 0;
};

/// An archive of these members.
void write_zip(AtomicFile& file, const std::vector<ZipMember>& members);

}  // namespace keratin
