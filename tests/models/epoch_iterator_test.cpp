#include "keratin/models/epoch_iterator_internal.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "keratin/keratin.h"
#include "tests/support/batch_sources.h"
#include "tests/support/golden_json.h"
namespace keratin {
namespace {

using testing::arrays, testing::batch_of, testing::Dataset, testing::Events, testing::generator,
    testing::line_network;

std::optional<int64_t> number(const Config& options, const char* name) {
  const ConfigValue* found = options.find(name);
  return found && !found->is_none() ? std::optional(found->as_integer()) : std::nullopt;
}

struct Outcome {
  Logs scores;
  History history;
  Tensor outputs;
  Events events;
  std::string warnings;
};

FitOptions fit_options(const Config& options) {
  FitOptions result = {.batch_size = number(options, "batch_size"),
                       .epochs = number(options, "epochs").value_or(1),
                       .verbose = 0,
                       .shuffle = false,
                       .steps_per_epoch = number(options, "steps_per_epoch"),
                       .validation_steps = number(options, "validation_steps"),
                       .validation_batch_size = number(options, "validation_batch_size")};
  if (const ConfigValue* weights = options.find("class_weight")) {
    for (const auto& [name, weight] : weights->as_config()) {
      result.class_weight.emplace_back(std::stoll(name), weight.as_number());
    }
  }
  if (const ConfigValue* list = options.find("validation_freq")) {
    std::vector<int64_t> epochs;
    for (const ConfigValue& epoch : list->as_list()) epochs.push_back(epoch.as_integer());
    result.validation_freq = epochs;
  }
  return result;
}

template <class... X>
void call(Sequential& network, const std::string& name, const FitOptions& fit,
          const std::optional<int64_t>& steps, Outcome& run, const X&... x) {
  if (name == "fit") run.history = network.fit(x..., fit);
  if (name == "evaluate") {
    run.scores =
        network.evaluate(x..., {.batch_size = fit.batch_size, .verbose = 0, .steps = steps});
  }
}

Outcome run_case(const Config& golden) {
  const Config& data = golden["data"].as_config();
  const Config& options = golden["options"].as_config();
  const std::string name = golden["call"].as_string(), kind = data["kind"].as_string();
  const std::optional<int64_t> batches = number(data, "batches"), steps = number(options, "steps");
  Sequential network = line_network(data["built"].as_bool());
  if (data["built"].as_bool()) network.evaluate(batch_of(0).x, batch_of(0).y, {.verbose = 0});
  Outcome run;
  FitOptions fit = fit_options(options);
  std::unique_ptr<Dataset> dataset, validation;
  if (!golden["validation"].is_none()) {
    const Config& held = golden["validation"].as_config();
    const std::optional<int64_t> count = number(held, "batches");
    if (held["kind"].as_string() == "arrays") {
      fit.validation_data = {arrays(*count).x, arrays(*count).y};
    } else if (held["kind"].as_string() == "dataset") {
      validation = std::make_unique<Dataset>(count, &run.events, "v ");
      fit.validation_data = *validation;
    } else {
      fit.validation_data = generator(count, &run.events, "v ");
    }
  }
  ::testing::internal::CaptureStderr();
  const PredictOptions predict = {.batch_size = fit.batch_size, .verbose = 0, .steps = steps};
  if (kind == "arrays") {
    const Batch all = arrays(*batches);
    call(network, name, fit, steps, run, all.x, all.y);
    if (name == "predict") run.outputs = network.predict(all.x, predict);
  } else {
    dataset = std::make_unique<Dataset>(batches, &run.events);
    const Source source = kind == "dataset" ? Source(*dataset) : generator(batches, &run.events);
    call(network, name, fit, steps, run, source);
    if (name == "predict") run.outputs = network.predict(source, predict);
  }
  run.warnings = ::testing::internal::GetCapturedStderr();
  return run;
}

void expect_list(const std::vector<double>& received, const ConfigValue& expected,
                 const std::string& what) {
  ASSERT_EQ(received.size(), expected.as_list().size()) << what;
  for (size_t i = 0; i < received.size(); ++i) {
    EXPECT_NEAR(received[i], expected.as_list()[i].as_number(), 2e-6) << what << " " << i;
  }
}

TEST(EpochIterator, DoesWhatRealKerasDoes) {
  const Config file = testing::golden_json("sources.json");
  ASSERT_GE(file["cases"].as_list().size(), 75U);
  for (const ConfigValue& one : file["cases"].as_list()) {
    const Config& golden = one.as_config();
    SCOPED_TRACE(golden["name"].as_string());
    const Outcome run = run_case(golden);
    Events events;
    for (const ConfigValue& event : golden["events"].as_list()) events.push_back(event.as_string());
    EXPECT_EQ(run.events, events);
    std::string warnings;
    for (const ConfigValue& warning : golden["warnings"].as_list()) {
      warnings += "warning: " + warning.as_string() + "\n";
    }
    EXPECT_EQ(run.warnings, warnings);
    if (golden["call"].as_string() == "fit") {
      for (const auto& [log, values] : golden["history"].as_config()) {
        expect_list(run.history.history[log], values, log);
      }
      EXPECT_EQ(run.history.params().steps, number(golden, "steps").value_or(-1));
    } else if (golden["call"].as_string() == "evaluate") {
      for (const auto& [log, value] : golden["scores"].as_config()) {
        EXPECT_NEAR(run.scores[log], value.as_number(), 2e-6) << log;
      }
    } else {
      expect_list(run.outputs.to_vector<double>(), golden["outputs"], "outputs");
    }
  }
}

}  // namespace
}  // namespace keratin
