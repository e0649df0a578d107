#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/datasets/idx_internal.h"

namespace {

void read(const std::vector<uint8_t>& bytes) { keratin::datasets::parse_idx("fuzz", bytes); }

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_idx)
