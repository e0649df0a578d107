#include "keratin/callbacks/logs.h"

#include <algorithm>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

Logs::Logs() = default;
Logs::Logs(const Logs& other) = default;
Logs::Logs(Logs&& other) noexcept = default;
Logs& Logs::operator=(const Logs& other) = default;
Logs& Logs::operator=(Logs&& other) noexcept = default;
Logs::~Logs() = default;

void Logs::clear() { entries_.clear(); }

void Logs::shorten(size_t count) {
  if (count < size()) entries_.resize(count);
}

const double* Logs::find(std::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.first == name) return &entry.second;
  }
  return nullptr;
}

double Logs::operator[](std::string_view name) const {
  if (const double* value = find(name)) return *value;
  std::vector<std::string> names;
  for (const Entry& entry : entries_) names.push_back(entry.first);
  const std::string near = closest(name, names);
  throw_value_error(text("there is no log named '", name, "'; known: ", quoted_list(names)), {},
                    near.empty() ? "" : text("did you mean '", near, "'?"));
}

void Logs::set(std::string_view name, double value) {
  for (Entry& entry : entries_) {
    if (entry.first == name) {
      entry.second = value;
      return;
    }
  }
  entries_.emplace_back(name, value);
}

void Logs::sort() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.first < b.first; });
}

std::string Logs::to_string() const {
  std::string out = "{";
  for (const Entry& entry : entries_) {
    out += text(out.size() > 1 ? ", '" : "'", entry.first, "': ", entry.second);
  }
  return out + "}";
}

}  // namespace keratin
