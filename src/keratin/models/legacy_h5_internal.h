// The files of Keras 1 and 2, ".h5", which Keras 3 still reads and writes.
// keras/src/legacy/saving/legacy_h5_format.py.
#pragma once
#include <memory>
#include <string>

#include "keratin/models/model.h"
#include "keratin/saving/hdf5_reader_internal.h"

namespace keratin::models {

/// Whether the file has weights by the names of layers.
bool is_legacy(const saving::Hdf5Reader& file);
/// Whether it has a configuration too.
bool has_legacy_config(const saving::Hdf5Reader& file);

/// The model of the file with its weights, compiled and with the optimizer's state if the file has
/// them. Throws FileError and ValueError as load_model.
std::shared_ptr<layers::Layer> load_legacy(const std::string& path, const saving::Hdf5Reader& file,
                                           const LoadOptions& options);
/// Fills the model's weights, layer after layer or by name. Throws FileError as load_weights.
void load_legacy_weights(const std::string& path, const saving::Hdf5Reader& file, Model& model,
                         const LoadWeightsOptions& options);
void save_legacy(const std::string& path, const Model& model, bool include_optimizer);

}  // namespace keratin::models
