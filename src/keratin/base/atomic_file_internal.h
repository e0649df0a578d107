// A file that is seen whole or not at all: whoever reads it, or is there after a kill, finds the
// old one or the new one.
#pragma once
#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "keratin/base/byte_source_internal.h"
#include "keratin/base/descriptor_internal.h"

namespace keratin {

/// Written is a temporary file beside the wanted one, which commit() puts in its place; without
/// commit() nothing has happened. A regular file keeps its mode and owner, at the end of symbolic
/// links. What cannot be replaced so is written through at commit(), as NumPy does it: devices,
/// pipes, files with several names, and those whose owner or folder belongs to somebody else. The
/// temporary file then lies in $TMPDIR or /tmp. Everything throws FileError, which names the wanted
/// file.
class AtomicFile {
 public:
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// The wanted file, as the caller called it.
  const std::string& path() const { return path_; }
  /// The temporary file, for a library that writes into a file by its name; it may not put another
  /// file in its place.
  const std::string& temporary_path() const { return temporary_; }

  /// At the end of what write() wrote before.
  void write(std::span<const uint8_t> bytes);
  void write(const ByteSource& bytes);  // a piece at a time
  void write_at(uint64_t offset, std::span<const uint8_t> bytes);
  void write_at(uint64_t offset, const ByteSource& bytes);
  /// What was written.
  void read_at(uint64_t offset, std::span<uint8_t> out) const;

  /// What was written is on the disk, under the wanted name. Once, at the end.
  void commit();

 private:
  bool open_beside();
  void open_elsewhere();
  bool takes_attributes();
  void replace();
  void write_through();
  [[noreturn]] void fail(const char* what) const;

  std::string path_;
  std::string target_;  // where symbolic links lead
  std::string temporary_;
  std::optional<struct stat> old_;
  bool replaces_ = true;
  Descriptor file_;
  uint64_t end_ = 0;
  uint64_t unsynced_ = 0;  // bytes since the disk was last told to begin
};

}  // namespace keratin
