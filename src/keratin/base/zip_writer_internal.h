// Zip archives, written member by member without holding them in memory.
#pragma once
#include <memory>
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

/// Writes the members as one archive into the file, which the caller commits: stored without
/// compression, dated 1980-01-01, so that the same members are the same bytes on every day. Throws
/// FileError, naming the file, for more than ZipReader takes, names that come twice or cannot be
/// kept, and bytes that cannot be read or written.
void write_zip(AtomicFile& file, const std::vector<ZipMember>& members);

/// The place in an archive where its first member's bytes begin, when they are less than 4 GB.
uint64_t begin_of_first_member(const std::string& name);
/// The same with a first member whose `size` bytes the caller has written to that place.
void write_zip_around(AtomicFile& file, const std::string& first, uint64_t size,
                      const std::vector<ZipMember>& others);

}  // namespace keratin
