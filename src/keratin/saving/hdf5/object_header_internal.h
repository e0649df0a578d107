// The header of an object of an HDF5 file: a list of messages, in one block or several.
#pragma once
#include <optional>
#include <vector>

#include "keratin/saving/hdf5/blocks_internal.h"

namespace keratin::saving::hdf5 {

enum class MessageType : uint16_t {
  nothing = 0x00,
  dataspace = 0x01,
  link_info = 0x02,
  datatype = 0x03,
  link = 0x06,
  external_files = 0x07,
  layout = 0x08,
  filters = 0x0b,
  attribute = 0x0c,
  continuation = 0x10,
  symbol_table = 0x11,
  attribute_info = 0x15,
};

struct Message {
  MessageType type;
  Cursor body;
};

class ObjectHeader {
 public:
  ObjectHeader(Blocks& blocks, uint64_t address);

  const std::vector<Message>& messages() const { return messages_; }
  bool has(MessageType type) const;
  /// The body of the only message of that type, or none; throws for two.
  std::optional<Cursor> find(MessageType type) const;
  /// The same; throws when there is none, which `name` is what errors call.
  Cursor get(MessageType type, const char* name) const;

 private:
  void read_old(uint64_t address);
  void read_new(uint64_t address);
  void read_messages(Cursor block, int version, bool has_order);
  void add(int type, int flags, Cursor body);

  struct Part {
    uint64_t address, size;
  };
  Blocks& blocks_;
  std::vector<Message> messages_;
  std::vector<Part> parts_;  // that continue it
};

}  // namespace keratin::saving::hdf5
