#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/tensor/npy.h"

namespace {

// What is read is written and read again: the bytes of both must be the same.
void read(const std::vector<uint8_t>& bytes) {
  const keratin::Tensor x = keratin::parse_npy("fuzz.npy", bytes);
  const std::vector<uint8_t> again = keratin::npy_bytes(x);
  if (keratin::npy_bytes(keratin::parse_npy("again.npy", again)) != again) __builtin_trap();
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_npy)
