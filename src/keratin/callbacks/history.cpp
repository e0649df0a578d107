#include "keratin/callbacks/history.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin::callbacks {

const std::vector<double>& HistoryTable::operator[](std::string_view name) const {
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

void HistoryTable::append(const Logs& logs) {
  for (const auto& [name, value] : logs) {
    Column* found = nullptr;
    for (Column& column : columns_) {
      if (column.first == name) found = &column;
    }
    if (!found) found = &columns_.emplace_back(name, std::vector<double>{});
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
}

void History::on_epoch_end(int64_t at, Logs& logs) {
  epoch.push_back(at);
  history.append(logs);
}

}  // namespace keratin::callbacks
