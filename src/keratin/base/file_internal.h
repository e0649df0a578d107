// Whole files: reading with a limit, writing at once, unpacking.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace keratin {

bool file_exists(const std::string& path);
/// Throws FileError when it cannot be read or holds more than `limit` bytes.
std::vector<uint8_t> read_file(const std::string& path, uint64_t limit = uint64_t{4} << 30);
/// The bytes as the whole file, by way of an AtomicFile (atomic_file_internal.h).
void write_file_atomically(const std::string& path, const void* bytes, size_t size);
/// SHA-256 as 64 hexadecimal digits.
std::string sha256(const void* bytes, size_t size);
/// The bytes of a gzip file; throws FileError, naming `path`, for a broken or too large one.
std::vector<uint8_t> gunzip(const std::string& path, const std::vector<uint8_t>& packed,
                            uint64_t limit = uint64_t{1} << 30);

}  // namespace keratin
