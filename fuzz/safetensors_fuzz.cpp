#include "fuzz/mutate.h"
#include "fuzz/target.h"
#include "keratin/saving/safetensors_internal.h"

namespace {

// Every tensor is loaded, and its elements are those of the file.
void read(const std::vector<uint8_t>& bytes) {
  const keratin::saving::SafetensorsReader reader(
      keratin::borrowed_source("fuzz.safetensors", bytes));
  for (const keratin::saving::SafetensorsEntry& entry : reader.entries()) {
    try {
      std::vector<uint8_t> raw(entry.size);
      reader.read(entry, raw);
      if (reader.load(entry).nbytes() != entry.size) __builtin_trap();
    } catch (const keratin::FileError&) {  // of a dtype or shape that no tensor has
    }
  }
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
KERATIN_FUZZ_MUTATOR(mutate_safetensors)
