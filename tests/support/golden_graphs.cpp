#include "tests/support/golden_graphs.h"

#include <cstdlib>
#include <stdexcept>

#include "keratin/ops/cast.h"
#include "keratin/tensor/creation.h"
#include "keratin/tensor/npy.h"
#include "tests/support/golden_json.h"

namespace keratin::testing {
namespace {

std::vector<double> numbers_of(const ConfigValue& list) {
  std::vector<double> numbers;
  if (list.is_none()) return numbers;
  for (const ConfigValue& entry : list.as_list()) numbers.push_back(entry.as_number());
  return numbers;
}

/// One member of each entry of a list.
std::vector<std::string> words_of(const ConfigValue& list, std::string_view member) {
  std::vector<std::string> words;
  for (const ConfigValue& entry : list.as_list()) {
    words.push_back(entry.as_config()[member].as_string());
  }
  return words;
}

/// The numbers of all models, and the arrays that lie in them.
class Arrays {
 public:
  explicit Arrays(const std::string& path)
      : values_(load_npz(path).front().second.to_vector<float>()) {}

  std::vector<Tensor> operator()(const ConfigValue& list) const {
    std::vector<Tensor> arrays;
    for (const ConfigValue& entry : list.as_list()) arrays.push_back(one(entry.as_config()));
    return arrays;
  }

 private:
  Tensor one(const Config& entry) const {
    Shape shape;
    for (const ConfigValue& length : entry["shape"].as_list()) shape.push_back(length.as_integer());
    const auto at = static_cast<size_t>(entry["at"].as_integer());
    if (at + static_cast<size_t>(shape.size()) > values_.size()) {
      throw std::out_of_range("the numbers of the golden graphs are too few");
    }
    const Tensor x = tensor(values_.data() + at, shape);
    const ConfigValue* dtype = entry.find("dtype");
    return dtype ? ops::cast(x, dtype_named(dtype->as_string())) : x;
  }

  std::vector<float> values_;
};

GoldenGraph graph_of(const Config& line, const Arrays& arrays) {
  const Config& training = line["training"].as_config();
  GoldenGraph graph{.name = line["name"].as_string(),
                    .has_operators = line["operators"].as_bool(),
                    .json = line["json"].to_string(),
                    .record = line["json"].as_config(),
                    .weight_paths = words_of(line["weights"], "path"),
                    .trainable_paths = words_of(line["gradients"], "path"),
                    .input_names = words_of(line["inputs"], "name"),
                    .output_names = words_of(line["outputs"], "name"),
                    .weights = arrays(line["weights"]),
                    .inputs = arrays(line["inputs"]),
                    .outputs = arrays(line["outputs"]),
                    .targets = arrays(line["targets"]),
                    .gradients = arrays(line["gradients"]),
                    .losses = {},
                    .is_by_name = line["by"].as_string() == "name",
                    .loss_weights = numbers_of(line["loss_weights"]),
                    .loss_values = {},
                    .total = 0,
                    .penalties = line["penalties"].as_number(),
                    .optimizer = training["optimizer"].as_config(),
                    .batch_size = training["batch_size"].as_integer(),
                    .epochs = training["epochs"].as_integer(),
                    .history = {},
                    .trained = arrays(line["trained"])};
  for (const ConfigValue& output : line["outputs"].as_list()) {
    graph.losses.push_back(output.as_config()["loss"]);
  }
  for (const auto& [name, value] : line["losses"].as_config()) {
    graph.loss_values.emplace_back(name, value.as_number());
    if (name == "loss") graph.total = value.as_number();
  }
  if (const ConfigValue* total = line.find("total")) graph.total = total->as_number();
  for (const auto& [name, values] : line["history"].as_config()) {
    graph.history.emplace_back(name, numbers_of(values));
  }
  return graph;
}

void add_graphs(const std::string& folder, const std::string& name, const std::string& numbers,
                std::vector<GoldenGraph>& graphs) {
  const Arrays arrays(folder + "/" + numbers + ".npz");
  for (const std::string& line : lines_of_gzip(folder + "/" + name + ".jsonl.gz")) {
    graphs.push_back(graph_of(parse_json(line).as_config(), arrays));
  }
}

}  // namespace

std::vector<GoldenGraph> golden_graphs() {
  std::vector<GoldenGraph> graphs;
  if (const char* folder = std::getenv("KERATIN_GRAPHS_FROM")) {
    add_graphs(folder, "layers", "layers_values", graphs);
    return graphs;
  }
  const std::string folder = std::string(KERATIN_GOLDEN_DIR) + "/graphs";
  add_graphs(folder, "graphs", "values", graphs);
  return graphs;
}

}  // namespace keratin::testing
