// Models that are written in Python, with steps of training of their own or the library's.
#include "convert.h"
#include "in_python.h"
#include "keratin/models/graph_internal.h"

namespace keratin::python {
namespace {

/// What a step is given: x, (x, y) or (x, y, sample_weight), dicts where the model has names.
nb::object data_object(const layers::Layer& model, const Batch& batch) {
  const nb::object x = object_named(batch.x, input_names_of(model), true);
  if (batch.y.empty() && batch.sample_weight.empty()) {
    return batch.x.size() == 1 ? x : nb::object(nb::make_tuple(x));
  }
  const nb::object y =
      batch.y.empty() ? nb::none() : object_named(batch.y, output_names_of(model), true);
  if (batch.sample_weight.empty()) return nb::make_tuple(x, y);
  return nb::make_tuple(x, y, object_of(batch.sample_weight, true));
}

/// Adds the numbers of a dict; those in a dict within it under their own names.
void add_logs(nb::handle given, Logs& logs) {
  if (!nb::isinstance<nb::dict>(given)) {
    throw_dtype_error("a step of training gives a dict of logs",
                      {{"received", nb::cast<std::string>(nb::repr(given))}});
  }
  for (const auto& [name, value] : nb::cast<nb::dict>(given)) {
    if (nb::isinstance<nb::dict>(value)) {
      add_logs(value, logs);
    } else {
      logs.set(nb::cast<std::string>(name), tensor_of(value).item<double>());
    }
  }
}

class ModelInPython final : public InPython<ModelInPython, Model> {
 public:
  using InPython::InPython;
  /// The model between symbolic tensors, with steps of Python's.
  ModelInPython(Tensors inputs, Tensors outputs, models::EndForm in, models::EndForm out,
                const layers::LayerOptions& options, std::shared_ptr<Body> body)
      : InPython(options, std::move(body)) {
    set_graph(std::make_shared<models::Graph>(std::move(inputs), std::move(outputs), std::move(in),
                                              std::move(out)),
              true);
  }

  bool is_built() const override { return Model::is_built() || InPython::is_built(); }
  void build(const Shapes& x) override {
    if (!model_graph()) InPython::build(x);
  }
  Config get_build_config() const override {
    return model_graph() ? Model::get_build_config() : layers::Layer::get_build_config();
  }

  Logs train_step(const Batch& batch) override {
    if (!has_own_steps()) return Model::train_step(batch);
    Body& body = *shared_body();
    body.is_constrained = false;
    const Logs logs = step("train_step", batch);
    if (!body.is_constrained) apply_constraints();
    return logs;
  }
  Logs test_step(const Batch& batch) override {
    return has_own_steps() ? step("test_step", batch) : Model::test_step(batch);
  }
  Tensors predict_step(const Tensors& x) const override {
    if (!has_own_steps()) return Model::predict_step(x);
    const nb::gil_scoped_acquire lock;
    return with_names(
        shared_body()->self(*this).attr("predict_step")(data_object(*this, {.x = x})));
  }

 protected:
  bool has_own_steps() const override { return shared_body()->has_steps; }
  Tensor call(const Tensor& x, Call& call) const override {
    return model_graph() ? Model::call(x, call) : InPython::call(x, call);
  }
  Tensors call(const Tensors& x, Call& call) const override {
    return model_graph() ? Model::call(x, call) : InPython::call(x, call);
  }
  layers::MaskRule masking() const override {
    return model_graph() ? Model::masking() : InPython::masking();
  }

