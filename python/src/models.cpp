// Models: made of layers or tensors, trained, asked, written and read.
#include <algorithm>

#include "convert.h"
#include "custom_objects.h"
#include "fit_arguments.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/layers/core/input_layer.h"
#include "keratin/models/graph_internal.h"
#include "keratin/models/model_config.h"
#include "keratin/models/saving.h"
#include "keratin/models/sequential.h"
#include "keratin/saving/json.h"
#include "layers.h"

namespace keratin::python {

void bind_python_models(nb::module_& m);

namespace {

Sequential& sequential_of(LayerHandle& handle) {
  if (auto* model = dynamic_cast<Sequential*>(&handle.get())) return *model;
  throw_value_error(text(handle.get().title(), " is no Sequential"));
}

/// Lets a model's graph be set from outside, with the names of its ends.
struct Ends : Model {
  static void set(Model& model, std::shared_ptr<const models::Graph> graph) {
    (model.*&Ends::set_graph)(std::move(graph), true);
  }
};

std::shared_ptr<Model> functional(nb::handle inputs, nb::handle outputs, ModelOptions options) {
  const Tensors x = with_names(inputs), y = with_names(outputs);
  auto model = std::make_shared<Model>(x, y, std::move(options));
  models::EndForm in{.names = names_in(inputs)}, out{.names = names_in(outputs)};
  if (in.names.empty() && out.names.empty()) return model;
  Ends::set(*model, std::make_shared<models::Graph>(x, y, std::move(in), std::move(out)));
  return model;
}

void bind_making(nb::module_& m) {
  m.def("make_sequential", [](LayerHandle& self, nb::handle name, bool trainable) {
    SequentialOptions options;
    if (!name.is_none()) options.name = nb::cast<std::string>(name);
    options.trainable = trainable;
    self.it = std::make_shared<Sequential>(options);
  });
  m.def("sequential_add", [](LayerHandle& self, nb::handle x) {
    if (!nb::isinstance<Tensor>(x)) {
      return sequential_of(self).add(AnyLayer(layer_of(x)));
    }
    const auto input =
        std::dynamic_pointer_cast<layers::Layer>(node_of_symbolic(nb::cast<Tensor>(x))->operation);
    if (!input) throw_value_error("a Sequential takes layers, and first an Input");
    sequential_of(self).add(AnyLayer(input));
  });
  m.def("sequential_pop", [](LayerHandle& self) { sequential_of(self).pop(); });
  m.def("make_functional", [](LayerHandle& self, nb::handle inputs, nb::handle outputs,
                              nb::handle name, bool trainable) {
    ModelOptions options;
    if (!name.is_none()) options.name = nb::cast<std::string>(name);
    options.trainable = trainable;
    self.it = functional(inputs, outputs, options);
  });
}

/// x of a call; of a class of Python's a dict has the names that its `call` is to see.
Data inputs_of(Model& model, nb::handle x) {
  const bool is_of_python = dynamic_cast<WrittenInPython*>(&model) && model.input_names().empty();
  if (!is_of_python || !nb::isinstance<nb::dict>(x)) return data_of(x);
  return Data(in_order(model, nb::cast<nb::dict>(x)));
}

nb::tuple fit_model(LayerHandle& self, nb::handle x, nb::handle y, nb::dict given) {
  Model& model = model_of(self);
  const FitOptions options = fit_options_of(Given(given));
  History history;
  if (const auto source = source_of(x)) {
    const nb::gil_scoped_release free;
    history = model.fit(*source, options);
  } else {
    const Data inputs = inputs_of(model_of(self), x), targets = data_of(y);
    const nb::gil_scoped_release free;
    history = model.fit(inputs, targets, options);
  }
  nb::dict columns;
  for (const auto& [name, column] : history.history) {
    nb::list list;
    for (const double number : column) list.append(number);
    columns[name.c_str()] = list;
  }
  nb::list epochs;
  for (const int64_t epoch : history.epoch) epochs.append(epoch);
  return nb::make_tuple(columns, epochs, history.is_interrupted());
}

nb::dict evaluate_model(LayerHandle& self, nb::handle x, nb::handle y, nb::dict given) {
  Model& model = model_of(self);
  const EvaluateOptions options = evaluate_options_of(Given(given));
  Scores scores;
  if (const auto source = source_of(x)) {
    const nb::gil_scoped_release free;
    scores = model.evaluate(*source, options);
  } else {
    const Data inputs = inputs_of(model_of(self), x), targets = data_of(y);
    const nb::gil_scoped_release free;
    scores = model.evaluate(inputs, targets, options);
  }
  return dict_of(scores);
}

nb::object arrays_of_outputs(const Model& model, const Tensors& y) {
  const std::vector<std::string> names = output_names_of(model);
  if (!names.empty() && names.size() == y.size()) {
    nb::dict dict;
    for (size_t i = 0; i < y.size(); ++i) dict[names[i].c_str()] = array_of(y[i]);
    return dict;
  }
  if (y.size() == 1) return array_of(y[0]);
  return arrays_of(y.to_vector());
}

nb::object predict_model(const LayerHandle& self, nb::handle x, nb::dict given) {
  Model& model = model_of(self);
  const PredictOptions options = predict_options_of(Given(given));
  Tensors y;
  if (const auto source = source_of(x)) {
    const nb::gil_scoped_release free;
    y = model.predict_outputs(*source, options);
  } else {
    const Data inputs = inputs_of(model, x);
    const nb::gil_scoped_release free;
    y = model.predict_outputs(inputs, options);
  }
  return arrays_of_outputs(model, y);
}

nb::dict train_on_batch(LayerHandle& self, nb::handle x, nb::handle y, nb::dict given) {
  const Given more(given);
  const Data inputs = inputs_of(model_of(self), x), targets = data_of(y),
             weight = data_of(more.get("sample_weight"));
  const ClassWeight of_classes = class_weight_of(more.get("class_weight"));
  Model& model = model_of(self);
  Scores scores;
  {
    const nb::gil_scoped_release free;
    scores = model.train_on_batch(inputs, targets, weight, of_classes);
  }
  return dict_of(scores);
}

nb::dict test_on_batch(LayerHandle& self, nb::handle x, nb::handle y, nb::handle sample_weight) {
  const Data inputs = inputs_of(model_of(self), x), targets = data_of(y),
             weight = data_of(sample_weight);
  Model& model = model_of(self);
  Scores scores;
  {
    const nb::gil_scoped_release free;
    scores = model.test_on_batch(inputs, targets, weight);
  }
  return dict_of(scores);
}

/// In as many batches as there are: one.
nb::object predict_on_batch(const LayerHandle& self, nb::handle x) {
  Model& model = model_of(self);
  const Data inputs = inputs_of(model, x);
  const bool has_rows = !inputs.empty() && inputs.tensors()[0].ndim() > 0;
  const int64_t rows = has_rows ? inputs.tensors()[0].len() : 1;
  const PredictOptions options{.batch_size = std::max<int64_t>(1, rows), .verbose = 0};
  Tensors y;
  {
    const nb::gil_scoped_release free;
    y = model.predict_outputs(inputs, options);
  }
  return arrays_of_outputs(model, y);
}

void bind_compiling(nb::module_& m) {
  m.def("compile_model", [](LayerHandle& self, nb::dict given) {
    model_of(self).compile(compile_options_of(Given(given)));
  });
  m.def("compile_config", [](const LayerHandle& self) -> nb::object {
    const Config config = model_of(self).get_compile_config();
    return config.empty() ? nb::none() : nb::object(dict_of(config));
  });
  m.def("compile_from_config", [](LayerHandle& self, nb::dict config) {
    model_of(self).compile_from_config(config_of(config));
  });
  m.def("is_compiled", [](const LayerHandle& self) { return model_of(self).is_compiled(); });
  m.def("optimizer_of", [](const LayerHandle& self) -> nb::object {
    const Model& model = model_of(self);
    if (!model.is_compiled()) return nb::none();
    return wrapped<optimizers::Optimizer>("wrap_optimizer", model.shared_optimizer());
  });
}

void bind_training(nb::module_& m) {
  m.def("fit", fit_model, nb::arg("self"), nb::arg("x"), nb::arg("y"), nb::arg("given"));
  m.def("evaluate", evaluate_model, nb::arg("self"), nb::arg("x"), nb::arg("y"), nb::arg("given"));
  m.def("predict", predict_model);
  m.def("train_on_batch", train_on_batch, nb::arg("self"), nb::arg("x"), nb::arg("y"),
        nb::arg("given"));
  m.def("test_on_batch", test_on_batch, nb::arg("self"), nb::arg("x"), nb::arg("y"),
        nb::arg("sample_weight"));
  m.def("predict_on_batch", predict_on_batch);
  m.def("reset_metrics", [](LayerHandle& self) { model_of(self).reset_metrics(); });
  m.def("stop_training", [](const LayerHandle& self) { return model_of(self).stop_training; });
  m.def("set_stop_training",
        [](LayerHandle& self, bool value) { model_of(self).stop_training = value; });
}

void bind_description(nb::module_& m) {
  m.def("summary", [](const LayerHandle& self, nb::dict given) {
    SummaryOptions options;
    const Given more(given);
    if (more.has("line_length"))
      options.line_length = static_cast<int>(nb::cast<int64_t>(more.get("line_length")));
    more.take<bool>("expand_nested", options.expand_nested);
    more.take<bool>("show_trainable", options.show_trainable);
    more.take<bool>("show_plan", options.show_plan);
    if (!more.has("as_text")) {
      model_of(self).summary(options);
      return std::string();
    }
    const int width = options.line_length ? options.line_length : 76;
    return model_of(self).summary_text(width, false, options);
  });
  m.def("plan_text", [](const LayerHandle& self) { return model_of(self).plan_text(); });
  m.def("to_json", [](const LayerHandle& self) { return model_of(self).to_json(); });
  m.def("model_inputs",
        [](const LayerHandle& self) { return object_of(model_of(self).inputs(), true); });
  m.def("input_count", [](const LayerHandle& self) { return model_of(self).input_names().size(); });
  m.def("model_outputs",
        [](const LayerHandle& self) { return object_of(model_of(self).outputs(), true); });
}

LoadOptions load_options_of(const Given& given) {
  LoadOptions options;
  given.take<bool>("compile", options.compile);
  if (given.has("custom_objects"))
    options.custom_objects = custom_classes_of(given.get("custom_objects"));
  return options;
}

std::vector<CustomClass> classes_or_none(nb::handle dict) {
  return dict.is_none() ? std::vector<CustomClass>() : custom_classes_of(dict);
}

void save(const LayerHandle& self, const std::string& path, nb::dict given) {
  SaveOptions options;
  const Given more(given);
  more.take<bool>("overwrite", options.overwrite);
  more.take<bool>("zipped", options.zipped);
  more.take<bool>("include_optimizer", options.include_optimizer);
  const Model& model = model_of(self);
  const nb::gil_scoped_release free;
  model.save(path, options);
}

void save_weights(const LayerHandle& self, const std::string& path, nb::dict given) {
  SaveWeightsOptions options;
  const Given more(given);
  more.take<bool>("overwrite", options.overwrite);
  if (more.has("max_shard_size"))
    options.max_shard_size = nb::cast<double>(nb::float_(more.get("max_shard_size")));
  const Model& model = model_of(self);
  const nb::gil_scoped_release free;
  model.save_weights(path, options);
}

void load_weights(LayerHandle& self, const std::string& path, nb::dict given) {
  LoadWeightsOptions options;
  const Given more(given);
  more.take<bool>("skip_mismatch", options.skip_mismatch);
  more.take<bool>("by_name", options.by_name);
  Model& model = model_of(self);
  const nb::gil_scoped_release free;
  model.load_weights(path, options);
}

nb::object load_model(const std::string& path, nb::dict given) {
  const LoadOptions options = load_options_of(Given(given));
  std::shared_ptr<layers::Layer> model;
  {
    const nb::gil_scoped_release free;
    model = models::load_shared_model(path, options);
  }
  return python_layer(std::move(model));
}

nb::object layer_from_record(nb::handle record, nb::handle custom_objects) {
  const CustomObjectScope scope(classes_or_none(custom_objects));
  return python_layer(models::layer_from_record(config_of(record)));
}

nb::object model_from_json(const std::string& text, nb::handle custom_objects) {
  const CustomObjectScope scope(classes_or_none(custom_objects));
  return python_layer(models::layer_from_record(saving::parse_json(text).as_config()));
}

void bind_files(nb::module_& m) {
  m.def("save", save);
  m.def("save_weights", save_weights);
  m.def("load_weights", load_weights);
  m.def("load_model", load_model);
  m.def("model_from_json", model_from_json, nb::arg("json"),
        nb::arg("custom_objects") = nb::none());
  m.def("layer_from_record", layer_from_record, nb::arg("record"),
        nb::arg("custom_objects") = nb::none());
  m.def("layer_record",
        [](const LayerHandle& self) { return dict_of(models::layer_record(self.get())); });
  m.def("graph_config",
        [](const LayerHandle& self) { return dict_of(model_of(self).Model::get_config()); });
}

}  // namespace

void bind_models(nb::module_& m) {
  bind_making(m);
  bind_compiling(m);
  bind_training(m);
  bind_description(m);
  bind_files(m);
  bind_python_models(m);
}

}  // namespace keratin::python
