// Layers and models that are written in Python: the library calls them, they call the library.
#include <algorithm>
#include <deque>

#include "convert.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "layers.h"
#include "parts.h"

namespace keratin::python {

namespace {

thread_local Call* running_call = nullptr;
struct RunningCall {
  explicit RunningCall(Call& call) : before(running_call) { running_call = &call; }
  ~RunningCall() { running_call = before; }
  Call* before;
};

nb::object shapes_object(const Shapes& shapes) {
  if (shapes.size() == 1) return tuple_of(shapes[0]);
  nb::list list;
  for (const Shape& shape : shapes) list.append(tuple_of(shape));
  return list;
}

/// Base, a Layer or a Model, with `build` and `call` of Python's.
template <class Base>
class InPython final : public Base, public WrittenInPython {
 public:
  InPython(const layers::LayerOptions& options, std::shared_ptr<Body> body)
      : Base(options), body_(std::move(body)) {}

  std::string_view class_name() const override { return body_->class_name; }
  std::string_view module() const override { return ""; }
  std::shared_ptr<layers::Layer> share() const override {
    return std::make_shared<InPython>(*this);
  }
  Config get_config() const override {
    const nb::gil_scoped_acquire lock;
    return config_of(body_->self(*this).attr("get_config")());
  }
  void build(const Shapes& x) override {
    if (body_->is_built) return;  // by another copy
    const nb::gil_scoped_acquire lock;
    body_->is_built = true;
    try {
      body_->self(*this).attr("_library_build")(shapes_object(x));
    } catch (...) {
      body_->is_built = false;
      throw;
    }
  }
  bool is_built() const override { return layers::Layer::is_built(); }

  Body& body() override { return *body_; }
  Variable add_weight_of(const std::string& name, const Shape& shape,
                         const WeightOptions& options) override {
    return this->add_weight(name, shape, options);
  }
  void track_layer(const std::string& attribute, std::shared_ptr<layers::Layer> layer) override {
    this->track(attribute, std::move(layer));
  }

 protected:
  Tensor call(const Tensor& x, Call& call) const override {
    const Tensors all = this->call(Tensors(x), call);
    if (all.size() == 1) return all[0];
    throw_value_error(text("the layer gives ", all.size(), " tensors, asked for 1"));
  }
  Tensors call(const Tensors& x, Call& call) const override {
    const nb::gil_scoped_acquire lock;
    const RunningCall running(call);
    nb::dict keywords;
    if (body_->takes_training) keywords["training"] = call.training();
    if (body_->takes_mask) keywords["mask"] = mask_object(x, call);
    const nb::object f = body_->self(*this).attr("call");
    nb::object result;
    if (x.size() > 1 && body_->spreads_inputs) {
      result = f(*nb::tuple(object_of(x, false)), **keywords);
    } else {
      result = f(object_of(x, true), **keywords);
    }
    body_->gives_list = nb::isinstance<nb::list>(result);
    return tensors_of(result);
  }
  layers::MaskRule masking() const override {
    return body_->passes_masks ? layers::MaskRule::passed : layers::MaskRule::none;
  }

 private:
  static nb::object mask_object(const Tensors& x, const Call& call) {
    nb::list masks;
    for (size_t i = 0; i < x.size(); ++i) {
      masks.append(call.mask(i).defined() ? nb::cast(call.mask(i)) : nb::none());
    }
    return x.size() == 1 ? nb::object(masks[0]) : nb::object(masks);
  }

  std::shared_ptr<Body> body_;
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
}

nb::object Body::self(const layers::Layer& layer) const {
  LayerHandle handle;
  handle.it = layer.share();
  return from_package("written_layer")(*type, *attributes, nb::cast(handle));
}

void add_loss_of_call(const Tensor& value) {
  if (!running_call) throw_value_error("add_loss is for the call of a layer");
  running_call->add_loss(value);
}

namespace {

layers::LayerOptions options_from(nb::handle type, nb::handle name, bool trainable,
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

}  // namespace

void bind_python_layers(nb::class_<LayerHandle, AnyHandle>& c) {
  c.def("_write", [](LayerHandle& self, nb::handle type, nb::handle attributes, bool is_model,
                     nb::handle name, bool trainable, nb::handle dtype, nb::handle regularizer) {
    const auto options = options_from(type, name, trainable, dtype, regularizer);
    const auto body = std::make_shared<Body>(type, attributes);
    if (is_model) {
      self.it = std::make_shared<InPython<Model>>(options, body);
    } else {
      self.it = std::make_shared<InPython<layers::Layer>>(options, body);
    }
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
  c.def("_self", [](const LayerHandle& self) { return written(self).body().self(self.get()); });
  c.def("_gives_list", [](const LayerHandle& self) {
    auto* own = dynamic_cast<WrittenInPython*>(self.it.get());
    return own ? own->body().gives_list : dynamic_cast<const Model*>(self.it.get()) != nullptr;
  });
  c.def("add_loss", [](LayerHandle&, nb::handle value) { add_loss_of_call(tensor_of(value)); });
}

}  // namespace keratin::python
