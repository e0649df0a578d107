#include "keratin/saving/inspect.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "keratin/base/config.h"
#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/saving/hdf5_reader_internal.h"
#include "keratin/saving/json.h"
#include "keratin/saving/keras_archive_internal.h"
#include "keratin/saving/safetensors_internal.h"
#include "keratin/saving/weight_sources_internal.h"
#include "keratin/tensor/npy_internal.h"

namespace keratin::saving {
namespace {

constexpr uint64_t kConfigBytes = uint64_t{256} << 20;

std::string text_at(const Config& config, std::string_view name) {
  const ConfigValue* value = config.find(name);
  return value && value->is_string() ? value->as_string() : "";
}

void add_layers(const Config& config, const std::string& place, FileContents& contents) {
  constexpr size_t longest = 1000;  // of a place or name: each layer within repeats it
  const ConfigValue* list = config.find("layers");
  if (!list || !list->is_list() || place.size() > longest) return;
  for (const ConfigValue& entry : list->as_list()) {
    if (!entry.is_config()) continue;
    const Config& record = entry.as_config();
    const ConfigValue* own = record.find("config");
    if (!own || !own->is_config()) continue;
    const std::string name = text_at(own->as_config(), "name").substr(0, longest);
    contents.layers.push_back({.name = place + name, .class_name = text_at(record, "class_name")});
    add_layers(own->as_config(), place + name + "/", contents);
  }
}

Config config_of(const std::string& path, const std::string& json) {
  try {
    return parse_json(json).as_config();
  } catch (const ValueError& error) {
    throw_file_error(text(path, ": its configuration cannot be read: ", error.rule()));
  }
}

void add_model(const std::string& json, FileContents& contents) {
  const Config record = config_of(contents.path, json);
  const ConfigValue* config = record.find("config");
  contents.model = text_at(record, "class_name");
  if (!config || !config->is_config()) return;
  contents.model += " " + text_at(config->as_config(), "name");
  add_layers(config->as_config(), "", contents);
}

std::vector<int64_t> lengths(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// As Python prints a tuple.
std::string tuple_of(const std::vector<int64_t>& shape) {
  return shape.size() == 1 ? fmt::format("({},)", shape[0])
                           : fmt::format("({})", fmt::join(shape, ", "));
}

void add_tensors(const TensorSource& source, FileContents& contents) {
  for (const TensorSource::Entry& entry : source.entries()) {
    contents.tensors.push_back(
        {.path = entry.path,
         .dtype = entry.dtype ? std::string(name_of(*entry.dtype)) : "unknown",
         .shape = lengths(entry.shape),
         .bytes = entry.bytes});
  }
}

void look_at_keras(FileContents& contents) {
  const KerasFile file = open_keras(contents.path, kConfigBytes);
  contents.format = "Keras model";
  contents.keras_version = file.keras_version;
  add_model(file.config, contents);
  add_tensors(*file.weights, contents);
}

void look_at_hdf5(FileContents& contents) {
  const Hdf5Reader file(file_source(contents.path));
  const auto attribute = [&](const char* path, const char* name) -> std::string {
    const Hdf5Object* object = file.find(path);
    const ConfigValue* value = object ? object->attribute(name) : nullptr;
    return value && value->is_string() ? value->as_string() : "";
  };
  const std::string config = attribute("/", "model_config");
  contents.format = config.empty() ? "Keras weights (HDF5)" : "Keras model (HDF5, as of Keras 2)";
  contents.keras_version = attribute("/", "keras_version");
  if (contents.keras_version.empty()) {
    contents.keras_version = attribute("/model_weights", "keras_version");
  }
  if (!config.empty()) add_model(config, contents);
  for (const Hdf5Object& object : file.objects()) {
    if (object.is_group) continue;
    contents.tensors.push_back({.path = object.path.substr(1),
                                .dtype = object.type,
                                .shape = lengths(object.shape),
                                .bytes = object.bytes});
  }
}

void look_at_safetensors(FileContents& contents) {
  contents.format = "safetensors";
  const SafetensorsReader file(file_source(contents.path));
  for (const SafetensorsEntry& entry : file.entries()) {
    contents.tensors.push_back(
        {.path = entry.name,
         .dtype = entry.dtype ? std::string(name_of(*entry.dtype)) : entry.dtype_name,
         .shape = entry.shape,
         .bytes = entry.size});
  }
}

void add_array(std::string name, const ByteSource& file, FileContents& contents) {
  const NpyHeader header = npy_header(file);
  contents.tensors.push_back({.path = std::move(name),
                              .dtype = std::string(name_of(header.dtype)),
                              .shape = lengths(header.shape),
                              .bytes = header.bytes});
}

void look_at_numpy(FileContents& contents, bool is_archive) {
  if (!is_archive) {
    contents.format = "NumPy array";
    return add_array("", *file_source(contents.path), contents);
  }
  contents.format = "NumPy archive";
  const ZipReader archive(contents.path);
  for (const ZipEntry& entry : archive.entries()) {
    std::string name = entry.name;
    if (name.ends_with(".npy")) name.resize(name.size() - 4);
    add_array(std::move(name), *archive.open(entry.name), contents);
  }
}

uint64_t size_of(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(path, ignored)) {
    return std::filesystem::file_size(path, ignored);
  }
  uint64_t total = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path, ignored)) {
    if (entry.is_regular_file(ignored)) total += entry.file_size(ignored);
  }
  return total;
}

}  // namespace

