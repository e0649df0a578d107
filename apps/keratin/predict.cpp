#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>

#include "apps/keratin/commands.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/prediction_input.h"
#include "apps/keratin/prediction_report.h"
#include "apps/keratin/shared_options.h"

namespace keratin::command {
namespace {

struct PredictRequest {
  std::string model;
  std::vector<std::string> inputs;  // files, or INPUT=FILE
  std::string output;               // out.npy, out.npz
  std::string classes;              // their names, or a file of them
  int64_t batch_size = 32;
  std::optional<double> scale;
  bool json = false;
};

/// What the network sees, two pixels a letter: the upper half block, whose background is the lower
/// one.
std::string preview(const Tensor& pixels) {
  const Shape& shape = pixels.shape();
  const std::vector<float> values = pixels.to_vector<float>();
  const auto grey = [&](int64_t y, int64_t x) {
    if (y >= shape[0]) return 0;
    const float value = values[static_cast<size_t>(y * shape[1] + x)];
    return static_cast<int>(std::lround(std::clamp(value, 0.0F, 255.0F)));
  };
  std::string out;
  for (int64_t y = 0; y < shape[0]; y += 2) {
    for (int64_t x = 0; x < shape[1]; ++x) {
      const int upper = grey(y, x), lower = grey(y + 1, x);
      out += fmt::format("\033[38;2;{0};{0};{0};48;2;{1};{1};{1}m\u2580", upper, lower);
    }
    out += "\033[0m\n";
  }
  return out;
}

/// Before anything is computed: whether the result has a place.
void check_output(const std::string& path, const Model& model) {
  if (path.empty() || path.ends_with(".npz")) return;
  const std::vector<std::string> names = model.output_names();
  if (!path.ends_with(".npy")) {
    throw_value_error(
        text("--output: expected a name that ends in .npy or .npz; received '", path, "'"));
  }
  if (names.size() > 1) {
    throw_value_error(text("--output: ", path, " holds one array, and the model '", model.name(),
                           "' has ", names.size(), " outputs, ", quoted_list(names)),
                      {}, "a name that ends in .npz holds all of them");
  }
}

void save(const std::string& path, const std::vector<Prediction>& predictions) {
  if (path.empty()) return;
  if (path.ends_with(".npy")) return save_npy(path, predictions[0].values);
  NamedTensors arrays;
  for (const Prediction& one : predictions) arrays.emplace_back(one.output, one.values);
  save_npz(path, arrays);
}

void report_json(const PredictRequest& request, const std::vector<Prediction>& predictions) {
  Json result = {{"model", request.model}};
  if (request.inputs.size() == 1) {
    result["input"] = request.inputs[0];
  } else {
    result["inputs"] = request.inputs;
  }
  if (predictions.size() == 1) {
    result.update(json_of(predictions[0]));
  } else {
    for (const Prediction& one : predictions) result["outputs"][one.output] = json_of(one);
  }
  if (!request.output.empty()) result["output"] = request.output;
  print_json(result);
}

void report(const PredictRequest& request, const std::vector<Prediction>& predictions) {
  for (const Prediction& one : predictions) {
    const std::string told = is_table(one) || request.output.empty()
                                 ? text_of(one)
                                 : text(request.output, ": ", describe(one.values));
    print_text(predictions.size() == 1 ? told : text(one.output, ":\n", told));
  }
}

void predict(const PredictRequest& request) {
  const Model model = read_trained_model(request.model);
  check_output(request.output, model);
  const std::vector<std::string> classes =
      request.classes.empty() ? std::vector<std::string>() : class_names(request.classes);
  Tensors x;
  for (const InputSamples& samples : read_inputs(model, request.inputs, request.scale)) {
    x.push_back(samples.x);
    if (!samples.picture.defined() || request.json || !isatty(STDOUT_FILENO)) continue;
    const std::string seen = preview(samples.picture);
    std::fwrite(seen.data(), 1, seen.size(), stdout);
  }
  const bool shows_bar = !request.json && x[0].len() > 1 && isatty(STDOUT_FILENO);
  const Tensors values = model.predict_outputs(
      x, {.batch_size = request.batch_size, .verbose = shows_bar ? Verbose(1) : Verbose(0)});
  const std::vector<Prediction> predictions = predictions_of(model, values, classes);
  save(request.output, predictions);
  request.json ? report_json(request, predictions) : report(request, predictions);
}

}  // namespace

void add_predict(Verbs& verbs) {
  const auto request = std::make_shared<PredictRequest>();
  PredictRequest& r = *request;
  CLI::App& command = verbs.add(
      "predict", "Says what a saved model makes of a picture or of samples",
      "keratin predict digits.keras digit.png", [request] { predict(*request); }, &r.json);
  add_model(command, r.model);
  command
      .add_option("input", r.inputs,
                  "A PNG or JPEG of any size, which a model of 28 x 28 sees as MNIST has its "
                  "digits; or x.npy, samples or one of them. A model of several inputs takes one "
                  "for each, in its order or as INPUT=FILE, or an .npz with their names")
      ->type_name("INPUT")
      ->required();
  command
      .add_option("--classes", r.classes,
                  "What the classes are called: A,B,C, or a file with a name in each line")
      ->type_name("FILE");
  command.add_option("-o,--output", r.output, "Also writes the predictions, as out.npy or out.npz")
      ->type_name("FILE");
  add_batch_size(command, r.batch_size, "Samples at a time");
  add_scale(command, r.scale);
}

}  // namespace keratin::command
