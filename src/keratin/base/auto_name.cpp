#include "keratin/base/auto_name.h"

#include <map>
#include <mutex>

#include "keratin/base/text.h"

namespace keratin {
namespace {

struct NameCounts {
  std::mutex mutex;
  std::map<std::string, int64_t, std::less<>> counts;
};
NameCounts& name_counts() {
  static NameCounts all;
  return all;
}

thread_local int uncounted_levels = 0;

}  // namespace

std::string auto_name(std::string_view class_name) {
  const std::string plain = snake_case(class_name);
  if (uncounted_levels > 0) return plain;
  NameCounts& all = name_counts();
  const std::lock_guard lock(all.mutex);
  const int64_t before = all.counts[plain]++;
  return before == 0 ? plain : text(plain, "_", before);
}

bool is_auto_name(std::string_view name, std::string_view class_name) {
  const std::string plain = snake_case(class_name);
  if (name == plain) return true;
  if (!name.starts_with(plain + "_")) return false;
  const std::string_view count = name.substr(plain.size() + 1);
  return !count.empty() && count.find_first_not_of("0123456789") == count.npos;
}

void clear_session() {
  NameCounts& all = name_counts();
  const std::lock_guard lock(all.mutex);
  all.counts.clear();
}

UncountedNames::UncountedNames() { ++uncounted_levels; }
UncountedNames::~UncountedNames() { --uncounted_levels; }

}  // namespace keratin
