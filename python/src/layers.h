// Layers as handles, and layers and models whose mathematics is written in Python.
#pragma once
#include <string>
#include <vector>

#include "family.h"
#include "keratin/layers/layer.h"
#include "keratin/models/model.h"

namespace keratin::python {

using LayerHandle = Handle<layers::Layer>;

/// The Python object of a layer: the one that there is, or a new one of its class.
nb::object python_layer(std::shared_ptr<layers::Layer> layer);
/// The layer that an object holds. Throws TypeError for what is none.
const std::shared_ptr<layers::Layer>& layer_of(nb::handle x);
/// The same as a model.
Model& model_of(const LayerHandle& handle);

/// What the copies of a layer that is written in Python share: its class and its attributes. It
/// does not hold the object, which holds the layer.
struct Body {
  Kept type, attributes;
  std::string class_name;
  bool is_built = false, takes_training = false, takes_mask = false, spreads_inputs = false;
  bool gives_list = false, passes_masks = false;
  bool makes_masks = false;                            // its class has a compute_mask of its own
  std::vector<std::string> input_names, output_names;  // of a dict that `call` takes or gives
  bool says_built = false;                             // Python has set `built` itself
  bool has_steps = false;       // of a model: a train_step or another step of its class's own
  bool is_constrained = false;  // the step that runs has applied the constraints

  Body(nb::handle the_type, nb::handle the_attributes);
  /// The object of that layer for Python to call.
  nb::object self(const layers::Layer& layer) const;
};

/// What a layer or model of Python's can be asked and told, whatever its base.
class WrittenInPython {
 public:
  virtual ~WrittenInPython() = default;
  virtual Body& body() = 0;
  virtual Variable add_weight_of(const std::string& name, const Shape& shape,
                                 const WeightOptions& options) = 0;
  virtual void track_layer(const std::string& attribute, std::shared_ptr<layers::Layer> layer) = 0;
};
/// Throws ValueError for a layer of the library's.
WrittenInPython& written(const LayerHandle& handle);

// Models between dicts of tensors. No names: one tensor, or several by position.

/// One tensor, several, or those of a dict in its order, and its names.
Tensors with_names(nb::handle x);
std::vector<std::string> names_in(nb::handle x);
/// The names that a model takes or gives its tensors by; empty for another layer.
std::vector<std::string> input_names_of(const layers::Layer& layer);
std::vector<std::string> output_names_of(const layers::Layer& layer);
/// The tensors of a dict in the order of the layer's names; a class of Python's learns them here.
/// Throws ValueError for another name.
Tensors in_order(layers::Layer& layer, const nb::dict& named);
/// The tensors under those names, or as object_of has them.
nb::object object_named(const Tensors& all, const std::vector<std::string>& names, bool as_list);

/// What was added to the loss: by the step that runs, or by the last call from Python, which `kept`
/// holds; and the penalties of the layer's weights.
nb::list losses_of(const LayerHandle& self, nb::handle kept);

}  // namespace keratin::python
