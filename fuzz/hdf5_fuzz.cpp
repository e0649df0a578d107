#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/saving/hdf5_reader_internal.h"

namespace {

using keratin::saving::Hdf5Object;
using keratin::saving::Hdf5Reader;

void read(const std::vector<uint8_t>& bytes) {
  // What 64 kB may inflate to by default takes instrumented code seconds.
  const Hdf5Reader reader(keratin::memory_source("fuzz.h5", bytes), {.inflated_bytes = 8 << 20});
  for (const Hdf5Object& object : reader.objects()) {
    if (reader.find(object.path) != &object) __builtin_trap();
    if (!object.dtype) continue;
    try {
      reader.load(object);
    } catch (const keratin::FileError&) { /* the next one may be whole */
    }
  }
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_hdf5)
