// Layers of the library's, by name and configuration.
#include "layers.h"

#include "convert.h"
#include "in_python.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/input_layer.h"
#include "keratin/layers/core/lambda.h"
#include "keratin/layers/rnn/bidirectional.h"
#include "keratin/layers/rnn/rnn.h"
#include "keratin/ops/node.h"
#include "parts.h"

namespace keratin::python {

void bind_python_layers(nb::class_<LayerHandle, AnyHandle>& c);

nb::object python_layer(std::shared_ptr<layers::Layer> layer) {
  return wrapped<layers::Layer>("wrap_layer", std::move(layer));
}

const std::shared_ptr<layers::Layer>& layer_of(nb::handle x) {
  if (nb::isinstance<LayerHandle>(x)) {
    const auto& handle = nb::cast<const LayerHandle&>(x);
    handle.get();
    return handle.it;
  }
  throw_dtype_error("expected a layer", {{"received", nb::cast<std::string>(nb::repr(x))}});
}

Model& model_of(const LayerHandle& handle) {
  if (auto* model = dynamic_cast<Model*>(&handle.get())) return *model;
  throw_value_error(text(handle.get().title(), " is a layer and no model"));
}

namespace {

nb::list list_of(const std::vector<Variable>& variables) {
  nb::list list;
  for (const Variable& one : variables) list.append(nb::cast(one));
  return list;
}

/// The shapes of one input or of several, as Keras's build and compute_output_shape take them.
Shapes shapes_from(nb::handle x) {
  const auto list = nb::cast<nb::sequence>(x);
  const bool is_one =
      nb::len(list) == 0 || list[0].is_none() || nb::hasattr(nb::object(list[0]), "__index__");
  if (is_one) return shape_of(x);
  Shapes shapes;
  for (const nb::handle one : list) shapes.push_back(shape_of(one));
  return shapes;
}
CallOptions call_options_from(const nb::dict& keywords) {
  CallOptions options;
  for (const auto& [key, value] : keywords) {
    const auto name = nb::cast<std::string>(key);
    if (value.is_none()) continue;
    if (name == "training") {
      options.training = nb::cast<bool>(nb::bool_(value));
    } else if (name == "mask" || name == "query_mask") {
      options.mask = tensor_of(value);
    } else if (name == "value_mask") {
      options.value_mask = tensor_of(value);
    } else if (name == "key_mask") {
      options.key_mask = tensor_of(value);
    } else if (name == "attention_mask") {
      options.attention_mask = tensor_of(value);
    } else if (name == "initial_state") {
      options.initial_state = tensors_of(value);
    } else if (name == "use_causal_mask") {
      options.use_causal_mask = nb::cast<bool>(nb::bool_(value));
    } else if (name == "return_attention_scores") {
      options.return_attention_scores = nb::cast<bool>(nb::bool_(value));
    } else if (name == "reverse") {
      options.reverse = nb::cast<bool>(nb::bool_(value));
    } else {
      throw_dtype_error(text("a call takes no argument '", name, "'"));
    }
  }
  return options;
}

/// Masks of attention come as [query, value, key].
void spread_masks(const LayerHandle& self, nb::dict& keywords) {
  if (!keywords.contains("mask")) return;
  const nb::object mask = keywords["mask"];
  if (!nb::isinstance<nb::list>(mask) && !nb::isinstance<nb::tuple>(mask)) return;
  const char* names[] = {"mask", "value_mask", "key_mask"};
  const auto list = nb::cast<nb::sequence>(mask);
  if (nb::len(list) > 3) throw_value_error(text(self.get().title(), ": more than three masks"));
  for (size_t i = 0; i < nb::len(list); ++i) keywords[names[i]] = list[i];
}

/// The inputs in their order, whichever way they are written; leaves the other keywords in `rest`.
nb::list inputs_from(const LayerHandle& self, const nb::args& inputs, nb::dict& rest) {
  nb::list all;
  for (const nb::handle one : inputs) {
    if (one.is_none()) continue;
    if (nb::isinstance<nb::list>(one) || nb::isinstance<nb::tuple>(one)) {
      all.extend(one);
    } else if (nb::isinstance<nb::dict>(one)) {
      all.extend(object_named(in_order(self.get(), nb::cast<nb::dict>(one)), {}, true));
    } else {
      all.append(one);
    }
  }
  for (const std::string_view name : self.get().argument_names()) {
    const nb::str key(name.data(), name.size());
    if (!rest.contains(key)) continue;
    if (!rest[key].is_none()) all.append(rest[key]);
    nb::del(rest[key]);
  }
  if (rest.contains("inputs")) {
    all.append(rest["inputs"]);
    nb::del(rest["inputs"]);
  }
  return all;
}

/// A call that no other is around. What the layers add to the loss stays for `losses`.
Tensors outermost_call(nb::handle me, const layers::Layer& layer, const Tensors& x,
                       const CallOptions& options) {
  CallRecord record;
  Tensors y;
  {
    const nb::gil_scoped_release free;
    const CallScope scope(options.training.value_or(false), kNoStep, &record);
    y = layer.outputs_for(x, options);
    record.apply_updates();
  }
  const nb::dict attributes = me.attr("__dict__");
  if (record.losses.empty() && !attributes.contains("_call_losses")) return y;
  nb::list losses;
  for (const Tensor& one : record.losses) losses.append(nb::cast(one));
  attributes["_call_losses"] = losses;
  return y;
}

nb::object call_layer(nb::handle me, nb::args inputs, nb::kwargs keywords) {
  const auto& self = nb::cast<const LayerHandle&>(me);
  nb::dict rest;
  rest.update(keywords);
  const Tensors x = tensors_of(inputs_from(self, inputs, rest));
  spread_masks(self, rest);
  const CallOptions options = call_options_from(rest);
  Tensors y;
  if (CallScope::current()) {
    const nb::gil_scoped_release free;
    y = self.get().outputs_for(x, options);
  } else {
    y = outermost_call(me, self.get(), x, options);
  }
  auto* own = dynamic_cast<WrittenInPython*>(self.it.get());
  const bool as_list =
      own ? own->body().gives_list : dynamic_cast<Model*>(self.it.get()) != nullptr;
  return object_named(y, output_names_of(self.get()), as_list);
}

nb::object named_weight(const LayerHandle& self, const std::string& name) {
  for (const Variable& one : self.get().own_weights()) {
    if (one.name() == name) return nb::cast(one);
  }
  return nb::none();
}

void bind_weights(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def("_weight", named_weight);
  c.def_prop_ro("weights", [](const LayerHandle& x) { return list_of(x.get().weights()); });
  c.def_prop_ro("variables", [](const LayerHandle& x) { return list_of(x.get().weights()); });
  c.def_prop_ro("trainable_weights",
                [](const LayerHandle& x) { return list_of(x.get().trainable_weights()); });
  c.def_prop_ro("trainable_variables",
                [](const LayerHandle& x) { return list_of(x.get().trainable_weights()); });
  c.def_prop_ro("non_trainable_weights",
                [](const LayerHandle& x) { return list_of(x.get().non_trainable_weights()); });
  c.def_prop_ro("non_trainable_variables",
                [](const LayerHandle& x) { return list_of(x.get().non_trainable_weights()); });
  c.def("get_weights", [](const LayerHandle& x) { return arrays_of(x.get().get_weights()); });
  c.def(
      "set_weights",
      [](LayerHandle& x, nb::handle weights) { x.get().set_weights(tensor_list_of(weights)); },
      nb::arg("weights"));
  c.def("count_params", [](const LayerHandle& x) { return x.get().count_params(); });
}

void bind_description(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def_prop_rw(
      "name", [](const LayerHandle& x) { return x.get().name(); },
      [](LayerHandle& x, const std::string& name) { x.get().rename(name); });
  c.def_prop_rw(
      "trainable", [](const LayerHandle& x) { return x.get().trainable(); },
      [](LayerHandle& x, bool value) { x.get().set_trainable(value); });
  c.def_prop_ro("dtype",
                [](const LayerHandle& x) { return std::string(name_of(x.get().dtype())); });
  c.def_prop_ro("variable_dtype", [](const LayerHandle& x) {
    return std::string(name_of(x.get().variable_dtype()));
  });
  c.def_prop_ro("compute_dtype",
                [](const LayerHandle& x) { return std::string(name_of(x.get().compute_dtype())); });
  c.def_prop_ro("_identity", [](const LayerHandle& x) {
    return reinterpret_cast<uintptr_t>(x.get().identity());
  });
  c.def("_is_model",
        [](const LayerHandle& x) { return dynamic_cast<Model*>(x.it.get()) != nullptr; });
}

void bind_shapes(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def_prop_ro("_is_built", [](const LayerHandle& x) { return x.it && x.it->is_built(); });
  c.def("_ensure_built",
        [](LayerHandle& x, nb::handle shape) { x.get().ensure_built(shapes_from(shape)); });
  c.def(
      "compute_output_shape",
      [](const LayerHandle& x, nb::handle input_shape) {
        return object_of_shapes(x.get().compute_output_shape(shapes_from(input_shape)));
      },
      nb::arg("input_shape"));
}

/// What stands around a layer in a graph, and within it.
void bind_surroundings(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def("_input", [](const LayerHandle& x) { return x.get().input(); });
  c.def("_output", [](const LayerHandle& x) { return x.get().output(); });
  c.def("_losses", losses_of, nb::arg("kept").none());
  c.def("_sublayers", [](const LayerHandle& x) {
    nb::list list;
    for (const layers::Layer* one : x.get().sublayers()) list.append(python_layer(one->share()));
    return list;
  });
  c.def("_input_tensor", [](const LayerHandle& x) {
    const auto* input = dynamic_cast<const layers::InputLayer*>(&x.get());
    if (!input) throw_value_error(text(x.get().title(), " is no InputLayer"));
    return input->make_output();
  });
}

/// Functions of one tensor, or of several.
void make_lambda(LayerHandle& self, nb::handle f, nb::handle config) {
  layers::LambdaOptions options;
  const Config given = config_of(config);
  if (const ConfigValue* name = given.find("name")) options.name = name->as_string();
  self.it = std::make_shared<layers::Lambda>(
      [kept = keep(f)](const Tensors& x) -> Tensors {
        const nb::gil_scoped_acquire lock;
        return tensors_of((**kept)(object_of(x, true)));
      },
      options);
}

}  // namespace

void bind_layers(nb::module_& m) {
  auto c = bind_family<layers::Layer>(m, "Layer");
  c.def("_call", call_layer);
  bind_weights(c);
  bind_description(c);
  bind_shapes(c);
  bind_surroundings(c);
  bind_python_layers(c);
  c.def("_make_lambda", make_lambda);
  c.def("_reset_state", [](LayerHandle& x) {
    if (auto* one = dynamic_cast<layers::Recurrence*>(&x.get())) return one->reset_state();
    if (auto* both = dynamic_cast<layers::Bidirectional*>(&x.get())) return both->reset_state();
    throw_value_error(text(x.get().title(), " keeps no states"));
  });
  m.def("layer_of_tensor", [](const Tensor& x) -> nb::object {
    const auto layer = std::dynamic_pointer_cast<layers::Layer>(node_of_symbolic(x)->operation);
    return layer ? python_layer(layer->share()) : nb::none();
  });
}

}  // namespace keratin::python
