#include "keratin/saving/keras_archive_internal.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <optional>

#include "keratin/base/atomic_file_internal.h"
#include "keratin/base/descriptor_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/base/zip_writer_internal.h"
#include "keratin/saving/json.h"
#include "keratin/saving/weight_sources_internal.h"

namespace keratin::saving {
namespace {

constexpr const char* kConfig = "config.json";
constexpr const char* kAbout = "metadata.json";
constexpr const char* kWeights = "model.weights.h5";
constexpr const char* kNumPyWeights = "model.weights.npz";

// Keras notes the time too, and never reads it: without it the same model is the same bytes.
std::string about_text() { return text(R"({"keras_version": ")", kKerasVersion, R"("})"); }

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(path, ignored);
}

std::vector<uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

bool begins_with(const std::string& path, std::string_view magic) {
  if (!file_exists(path)) return false;
  const std::shared_ptr<const ByteSource> file = file_source(path);
  std::vector<uint8_t> bytes(magic.size());
  if (file->size() < bytes.size()) return false;
  file->read(0, bytes);
  return bytes == bytes_of(magic);
}

[[noreturn]] void refuse_parts(const std::string& path, const char* part) {
  throw_file_error(text(path, ": this is no Keras model: there is no ", part, " in it"));
}
[[noreturn]] void refuse_numpy(const std::string& path) {
  throw_file_error(text(path, ": its weights are ", kNumPyWeights,
                        ", which holds pickled Python objects, and is not read"),
                   {}, "save the model in Keras once more: its weights are .h5 then");
}

/// From 4 GB on a member has a longer header, and HDF5 adds its own to the weights.
constexpr uint64_t kLarge = uint64_t{2} << 30;

uint64_t bytes_in(const std::vector<Hdf5Entry>& entries) {
  uint64_t result = 0;
  for (const Hdf5Entry& entry : entries) {
    if (entry.tensor) result += static_cast<uint64_t>(entry.tensor->nbytes());
  }
  return result;
}

/// The members of an archive, or the files of a folder.
class Parts {
 public:
  explicit Parts(const std::string& path) : path_(path) {
    if (!is_folder(path)) archive_.emplace(path);
  }
  bool has(const char* name) const {
    return archive_ ? archive_->contains(name) : file_exists(file(name));
  }
  std::string text(const char* name, uint64_t limit) const {
    const std::vector<uint8_t> bytes =
        archive_ ? archive_->read(name, limit) : read_file(file(name), limit);
    return {bytes.begin(), bytes.end()};
  }
  std::shared_ptr<const ByteSource> open(const char* name) const {
    return archive_ ? archive_->open(name) : file_source(file(name));
  }

 private:
  std::string file(const char* name) const { return keratin::text(path_, "/", name); }

  std::string path_;
  std::optional<ZipReader> archive_;
};

/// What the metadata say; nothing depends on it.
std::string version_in(const Parts& parts) {
  constexpr uint64_t most = 1 << 20;
  if (!parts.has(kAbout)) return "";
  try {
    const ConfigValue parsed = parse_json(parts.text(kAbout, most));
    const ConfigValue* version = parsed.as_config().find("keras_version");
    return version && version->is_string() ? version->as_string() : "";
  } catch (const Error&) {
    return "";
  }
}

/// A folder that is there under another name until it is whole.
class NewFolder {
 public:
  explicit NewFolder(std::string path) : path_(std::move(path)) {
    while (path_.size() > 1 && path_.ends_with('/')) path_.pop_back();
    check_old();
    const std::filesystem::path above = std::filesystem::path(path_).parent_path();
    std::error_code failure;  // which mkdir tells
    if (!above.empty()) std::filesystem::create_directories(above, failure);
    // The clock keeps away from folders that a kill has left.
    const int64_t now = std::chrono::system_clock::now().time_since_epoch().count();
    for (int i = 0; i < 100 && temporary_.empty(); ++i) {
      const std::string name = text(path_, ".", getpid(), "-", now + i, ".tmp");
      if (mkdir(name.c_str(), 0777) == 0) {
        temporary_ = name;
      } else if (errno != EEXIST) {
        break;
      }
    }
    if (temporary_.empty()) fail("cannot be made");
  }
  ~NewFolder() {
    std::error_code ignored;
    if (!temporary_.empty()) std::filesystem::remove_all(temporary_, ignored);
  }
  NewFolder(const NewFolder&) = delete;
  NewFolder& operator=(const NewFolder&) = delete;

