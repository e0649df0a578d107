#include "fuzz/mutate.h"

#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

#include "keratin/base/error.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/saving/hdf5/blocks_internal.h"

extern "C" size_t LLVMFuzzerMutate(uint8_t* data, size_t size, size_t most);

namespace fuzz {
namespace {

using std::string_view_literals::operator""sv;

/// Where a value of a JSON text lies.
struct Span {
  size_t begin, end;
};

size_t end_of_string(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) at += text[at] == '\\';
  return std::min(at + 1, text.size());
}

/// Of every value and name; of what is no JSON, of what looks like them.
std::vector<Span> spans(std::string_view text) {
  std::vector<Span> result;
  std::vector<size_t> open;
  for (size_t at = 0; at < text.size();) {
    const char c = text[at];
    if (c == '"') {
      result.push_back({at, end_of_string(text, at)});
      at = result.back().end;
    } else if (c == '{' || c == '[') {
      open.push_back(at++);
    } else if (c == '}' || c == ']') {
      ++at;
      if (open.empty()) continue;
      result.push_back({open.back(), at});
      open.pop_back();
    } else if (",: \n\t"sv.find(c) != std::string_view::npos) {
      ++at;
    } else {
      const size_t end = std::min(text.find_first_of(",]}: \n\t\"", at + 1), text.size());
      result.push_back({at, end});
      at = end;
    }
  }
  return result;
}

constexpr std::string_view kValues[] = {"null",
                                        "true",
                                        "false",
                                        "[]",
                                        "{}",
                                        "\"\"",
                                        "0",
                                        "1",
                                        "-1",
                                        "2",
                                        "1.5",
                                        "NaN",
                                        "-Infinity",
                                        "1e308",
                                        "1000000000000",
                                        "2147483648",
                                        "-9223372036854775808",
                                        "18446744073709551616",
                                        "[1, 2]",
                                        "[null]",
                                        "\"relu\"",
                                        "\"float64\"",
                                        "\"\\u0000\"",
                                        "\"../../etc/passwd\"",
                                        "[[[[]]]]",
                                        "{\"class_name\": \"Dense\", \"config\": {\"units\": 3}}",
                                        "{\"class_name\": \"__lambda__\", \"config\": {}}"};

void replace(std::string& text, Span span, std::string_view by) {
  text.replace(span.begin, span.end - span.begin, by);
}

std::string mutated_json(std::string text, Dice& dice) {
  const std::vector<Span> all = spans(text);
  if (all.empty()) return text;
  const Span one = all[roll(dice, all.size())], other = all[roll(dice, all.size())];
  const std::string value = text.substr(one.begin, one.end - one.begin);
  switch (roll(dice, 6)) {
    case 0:
    case 1: replace(text, one, kValues[roll(dice, std::size(kValues))]); break;
    case 2: replace(text, one, text.substr(other.begin, other.end - other.begin)); break;
    case 3: text.insert(one.end, ", " + value); break;
    case 4: {
      const size_t depth = size_t{1} << roll(dice, 9);
      replace(text, one, std::string(depth, '[') + value + std::string(depth, ']'));
      break;
    }
    default: {
      const size_t comma = text.find(',', one.end);
      replace(text, {one.begin, comma == text.npos ? one.end : comma + 1}, "");
    }
  }
  return text;
}

std::string_view view(const Bytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
Bytes bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

template <class Number>
void put(Bytes& bytes, size_t at, Number number) {
  std::memcpy(bytes.data() + at, &number, sizeof number);
}
template <class Number>
void append(Bytes& bytes, Number number) {
  bytes.resize(bytes.size() + sizeof number);
  put(bytes, bytes.size() - sizeof number, number);
}
void append(Bytes& bytes, const Bytes& more) {
  bytes.insert(bytes.end(), more.begin(), more.end());
}

/// [begin, end) becomes `by`.
void replace(Bytes& bytes, size_t begin, size_t end, const Bytes& by) {
  Bytes result(bytes.begin(), bytes.begin() + static_cast<ptrdiff_t>(begin));
  append(result, by);
  result.insert(result.end(), bytes.begin() + static_cast<ptrdiff_t>(end), bytes.end());
  bytes = std::move(result);
}

struct Checked {
  std::string_view signature;
  size_t size;  // with the checksum
};
constexpr Checked kChecked[] = {
    {"\x89HDF", 48}, {"BTHD", 38}, {"FRHP", 146}, {"FAHD", 28}, {"OHDR", 0}};

/// Of an object header, whose prefix says it.
size_t header_size(const uint8_t* header, size_t room) {
  if (room < 18) return 0;
  const size_t flags = header[5], width = size_t{1} << (flags & 3);
  const size_t prefix = 6 + ((flags & 0x20) ? 16 : 0) + ((flags & 0x10) ? 4 : 0) + width;
  if (prefix > room) return 0;
  size_t size = 0;
  for (size_t i = 0; i < width && i < 4; ++i) size |= size_t{header[prefix - width + i]} << (8 * i);
  return prefix + size + 4;
}

/// Without right checksums no change would come past them.
void mend_checksums(Bytes& bytes) {
  const std::string all(view(bytes));
  for (const Checked& kind : kChecked) {
    for (size_t at = all.find(kind.signature); at != all.npos;
         at = all.find(kind.signature, at + 4)) {
      if (kind.size == 48 && bytes.size() > 8 && bytes[8] < 2) continue;  // an old superblock
      const size_t length =
          kind.size ? kind.size : header_size(bytes.data() + at, bytes.size() - at);
      if (length < 8 || length > bytes.size() - at) continue;
      put(bytes, at + length - 4, keratin::saving::hdf5::checksum({bytes.data() + at, length - 4}));
    }
  }
}

/// What a file of gzip's holds; nothing when it is none.
Bytes inflated(const Bytes& bytes) {
  z_stream stream = {};
  if (inflateInit2(&stream, 31) != Z_OK) return {};
  Bytes result(1 << 16);
  stream.next_in = const_cast<uint8_t*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = result.data();
  stream.avail_out = static_cast<uInt>(result.size());
  inflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  inflateEnd(&stream);
  return result;
}
Bytes deflated(const Bytes& bytes) {
  z_stream stream = {};
  if (deflateInit2(&stream, 1, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  Bytes result(deflateBound(&stream, static_cast<uLong>(bytes.size())));
  stream.next_in = const_cast<uint8_t*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = result.data();
  stream.avail_out = static_cast<uInt>(result.size());
  deflate(&stream, Z_FINISH);
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

struct Member {
  std::string name;
  Bytes bytes;
};

std::vector<Member> members_of(const Bytes& archive) {
  std::vector<Member> result;
  try {
    const keratin::ZipReader reader(keratin::borrowed_source("seed.zip", archive));
    for (const keratin::ZipEntry& entry : reader.entries()) {
      result.push_back({entry.name, reader.read(entry.name, 1 << 20)});
    }
  } catch (const keratin::Error&) { /* what was read until then */
  }
  return result;
}

/// APPNOTE.TXT, 4.3: a stored archive. The directory's numbers follow the local ones.
Bytes archive_of(const std::vector<Member>& members) {
  Bytes result, directory;
  for (const Member& member : members) {
    const auto place = static_cast<uint32_t>(result.size());
    Bytes numbers;
    append(numbers, uint32_t{20});  // the version, no flags
    append(numbers, uint16_t{0});   // stored
    append(numbers, uint32_t{0x00210000});
    append(numbers, static_cast<uint32_t>(
                        crc32(0, member.bytes.data(), static_cast<uInt>(member.bytes.size()))));
    append(numbers, static_cast<uint32_t>(member.bytes.size()));
    append(numbers, static_cast<uint32_t>(member.bytes.size()));
    append(numbers, static_cast<uint16_t>(member.name.size()));
    append(numbers, uint16_t{0});
    append(result, bytes_of("PK\3\4"sv));
    append(result, numbers);
    append(result, bytes_of(member.name));
    append(result, member.bytes);
    append(directory, bytes_of("PK\1\2\x14\0"sv));
    append(directory, numbers);
    append(directory, Bytes(10));
    append(directory, place);
    append(directory, bytes_of(member.name));
  }
  const auto begin = static_cast<uint32_t>(result.size());
  append(result, directory);
  append(result, bytes_of("PK\5\6\0\0\0\0"sv));
  append(result, static_cast<uint16_t>(members.size()));
  append(result, static_cast<uint16_t>(members.size()));
  append(result, static_cast<uint32_t>(directory.size()));
  append(result, begin);
  append(result, uint16_t{0});
  return result;
}

void mutate_member(Member& member, Dice& dice) {
  const auto ends = [&](std::string_view end) { return member.name.ends_with(end); };
  if (ends(".json")) return mutate_json(member.bytes, dice);
  if (ends(".h5")) return mutate_hdf5(member.bytes, dice);
  if (ends(".npy")) return mutate_npy(member.bytes, dice);
  mutate_bytes(member.bytes, dice);
}

}  // namespace

void mutate_bytes(Bytes& bytes, Dice&) {
  const size_t size = bytes.size();
  bytes.resize(size + 64);
  bytes.resize(LLVMFuzzerMutate(bytes.data(), size, bytes.size()));
}

void mutate_json(Bytes& bytes, Dice& dice) {
  const std::string text = mutated_json(std::string(view(bytes)), dice);
  if (text.size() < 1 << 20) bytes = bytes_of(text);
}

void mutate_hdf5(Bytes& bytes, Dice& dice) {
  mutate_bytes(bytes, dice);
  mend_checksums(bytes);
}

void mutate_npy(Bytes& bytes, Dice& dice) {
  if (bytes.size() < 12 || roll(dice, 4) == 0) return mutate_bytes(bytes, dice);
  const bool is_first = bytes[6] == 1;
  const size_t width = is_first ? 2 : 4, begin = 8 + width;
  size_t length = 0;
  for (size_t i = 0; i < width; ++i) length |= size_t{bytes[8 + i]} << (8 * i);
  length = std::min(length, bytes.size() - begin);
  Bytes header(bytes.begin() + static_cast<ptrdiff_t>(begin),
               bytes.begin() + static_cast<ptrdiff_t>(begin + length));
  roll(dice, 2) == 0 ? mutate_bytes(header, dice) : mutate_json(header, dice);
  replace(bytes, begin, begin + length, header);
  if (is_first) {
    put(bytes, 8, static_cast<uint16_t>(header.size()));
  } else {
    put(bytes, 8, static_cast<uint32_t>(header.size()));
  }
}

void mutate_safetensors(Bytes& bytes, Dice& dice) {
  if (bytes.size() < 8) return mutate_bytes(bytes, dice);
  uint64_t length = 0;
  std::memcpy(&length, bytes.data(), 8);
  length = std::min<uint64_t>(length, bytes.size() - 8);
  const auto end = bytes.begin() + static_cast<ptrdiff_t>(8 + length);
  Bytes header(bytes.begin() + 8, end);
  mutate_json(header, dice);
  replace(bytes, 8, 8 + length, header);
  put(bytes, 0, uint64_t{header.size()});
}

void mutate_gzip(Bytes& bytes, Dice& dice) {
  Bytes content = inflated(bytes);
  mutate_idx(content, dice);
  bytes = deflated(content);
}

void mutate_idx(Bytes& bytes, Dice& dice) {
  constexpr uint32_t numbers[] = {0, 1, 2, 0x7fffffff, 0x80000000, 0xffffffff, 0x10000, 0xffff};
  if (bytes.size() < 8 || roll(dice, 2) == 0) return mutate_bytes(bytes, dice);
  const size_t at = 4 + 4 * roll(dice, std::min<size_t>(bytes[3] + 1u, (bytes.size() - 4) / 4));
  uint32_t number = numbers[roll(dice, std::size(numbers))];
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<uint8_t>(number >> (24 - 8 * i));
}

void mutate_zip(Bytes& bytes, Dice& dice) {
  std::vector<Member> members = members_of(bytes);
  if (members.empty()) return mutate_bytes(bytes, dice);
  Member& one = members[roll(dice, members.size())];
  switch (roll(dice, 16)) {
    case 0: members.erase(members.begin() + (&one - members.data())); break;
    case 1: members.push_back(Member(one)); break;
    case 2: std::swap(one.name, members[roll(dice, members.size())].name); break;
    case 3: one.name = "../" + one.name; break;
    default: mutate_member(one, dice);
  }
  bytes = archive_of(members);
}

}  // namespace fuzz
