#include "apps/keratin/prediction_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "apps/keratin/data_source.h"

namespace keratin::command {
namespace {

/// A class, how likely it is, and its number.
struct Ranked {
  double probability;
  size_t number;
};

/// The classes of one row, the likeliest first.
std::vector<Ranked> ranked(const Tensor& row) {
  std::vector<Ranked> result;
  for (const double probability : row.to_vector<double>()) {
    result.push_back({probability, result.size()});
  }
  std::stable_sort(result.begin(), result.end(),
                   [](const Ranked& a, const Ranked& b) { return a.probability > b.probability; });
  return result;
}

/// The slides' table: the ten likeliest.
std::string table_of(const Prediction& prediction) {
  constexpr size_t most = 10;
  const bool has_names = !prediction.classes.empty();
  std::string table = has_names ? "PROBABILITY  NAME" : "PROBABILITY  NUMBER";
  const std::vector<Ranked> classes = ranked(prediction.probabilities[0]);
  for (size_t i = 0; i < std::min(most, classes.size()); ++i) {
    const auto& [probability, number] = classes[i];
    table += fmt::format("\n{:>10.2f}%  ", probability * 100);
    table += has_names ? prediction.classes[number] : fmt::format("{:>6}", number);
  }
  return table;
}

/// The likeliest class of each sample.
std::string list_of(const Prediction& prediction) {
  std::string list = "SAMPLE  PROBABILITY  NAME";
  for (int64_t i = 0; i < prediction.values.len(); ++i) {
    const Ranked best = ranked(prediction.probabilities[i]).front();
    list += fmt::format("\n{:>6}  {:>10.2f}%  {}", i, best.probability * 100,
                        prediction.classes[best.number]);
  }
  return list;
}

/// The activation that the output ends with; empty where it has none of a name.
std::string last_activation(const Layer& layer) {
  if (layer.class_name() == "Softmax") return "softmax";
  const Config config = layer.get_config();
  const ConfigValue* activation = config.find("activation");
  return activation && activation->is_string() ? activation->as_string() : "";
}

const Layer* layer_of(const Tensor& output) {
  return dynamic_cast<const Layer*>(node_of_symbolic(output)->operation.get());
}

/// Whether the model learned to say something else than how likely classes are.
bool learns_values(const Model& model) {
  const std::string_view loss = canonical_name<losses::Loss>(loss_of(model));
  return !loss.empty() && !loss.ends_with("Crossentropy") && !loss.starts_with("KLDivergence");
}

bool look_like_probabilities(const Tensor& values) {
  const Tensor x = values.astype(float32);
  const bool is_in_range = (x >= 0).all().item<bool>() && (x <= 1).all().item<bool>();
  return is_in_range && double((x.sum(1) - 1).abs().max()) < 1e-2;
}

bool are_probabilities(const Model& model, const Tensor& output, const Tensor& values) {
  if (values.ndim() != 2 || values.shape()[1] < 2 || values.size() == 0) return false;
  const Layer* layer = layer_of(output);
  const std::string activation = layer ? last_activation(*layer) : "";
  if (activation == "softmax") return look_like_probabilities(values);
  // Numbers of other layers may add up to 1 by chance.
  const bool is_other = !activation.empty() && activation != "linear";
  return !is_other && !learns_values(model) && look_like_probabilities(values);
}

/// One unit whose sigmoid tells two classes apart.
bool is_yes_or_no(const Tensor& output, const Tensor& values) {
  const Layer* layer = layer_of(output);
  return values.ndim() == 2 && values.shape()[1] == 1 && layer &&
         last_activation(*layer) == "sigmoid";
}

}  // namespace

std::vector<std::string> class_names(const std::string& given) {
  std::error_code ignored;
  const bool is_file = std::filesystem::exists(given, ignored);
  std::ifstream file(given);
  std::istringstream list(given);
  std::istream& source = is_file ? static_cast<std::istream&>(file) : list;
  std::vector<std::string> names;
  for (std::string name; std::getline(source, name, is_file ? '\n' : ',');) {
    if (name.ends_with('\r')) name.pop_back();
    names.push_back(name);
  }
  if (is_file && (!file.eof() || names.empty())) {
    throw_file_error(text(given, ": expected names of classes, one a line; it cannot be read"));
  }
  return names;
}

std::vector<Prediction> predictions_of(const Model& model, const Tensors& values,
                                       const std::vector<std::string>& classes) {
  const std::vector<std::string> names = model.output_names();
  const Tensors outputs = model.outputs();
  std::vector<Prediction> result;
  bool is_used = classes.empty();
  std::string columns;
  for (size_t i = 0; i < values.size(); ++i) {
    Prediction one{names[i], values[i]};
    if (are_probabilities(model, outputs[i], values[i])) one.probabilities = values[i];
    if (classes.size() == 2 && is_yes_or_no(outputs[i], values[i])) {
      one.probabilities = concatenate({1 - values[i], values[i]}, 1);
    }
    const Tensor& known = one.probabilities;
    if (known.defined() && known.shape()[1] == static_cast<int64_t>(classes.size())) {
      one.classes = classes;
      is_used = true;
    }
    columns += text(columns.empty() ? "" : ", ", "'", names[i], "' ", values[i].shape());
    result.push_back(std::move(one));
  }
  if (!is_used) {
    throw_value_error(text("--classes: expected as many names as an output has classes; received ",
                           classes.size(), ", the outputs are ", columns));
  }
  return result;
}

std::string text_of(const Prediction& prediction) {
  if (is_table(prediction)) return table_of(prediction);
  if (!prediction.classes.empty()) return list_of(prediction);
  return prediction.values.to_string();
}

bool is_table(const Prediction& prediction) {
  return prediction.probabilities.defined() && prediction.values.len() == 1;
}

Json json_of(const Prediction& prediction) {
  const Tensor& values = prediction.values;
  Json result;
  result["shape"] = std::vector<int64_t>(values.shape().begin(), values.shape().end());
  result["predictions"] = to_json(values);
  if (!prediction.probabilities.defined()) return result;
  const Tensor best = prediction.probabilities.argmax(1);
  result["classes"] = to_json(best);
  if (prediction.classes.empty()) return result;
  for (const int64_t number : best.to_vector<int64_t>()) {
    result["names"].push_back(prediction.classes[static_cast<size_t>(number)]);
  }
  return result;
}

}  // namespace keratin::command
