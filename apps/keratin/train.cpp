#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"

namespace keratin::command {
namespace {

/// What labels ask for: how the last layer ends, how far off it is, and what is told of it.
struct Task {
  std::string activation;
  std::string loss;
  std::string metric;
};

Task task_of(const Tensor& y, int64_t units) {
  const bool is_column = y.ndim() == 1 || (y.ndim() == 2 && y.shape()[1] == 1);
  if (!is_floating(y.dtype()) && is_column) {
    if (units > 1) return {"softmax", "sparse_categorical_crossentropy", "accuracy"};
    const bool is_yes_or_no = y.size() == 0 || (double(y.max()) <= 1 && double(y.min()) >= 0);
    if (is_yes_or_no) return {"sigmoid", "binary_crossentropy", "accuracy"};
  }
  return {"linear", "mse", "mae"};
}

/// The same with the loss that was asked for.
Task task_of(const Tensor& y, int64_t units, const std::string& loss) {
  if (loss.empty()) return task_of(y, units);
  const std::string name = snake_case(canonical_name<losses::Loss>(loss));
  if (!name.ends_with("crossentropy")) return {"linear", loss, "mae"};
  return {name.starts_with("binary") ? "sigmoid" : "softmax", loss, "accuracy"};
}

Model dense_model(const TrainRequest& request, const Samples& samples) {
  Sequential model;
  model.add(Input({samples.x.shape().tail().size()}));
  for (size_t i = 0; i < request.dense.size(); ++i) {
    const bool is_last = i + 1 == request.dense.size();
    const std::string activation =
        is_last ? task_of(samples.y, request.dense[i], request.loss).activation : "relu";
    // As Keras advises: what is predicted is float32 under every policy.
    const bool is_mixed = is_last && request.policy.starts_with("mixed_");
    model.add(layers::Dense(request.dense[i],
                            {.activation = Activation(activation),
                             .dtype = is_mixed ? DTypePolicy("float32") : DTypePolicy()}));
  }
  return model;
}

Model network_of(const TrainRequest& request, const Samples& samples) {
  if (request.dense.empty()) return read_model(request.network);
  if (!request.policy.empty()) config::set_dtype_policy(DTypePolicy::named(request.policy));
  return dense_model(request, samples);
}

/// As the model was compiled, where it was, and as the request says otherwise.
void compile_for(Model& model, const TrainRequest& request, const Samples& samples) {
  const bool is_compiled = model.is_compiled();
  if (is_compiled && request.optimizer.empty() && request.loss.empty() && request.metrics.empty()) {
    if (request.learning_rate) model.set_learning_rate(*request.learning_rate);
    return;
  }
  CompileOptions options;
  if (is_compiled) options = compile_options_from(model.get_compile_config());
  const Shape output = model.outputs()[0].shape();
  const Task task = task_of(samples.y, output.rank() > 1 ? output.back() : 1, request.loss);
  if (!is_compiled || !request.loss.empty()) options.loss = AnyLoss::named(task.loss);
  if (!request.metrics.empty()) {
    options.metrics = request.metrics;
  } else if (!is_compiled) {
    options.metrics = std::vector<std::string>{task.metric};
  }
  if (!request.optimizer.empty()) options.optimizer = AnyOptimizer::named(request.optimizer);
  model.compile(std::move(options));
  if (request.learning_rate) model.set_learning_rate(*request.learning_rate);
}

/// Before hours of training: whether its result has a place.
void check_output(const std::string& path) {
  if (kind_of(path) != FileKind::model || std::filesystem::is_directory(path)) {
    throw_value_error(
        text("--output: expected a name that ends in .keras or .h5; received '", path, "'"));
  }
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  if (!folder.empty() && !std::filesystem::is_directory(folder)) {
    throw_file_error(text(folder.string(), ": is no folder, so that ", path, " cannot be written"));
  }
}

void report(const TrainRequest& request, const Model& model, const History& history) {
  if (!request.json) {
    return print_text(fmt::format("{}: {} parameters", request.output, model.count_params()));
  }
  Json result = {{"model", request.output}, {"parameters", model.count_params()}};
  result["epochs"] = history.epoch.size();
  result["history"] = Json::object();
  for (const auto& [name, values] : history.history) result["history"][name] = values;
  print_json(result);
}

}  // namespace

void train(const TrainRequest& request) {
  check_output(request.output);
  if (request.seed) utils::set_random_seed(*request.seed);
  if (request.threads) config::set_num_threads(*request.threads);
  const Samples samples = load_samples(request.data, Part::train);
  Model model = network_of(request, samples);
  compile_for(model, request, samples);
  const Tensor x = prepared(samples.x, model, request.scale);
  const History history = model.fit(x, labels_for(model, samples.y),
                                    {.batch_size = request.batch_size,
                                     .epochs = request.epochs,
                                     .verbose = request.json ? Verbose(0) : Verbose("auto"),
                                     .validation_split = request.validation_split});
  model.save(request.output);
  report(request, model, history);
  const auto epochs = static_cast<int64_t>(history.epoch.size());
  if (epochs < request.epochs) {
    throw_value_error(text("training was interrupted in epoch ", epochs + 1, " of ", request.epochs,
                           "; ", request.output, " has what was learned so far"));
  }
}

}  // namespace keratin::command
