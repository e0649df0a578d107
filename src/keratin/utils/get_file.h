// Files from the web, kept in a cache.
#pragma once
#include <cstdint>
#include <string>

namespace keratin::utils {

struct GetFileOptions {
  std::string file_hash = {};  // SHA-256 in hexadecimal; empty: not checked
  std::string cache_subdir = "datasets";
  std::string cache_dir = {};  // default: $KERAS_HOME, else ~/.keras
  bool force_download = false;
  uint64_t size_limit = uint64_t{2} << 30;
};

/// The path of `fname` in the cache, downloaded from `origin` (https only) when it is not there.
/// A download goes to a temporary file, is checked, and only then gets its name; a broken one is
/// deleted. Throws ValueError for a name with a path in it or another protocol, FileError with the
/// cause when the download fails or the hash differs.
std::string get_file(const std::string& fname, const std::string& origin,
                     const GetFileOptions& options = {});

/// $KERAS_HOME, else ~/.keras.
std::string keras_home();

}  // namespace keratin::utils
