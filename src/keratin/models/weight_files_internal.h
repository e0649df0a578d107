// Groups of weights to and from files.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "keratin/models/load_groups_internal.h"
#include "keratin/models/saved_groups_internal.h"
#include "keratin/saving/hdf5_writer_internal.h"

namespace keratin::models {

/// The groups as Keras 3 lays them out: "path/vars/0", ...
std::vector<saving::Hdf5Entry> weight_entries(const std::vector<SavedGroup>& groups);
/// A ".weights.h5" file, whole or not at all.
void write_weights_file(const std::string& path, const std::vector<SavedGroup>& groups);
/// A ".safetensors" file of the weights by the paths of the layers' names.
void write_safetensors_file(const std::string& path, const Model& model);
/// The tensors of a file, whatever its kind: ".weights.h5", ".weights.json", ".safetensors", or the
/// weights in a ".keras" archive or folder. Throws FileError for another.
std::unique_ptr<saving::TensorSource> open_weights_file(const std::string& path,
                                                        const LoadLimits& limits);

}  // namespace keratin::models
