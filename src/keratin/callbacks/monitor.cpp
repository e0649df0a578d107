#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/callbacks/monitor_internal.h"

namespace keratin::callbacks {

void check_mode(std::string_view callback, std::string_view mode) {
  if (mode == "auto" || mode == "min" || mode == "max") return;
  throw_value_error(text(callback, ": mode must be 'auto', 'min' or 'max', received '", mode, "'"));
}

int direction_of(std::string_view callback, const std::string& monitor, std::string_view mode,
                 const Trainable& model) {
  if (mode != "auto") return mode == "max" ? 1 : -1;
  const std::string_view name = monitor;
  const int known = model.direction_of(name.starts_with("val_") ? name.substr(4) : name);
  if (known == 0) {
    throw_value_error(
        text(callback, ": it is not known whether '", monitor, "' should become larger or smaller"),
        {}, "pass .mode = \"max\" or .mode = \"min\"");
  }
  return known;
}

}  // namespace keratin::callbacks
