#include <fmt/format.h>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"
#include "apps/keratin/shared_options.h"

namespace keratin::command {
namespace {

struct EvaluateRequest {
  std::string model;
  std::string data;
  int64_t batch_size = 32;
  std::string loss;
  std::vector<std::string> metrics;
  std::optional<double> scale;
  std::optional<int> threads;
  bool json = false;
};

void evaluate(const EvaluateRequest& request) {
  if (request.threads) config::set_num_threads(*request.threads);
  Model model = read_trained_model(request.model);
  if (!request.loss.empty()) {
    model.compile({.loss = AnyLoss::named(request.loss), .metrics = request.metrics});
  } else if (!model.is_compiled()) {
    throw_value_error(
        text("the model '", model.name(), "' of ", request.model, " does not say its loss"), {},
        "--loss and --metrics say what is measured");
  }
  const Samples samples = load_samples(request.data, Part::test);
  const Tensor x = prepared(samples.x, model, request.scale);
  const Verbose verbose = request.json ? Verbose(0) : Verbose("auto");
  const Scores scores = model.evaluate(x, labels_for(model, samples.y),
                                       {.batch_size = request.batch_size, .verbose = verbose});
  if (request.json) {
    Json result = {{"model", request.model}, {"data", request.data}, {"samples", x.len()}};
    for (const auto& [name, value] : scores) result["scores"][name] = value;
    return print_json(result);
  }
  for (const auto& [name, value] : scores) print_text(fmt::format("{}: {:.4f}", name, value));
}

}  // namespace

void add_evaluate(Verbs& verbs) {
  const auto request = std::make_shared<EvaluateRequest>();
  EvaluateRequest& r = *request;
  CLI::App& command = verbs.add(
      "evaluate", "Measures a saved model on data that it has not seen",
      "keratin evaluate digits.keras --data mnist", [request] { evaluate(*request); }, &r.json);
  add_model(command, r.model);
  add_data(verbs, command, r.data);
  add_batch_size(command, r.batch_size, "Samples at a time");
  add_what_is_compiled(verbs, command, r.loss, r.metrics);
  add_scale(command, r.scale);
  add_threads(command, r.threads);
}

}  // namespace keratin::command
