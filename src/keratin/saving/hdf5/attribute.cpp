#include "keratin/saving/hdf5/attribute_internal.h"

#include <algorithm>
#include <cstring>
#include <set>

#include "keratin/base/text.h"
#include "keratin/saving/hdf5/btree_internal.h"
#include "keratin/saving/hdf5/datatype_internal.h"

namespace keratin::saving::hdf5 {
namespace {

class AttributeReader {
 public:
  AttributeReader(Blocks& blocks, GlobalHeap& texts) : blocks_(blocks), texts_(texts) {}

  void read_message(Cursor message);
  void read_dense(Cursor message);
  std::vector<Hdf5Attribute> take() { return std::move(attributes_); }

 private:
  ConfigValue value_of(const Datatype& type, const Lengths& lengths, Cursor& data);
  ConfigValue list_of(const Datatype& type, const std::vector<uint64_t>& lengths, size_t axis,
                      Cursor& data);
  ConfigValue element(const Datatype& type, Cursor& data);
  ConfigValue fixed_string(const Datatype& type, Cursor& data);
  ConfigValue variable_string(Cursor& data);
  void check_type(const std::string& name, const Datatype& type);

  Blocks& blocks_;
  GlobalHeap& texts_;
  std::vector<Hdf5Attribute> attributes_;
  std::set<std::string> names_;
};

/// Name, type, dataspace and value; the first version fills each but the last up to 8 bytes.
void AttributeReader::read_message(Cursor message) {
  const int version = message.u8();
  if (version < 1 || version > 3) {
    message.refuse(text("is an attribute of version ", version, ", expected 1 to 3"));
  }
  const int flags = message.u8();
  const uint64_t name_bytes = message.u16(), type_bytes = message.u16(),
                 space_bytes = message.u16();
  message.skip(version == 3 ? 1 : 0);  // ASCII or UTF-8
  const auto padding = [&](uint64_t bytes) { return version == 1 ? (8 - bytes % 8) % 8 : 0; };
  if (name_bytes > blocks_.limits().name_bytes) {
    message.refuse(
        text("has a name of ", name_bytes, " bytes, expected up to ", blocks_.limits().name_bytes));
  }
  Cursor name_part = message.part(name_bytes, "attribute's name");
  message.skip(padding(name_bytes));
  const std::string name(name_part.until_nul());
  if (version > 1 && (flags & 3) != 0) {
    blocks_.refuse(
        text("the attribute '", name, "' has a named (committed) type, which is refused"));
  }
  Cursor type_part = message.part(type_bytes, "attribute's type");
  message.skip(padding(type_bytes));
  const Datatype type = read_datatype(blocks_, type_part);
  check_type(name, type);
  Cursor space_part = message.part(space_bytes, "attribute's dataspace");
  message.skip(padding(space_bytes));
  const Lengths lengths = read_dataspace(blocks_, space_part);
  blocks_.spend(sizeof(Hdf5Attribute) + 2 * name.size());
  if (!names_.insert(name).second) blocks_.refuse(text("has two attributes '", name, "'"));
  attributes_.push_back({name, value_of(type, lengths, message)});
}

void AttributeReader::check_type(const std::string& name, const Datatype& type) {
  using enum Datatype::Kind;
  if (type.kind == reference) {
    blocks_.refuse(
        text("the attribute '", name, "' is a reference to an object, which is refused"));
  }
  if (type.kind == raw || type.kind == other) {
    blocks_.refuse(text("the attribute '", name, "' holds ", type.name,
                        ", expected strings, numbers or bools"));
  }
}

void AttributeReader::read_dense(Cursor message) {
  const int version = message.u8();
  if (version != 0) message.refuse(text("has version ", version, ", expected 0"));
  const int flags = message.u8();
  message.skip((flags & 1) ? 2 : 0);  // how many were ever made
  const uint64_t heap_address = message.u64(), tree = message.u64();
  if (heap_address == kNowhere) return;
  FractalHeap heap(blocks_, heap_address);
  read_records(blocks_, tree, RecordType::attribute_name, [&](Cursor& record) {
    Cursor id = record.part(8, "identifier");
    if (record.u8() & 2) blocks_.refuse("shares an attribute with other objects, which is refused");
    read_message(heap.object(id));
  });
}

ConfigValue AttributeReader::value_of(const Datatype& type, const Lengths& lengths, Cursor& data) {
  if (!lengths) return {};
  const uint64_t count = count_of(blocks_, *lengths);
  if (count == 0) return ConfigValue::List{};
  const uint64_t bytes = product(blocks_, count, type.size);
  if (bytes > data.left()) {
    data.refuse(text("declares ", bytes, " bytes of an attribute and has ", data.left()));
  }
  // Lists of one element may stand within each other.
  blocks_.spend(product(blocks_, count, sizeof(ConfigValue) * (lengths->size() + 1)));
  return list_of(type, *lengths, 0, data);
}

ConfigValue AttributeReader::list_of(const Datatype& type, const std::vector<uint64_t>& lengths,
                                     size_t axis, Cursor& data) {
  if (axis == lengths.size()) return element(type, data);
  ConfigValue::List list;
  list.reserve(lengths[axis]);
  for (uint64_t i = 0; i < lengths[axis]; ++i) {
    list.push_back(list_of(type, lengths, axis + 1, data));
  }
  return list;
}

ConfigValue AttributeReader::fixed_string(const Datatype& type, Cursor& data) {
  std::string_view all = data.characters(type.size);
  blocks_.spend(all.size());
  all = all.substr(0, all.find('\0'));
  while (type.is_space_padded && all.ends_with(' ')) all.remove_suffix(1);
  return all;
}

ConfigValue AttributeReader::variable_string(Cursor& data) {
  const uint64_t bytes = data.u32(), address = data.u64(), index = data.u32();
  if (bytes == 0) return "";
  const std::string_view all = texts_.text_at(address, index, bytes);
  return all.substr(0, all.find('\0'));
}

ConfigValue AttributeReader::element(const Datatype& type, Cursor& data) {
  if (type.kind == Datatype::Kind::fixed_string) return fixed_string(type, data);
  if (type.kind == Datatype::Kind::variable_string) return variable_string(data);
  const std::span<const uint8_t> stored = data.take(type.size);
  std::vector<uint8_t> bytes(stored.begin(), stored.end());
  if (type.is_big_endian) std::reverse(bytes.begin(), bytes.end());
  if (type.kind == Datatype::Kind::boolean) return bytes[0] != 0;
  return visit_dtype(*type.dtype, [&](auto tag) -> ConfigValue {
    using T = decltype(tag);
    if constexpr (std::is_same_v<T, bool>) {
      return bytes[0] != 0;
    } else {
      T value{};
      std::memcpy(&value, bytes.data(), sizeof(T));
      if constexpr (std::is_integral_v<T> && !std::is_same_v<T, uint64_t>) {
        return static_cast<int64_t>(value);
      } else if constexpr (std::is_same_v<T, uint64_t>) {
        if (value >> 63) return static_cast<double>(value);
        return static_cast<int64_t>(value);
      } else {
        return static_cast<double>(value);
      }
    }
  });
}

}  // namespace

std::vector<Hdf5Attribute> read_attributes(Blocks& blocks, GlobalHeap& texts,
                                           const ObjectHeader& header) {
  AttributeReader reader(blocks, texts);
  for (const Message& message : header.messages()) {
    if (message.type == MessageType::attribute) reader.read_message(message.body);
  }
  if (const auto info = header.find(MessageType::attribute_info)) reader.read_dense(*info);
  return reader.take();
}

}  // namespace keratin::saving::hdf5
