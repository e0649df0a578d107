#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"
#include "apps/keratin/shared_options.h"

namespace keratin::command {
namespace {

struct TrainRequest {
  std::string network;         // net.json, or a saved model that goes on
  std::vector<int64_t> dense;  // or the units of a stack of Dense layers
  std::string data;
  std::string output;
  int64_t epochs = 1;
  int64_t batch_size = 32;
  std::string optimizer;  // empty: the model's own, else rmsprop
  std::optional<double> learning_rate;
  std::string loss;  // empty: the model's own, else what the labels ask for
  std::vector<std::string> metrics;
  double validation_split = 0;
  std::optional<double> scale;
  std::optional<uint64_t> seed;
  std::optional<int> threads;
  std::string policy;
  bool json = false;
};

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
  std::error_code ignored;
  if (kind_of(path) != FileKind::model || std::filesystem::is_directory(path, ignored)) {
    throw_value_error(
        text("--output: expected a name that ends in .keras or .h5; received '", path, "'"));
  }
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string folder = parent.empty() ? "." : parent.string();
  if (!std::filesystem::is_directory(folder, ignored)) {
    throw_file_error(text(folder, ": is no folder, so that ", path, " cannot be written"));
  }
  if (access(folder.c_str(), W_OK) != 0) {
    throw_file_error(
        text(folder, ": ", std::strerror(errno), ", so that ", path, " cannot be written"));
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

std::vector<std::string> policies() {
  return {std::begin(DTypePolicy::names), std::end(DTypePolicy::names)};
}

void add_network(Verbs& verbs, CLI::App& command, TrainRequest& r) {
  CLI::Option* network =
      command
          .add_option("network", r.network,
                      "Layers as Keras's JSON, or a saved model, which goes on where it stopped")
          ->type_name("FILE");
  CLI::Option* dense =
      command
          .add_option("--dense", r.dense,
                      "Instead of a file: Dense layers of so many units, relu between them")
          ->delimiter(',')
          ->allow_extra_args(false)
          ->type_name("UNITS")
          ->check(positive())
          ->excludes(network);
  command.callback([&r] {
    if (r.network.empty() && r.dense.empty()) {
      throw CLI::ValidationError("a network is missing: net.json, model.keras, or --dense UNITS");
    }
  });
  CLI::Option* policy =
      command.add_option("--policy", r.policy, "The dtype policy of the layers of --dense");
  verbs.offer(policy, policies())
      ->type_name("NAME")
      ->check(CLI::IsMember(policies(), CLI::ignore_case))
      ->needs(dense);
}

void add_steps(Verbs& verbs, CLI::App& command, TrainRequest& r) {
  command.add_option("--epochs", r.epochs, "Passes over the data")
      ->type_name("N")
      ->check(positive())
      ->capture_default_str();
  add_batch_size(command, r.batch_size, "Samples in a step");
  CLI::Option* optimizer =
      command.add_option("--optimizer", r.optimizer, "Keras's name; the model's own, or rmsprop");
  verbs.offer(optimizer, names_of(optimizers::Optimizer::names))
      ->type_name("NAME")
      ->check(known<optimizers::Optimizer>());
  command.add_option("--learning-rate", r.learning_rate, "The optimizer's own without it")
      ->type_name("NUMBER")
      ->check(silent(CLI::NonNegativeNumber));
  add_what_is_compiled(verbs, command, r.loss, r.metrics);
  command
      .add_option("--validation-split", r.validation_split,
                  "The last part of the data, from 0 to 1, that is kept from training")
      ->type_name("PART")
      ->check(silent(CLI::Range(0.0, 1.0)));
  add_scale(command, r.scale);
  command.add_option("--seed", r.seed, "The same seed trains to the same bits")->type_name("N");
  add_threads(command, r.threads);
}

}  // namespace

void add_train(Verbs& verbs) {
  const auto request = std::make_shared<TrainRequest>();
  TrainRequest& r = *request;
  CLI::App& command = verbs.add(
      "train", "Trains a network and saves it",
      "keratin train --dense 512,10 --data mnist --epochs 5 --batch-size 128 -o digits.keras",
      [request] { train(*request); }, &r.json);
  add_network(verbs, command, r);
  add_data(verbs, command, r.data);
  command.add_option("-o,--output", r.output, "Where the model is saved: name.keras, or name.h5")
      ->type_name("FILE")
      ->required();
  add_steps(verbs, command, r);
}

}  // namespace keratin::command
