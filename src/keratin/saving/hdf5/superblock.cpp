// Where an HDF5 file begins.
#include "keratin/base/text.h"
#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr std::string_view kSignature = "\x89HDF\r\n\x1a\n";

void check_sizes(Cursor& block) {
  const int offsets = block.u8(), lengths = block.u8();
  if (offsets != 8 || lengths != 8) {
    block.refuse(text("declares addresses of ", offsets, " and lengths of ", lengths,
                      " bytes, expected 8 and 8"));
  }
}

void check_ends(const Blocks& blocks, Cursor& block, uint64_t base, uint64_t end) {
  if (base != 0) block.refuse(text("declares a base address of ", base, ", expected 0"));
  if (end > blocks.file_size()) {
    block.refuse(text("declares a file of ", end, " bytes, and ", blocks.file_size(),
                      " are there: the file is cut off"));
  }
}

uint64_t read_old(Blocks& blocks, int version) {
  Cursor block = blocks.read(0, version == 0 ? 96 : 100, "superblock");
  block.skip(13);  // the signature, versions of its parts
  check_sizes(block);
  // Sizes of nodes follow, which the nodes tell too, and flags.
  block.skip(version == 0 ? 9 : 13);
  const uint64_t base = block.u64();
  block.skip(8);  // free space
  check_ends(blocks, block, base, block.u64());
  block.skip(16);  // a driver's block; the name of the root
  return block.u64();
}

uint64_t read_new(Blocks& blocks) {
  Cursor block = blocks.read_checked(0, 48, "superblock");
  block.skip(9);
  check_sizes(block);
  block.skip(1);  // flags of those who write
  const uint64_t base = block.u64();
  block.skip(8);  // an extension, with what only writers need
  check_ends(blocks, block, base, block.u64());
  return block.u64();
}

}  // namespace

uint64_t read_superblock(Blocks& blocks) {
  if (blocks.file_size() < 48) blocks.refuse("is no HDF5 file: it is too short");
  Cursor begin = blocks.read(0, 9, "superblock");
  if (begin.characters(8) != kSignature) {
    blocks.refuse("is no HDF5 file: it does not begin as one");
  }
  const int version = begin.u8();
  if (version > 3) begin.refuse(text("has version ", version, ", expected 0 to 3"));
  return version < 2 ? read_old(blocks, version) : read_new(blocks);
}

}  // namespace keratin::saving::hdf5
