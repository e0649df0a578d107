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

}  // namespace keratin
