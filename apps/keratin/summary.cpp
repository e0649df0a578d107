#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"
#include "apps/keratin/verbs.h"

namespace keratin::command {
namespace {

struct SummaryRequest {
  std::string model;
  bool plan = false;
  bool weights = false;
  bool json = false;
};

bool holds_model(const std::string& path) {
  const FileKind kind = kind_of(path);
  return kind == FileKind::model || kind == FileKind::config;
}

int64_t count_of(const std::vector<Variable>& variables) {
  int64_t count = 0;
  for (const Variable& variable : variables) count += variable.value().size();
  return count;
}

Json json_of_model(const Model& model) {
  Json result;
  result["class_name"] = model.class_name();
  result["name"] = model.name();
  result["parameters"] = model.count_params();
  result["trainable_parameters"] = count_of(model.trainable_weights());
  result["compiled"] = model.is_compiled();
  result["layers"] = Json::array();
  for (const Layer* layer : model.layers()) {
    result["layers"].push_back({{"name", layer->name()},
                                {"class_name", layer->class_name()},
                                {"parameters", layer->count_params()}});
  }
  return result;
}

Json json_of_file(const saving::FileContents& file) {
  Json result;
  result["file"] = file.path;
  result["format"] = file.format;
  result["bytes"] = file.file_bytes;
  if (!file.keras_version.empty()) result["keras_version"] = file.keras_version;
  result["weights"] = Json::array();
  for (const auto& x : file.tensors) {
    result["weights"].push_back(
        {{"path", x.path}, {"dtype", x.dtype}, {"shape", x.shape}, {"bytes", x.bytes}});
  }
  return result;
}

/// Trains on two batches of zeros, so that the plan is there; the file stays as it is.
void rehearse(Model& model) {
  if (!model.is_compiled()) {
    throw_value_error(text("the model '", model.name(),
                           "' is not compiled, so that no steps of "
                           "training are known"));
  }
  constexpr int64_t batch = 32;
  const auto zeros_like = [](const Tensors& symbolic) {
    Tensors result;
    for (const Tensor& x : symbolic) {
      Shape shape{2 * batch};
      for (const int64_t length : x.shape().tail()) shape.push_back(length == kNone ? 8 : length);
      result.push_back(zeros(shape, x.dtype()));
    }
    return result;
  };
  Tensors y;
  for (const Tensor& output : zeros_like(model.outputs())) {
    y.push_back(labels_for(model, output));
  }
  model.fit(zeros_like(model.inputs()), y, {.batch_size = batch, .verbose = 0});
}

void print_summary(const Model& model, bool has_plan) {
  const SummaryOptions options{.show_plan = has_plan};
  std::string plain = model.summary_text(76, false, options);
  if (has_plan) plain += model.plan_text();
  // Only a table that is its own text may go to a terminal in colours.
  if (printable(plain) == plain && isatty(STDOUT_FILENO)) return model.summary(options);
  print_text(plain.ends_with('\n') ? plain.substr(0, plain.size() - 1) : plain);
}

void summarize(const SummaryRequest& request) {
  const bool is_model = holds_model(request.model);
  if (request.json) {
    Json result;
    if (kind_of(request.model) != FileKind::config) {
      result = json_of_file(inspect(request.model));
    } else {
      result["file"] = request.model;
    }
    if (is_model) {
      Model model = read_model(request.model);
      if (request.plan) rehearse(model);
      result["model"] = json_of_model(model);
      if (request.plan) result["plan"] = model.plan_text();
    }
    return print_json(result);
  }
  if (is_model) {
    Model model = read_model(request.model);
    if (request.plan) rehearse(model);
    print_summary(model, request.plan);
  }
  const bool has_weights = kind_of(request.model) != FileKind::config;
  if (!is_model || (request.weights && has_weights)) {
    print_text(inspect(request.model).to_string());
  } else if (request.weights) {
    throw_file_error(text(request.model, ": holds layers alone, and no weights"));
  }
}

}  // namespace

void add_summary(Verbs& verbs) {
  const auto request = std::make_shared<SummaryRequest>();
  SummaryRequest& r = *request;
  CLI::App& command = verbs.add(
      "summary", "Tells what a file holds: layers, weights, arrays",
      "keratin summary digits.keras --weights", [request] { summarize(*request); }, &r.json);
  command
      .add_option("model", r.model,
                  "A model (.keras, .h5, a folder, .json), weights (.weights.h5, .weights.json, "
                  ".safetensors), or arrays (.npz, .npy)")
      ->type_name("FILE")
      ->required();
  command.add_flag("--plan", r.plan, "Also how the steps of training will run, and why");
  command.add_flag("--weights", r.weights, "Also every weight as the file has it");
}

}  // namespace keratin::command
