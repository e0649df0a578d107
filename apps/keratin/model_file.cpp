#include "apps/keratin/model_file.h"

#include <filesystem>
#include <fstream>

namespace keratin::command {
namespace {

constexpr std::uintmax_t kConfigBytes = std::uintmax_t{256} << 20;

std::string whole_text(const std::string& path) {
  std::error_code failure;
  const std::uintmax_t size = std::filesystem::file_size(path, failure);
  if (failure) throw_file_error(text(path, ": cannot be read: ", failure.message()));
  if (size > kConfigBytes) {
    throw_file_error(text(path, ": expected a configuration of at most ", kConfigBytes,
                          " bytes, received ", size));
  }
  std::ifstream file(path, std::ios::binary);
  std::string content(size, '\0');
  file.read(content.data(), static_cast<std::streamsize>(size));
  if (!file) throw_file_error(text(path, ": cannot be read"));
  return content;
}

}  // namespace

FileKind kind_of(const std::string& path) {
  std::error_code ignored;
  if (std::filesystem::is_directory(path, ignored)) return FileKind::model;
  for (const char* end : {".weights.h5", ".weights.json", ".safetensors"}) {
    if (path.ends_with(end)) return FileKind::weights;
  }
  for (const char* end : {".keras", ".h5", ".hdf5"}) {
    if (path.ends_with(end)) return FileKind::model;
  }
  if (path.ends_with(".json")) return FileKind::config;
  return path.ends_with(".npz") ? FileKind::arrays : FileKind::other;
}

Model read_json_model(const std::string& path) {
  try {
    return model_from_json(whole_text(path));
  } catch (ValueError& error) {
    error.add_where(path);
    throw;
  }
}

Model read_model(const std::string& path) {
  switch (kind_of(path)) {
    case FileKind::config: return read_json_model(path);
    case FileKind::weights:
    case FileKind::arrays:
      throw_file_error(text(path, ": holds weights alone, and no layers"), {},
                       "keratin convert WEIGHTS net.keras --model net.json puts them together");
    default: return load_model(path);
  }
}

Model read_trained_model(const std::string& path) {
  if (kind_of(path) == FileKind::config) {
    throw_file_error(text(path, ": holds layers alone, and no weights"), {},
                     "keratin train trains them");
  }
  return read_model(path);
}

}  // namespace keratin::command
