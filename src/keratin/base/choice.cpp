// What a name that is known only at run time is checked against.
#include "keratin/base/choice.h"

#include <span>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

void unknown_name_in_this_family() {}

void throw_unknown_name(std::string_view family, std::string_view name,
                        const std::string_view* names, size_t count) {
  const std::span<const std::string_view> known(names, count);
  const std::string guess = closest(name, known);
  throw_value_error(text("unknown ", family, " '", name, "'"), {{"known", quoted_list(known)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

void throw_unknown_name(std::string_view family, std::string_view name, const ClassNames* names,
                        size_t count) {
  std::vector<std::string_view> known;
  const auto add = [&](std::string_view word) {
    if (!word.empty()) known.push_back(word);
  };
  // The short names that people type, then the classes.
  for (const ClassNames& listed : std::span(names, count)) {
    for (const std::string_view alias : listed.aliases) add(alias);
  }
  for (const ClassNames& listed : std::span(names, count)) add(listed.class_name);
  throw_unknown_name(family, name, known.data(), known.size());
}

}  // namespace keratin
