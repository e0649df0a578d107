// What a name that is known only at run time is checked against.
#include "keratin/base/choice.h"

#include <span>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {

void unknown_name_in_this_family() {}

const char* known_name(std::string_view family, std::string_view name,
                       const std::string_view* names, size_t count) {
  const std::span<const std::string_view> known(names, count);
  for (const std::string_view entry : known) {
    if (entry == name) return entry.data();
  }
  const std::string guess = closest(name, known);
  throw_value_error(text("unknown ", family, " '", name, "'"), {{"known", quoted_list(known)}},
                    guess.empty() ? "" : text("did you mean '", guess, "'?"));
}

}  // namespace keratin
