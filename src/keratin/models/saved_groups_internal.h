// A model as Keras's files see it: objects with variables, each at a path of its own.
// keras/src/saving/saving_lib.py, _walk_saveable and _save_container_state.
#pragma once
#include <string>
#include <vector>

#include "keratin/models/model.h"

namespace keratin::models {

struct SavedGroup {
  std::string path;                     // "layers/dense_1"; empty for the model itself
  std::string name;                     // of the object; its group in the file says it
  std::string title;                    // what errors call it
  std::vector<std::string> names = {};  // of the tensors: "kernel", "bias"
  std::vector<Tensor> tensors = {};     // in the object's own memory; keys "0", "1", ...
  Optimizer* optimizer = nullptr;       // which takes its tensors by set_state

  /// Where its tensors stand: "layers/dense_1/vars".
  std::string vars() const { return path.empty() ? "vars" : path + "/vars"; }
  /// Its path in files of Keras 2.12 to 2.15: models of a user's class had a list of layers too.
  std::string keras_2_path = {};
};

/// Each object once: the model, its layers, what they are made of, and the optimizers of compiled
/// models where `with_optimizer`.
std::vector<SavedGroup> saved_groups(const Model& model, bool with_optimizer);

/// The names of layers that stand side by side; those of a user's class may have the same ones,
/// which become "dense", "dense_1".
std::vector<std::string> unique_names(const std::vector<layers::Layer*>& list);
/// All weights of a layer with the names of the layers that they are in: "dense/kernel",
/// "block/dense_1/kernel".
std::vector<std::pair<std::string, Variable>> weights_by_path(const layers::Layer& layer);
/// Those of all layers of a model, without the model's own name.
std::vector<std::pair<std::string, Variable>> weights_by_path_of(const Model& model);

}  // namespace keratin::models
