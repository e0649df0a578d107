#include "fuzz/target.h"
#include "keratin/base/zip_archive_internal.h"
#include "keratin/tensor/npy.h"

namespace {

// An archive, and each member as an array, as load_npz reads it.
void read(const std::vector<uint8_t>& bytes) {
  for (const keratin::ZipMember& member : keratin::read_zip("fuzz.npz", bytes)) {
    keratin::parse_npy(member.name, member.bytes);
  }
}

}  // namespace

KERATIN_FUZZ_TARGET(read)
