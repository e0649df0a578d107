#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/base/file_internal.h"

namespace {

void read(const std::vector<uint8_t>& bytes) { keratin::gunzip("fuzz.gz", bytes, 1 << 24); }

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_gzip)
