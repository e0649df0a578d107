#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/models/load_record_internal.h"
#include "keratin/saving/json.h"

namespace {

// A configuration becomes a model, as that of a file with 64 kB of weights.
void read(const std::vector<uint8_t>& bytes) {
  const std::string json(bytes.begin(), bytes.end());
  const keratin::Config record = keratin::models::parsed_config("fuzz.keras", json, {});
  keratin::models::built_from_record("fuzz.keras", record, 1 << 16, true, {});
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_json)
