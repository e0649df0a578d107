#include "keratin/models/weight_files_internal.h"

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/saving/keras_archive_internal.h"
#include "keratin/saving/safetensors.h"
#include "keratin/saving/weight_sources_internal.h"

namespace keratin::models {

std::vector<saving::Hdf5Entry> weight_entries(const std::vector<SavedGroup>& groups) {
  std::vector<saving::Hdf5Entry> entries;
  for (const SavedGroup& group : groups) {
    entries.push_back({.path = "/" + group.vars(), .attributes = {{"name", group.name}}});
    for (size_t i = 0; i < group.tensors.size(); ++i) {
      entries.push_back(
          {.path = text("/", group.vars(), "/", i), .tensor = group.tensors[i].detach().to({})});
    }
  }
  return entries;
}

void write_weights_file(const std::string& path, const std::vector<SavedGroup>& groups) {
  saving::write_hdf5(path, weight_entries(groups));
}

void write_safetensors_file(const std::string& path, const Model& model) {
  NamedTensors tensors;
  for (const auto& [name, variable] : weights_by_path_of(model)) {
    tensors.emplace_back(name, variable.value().detach().to({}));
  }
  utils::save_safetensors(path, tensors);
}

std::unique_ptr<saving::TensorSource> open_weights_file(const std::string& path,
                                                        const LoadLimits& limits) {
  if (path.ends_with(".weights.json")) return saving::sharded_tensors(path);
  if (saving::is_keras_file(path)) return saving::open_keras(path, limits.config_bytes).weights;
  if (path.ends_with(".safetensors")) return saving::safetensors_tensors(file_source(path));
  return saving::hdf5_tensors(file_source(path));
}

}  // namespace keratin::models
