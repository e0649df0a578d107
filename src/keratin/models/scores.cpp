#include "keratin/models/scores.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

namespace {

std::string names_of(const Scores& scores) {
  std::vector<std::string> names;
  for (const auto& [name, value] : scores) names.push_back(name);
  return quoted_list(names);
}

}  // namespace

double Scores::at(size_t i) const {
  if (size() != 2) {
    throw_value_error(
        text("auto [loss, metric] = evaluate(...) needs exactly one metric; this "
             "model has ",
             size() - 1, ": the scores are ", names_of(*this)),
        {}, text("take them by name, scores[\"loss\"], or all: evaluate<", size(), ">(...)"));
  }
  return number(static_cast<int64_t>(i));
}

double Scores::number(int64_t i) const {
  const auto count = static_cast<int64_t>(size());
  if (i < -count || i >= count) {
    throw_value_error(text("there is no score ", i, ": the scores are ", names_of(*this)));
  }
  return (begin() + (i < 0 ? i + count : i))->second;
}

void Scores::require_size(size_t n) const {
  if (size() == n) return;
  throw_value_error(
      text("evaluate<", n, "> needs ", n, " scores; there are ", size(), ": ", names_of(*this)));
}

}  // namespace keratin