 private:
  Logs step(const char* name, const Batch& batch) const {
    const nb::gil_scoped_acquire lock;
    Logs logs;
    add_logs(shared_body()->self(*this).attr(name)(data_object(*this, batch)), logs);
    return logs;
  }
  /// A step of Python's takes the optimizer itself, which knows the variables alone.
  void apply_constraints() const {
    const NoGradient no_gradient;
    for (const layers::Weight* weight : weight_list()) {
      if (!weight->constraint || !weight->variable.trainable()) continue;
      Variable variable = weight->variable;
      variable.assign((*weight->constraint)(variable.value()));
    }
  }
};

std::shared_ptr<Body> body_of(nb::handle type, nb::handle attributes) {
  auto body = std::make_shared<Body>(type, attributes);
  body->has_steps = nb::cast<bool>(from_package("has_own_steps")(type));
  return body;
}

void write_model(LayerHandle& self, nb::handle type, nb::handle attributes, nb::handle name,
                 bool trainable, nb::handle dtype) {
  self.it = std::make_shared<ModelInPython>(layer_options(type, name, trainable, dtype, nb::none()),
                                            body_of(type, attributes));
}

void write_functional(LayerHandle& self, nb::handle type, nb::handle attributes, nb::handle inputs,
                      nb::handle outputs, nb::handle name, bool trainable) {
  self.it = std::make_shared<ModelInPython>(
      with_names(inputs), with_names(outputs), models::EndForm{.names = names_in(inputs)},
      models::EndForm{.names = names_in(outputs)},
      layer_options(type, name, trainable, nb::none(), nb::none()), body_of(type, attributes));
}

Tensors some_tensors(nb::handle x) { return x.is_none() ? Tensors() : with_names(x); }

/// A batch without x, which neither losses nor metrics ask for.
Batch targets_of(nb::handle y, nb::handle sample_weight, const Tensors& y_pred) {
  Batch batch{.x = y_pred, .y = some_tensors(y), .sample_weight = some_tensors(sample_weight)};
  return batch;
}

/// The library's own loss: of compile, of the layers and of regularized weights.
Tensor compute_loss(LayerHandle& self, nb::handle y, nb::handle y_pred, nb::handle sample_weight) {
  const Tensors outputs = with_names(y_pred);
  const Batch batch = targets_of(y, sample_weight, outputs);
  Model& model = model_of(self);
  const nb::gil_scoped_release free;
  return model.Model::compute_loss(batch, outputs);
}

/// The metrics of compile with this batch; the loss among them is what the library has counted.
nb::dict compute_metrics(LayerHandle& self, nb::handle y, nb::handle y_pred,
                         nb::handle sample_weight) {
  const Tensors outputs = with_names(y_pred);
  const Batch batch = targets_of(y, sample_weight, outputs);
  Model& model = model_of(self);
  Logs logs;
  {
    const nb::gil_scoped_release free;
    logs = model.Model::compute_metrics(batch, outputs);
  }
  return dict_of(logs);
}

void apply_gradients(LayerHandle& self, const Tensor& loss) {
  Model& model = model_of(self);
  if (auto* own = dynamic_cast<WrittenInPython*>(&model)) own->body().is_constrained = true;
  const nb::gil_scoped_release free;
  model.apply_gradients(loss);
}

}  // namespace

nb::list losses_of(const LayerHandle& self, nb::handle kept) {
  nb::list list;
  const CallScope* scope = CallScope::current();
  if (scope && scope->record) {
    for (const Tensor& one : scope->record->losses) list.append(nb::cast(one));
  } else if (!kept.is_none()) {
    list.extend(kept);
  }
  for (const layers::Weight* weight : self.get().weight_list()) {
    if (!weight->regularizer || !weight->variable.trainable()) continue;
    list.append(nb::cast((*weight->regularizer)(weight->variable.value())));
  }
  return list;
}

void bind_python_models(nb::module_& m) {
  m.def("write_model", write_model, nb::arg("self"), nb::arg("type"), nb::arg("attributes"),
        nb::arg("name").none(), nb::arg("trainable"), nb::arg("dtype").none());
  m.def("write_functional", write_functional, nb::arg("self"), nb::arg("type"),
        nb::arg("attributes"), nb::arg("inputs"), nb::arg("outputs"), nb::arg("name").none(),
        nb::arg("trainable"));
  m.def("compute_loss", compute_loss, nb::arg("self"), nb::arg("y").none(), nb::arg("y_pred"),
        nb::arg("sample_weight").none());
  m.def("compute_metrics", compute_metrics, nb::arg("self"), nb::arg("y").none(), nb::arg("y_pred"),
        nb::arg("sample_weight").none());
  m.def("apply_gradients", apply_gradients);
}

}  // namespace keratin::python
