// Warnings: lines on stderr about what is allowed and hardly meant.
#include <cstdio>
#include <mutex>
#include <set>

#include "keratin/base/warning_internal.h"

namespace keratin {

void warn(const std::string& text) { std::fprintf(stderr, "warning: %s\n", text.c_str()); }

void warn_once(const std::string& text) {
  constexpr size_t most = 1000;  // what is said with numbers in it must not fill the memory
  static std::mutex mutex;
  static std::set<std::string> said;
  const std::lock_guard lock(mutex);
  if (said.size() >= most || !said.insert(text).second) return;
  warn(text);
}

}  // namespace keratin
