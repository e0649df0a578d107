#include "keratin/base/zip_writer_internal.h"

#include <algorithm>
#include <concepts>

#include "keratin/base/checksum_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_reader_internal.h"

namespace keratin {
namespace {

constexpr uint64_t kHeaderSize = 30;  // of a member, before its name
constexpr uint64_t kLongSizes = 20;   // of the sizes behind the name, where they need 8 bytes
constexpr uint32_t kElsewhere = ~0U;  // says that a number is there
constexpr uint16_t kManyElsewhere = 0xFFFF;
constexpr uint16_t kLongSizesTag = 1;
constexpr uint16_t kStored = 0;
constexpr uint16_t kFirstOf1980 = 1 << 5 | 1;  // and not by the clock, which has a time zone
constexpr uint16_t kMadeBy = 3 << 8 | 63;      // Unix, version 6.3
constexpr uint32_t kFileMode = 0100666U << 16;

/// Numbers as zip writes them, the lowest byte first.
class Record {
 public:
  template <std::unsigned_integral T>
  Record& put(T number) {
    for (size_t i = 0; i < sizeof number; ++i) {
      bytes_.push_back(static_cast<uint8_t>(uint64_t{number} >> 8 * i));
    }
    return *this;
  }
  Record& put(const std::string& name) {
    bytes_.insert(bytes_.end(), name.begin(), name.end());
    return *this;
  }
  Record& put(const Record& other) {
    bytes_.insert(bytes_.end(), other.bytes_.begin(), other.bytes_.end());
    return *this;
  }
  const std::vector<uint8_t>& bytes() const { return bytes_; }

 private:
  std::vector<uint8_t> bytes_;
};

uint32_t short_of(uint64_t number) {
  return number < kElsewhere ? static_cast<uint32_t>(number) : kElsewhere;
}

/// The version of the format that a reader needs.
uint16_t version_for(bool is_long) { return is_long ? 45 : 10; }

/// That the name is UTF-8, where that says more than ASCII.
uint16_t flags_for(const std::string& name) {
  const bool is_ascii = std::all_of(name.begin(), name.end(), [](char sign) { return sign >= 0; });
  return is_ascii ? 0 : 1 << 11;
}

/// What was written into a file that is not in its place yet.
class WrittenSource : public ByteSource {
 public:
  WrittenSource(const AtomicFile& file, uint64_t begin, uint64_t size)
      : ByteSource(file.path()), file_(file), begin_(begin), size_(size) {}
  uint64_t size() const override { return size_; }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    file_.read_at(begin_ + offset, out);
  }

 private:
  const AtomicFile& file_;
  uint64_t begin_, size_;
};

}  // namespace

void ZipWriter::refuse(const std::string& why) const {
  throw_file_error(text(file_.path(), ": ", why));
}

uint64_t ZipWriter::bytes_at(const Entry& entry) const {
  return entry.begin + kHeaderSize + entry.name.size() + (entry.has_long_header ? kLongSizes : 0);
}

void ZipWriter::add(const ZipMember& member) {
  const uint64_t size = member.bytes->size();
  const uint64_t at = begin(member.name, size >= kElsewhere);
  Entry& entry = entries_.back();
  entry.size = size;
  entry.crc = crc32_of(*member.bytes);
  write_header(entry);
  file_.write_at(at, *member.bytes);
  end_ = at + size;
}

uint64_t ZipWriter::begin(const std::string& name, bool is_large) {
  // What is written must be read again as it is.
  constexpr auto most = static_cast<size_t>(ZipLimits{}.members);
  if (entries_.size() == most) {
    refuse(text("an archive of more than ", most, " members could not be read again"));
  }
  const size_t stop = name.find('\0');
  if (name.empty() || name.size() > 65535 || stop != std::string::npos) {
    refuse(text("the name of ", name.size(), " bytes that begins with '",
                name.substr(0, std::min<size_t>(20, stop)), "' can be no member of an archive"));
  }
  if (!names_.insert(name).second)
    refuse(text("two members of an archive are called '", name, "'"));
  entries_.push_back({.name = name, .begin = end_, .has_long_header = is_large});
  return bytes_at(entries_.back());
}

void ZipWriter::end(uint64_t size) {
  Entry& entry = entries_.back();
  if (size >= kElsewhere && !entry.has_long_header) {
    throw_internal_error("a member of an archive that is larger than was said");
  }
  const uint64_t at = bytes_at(entry);
  entry.size = size;
  entry.crc = crc32_of(WrittenSource(file_, at, size));
  write_header(entry);
  end_ = at + size;
}

void ZipWriter::write_header(const Entry& entry) {
  const bool is_long = entry.has_long_header;
  const uint32_t size = is_long ? kElsewhere : static_cast<uint32_t>(entry.size);
  Record record;
  record.put(uint32_t{0x04034b50}).put(version_for(is_long)).put(flags_for(entry.name));
  record.put(kStored).put(uint16_t{0}).put(kFirstOf1980).put(entry.crc).put(size).put(size);
  record.put(static_cast<uint16_t>(entry.name.size()));
  record.put(static_cast<uint16_t>(is_long ? kLongSizes : 0)).put(entry.name);
  if (is_long) record.put(kLongSizesTag).put(uint16_t{16}).put(entry.size).put(entry.size);
  file_.write_at(entry.begin, record.bytes());
}

void ZipWriter::finish() {
  const uint64_t begin = end_, count = entries_.size();
  Record record;
  for (const Entry& entry : entries_) {
    Record more;  // the numbers that have no room in four bytes
    if (entry.size >= kElsewhere) more.put(entry.size).put(entry.size);
    if (entry.begin >= kElsewhere) more.put(entry.begin);
    const auto more_size = static_cast<uint16_t>(more.bytes().size());
    record.put(uint32_t{0x02014b50})
        .put(kMadeBy)
        .put(version_for(entry.has_long_header || more_size));
    record.put(flags_for(entry.name)).put(kStored).put(uint16_t{0}).put(kFirstOf1980);
    record.put(entry.crc).put(short_of(entry.size)).put(short_of(entry.size));
    record.put(static_cast<uint16_t>(entry.name.size()));
    record.put(static_cast<uint16_t>(more_size ? more_size + 4 : 0));
    record.put(uint16_t{0}).put(uint16_t{0}).put(uint16_t{0}).put(kFileMode);
    record.put(short_of(entry.begin)).put(entry.name);
    if (more_size) record.put(kLongSizesTag).put(more_size).put(more);
  }
  const uint64_t size = record.bytes().size();
  if (count >= kManyElsewhere || begin >= kElsewhere || size >= kElsewhere) {
    record.put(uint32_t{0x06064b50}).put(uint64_t{44}).put(kMadeBy).put(version_for(true));
    record.put(uint32_t{0}).put(uint32_t{0}).put(count).put(count).put(size).put(begin);
    record.put(uint32_t{0x07064b50}).put(uint32_t{0}).put(begin + size).put(uint32_t{1});
  }
  const auto short_count = static_cast<uint16_t>(std::min<uint64_t>(count, kManyElsewhere));
  record.put(uint32_t{0x06054b50}).put(uint16_t{0}).put(uint16_t{0});
  record.put(short_count).put(short_count).put(short_of(size)).put(short_of(begin));
  record.put(uint16_t{0});
  file_.write_at(begin, record.bytes());
}

void write_zip(AtomicFile& file, const std::vector<ZipMember>& members) {
  ZipWriter archive(file);
  for (const ZipMember& member : members) archive.add(member);
  archive.finish();
}

}  // namespace keratin
