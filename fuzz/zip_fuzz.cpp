#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/tensor/npy.h"

namespace {

// An archive: each member must be the same in both ways of reading it, and is taken for an array.
void read(const std::vector<uint8_t>& bytes) {
  const keratin::ZipReader reader(keratin::borrowed_source("fuzz.npz", bytes));
  for (const keratin::ZipEntry& entry : reader.entries()) {
    try {
      const std::vector<uint8_t> whole = reader.read(entry.name, uint64_t{64} << 20);
      const auto source = reader.open(entry.name);
      std::vector<uint8_t> again(source->size());
      source->read(0, again);
      if (again != whole || whole.size() != entry.size) __builtin_trap();
      keratin::parse_npy(entry.name, whole);
    } catch (const keratin::FileError&) {  // the next one may be whole
    }
  }
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_zip)
