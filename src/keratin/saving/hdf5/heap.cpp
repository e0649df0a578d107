#include "keratin/saving/hdf5/heap_internal.h"

#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

// A map's node beside what it holds.
constexpr uint64_t kObjectCost = 64;

Cursor read_local(Blocks& blocks, uint64_t address) {
  blocks.visit(address, "local heap");
  Cursor header = blocks.read(address, 32, "local heap");
  header.expect("HEAP", 0);
  header.skip(3);
  const uint64_t size = header.u64();
  header.skip(8);  // free room
  const uint64_t data = header.u64();
  blocks.visit(data, "local heap's data");
  return blocks.read(data, size, "local heap's data");
}

}  // namespace

LocalHeap::LocalHeap(Blocks& blocks, uint64_t address) : bytes_(read_local(blocks, address)) {}

std::string_view LocalHeap::text_at(uint64_t offset) const {
  return bytes_.from(offset).until_nul();
}

GlobalHeap::Loaded GlobalHeap::load(uint64_t address) {
  blocks_.visit(address, "global heap");
  Cursor header = blocks_.read(address, 16, "global heap");
  header.expect("GCOL", 1);
  header.skip(3);
  const uint64_t size = header.u64();
  Cursor all = blocks_.read(address, size, "global heap");
  Loaded loaded{all, {}};
  all.skip(16);
  while (all.left() >= 16) {
    const uint64_t index = all.u16();
    all.skip(6);  // how often it is used
    const uint64_t bytes = all.u64();
    if (index == 0) break;  // free room until the end
    blocks_.spend(kObjectCost);
    const std::string_view object = all.characters(bytes);
    if (!loaded.objects.emplace(index, object).second) {
      all.refuse(text("holds number ", index, " twice"));
    }
    const uint64_t padding = (8 - bytes % 8) % 8;
    all.skip(std::min(padding, all.left()));
  }
  return loaded;
}

std::string_view GlobalHeap::text_at(uint64_t address, uint64_t index, uint64_t bytes) {
  auto found = collections_.find(address);
  if (found == collections_.end()) found = collections_.emplace(address, load(address)).first;
  const Loaded& collection = found->second;
  const auto object = collection.objects.find(index);
  if (object == collection.objects.end()) {
    collection.bytes.refuse(text("has no text of number ", index));
  }
  if (bytes > object->second.size()) {
    collection.bytes.refuse(text("holds ", object->second.size(), " bytes as number ", index,
                                 ", and ", bytes, " are expected"));
  }
  blocks_.spend(bytes);
  return object->second.substr(0, bytes);
}

}  // namespace keratin::saving::hdf5
