// Whole files: reading with a limit, writing so that a kill leaves the old file or the new one.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin {

bool file_exists(const std::string& path);
/// Throws FileError when it cannot be read or holds more than `limit` bytes.
std::vector<uint8_t> read_file(const std::string& path, uint64_t limit = uint64_t{4} << 30);
/// Temporary file beside it, fsync, rename, fsync of the folder: a regular file is replaced whole,
/// keeping its mode and owner, at the end of symbolic links. What cannot be replaced so is written
/// through, as NumPy does: devices, pipes, files with several names, and those whose owner or
/// folder belongs to somebody else. Throws FileError.
void write_file_atomically(const std::string& path, const void* bytes, size_t size);
/// SHA-256 as 64 hexadecimal digits.
std::string sha256(const void* bytes, size_t size);
/// The bytes of a gzip file; throws FileError, naming `path`, for a broken or too large one.
std::vector<uint8_t> gunzip(const std::string& path, const std::vector<uint8_t>& packed,
                            uint64_t limit = uint64_t{1} << 30);

}  // namespace keratin