  std::string file(const char* name) const { return text(temporary_, "/", name); }

  /// What was there has the temporary name then, and goes away with this object.
  void commit() {
    const bool is_new = rename(temporary_.c_str(), path_.c_str()) == 0;
    if (is_new) temporary_.clear();
    if (!is_new &&
        renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), RENAME_EXCHANGE) != 0) {
      fail("cannot be replaced");
    }
    const std::string above = std::filesystem::path(path_).parent_path().string();
    const Descriptor folder(
        ::open(above.empty() ? "." : above.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (folder.is_open() && fsync(folder.get()) != 0 && errno != EINVAL && errno != EROFS) {
      fail("is written, but its entry cannot be brought to the disk");
    }
  }

 private:
  /// What is there goes away: it must be a model, or nothing.
  void check_old() const {
    std::error_code failure;
    if (!std::filesystem::exists(path_, failure)) return;
    if (!is_folder(path_)) {
      throw_file_error(text(path_, ": is a file, and no folder; it is not replaced"));
    }
    for (const auto& entry : std::filesystem::directory_iterator(path_, failure)) {
      const std::string name = entry.path().filename().string();
      if (name == kConfig || name == kAbout || name == kWeights) continue;
      throw_file_error(
          text(path_, ": holds '", name, "', which is no part of a model; it is not replaced"), {},
          "save into a folder of its own");
    }
    if (failure) throw_file_error(text(path_, ": cannot be read: ", failure.message()));
  }

  [[noreturn]] void fail(const char* what) const {
    throw_file_error(text(path_, ": ", what, ": ", std::strerror(errno)));
  }

  std::string path_, temporary_;
};

}  // namespace

bool is_hdf5_file(const std::string& path) { return begins_with(path, "\x89HDF\r\n\x1a\n"); }

bool is_keras_file(const std::string& path) {
  if (is_folder(path)) return file_exists(text(path, "/", kConfig));
  return begins_with(path, "PK\3\4");
}

bool is_keras_model(const std::string& path) {
  if (!is_keras_file(path)) return false;
  return is_folder(path) || ZipReader(path).contains(kConfig);
}

KerasFile open_keras(const std::string& path, uint64_t config_limit) {
  const Parts parts(path);
  if (!parts.has(kConfig)) refuse_parts(path, kConfig);
  if (!parts.has(kWeights) && parts.has(kNumPyWeights)) refuse_numpy(path);
  if (!parts.has(kWeights)) refuse_parts(path, kWeights);
  return {.config = parts.text(kConfig, config_limit),
          .keras_version = version_in(parts),
          .weights = hdf5_tensors(parts.open(kWeights))};
}

void write_keras(const std::string& path, const std::string& config,
                 const std::vector<Hdf5Entry>& weights) {
  AtomicFile file(path);
  ZipWriter archive(file);
  const uint64_t begin = archive.begin(kWeights, bytes_in(weights) >= kLarge);
  archive.end(write_hdf5(file, weights, begin));
  archive.add({kAbout, memory_source(kAbout, bytes_of(about_text()))});
  archive.add({kConfig, memory_source(kConfig, bytes_of(config))});
  archive.finish();
  file.commit();
}

void write_keras_folder(const std::string& path, const std::string& config,
                        const std::vector<Hdf5Entry>& weights) {
  NewFolder folder(path);
  const std::string about = about_text();
  write_file_atomically(folder.file(kAbout), about.data(), about.size());
  write_file_atomically(folder.file(kConfig), config.data(), config.size());
  write_hdf5(folder.file(kWeights), weights);
  folder.commit();
}

}  // namespace keratin::saving
