#include "keratin/models/scores.h"

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

double Scores::at(size_t i) const {
  if (size() != 2) {
    std::vector<std::string> names;
    for (const auto& [name, value] : *this) names.push_back(name);
    throw_value_error(text("auto [loss, metric] = evaluate(...) needs exactly one metric; this "
                           "model has ",
                           size() - 1, ": the scores are ", quoted_list(names)),
                      {}, "take the scores by name: scores[\"loss\"]");
  }
  return (begin() + static_cast<std::ptrdiff_t>(i))->second;
}

}  // namespace keratin
