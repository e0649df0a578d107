#include "keratin/models/saving.h"

#include <algorithm>
#include <filesystem>

#include "keratin/base/error.h"
#include "keratin/base/file_internal.h"
#include "keratin/base/text.h"
#include "keratin/base/warning_internal.h"
#include "keratin/layers/weights_to_come_internal.h"
#include "keratin/models/legacy_h5_internal.h"
#include "keratin/models/load_record_internal.h"
#include "keratin/models/model_config.h"
#include "keratin/models/transfer_bar_internal.h"
#include "keratin/models/weight_files_internal.h"
#include "keratin/saving/json.h"
#include "keratin/saving/keras_archive_internal.h"
#include "keratin/saving/sharded_internal.h"

namespace keratin {
namespace {

void check_overwrite(const std::string& path, bool overwrite) {
  std::error_code ignored;
  if (overwrite || !std::filesystem::exists(path, ignored)) return;
  throw_file_error(text(path, ": is there already"), {}, "pass .overwrite = true to replace it");
}

void check_built(const Model& model) {
  if (model.is_built()) return;
  throw_value_error(text("the model '", model.name(), "' is not built, so that it has no weights"),
                    {}, "call it on a batch, or begin it with an Input");
}

// As Keras does for this format alone.
void make_folder_for(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  std::error_code failure;
  if (!folder.empty()) std::filesystem::create_directories(folder, failure);
  if (failure) throw_file_error(text(folder.string(), ": cannot be made: ", failure.message()));
}

bool ends_as_hdf5(const std::string& path) {
  return path.ends_with(".h5") || path.ends_with(".hdf5");
}

uint64_t bytes_in(const std::vector<models::SavedGroup>& groups) {
  uint64_t bytes = 0;
  for (const models::SavedGroup& group : groups) {
    for (const Tensor& x : group.tensors) bytes += static_cast<uint64_t>(x.nbytes());
  }
  return bytes;
}

}  // namespace

void Model::save(const std::string& path, const SaveOptions& options) const {
  if (!options.zipped) {
    if (path.ends_with(".keras")) {
      throw_value_error(
          text("When using `zipped=False`, the `filepath` argument should not end in "
               "`.keras`. Received: filepath=",
               path));
    }
  } else if (!path.ends_with(".keras") && !ends_as_hdf5(path)) {
    throw_value_error(
        text("Invalid filepath extension for saving. Please add either a `.keras` "
             "extension for the native Keras format (recommended) or a `.h5` "
             "extension. Received: filepath=",
             path));
  }
  if (options.zipped && path.ends_with(".weights.h5")) {
    throw_value_error(text("save writes whole models, and '", path, "' is a file of weights"), {},
                      "save_weights writes it");
  }
  if (!is_built()) {
    warn(
        text("the model '", name(), "' is not built: ", path, " keeps what it is, and no weights"));
  }
  check_overwrite(path, options.overwrite);
  const std::vector<models::SavedGroup> groups = models::saved_groups(*this, true);
  const models::TransferBar bar(TransferWatch::Way::write, bytes_in(groups));
  if (options.zipped && ends_as_hdf5(path)) {
    make_folder_for(path);
    return models::save_legacy(path, *this, options.include_optimizer);
  }
  const std::string config = models::layer_record(*this).to_string();
  const std::vector<saving::Hdf5Entry> weights = models::weight_entries(groups);
  if (options.zipped) {
    saving::write_keras(path, config, weights);
  } else {
    saving::write_keras_folder(path, config, weights);
  }
}

void Model::save_weights(const std::string& path, const SaveWeightsOptions& options) const {
  const bool is_sharded = path.ends_with(".weights.json");
  const bool is_safetensors = path.ends_with(".safetensors");
  if (!path.ends_with(".weights.h5") && !is_sharded && !is_safetensors) {
    throw_value_error(text("The filename must end in `.weights.h5`. Received: filepath=", path));
  }
  if (options.max_shard_size && !is_sharded) {
    throw_value_error(text("max_shard_size is for `.weights.json`. Received: filepath=", path));
  }
  check_built(*this);
  check_overwrite(path, options.overwrite);
  const auto groups = models::saved_groups(*this, true);
  const models::TransferBar bar(TransferWatch::Way::write, bytes_in(groups));
  if (is_safetensors) return models::write_safetensors_file(path, *this);
  if (!is_sharded) return models::write_weights_file(path, groups);
  saving::write_sharded(path, models::weight_entries(groups), options.max_shard_size);
}

void Model::load_weights(const std::string& path, const LoadWeightsOptions& options) {
  check_built(*this);
  const models::TransferBar bar(TransferWatch::Way::read,
                                bytes_in(models::saved_groups(*this, false)));
  if (saving::is_hdf5_file(path)) {
    const saving::Hdf5Reader file(file_source(path));
    if (models::is_legacy(file)) return models::load_legacy_weights(path, file, *this, options);
  }
  if (options.by_name) {
    throw_value_error(
        text("load_weights: by_name is for the files of Keras 2, and '", path, "' is none"), {},
        "skip_mismatch leaves layers that do not fit");
  }
  const std::unique_ptr<saving::TensorSource> file =
      models::open_weights_file(path, options.limits);
  if (path.ends_with(".safetensors")) return models::load_by_paths(*file, *this, options);
  models::load_groups(*file, models::saved_groups(*this, true), options);
}

namespace models {
namespace {

// A file may hold a weight in an eighth of the bytes that it has here: int8 for float64.
constexpr uint64_t kBytesForOne = 8;
constexpr uint64_t kAlways = 1 << 20;
// Where errors say that they are from.
constexpr std::string_view kCompileConfig = "compile_config";

}  // namespace

Config parsed_config(const std::string& path, const std::string& json, const LoadLimits& limits) {
  try {
    return saving::parse_json(json, {.bytes = limits.config_bytes, .depth = limits.config_depth})
        .as_config();
  } catch (const ValueError& error) {
    throw_file_error(text(path, ": its configuration cannot be read: ", error.rule()));
  }
}

std::shared_ptr<layers::Layer> built_from_record(const std::string& path, const Config& record,
                                                 uint64_t file_bytes, bool compile,
                                                 const LoadOptions& options) {
  const uint64_t from_file = file_bytes > UINT64_MAX / kBytesForOne - kAlways
                                 ? UINT64_MAX
                                 : file_bytes * kBytesForOne + kAlways;
  const bool is_files = from_file < options.limits.weight_bytes;
  const layers::WeightsToCome room(
      std::min(from_file, options.limits.weight_bytes),
      is_files ? text(kBytesForOne, " times what ", path, " holds") : "LoadLimits::weight_bytes");
  const CustomObjectScope scope(options.custom_objects);
  try {
    return layer_from_record(record, compile);
  } catch (Error& error) {
    if (!compile || error.where().find(kCompileConfig) == std::string::npos) {
      error.add_where(path);
      throw;
    }
    warn(text(path, ": the model is not compiled, since what compile was told cannot be read: ",
              error.what()));
  }
  return built_from_record(path, record, file_bytes, false, options);
}

std::shared_ptr<layers::Layer> load_shared_model(const std::string& path,
                                                 const LoadOptions& options) {
  if (!options.safe_mode) {
    throw_value_error(
        "load_model: safe_mode = false would run code of the file, which nothing here can");
  }
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) {
    throw_file_error(text("File not found: filepath=", path,
                          ". Please ensure the file is an accessible `.keras` zip file."));
  }
  if (saving::is_hdf5_file(path)) {
    const saving::Hdf5Reader file(file_source(path));
    if (has_legacy_config(file)) return load_legacy(path, file, options);
    throw_file_error(text(path, ": holds weights, and no model"), {},
                     "make the model, then model.load_weights() reads it");
  }
  if (!saving::is_keras_file(path)) {
    throw_file_error(text(path, ": is neither a `.keras` archive or folder nor an HDF5 file"));
  }
  const saving::KerasFile file = saving::open_keras(path, options.limits.config_bytes);
  uint64_t bytes = 0;
  for (const saving::TensorSource::Entry& entry : file.weights->entries()) bytes += entry.bytes;
  const Config record = parsed_config(path, file.config, options.limits);
  std::shared_ptr<layers::Layer> layer =
      built_from_record(path, record, bytes, options.compile, options);
  auto* model = dynamic_cast<Model*>(layer.get());
  if (!model) throw_file_error(text(path, ": what it holds is no model, but ", layer->title()));
  if (model->is_compiled() && file.weights->find("optimizer/vars/0")) {
    model->optimizer().build(model->trainable_weights());
  }
  const TransferBar bar(TransferWatch::Way::read, bytes);
  load_groups(*file.weights, saved_groups(*model, true), {});
  return layer;
}

Model load_model(const std::string& path, const LoadOptions& options) {
  const std::shared_ptr<layers::Layer> layer = load_shared_model(path, options);
  const auto& model = dynamic_cast<const Model&>(*layer);
  if (typeid(model) == typeid(Model) || typeid(model) == typeid(Sequential)) return model;
  throw_value_error(text(path, ": holds a model of the class ", layer->class_name()), {},
                    text("load_model<", layer->class_name(), ">(path) makes one"));
}

void throw_other_model(const std::string& path, const layers::Layer& model,
                       std::string_view wanted) {
  throw_value_error(text(path, ": holds a ", model.class_name(), ", and not a ", wanted));
}

}  // namespace models
}  // namespace keratin
