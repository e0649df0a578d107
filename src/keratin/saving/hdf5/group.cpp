#include "keratin/saving/hdf5/group_internal.h"

#include "keratin/base/text.h"
#include "keratin/saving/hdf5/btree_internal.h"
#include "keratin/saving/hdf5/heap_internal.h"

namespace keratin::saving::hdf5 {
namespace {

constexpr int kHardLink = 0, kSoftLink = 1, kExternalLink = 64;

class LinkReader {
 public:
  explicit LinkReader(Blocks& blocks) : blocks_(blocks) {}

  void read_symbol_table(Cursor message);
  void read_message(Cursor message);
  void read_dense(Cursor message);
  std::vector<Link> take() { return std::move(links_); }

 private:
  void read_node(const LocalHeap& names, uint64_t address, int level);
  void read_leaf(const LocalHeap& names, uint64_t address);
  void add(std::string_view name, uint64_t address);
  [[noreturn]] void refuse_link(std::string_view name, const std::string& why) {
    blocks_.refuse(text("the link '", name, "' ", why, ", which is refused"));
  }

  Blocks& blocks_;
  std::vector<Link> links_;
};

void LinkReader::add(std::string_view name, uint64_t address) {
  if (name.size() > blocks_.limits().name_bytes) {
    blocks_.refuse(
        text("a name has ", name.size(), " bytes, expected up to ", blocks_.limits().name_bytes));
  }
  if (name.empty() || name == "." || name == ".." || name.find('/') != name.npos ||
      name.find('\0') != name.npos) {
    blocks_.refuse(text("'", name, "' is no name of a group or dataset"));
  }
  blocks_.spend(sizeof(Link) + name.size());
  links_.push_back({std::string(name), address});
}

void LinkReader::read_symbol_table(Cursor message) {
  const uint64_t tree = message.u64();
  const LocalHeap names(blocks_, message.u64());
  read_node(names, tree, -1);
}

/// `level` is that of the node, or -1 for the root, which may have any.
void LinkReader::read_node(const LocalHeap& names, uint64_t address, int level) {
  blocks_.visit(address, "B-tree node");
  Cursor begin = blocks_.read(address, 24, "B-tree node");
  begin.expect("TREE", 0);  // of groups
  const int found = begin.u8();
  if (level >= 0 && found != level) {
    begin.refuse(text("is at level ", found, ", expected ", level));
  }
  const uint64_t children = begin.u16();
  Cursor node = blocks_.read(address + 24, children * 16 + 8, "B-tree node");
  for (uint64_t i = 0; i < children; ++i) {
    node.skip(8);  // the key
    const uint64_t child = node.u64();
    if (found > 0) {
      read_node(names, child, found - 1);
    } else {
      read_leaf(names, child);
    }
  }
}

void LinkReader::read_leaf(const LocalHeap& names, uint64_t address) {
  blocks_.visit(address, "symbol table node");
  Cursor begin = blocks_.read(address, 8, "symbol table node");
  begin.expect("SNOD", 1);
  begin.skip(1);
  const uint64_t entries = begin.u16();
  Cursor leaf = blocks_.read(address + 8, entries * 40, "symbol table node");
  for (uint64_t i = 0; i < entries; ++i) {
    const std::string_view name = names.text_at(leaf.u64());
    const uint64_t object = leaf.u64();
    const uint32_t kind = leaf.u32();
    leaf.skip(4);
    Cursor scratch = leaf.part(16, "symbol table entry");
    if (kind == 2) {
      refuse_link(name, text("is a soft link to '", names.text_at(scratch.u32()), "'"));
    }
    add(name, object);
  }
}

void LinkReader::read_message(Cursor message) {
  const int version = message.u8();
  if (version != 1) message.refuse(text("is a link of version ", version, ", expected 1"));
  const int flags = message.u8();
  const int kind = (flags & 0x08) ? message.u8() : kHardLink;
  message.skip((flags & 0x04) ? 8 : 0);  // when it was made
  message.skip((flags & 0x10) ? 1 : 0);  // ASCII or UTF-8
  const std::string_view name = message.characters(message.number(size_t{1} << (flags & 3)));
  if (kind == kHardLink) return add(name, message.u64());
  const std::string_view target = message.characters(message.u16());
  if (kind == kSoftLink) refuse_link(name, text("is a soft link to '", target, "'"));
  if (kind == kExternalLink && !target.empty()) {
    const std::string_view file = target.substr(1, target.find('\0', 1) - 1);
    refuse_link(name, text("leads into another file ('", file, "')"));
  }
  refuse_link(name, text("is of the unknown kind ", kind));
}

void LinkReader::read_dense(Cursor message) {
  const int version = message.u8();
  if (version != 0) message.refuse(text("has version ", version, ", expected 0"));
  const int flags = message.u8();
  message.skip((flags & 1) ? 8 : 0);  // how many were ever made
  const uint64_t heap_address = message.u64(), tree = message.u64();
  if (heap_address == kNowhere) return;
  FractalHeap heap(blocks_, heap_address);
  read_records(blocks_, tree, RecordType::link_name, [&](Cursor& record) {
    record.skip(4);  // the hash of the name
    read_message(heap.object(record));
  });
}

}  // namespace

bool is_group(const ObjectHeader& header) {
  return header.has(MessageType::symbol_table) || header.has(MessageType::link_info) ||
         header.has(MessageType::link);
}

std::vector<Link> read_links(Blocks& blocks, const ObjectHeader& header) {
  LinkReader reader(blocks);
  if (const auto table = header.find(MessageType::symbol_table)) reader.read_symbol_table(*table);
  for (const Message& message : header.messages()) {
    if (message.type == MessageType::link) reader.read_message(message.body);
  }
  if (const auto info = header.find(MessageType::link_info)) reader.read_dense(*info);
  return reader.take();
}

}  // namespace keratin::saving::hdf5
