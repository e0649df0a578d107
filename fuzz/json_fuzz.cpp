#include <string_view>

#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/saving/json.h"

namespace {

// What is read is written and read again: both must be equal.
void read(const std::vector<uint8_t>& bytes) {
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const keratin::ConfigValue value = keratin::saving::parse_json(text);
  const std::string written = value.to_string();
  if (keratin::saving::parse_json(written).to_string() != written) __builtin_trap();
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_json)
