#include "apps/keratin/data_source.h"

#include <algorithm>
#include <array>
#include <map>

namespace keratin::command {
namespace {

Tensor array_of(const NamedTensors& arrays, std::string_view name) {
  for (const auto& [key, array] : arrays) {
    if (key == name) return array;
  }
  return {};
}

Samples from_archive(const std::string& path, Part part) {
  const NamedTensors arrays = load_npz(path);
  const std::string end = part == Part::train ? "_train" : "_test";
  Samples samples{array_of(arrays, "x" + end), array_of(arrays, "y" + end)};
  if (!samples.x.defined() && !samples.y.defined()) {
    samples = {array_of(arrays, "x"), array_of(arrays, "y")};
  }
  if (!samples.x.defined() || !samples.y.defined()) {
    std::vector<std::string> names;
    for (const auto& entry : arrays) names.push_back(entry.first);
    throw_file_error(text(path, ": expected the arrays 'x", end, "' and 'y", end,
                          "', or 'x' and 'y'; it holds ", quoted_list(names)));
  }
  return samples;
}

Samples from_arrays(const std::string& data) {
  const size_t comma = data.find(',');
  return {load_npy(data.substr(0, comma)), load_npy(data.substr(comma + 1))};
}

Samples chosen(const datasets::Dataset& set, Part part) {
  return part == Part::train ? set.train : set.test;
}

bool is_scaling(const Layer& layer) {
  constexpr std::array<std::string_view, 3> names = {"Rescaling", "Normalization", "Embedding"};
  return std::find(names.begin(), names.end(), layer.class_name()) != names.end();
}

bool has_scaling(const Layer& layer) {
  if (is_scaling(layer)) return true;
  const std::vector<Layer*> parts = layer.sublayers();
  return std::any_of(parts.begin(), parts.end(),
                     [](const Layer* part) { return has_scaling(*part); });
}

/// Whether what the operation computes comes from the input.
bool depends_on(const GraphNode& node, const GraphNode& input,
                std::map<const GraphNode*, bool>& known) {
  if (&node == &input) return true;
  const auto [place, is_new] = known.emplace(&node, false);
  if (!is_new) return place->second;
  const bool depends = std::any_of(node.inputs.begin(), node.inputs.end(), [&](const Tensor& x) {
    return depends_on(*node_of_symbolic(x), input, known);
  });
  return known[&node] = depends;
}

/// Whether something on the way from this input to the outputs scales or looks up.
bool scales_input(const Model& model, size_t input) {
  const Tensors inputs = model.inputs(), outputs = model.outputs();
  const GraphNode& from = *node_of_symbolic(inputs[input]);
  std::map<const GraphNode*, bool> known;
  for (const Tensor& output : outputs) depends_on(*node_of_symbolic(output), from, known);
  return std::any_of(known.begin(), known.end(), [](const auto& entry) {
    const auto* layer = dynamic_cast<const Layer*>(entry.first->operation.get());
    return entry.second && layer && has_scaling(*layer);
  });
}

}  // namespace

std::string loss_of(const Model& model) {
  if (!model.is_compiled()) return "";
  const Config config = model.get_compile_config();
  const ConfigValue* loss = config.find("loss");
  if (!loss) return "";
  if (loss->is_string()) return loss->as_string();
  const ConfigValue* name = loss->is_config() ? loss->as_config().find("class_name") : nullptr;
  return name && name->is_string() ? snake_case(name->as_string()) : "";
}

Samples load_samples(const std::string& data, Part part) {
  Samples samples;
  if (data == "mnist") {
    samples = chosen(datasets::mnist::load_data(), part);
  } else if (data == "fashion_mnist") {
    samples = chosen(datasets::fashion_mnist::load_data(), part);
  } else if (data == "digits") {
    samples = chosen(datasets::digits::load_data(), part);
  } else if (data.ends_with(".npz")) {
    samples = from_archive(data, part);
  } else if (data.find(',') != std::string::npos) {
    samples = from_arrays(data);
  } else {
    throw_value_error(
        text("--data: expected mnist, fashion_mnist, digits, x.npy,y.npy or "
             "data.npz; received '",
             data, "'"));
  }
  for (const Tensor& array : {samples.x, samples.y}) {
    if (array.ndim() == 0) throw_shape_error(text(data, ": expected samples, received one number"));
  }
  return samples;
}

bool takes_raw_numbers(const Model& model, size_t input) {
  if (!is_floating(model.expected_dtype(input))) return true;
  return model.inputs().size() == 1 ? has_scaling(model) : scales_input(model, input);
}

Shape sample_shape(const Model& model, size_t input) {
  return model.inputs()[input].shape().tail();
}

Tensor prepared(const Tensor& x, const Model& model, size_t input, std::optional<double> scale) {
  const Shape sample = sample_shape(model, input);
  Tensor result = x;
  if (!sample.has_none() && x.ndim() > 0 && !(x.shape().tail() == sample) &&
      x.shape().tail().size() == sample.size()) {
    Shape shape{x.shape()[0]};
    for (const int64_t length : sample) shape.push_back(length);
    result = result.reshape(shape);
  }
  const bool is_bytes = x.dtype() == DType::uint8 && !takes_raw_numbers(model, input);
  if (scale) return *scale == 1 ? result : result.astype(float32) * *scale;
  return is_bytes ? result.astype(float32) / 255 : result;
}

Tensor prepared(const Tensor& x, const Model& model, std::optional<double> scale) {
  const size_t count = model.inputs().size();
  if (count != 1) {
    throw_value_error(
        text("the model '", model.name(), "' has ", count, " inputs; --data feeds models of one"));
  }
  return prepared(x, model, 0, scale);
}

Tensor labels_for(const Model& model, const Tensor& y) {
  const std::string loss = loss_of(model);
  const Tensors outputs = model.outputs();
  if (outputs.size() != 1 || outputs[0].ndim() != 2) return y;
  const int64_t classes = outputs[0].shape()[1];
  const bool is_whole = !is_floating(y.dtype());
  const bool is_column = y.ndim() == 1 || (y.ndim() == 2 && y.shape()[1] == 1);
  const std::string_view known = canonical_name<losses::Loss>(loss);
  if (classes < 2 || known.empty()) return y;
  const bool wants_numbers = known == "SparseCategoricalCrossentropy";
  if (is_whole && is_column && !wants_numbers) return utils::to_categorical(y.reshape(-1), classes);
  if (wants_numbers && y.ndim() == 2 && y.shape()[1] == classes) return y.argmax(1);
  return y;
}

}  // namespace keratin::command
