// The one place that knows <regex>, which takes ten seconds to compile.
#include <regex>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/optimizers/name_pattern_internal.h"

namespace keratin::optimizers {

void check_pattern(const char* call, const std::string& pattern) {
  try {
    const std::regex compiled(pattern);
  } catch (const std::regex_error& error) {
    throw_value_error(text(call, ": '", pattern, "' is no pattern"), {{"because", error.what()}},
                      "put a \\ before a sign that means itself");
  }
}

bool is_found(const std::string& pattern, const std::string& name) {
  return std::regex_search(name, std::regex(pattern));
}

}  // namespace keratin::optimizers