FileContents inspect(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) throw_file_error(text(path, ": is not there"));
  FileContents contents;
  contents.path = path;
  contents.file_bytes = size_of(path);
  if (is_hdf5_file(path)) {
    look_at_hdf5(contents);
  } else if (is_keras_model(path)) {
    look_at_keras(contents);
  } else if (path.ends_with(".weights.json")) {
    contents.format = "Keras weights (in parts)";
    add_tensors(*sharded_tensors(path), contents);
  } else if (path.ends_with(".safetensors")) {
    look_at_safetensors(contents);
  } else if (is_keras_file(path) || path.ends_with(".npy")) {
    look_at_numpy(contents, is_keras_file(path));
  } else {
    throw_file_error(text(path, ": is no file of a model, of weights or of arrays that is known"));
  }
  return contents;
}

uint64_t FileContents::tensor_bytes() const {
  uint64_t total = 0;
  for (const Tensor& tensor : tensors) total += tensor.bytes;
  return total;
}

std::string FileContents::to_string() const {
  const auto size = [](uint64_t bytes) { return readable_size(static_cast<double>(bytes)); };
  std::string out = fmt::format("{}: {}, {}", path, format, size(file_bytes));
  if (!keras_version.empty()) out += ", Keras " + keras_version;
  if (!model.empty()) out += "\n" + model;
  size_t names = 0, paths = 0, dtypes = 0, shapes = 0;
  for (const Layer& layer : layers) names = std::max(names, layer.name.size());
  for (const Layer& layer : layers)
    out += fmt::format("\n  {:{}}  {}", layer.name, names, layer.class_name);
  for (const Tensor& tensor : tensors) {
    paths = std::max(paths, tensor.path.size());
    dtypes = std::max(dtypes, tensor.dtype.size());
    shapes = std::max(shapes, tuple_of(tensor.shape).size());
  }
  out += fmt::format("\n{} tensors, {}", tensors.size(), size(tensor_bytes()));
  for (const Tensor& tensor : tensors) {
    out += fmt::format("\n  {:{}}  {:{}}  {:{}}  {:>10}", tensor.path, paths, tensor.dtype, dtypes,
                       tuple_of(tensor.shape), shapes, size(tensor.bytes));
  }
  return out;
}

}  // namespace keratin::saving
