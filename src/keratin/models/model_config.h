// Models to text and back: their layers, how they hang together, and nothing of their weights.
#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "keratin/models/sequential.h"

namespace keratin::models {

struct FromJsonOptions {
  /// Classes of yours that the text names: {custom_class<MyLayer>()}.
  std::vector<CustomClass> custom_objects = {};
  /// Whether models are compiled as the text says, where it does.
  bool compile = true;
};

/// The model that to_json() or Keras wrote, with new weights, compiled if it was. Throws ValueError
/// for what is no model, for classes that are not known, and for arguments that do not fit.
Model model_from_json(std::string_view json, const FromJsonOptions& options = {});
/// The same from the record itself.
Model model_from_config(const Config& record, bool compile = true);
/// A model of the same layers with new weights, not compiled: keras.models.clone_model.
Model clone_model(const Model& model);

/// A layer, op or model of a record, with "build_config", if it has one, and "compile_config".
std::shared_ptr<layers::Layer> layer_from_record(const Config& record, bool compile = true);
/// The record of a layer, with "build_config" and of a model "compile_config", which is empty
/// unless `with_compile`; see Model::to_json().
Config layer_record(const layers::Layer& layer, bool with_compile = true);

}  // namespace keratin::models

namespace keratin {
using models::clone_model, models::model_from_json;
}
