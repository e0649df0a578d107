// Zip archives put together field by field, for tests of readers that must not believe them.
#pragma once
#include <zlib.h>

#include <cstdint>
#include <string>
#include <vector>

namespace keratin::testing {

using Bytes = std::vector<uint8_t>;

/// Raw deflate, as a member has it.
inline Bytes deflated(const Bytes& bytes) {
  Bytes packed(bytes.size() + bytes.size() / 1000 + 100);
  z_stream stream = {};
  deflateInit2(&stream, 9, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = packed.data();
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

struct RawMember {
  std::string name;
  Bytes packed;
  uint16_t method = 0;
  uint32_t checksum = 0;
  uint32_t size = 0;
  uint16_t flags = 0;
};

inline RawMember stored_member(const std::string& name, const Bytes& bytes) {
  const auto size = static_cast<uint32_t>(bytes.size());
  return {name, bytes, 0, static_cast<uint32_t>(crc32(0, bytes.data(), size)), size};
}
inline RawMember deflated_member(const std::string& name, const Bytes& bytes) {
  RawMember member = stored_member(name, bytes);
  member.packed = deflated(bytes);
  member.method = 8;
  return member;
}

class RawZip {
 public:
  /// Where its local header is, for list().
  uint32_t add(const RawMember& member) {
    const auto at = static_cast<uint32_t>(bytes_.size());
    put(4, 0x04034b50), put_fields(bytes_, member), put(2, 0);
    bytes_.insert(bytes_.end(), member.name.begin(), member.name.end());
    bytes_.insert(bytes_.end(), member.packed.begin(), member.packed.end());
    list(member, at);
    return at;
  }
  /// In the directory alone.
  void list(const RawMember& member, uint32_t at) {
    put_into(directory_, 4, 0x02014b50), put_into(directory_, 2, 20);
    put_fields(directory_, member);
    for (int i = 0; i < 4; ++i) put_into(directory_, 2, 0);
    put_into(directory_, 4, 0), put_into(directory_, 4, at);
    directory_.insert(directory_.end(), member.name.begin(), member.name.end());
    ++members_;
  }
  Bytes bytes() const {
    Bytes all = bytes_;
    all.insert(all.end(), directory_.begin(), directory_.end());
    put_into(all, 4, 0x06054b50), put_into(all, 4, 0);
    put_into(all, 2, members_), put_into(all, 2, members_);
    put_into(all, 4, static_cast<uint32_t>(directory_.size()));
    put_into(all, 4, static_cast<uint32_t>(bytes_.size())), put_into(all, 2, 0);
    return all;
  }

 private:
  static void put_into(Bytes& out, int count, uint32_t value) {
    for (int i = 0; i < count; ++i) out.push_back(static_cast<uint8_t>(value >> (8 * i)));
  }
  void put(int count, uint32_t value) { put_into(bytes_, count, value); }
  /// From "version needed" to the length of the name.
  static void put_fields(Bytes& out, const RawMember& member) {
    put_into(out, 2, 20), put_into(out, 2, member.flags), put_into(out, 2, member.method);
    put_into(out, 4, 0x00210000), put_into(out, 4, member.checksum);
    put_into(out, 4, static_cast<uint32_t>(member.packed.size())), put_into(out, 4, member.size);
    put_into(out, 2, static_cast<uint32_t>(member.name.size()));
  }

  Bytes bytes_, directory_;
  uint32_t members_ = 0;
};

}  // namespace keratin::testing
