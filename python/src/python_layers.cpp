// Layers that are written in Python.
#include <algorithm>
#include <deque>

#include "convert.h"
#include "in_python.h"
#include "keratin/regularizers/regularizer.h"
#include "parts.h"

namespace keratin::python {

Call*& running_call() {
  thread_local Call* running = nullptr;
  return running;
}

nb::object object_of_shapes(const Shapes& shapes) {
  if (shapes.size() == 1) return tuple_of(shapes[0]);
  nb::list list;
  for (const Shape& shape : shapes) list.append(tuple_of(shape));
  return list;
}

namespace {

class LayerInPython final : public InPython<LayerInPython, layers::Layer> {
 public:
  using InPython::InPython;
};

}  // namespace

Body::Body(nb::handle the_type, nb::handle the_attributes)
    : type(nb::borrow(the_type)),
      attributes(nb::borrow(the_attributes)),
      class_name(nb::cast<std::string>(the_type.attr("__name__"))) {
  const nb::object asked = from_package("arguments_of_call")(the_type);
  takes_training = nb::cast<bool>(asked[0]);
  takes_mask = nb::cast<bool>(asked[1]);
  spreads_inputs = nb::cast<bool>(asked[2]);
  makes_masks = nb::cast<bool>(asked[3]);
}

nb::object Body::self(const layers::Layer& layer) const {
  LayerHandle handle;
  handle.it = layer.share();
  return from_package("written_layer")(*type, *attributes, nb::cast(handle));
}

layers::LayerOptions layer_options(nb::handle type, nb::handle name, bool trainable,
                                   nb::handle dtype, nb::handle activity_regularizer) {
  static std::deque<std::string> class_names;  // the options hold a view of it
  layers::LayerOptions options;
  if (!name.is_none()) options.name = nb::cast<std::string>(name);
  options.trainable = trainable;
  if (!dtype.is_none()) from_value(value_of(dtype), options.dtype);
  options.activity_regularizer = choice_of<Regularizer>(activity_regularizer);
  const auto class_name = nb::cast<std::string>(type.attr("__name__"));
  const auto known = std::find(class_names.begin(), class_names.end(), class_name);
  options.class_name = known != class_names.end() ? *known : class_names.emplace_back(class_name);
  return options;
}

WrittenInPython& written(const LayerHandle& handle) {
  if (auto* own = dynamic_cast<WrittenInPython*>(&handle.get())) return *own;
  throw_value_error(text(handle.get().title(), " is a layer of the library's, which has its own ",
                         "weights and sublayers"));
}

namespace {

/// Where from: initializer, regularizer, constraint, dtype.
WeightOptions weight_options(nb::handle initializer, nb::handle regularizer, nb::handle constraint,
                             nb::handle dtype, bool trainable) {
  WeightOptions options;
  if (!initializer.is_none()) options.initializer = choice_of<Initializer>(initializer);
  options.regularizer = choice_of<Regularizer>(regularizer);
  options.constraint = choice_of<Constraint>(constraint);
  options.trainable = trainable;
  options.dtype = dtype_of_object(dtype);
  return options;
}

void add_loss(LayerHandle&, nb::handle value) {
  if (!running_call()) throw_value_error("add_loss is for the call of a layer");
  running_call()->add_loss(tensor_of(value));
}

bool gives_list(const LayerHandle& self) {
  auto* own = dynamic_cast<WrittenInPython*>(self.it.get());
  return own ? own->body().gives_list : dynamic_cast<const Model*>(self.it.get()) != nullptr;
}

}  // namespace

void bind_python_layers(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def("_write", [](LayerHandle& self, nb::handle type, nb::handle attributes, nb::handle name,
                     bool trainable, nb::handle dtype, nb::handle regularizer) {
    self.it =
        std::make_shared<LayerInPython>(layer_options(type, name, trainable, dtype, regularizer),
                                        std::make_shared<Body>(type, attributes));
  });
  c.def("_is_written", [](const LayerHandle& self) {
    return dynamic_cast<const WrittenInPython*>(self.it.get()) != nullptr;
  });
  c.def("_add_weight",
        [](LayerHandle& self, nb::handle shape, nb::handle initializer, nb::handle dtype,
           bool trainable, nb::handle regularizer, nb::handle constraint, const std::string& name) {
          return written(self).add_weight_of(
              name, shape_of(shape),
              weight_options(initializer, regularizer, constraint, dtype, trainable));
        });
  c.def("_track", [](LayerHandle& self, const std::string& attribute, nb::handle layer) {
    written(self).track_layer(attribute, layer_of(layer));
  });
  c.def("_pass_masks",
        [](LayerHandle& self, bool value) { written(self).body().passes_masks = value; });
  c.def("_say_built",
        [](LayerHandle& self, bool value) { written(self).body().says_built = value; });
  c.def("_self", [](const LayerHandle& self) { return written(self).body().self(self.get()); });
  c.def("_gives_list", gives_list);
  c.def("add_loss", add_loss);
}

}  // namespace keratin::python
