// Where classes belong, and what is said of arguments that they do not have.
#include "keratin/base/described.h"

#include "keratin/base/text.h"

namespace keratin {

void throw_unknown_argument(std::string_view class_name, std::string_view name,
                            const std::vector<std::string_view>& names) {
  const std::string guess = closest(name, names);
  throw_value_error(text(class_name, " has no argument '", name, "'"),
                    {{"it has", quoted_list(names)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

void throw_out_of_range(const ConfigValue& value) {
  throw_value_error(text(value.to_string(), " is out of range"));
}

std::string_view module_of(std::string_view full_type_name) {
  constexpr std::string_view kLibrary = "keratin::";
  if (!full_type_name.starts_with(kLibrary)) return "";
  const std::string_view inside = full_type_name.substr(kLibrary.size());
  if (inside.find("{anonymous}") != inside.npos || inside.find("(anon") != inside.npos) return "";
  const size_t colon = inside.rfind("::");
  if (colon == inside.npos) return "keras";
  constexpr std::pair<std::string_view, std::string_view> kModules[] = {
      {"layers", "keras.layers"},
      {"losses", "keras.losses"},
      {"metrics", "keras.metrics"},
      {"optimizers", "keras.optimizers"},
      {"optimizers::schedules", "keras.optimizers.schedules"},
      {"initializers", "keras.initializers"},
      {"regularizers", "keras.regularizers"},
      {"constraints", "keras.constraints"},
      {"models", "keras"}};
  for (const auto& [folder, module] : kModules) {
    if (inside.substr(0, colon) == folder) return module;
  }
  return "";
}

}  // namespace keratin
