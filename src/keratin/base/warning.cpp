// Warnings: lines on stderr about what is allowed and hardly meant.
#include <mutex>
#include <set>

#include "keratin/base/output_internal.h"
#include "keratin/base/warning_internal.h"

namespace keratin {

void warn(const std::string& text) { write_error_output("warning: " + text + "\n"); }

void warn_once(const std::string& text) {
  constexpr size_t most = 1000;  // what is said with numbers in it must not fill the memory
  static std::mutex mutex;
  static std::set<std::string> said;
  const std::lock_guard lock(mutex);
  if (said.size() >= most || !said.insert(text).second) return;
  warn(text);
}

}  // namespace keratin
