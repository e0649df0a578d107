#include "keratin/callbacks/history.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::callbacks {

const std::vector<double>& HistoryTable::operator[](std::string_view name) const& {
  std::vector<std::string> names;
  for (const Column& column : columns_) {
    if (column.first == name) return column.second;
    names.push_back(column.first);
  }
  const std::string near = closest(name, names);
  throw_value_error(text("the history has no column '", name, "'; known: ", quoted_list(names)), {},
                    near.empty() ? "" : text("did you mean '", near, "'?"));
}

bool HistoryTable::contains(std::string_view name) const {
  for (const Column& column : columns_) {
    if (column.first == name) return true;
  }
  return false;
}

HistoryTable::Column HistoryTable::new_column(const std::string& name) {
  for (Column& column : spare_) {
    if (column.first == name) return std::move(column);
  }
  return {name, {}};
}

void HistoryTable::reserve(const Logs& logs, size_t epochs) {
  columns_.reserve(2 * logs.size());  // with those of the validation
  for (const auto& [name, value] : logs) spare_.emplace_back(name, 0).second.reserve(epochs);
}

void HistoryTable::append(const Logs& logs) {
  for (const auto& [name, value] : logs) {
    Column* found = nullptr;
    for (Column& column : columns_) {
      if (column.first == name) found = &column;
    }
    if (!found) found = &columns_.emplace_back(new_column(name));
    found->second.push_back(value);
  }
}

std::string HistoryTable::to_string() const {
  std::string out = "{";
  for (const auto& [name, values] : columns_) {
    out += text(out.size() > 1 ? ", '" : "'", name, "': [");
    for (size_t i = 0; i < values.size(); ++i) out += text(i > 0 ? ", " : "", values[i]);
    out += "]";
  }
  return out + "}";
}

void History::on_train_begin() {
  history = {};
  epoch.clear();
  has_room_ = false;
}

void History::on_train_batch_end(int64_t, const Logs& logs) {
  if (has_room_) return;
  const auto epochs = static_cast<size_t>(std::clamp<int64_t>(params().epochs, 0, 100000));
  history.reserve(logs, epochs);
  epoch.reserve(epochs);
  has_room_ = true;
}

void History::on_epoch_end(int64_t at, Logs& logs) {
  epoch.push_back(at);
  history.append(logs);
}

void History::on_train_end(const Logs&) { is_interrupted_ = model().is_interrupted(); }

CallbackState History::state() const {
  ConfigValue::List epochs(epoch.begin(), epoch.end());
  Config columns;
  for (const auto& [name, values] : history) {
    columns.set(name, ConfigValue::List(values.begin(), values.end()));
  }
  return {.config = {{"epoch", std::move(epochs)}, {"history", std::move(columns)}}};
}

void History::set_state(const CallbackState& state) {
  epoch.clear();
  history = {};
  for (const ConfigValue& number : state.config["epoch"].as_list())
    epoch.push_back(number.as_integer());
  for (const auto& [name, values] : state.config["history"].as_config()) {
    for (const ConfigValue& value : values.as_list()) {
      Logs one;
      one.set(name, value.as_number());
      history.append(one);
    }
  }
}

}  // namespace keratin::callbacks
