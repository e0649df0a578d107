#include <fmt/format.h>

#include "apps/keratin/commands.h"
#include "apps/keratin/data_source.h"
#include "apps/keratin/model_file.h"
#include "apps/keratin/report.h"

namespace keratin::command {

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

}  // namespace keratin::command
