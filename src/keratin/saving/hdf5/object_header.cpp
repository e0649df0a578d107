#include "keratin/saving/hdf5/object_header_internal.h"

#include <algorithm>

#include "keratin/base/text.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr int kLastKnownMessage = 0x18;
constexpr int kIsShared = 0x02;
constexpr int kMustBeKnown = 0x80;

}  // namespace

ObjectHeader::ObjectHeader(Blocks& blocks, uint64_t address) : blocks_(blocks) {
  blocks.visit(address, "object header");
  Cursor begin = blocks.read(address, 4, "object header");
  if (begin.characters(4) == "OHDR") {
    read_new(address);
  } else {
    read_old(address);
  }
}

void ObjectHeader::read_old(uint64_t address) {
  Cursor prefix = blocks_.read(address, 16, "object header");
  const int version = prefix.u8();
  if (version != 1) prefix.refuse(text("has version ", version, ", expected 1 or 2"));
  prefix.skip(7);
  const uint64_t size = prefix.u32();
  read_messages(blocks_.read(address + 16, size, "object header"), 1, false);
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part part = parts_[i];
    blocks_.visit(part.address, "rest of an object header");
    read_messages(blocks_.read(part.address, part.size, "rest of an object header"), 1, false);
  }
}

void ObjectHeader::read_new(uint64_t address) {
  Cursor begin = blocks_.read(address, 6, "object header");
  begin.expect("OHDR", 2);
  const int flags = begin.u8();
  const uint64_t times = (flags & 0x20) ? 16 : 0, limits = (flags & 0x10) ? 4 : 0;
  const uint64_t width = uint64_t{1} << (flags & 3);
  const uint64_t prefix = 6 + times + limits + width;
  Cursor sizes = blocks_.read(address, prefix, "object header");
  sizes.skip(prefix - width);
  const uint64_t size = sizes.number(width);
  if (size > blocks_.file_size()) sizes.refuse(text("declares ", size, " bytes of messages"));
  Cursor all = blocks_.read_checked(address, prefix + size + 4, "object header");
  all.skip(prefix);
  const bool has_order = (flags & 0x04) != 0;
  read_messages(all, 2, has_order);
  for (size_t i = 0; i < parts_.size(); ++i) {
    const Part part = parts_[i];
    blocks_.visit(part.address, "rest of an object header");
    Cursor rest = blocks_.read_checked(part.address, part.size, "rest of an object header");
    if (rest.characters(4) != "OCHK") rest.refuse("does not begin with 'OCHK'");
    read_messages(rest, 2, has_order);
  }
}

/// Behind the last message there may be a gap, too small for another one.
void ObjectHeader::read_messages(Cursor block, int version, bool has_order) {
  const uint64_t prefix = version == 1 ? 8 : has_order ? 6 : 4;
  while (block.left() >= prefix) {
    const int type = version == 1 ? block.u16() : block.u8();
    const uint64_t size = block.u16();
    const int flags = block.u8();
    block.skip(version == 1 ? 3 : prefix - 4);
    add(type, flags, block.part(size, "message"));
  }
}

void ObjectHeader::add(int type, int flags, Cursor body) {
  const auto known = static_cast<MessageType>(type);
  if (known == MessageType::nothing) return;
  if (type > kLastKnownMessage && (flags & kMustBeKnown)) {
    body.refuse(text("is of the unknown kind ", type, ", and says that readers must know it"));
  }
  blocks_.spend(sizeof(Message));
  if (known == MessageType::continuation) {
    const uint64_t address = body.u64();
    parts_.push_back({address, body.u64()});
    return;
  }
  if (flags & kIsShared) {
    blocks_.refuse(text("has a ",
                        known == MessageType::datatype ? "named (committed) type" : "message",
                        " that is shared with other objects, which is refused"));
  }
  messages_.push_back({known, body});
}

bool ObjectHeader::has(MessageType type) const {
  return std::any_of(messages_.begin(), messages_.end(),
                     [&](const Message& message) { return message.type == type; });
}

std::optional<Cursor> ObjectHeader::find(MessageType type) const {
  std::optional<Cursor> result;
  for (const Message& message : messages_) {
    if (message.type != type) continue;
    if (result) message.body.refuse("is the second of its kind");
    result = message.body;
  }
  return result;
}

Cursor ObjectHeader::get(MessageType type, const char* name) const {
  std::optional<Cursor> result = find(type);
  if (!result) blocks_.refuse(text("has no ", name));
  return *result;
}

}  // namespace keratin::saving::hdf5
