// What a fit that was interrupted goes on from: one file, in which Keras finds the weights.
#include <algorithm>
#include <charconv>

#include "keratin/base/error.h"
#include "keratin/base/random_state_internal.h"
#include "keratin/base/text.h"
#include "keratin/layers/random_stream.h"
#include "keratin/models/fit_run_internal.h"
#include "keratin/models/model_state_internal.h"
#include "keratin/models/weight_files_internal.h"
#include "keratin/saving/json.h"
#include "keratin/tensor/creation.h"

namespace keratin {
namespace models {
namespace {

constexpr std::string_view kGroup = "training";

// Numbers of 64 bits have no place in JSON.
std::string written(uint64_t number) { return std::to_string(number); }
uint64_t read_number(const ConfigValue& value) {
  const std::string& digits = value.as_string();
  uint64_t number = 0;
  const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (failed != std::errc() || end != digits.data() + digits.size()) {
    throw_value_error(text("'", digits, "' is no number"));
  }
  return number;
}

ConfigValue::List written(const std::vector<std::shared_ptr<layers::RandomStream>>& streams) {
  ConfigValue::List list;
  for (const auto& stream : streams) {
    const auto [seed, number, draws] = stream->state();
    list.push_back(ConfigValue::List{written(seed), written(number), written(draws)});
  }
  return list;
}
layers::RandomStream::State read_stream(const ConfigValue& value) {
  const ConfigValue::List& numbers = value.as_list();
  if (numbers.size() != 3)
    throw_value_error(text("a random stream of ", numbers.size(), " numbers"));
  return {.seed = read_number(numbers[0]),
          .stream = read_number(numbers[1]),
          .draws = read_number(numbers[2])};
}

/// Not negative, and not near where sums end.
int64_t count_at(const Config& state, std::string_view name) {
  const int64_t count = state[name].as_integer();
  if (count >= 0 && count < int64_t{1} << 53) return count;
  throw_value_error(text(name, " is ", count));
}

/// Throws ValueError for what restore_callbacks and restore_epoch cannot use.
void check_training(const Config& state, size_t tensors) {
  for (const char* name : {"shuffles", "shuffle_stream", "steps", "seed", "next_stream"}) {
    read_number(state[name]);
  }
  for (const ConfigValue& stream : state["random_streams"].as_list()) read_stream(stream);
  for (const char* name : {"epoch", "step", "seen", "logs_of_training"}) count_at(state, name);
  state["is_within_pass"].as_bool();
  for (const auto& [name, value] : state["logs"].as_config()) value.as_number();
  if (const ConfigValue* stops = state.find("stop_training")) stops->as_bool();
  auto count = static_cast<uint64_t>(count_at(state, "metric_tensors"));
  for (const ConfigValue& one : state["callbacks"].as_list()) {
    one.as_config()["config"].as_config();
    count += static_cast<uint64_t>(count_at(one.as_config(), "tensors"));
  }
  if (count != tensors) throw_value_error(text("it has ", tensors, " tensors and says ", count));
}

/// Bytes as a tensor, which may be longer than an attribute.
Tensor bytes_tensor(const std::string& bytes) {
  Tensor x({static_cast<int64_t>(bytes.size())}, uint8);
  std::copy(bytes.begin(), bytes.end(), x.mutable_data<uint8_t>());
  return x;
}

}  // namespace

void FitRun::write_backup(int64_t epoch, const EpochIterator::Place& place) {
  const std::string path = std::exchange(backup_, {});
  Training& training = *model_.model_->training;
  const bool is_shuffled = place.is_within_pass && options_.shuffle && training.shuffles > 0;
  const RandomState random = random_state();
  Config state = {{"epoch", epoch},
                  {"step", place.step},
                  {"seen", place.seen},
                  {"is_within_pass", place.is_within_pass},
                  {"shuffles", written(training.shuffles - is_shuffled)},
                  {"shuffle_stream", written(training.shuffle_stream)},
                  {"steps", written(training.step)},
                  {"random_streams", written(model_.random_streams())},
                  {"seed", written(random.seed)},
                  {"next_stream", written(random.next_stream)},
                  {"logs_of_training", training_logs_},
                  {"stop_training", model_.stop_training}};
  Config logs;
  for (const auto& [name, value] : logs_) logs.set(name, value);
  state.set("logs", logs);
  std::vector<Tensor> tensors;
  if (place.step > 0) {
    state.set("tracking", training.of(true).state());
    for (const Variable& x : training.of(true).metric_variables()) tensors.push_back(x.value());
  }
  state.set("metric_tensors", tensors.size());
  ConfigValue::List of_callbacks;
  for_each_callback([&](callbacks::Callback& callback) {
    const callbacks::CallbackState own = callback.state();
    of_callbacks.push_back(Config{{"config", own.config}, {"tensors", own.tensors.size()}});
    tensors.insert(tensors.end(), own.tensors.begin(), own.tensors.end());
  });
  state.set("callbacks", of_callbacks);
  tensors.insert(tensors.begin(), bytes_tensor(state.to_string()));
  std::vector<SavedGroup> groups = saved_groups(model_, true);
  groups.push_back({.path = std::string(kGroup),
                    .name = std::string(kGroup),
                    .title = "the training",
                    .tensors = std::move(tensors)});
  write_weights_file(path, groups);
}

void FitRun::go_on_from(const std::string& path) {
  const std::unique_ptr<saving::TensorSource> file = open_weights_file(path, {});
  const std::vector<size_t> found = file->numbered(text(kGroup, "/vars"));
  if (found.empty()) {
    throw_file_error(text(path, ": holds weights, but nothing of a training"), {},
                     "load_weights reads it");
  }
  Resumed resumed;
  for (const size_t i : found) {
    const saving::TensorSource::Entry& entry = file->entries()[i];
    if (!entry.dtype) throw_file_error(text(path, ": ", entry.path, " holds no numbers"));
    resumed.tensors.emplace_back(entry.shape, *entry.dtype);
    file->read_into(i, resumed.tensors.back());
  }
  try {
    const std::vector<uint8_t> json = resumed.tensors.front().to_vector<uint8_t>();
    resumed.tensors.erase(resumed.tensors.begin());
    resumed.state = saving::parse_json(std::string(json.begin(), json.end())).as_config();
    check_training(resumed.state, resumed.tensors.size());
  } catch (const ValueError& error) {
    throw_file_error(text(path, ": what it says of the training cannot be read: ", error.rule()));
  }
  load_groups(*file, saved_groups(model_, true), {});
  resumed_ = std::move(resumed);
}

// Another process has another seed, unless the program sets it.
void FitRun::restore_random_streams(const ConfigValue::List& saved) {
  const auto streams = model_.random_streams();
  if (saved.size() != streams.size()) {
    throw_value_error(text("fit: the training that goes on drew random numbers in ", saved.size(),
                           " places of the model, this one draws in ", streams.size()));
  }
  bool is_same = true;
  for (size_t i = 0; i < streams.size(); ++i) {
    const layers::RandomStream::State state = read_stream(saved[i]);
    is_same = is_same && streams[i]->key() == RandomKey{.seed = state.seed, .stream = state.stream};
    streams[i]->set_state(state);
  }
  if (is_same) return;
  model_.model_->training->steps.clear();  // keys are written down in them
  model_.model_->training->recorded.clear();
}

// After all on_train_begin, which set what they gather to its beginning.
void FitRun::restore_callbacks() {
  const Config& state = resumed_->state;
  const ConfigValue::List& list = state["callbacks"].as_list();
  if (list.size() != options_.callbacks.size() + 1) {
    throw_value_error(text("fit: the training that goes on had ", list.size() - 1,
                           " callbacks, this one has ", options_.callbacks.size()));
  }
  auto tensors = resumed_->tensors.begin() + state["metric_tensors"].as_integer();
  size_t i = 0;
  for_each_callback([&](callbacks::Callback& callback) {
    const Config& own = list[i++].as_config();
    const auto end = tensors + own["tensors"].as_integer();
    callback.set_state({.config = own["config"].as_config(), .tensors = {tensors, end}});
    tensors = end;
  });
  Training& training = *model_.model_->training;
  training.shuffles = read_number(state["shuffles"]);
  training.step = read_number(state["steps"]);
  training.shuffle_stream = read_number(state["shuffle_stream"]);
  restore_random_streams(state["random_streams"].as_list());
  set_random_state(
      {.seed = read_number(state["seed"]), .next_stream = read_number(state["next_stream"])});
  options_.initial_epoch = state["epoch"].as_integer();
  const ConfigValue* stops = state.find("stop_training");
  model_.stop_training = stops && stops->as_bool();
  for (const auto& [name, value] : state["logs"].as_config()) logs_.set(name, value.as_number());
  training_logs_ = static_cast<size_t>(state["logs_of_training"].as_integer());
  epochs_->go_to({.step = state["step"].as_integer(),
                  .seen = state["seen"].as_integer(),
                  .is_within_pass = state["is_within_pass"].as_bool()});
}

// What the epoch at hand had gathered.
void FitRun::restore_epoch() {
  const Resumed resumed = *std::exchange(resumed_, std::nullopt);
  const ConfigValue* tracking = resumed.state.find("tracking");
  if (!tracking) return;
  Training& training = *model_.model_->training;
  const auto restore = [resumed, state = tracking->as_config(), &training] {
    training.of(true).set_state(state);
    std::vector<Variable> variables = training.of(true).metric_variables();
    for (size_t i = 0; i < std::min(variables.size(), resumed.tensors.size()); ++i) {
      variables[i].assign(resumed.tensors[i]);
    }
  };
  if (training.is_resolved) return restore();
  training.when_resolved = restore;
}

}  // namespace models

void Model::back_up(const std::string& path) {
  models::FitRun* run = model_->run;
  if (!run) throw_value_error("back_up is called while fit runs");
  run->back_up_to(path);
}

bool Model::is_interrupted() const { return model_->run && model_->run->is_interrupted(); }

void Model::go_on_from(const std::string& path) {
  models::FitRun* run = model_->run;
  if (!run) throw_value_error("go_on_from is called while fit runs");
  run->go_on_from(path);
}

}  // namespace keratin
