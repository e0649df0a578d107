// Dicts of tensors at the ends of models, and in the calls of classes written in Python.
#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/models/graph_internal.h"
#include "layers.h"

namespace keratin::python {
namespace {

/// The graph of a model, which only those that derive from it may ask for.
struct Graphs : Model {
  static const models::Graph* of(const layers::Layer& layer) {
    const auto* model = dynamic_cast<const Model*>(&layer);
    return model ? (model->*&Graphs::model_graph)() : nullptr;
  }
};

Body* body_of(const layers::Layer& layer) {
  auto* own = dynamic_cast<WrittenInPython*>(const_cast<layers::Layer*>(&layer));
  return own ? &own->body() : nullptr;
}

}  // namespace

Tensors with_names(nb::handle x) {
  return tensors_of(nb::isinstance<nb::dict>(x) ? nb::object(nb::list(x.attr("values")()))
                                                : nb::object(nb::borrow(x)));
}

std::vector<std::string> names_in(nb::handle x) {
  std::vector<std::string> names;
  if (!nb::isinstance<nb::dict>(x)) return names;
  for (const auto& [name, value] : nb::cast<nb::dict>(x)) {
    names.push_back(nb::cast<std::string>(name));
  }
  return names;
}

std::vector<std::string> input_names_of(const layers::Layer& layer) {
  if (const models::Graph* graph = Graphs::of(layer)) return graph->input_form().names;
  const Body* body = body_of(layer);
  return body ? body->input_names : std::vector<std::string>();
}

std::vector<std::string> output_names_of(const layers::Layer& layer) {
  if (const models::Graph* graph = Graphs::of(layer)) return graph->output_form().names;
  const Body* body = body_of(layer);
  return body ? body->output_names : std::vector<std::string>();
}

Tensors in_order(layers::Layer& layer, const nb::dict& named) {
  std::vector<std::string> names;
  if (Graphs::of(layer)) {
    names = dynamic_cast<Model&>(layer).input_names();
  } else if (Body* body = body_of(layer)) {
    if (body->input_names.empty()) {
      body->input_names = names_in(named);
      std::sort(body->input_names.begin(), body->input_names.end());  // as Keras has them
    }
    names = body->input_names;
  }
  if (names.size() != nb::len(named)) {
    throw_value_error(
        text(layer.title(), " takes ", names.size(), " inputs by name, received ", nb::len(named)),
        {{"received", nb::cast<std::string>(nb::repr(named.keys()))}});
  }
  Tensors all;
  for (const std::string& name : names) {
    if (!named.contains(name.c_str())) {
      throw_value_error(text(layer.title(), ": there is no input '", name, "'"),
                        {{"received", nb::cast<std::string>(nb::repr(named.keys()))}});
    }
    all.push_back(tensor_of(named[name.c_str()]));
  }
  return all;
}

nb::object object_named(const Tensors& all, const std::vector<std::string>& names, bool as_list) {
  if (names.empty() || names.size() != all.size()) return object_of(all, as_list);
  nb::dict dict;
  for (size_t i = 0; i < names.size(); ++i) dict[names[i].c_str()] = nb::cast(all[i]);
  return dict;
}

}  // namespace keratin::python
