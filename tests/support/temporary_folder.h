// A folder of a test's own, gone when the test ends.
#pragma once
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>

namespace keratin::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string path = (std::filesystem::temp_directory_path() / "keratin.XXXXXX").string();
    path_ = mkdtemp(path.data()) ? path : "";
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(std::string_view name) const { return path_ + "/" + std::string(name); }

  /// Writes a file, making the folders on the way; gives its path.
  std::string write(std::string_view name, std::string_view bytes) const {
    const std::string file = *this / name;
    std::filesystem::create_directories(std::filesystem::path(file).parent_path());
    std::ofstream(file, std::ios::binary).write(bytes.data(), static_cast<long>(bytes.size()));
    return file;
  }
  /// Number of entries, folders included.
  int64_t count(std::string_view name = ".") const {
    int64_t entries = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(*this / name)) {
      ++entries;
    }
    return entries;
  }

 private:
  std::string path_;
};

}  // namespace keratin::testing
