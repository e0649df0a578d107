#include "keratin/base/zip_writer_internal.h"

#include <algorithm>
#include <array>
#include <list>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_reader_internal.h"
#include "keratin/base/zip_sources_internal.h"

namespace keratin {
namespace {

[[noreturn]] void refuse_writing(const AtomicFile& file, const std::string& why) {
  throw_file_error(text(file.path(), ": ", why));
}

/// What is written must be read again as it is.
void check_members(const AtomicFile& file, const std::vector<ZipMember>& members) {
  constexpr int64_t most = ZipLimits{}.members;
  if (static_cast<int64_t>(members.size()) > most) {
    refuse_writing(file, text("an archive of ", members.size(),
                              " members could not be read again: ", most, " are the most"));
  }
  for (const ZipMember& member : members) {
    const size_t end = member.name.find('\0');
    if (member.name.size() <= 65535 && end == std::string::npos) continue;
    refuse_writing(file, text("the name of ", member.name.size(), " bytes that begins with '",
                              member.name.substr(0, std::min<size_t>(20, end)),
                              "' can be no member of an archive"));
  }
}

void add(const AtomicFile& file, zip_t* zip, const ZipMember& member, ZipInput& input) {
  zip_source_t* source = input.source();
  const zip_int64_t at = zip_file_add(zip, member.name.c_str(), source, ZIP_FL_ENC_UTF_8);
  if (at < 0) {
    zip_source_free(source);
    refuse_writing(file, text("cannot add '", member.name, "': ", zip_strerror(zip)));
  }
  const auto index = static_cast<zip_uint64_t>(at);
  zip_set_file_compression(zip, index, ZIP_CM_STORE, 0);
  constexpr zip_uint16_t first_of_1980 = 1 << 5 | 1;  // and not by the clock, which has a time zone
  zip_file_set_dostime(zip, index, 0, first_of_1980, 0);
}

void write_members(AtomicFile& file, ZipOutput& output, const std::vector<ZipMember>& members) {
  check_members(file, members);
  std::list<ZipInput> inputs;
  ZipError error;
  zip_source_t* target = output.source();
  Zip zip(zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, error.get()));
  if (!zip) {
    zip_source_free(target);
    refuse_writing(file, text("cannot make a zip archive: ", error.text()));
  }
  for (const ZipMember& member : members) {
    add(file, zip.get(), member, inputs.emplace_back(member.bytes));
  }
  if (zip_close(zip.get()) == 0) {
    (void)zip.release();
    return;
  }
  output.rethrow();
  for (ZipInput& input : inputs) input.rethrow();
  refuse_writing(file, text("cannot write the archive: ", zip_strerror(zip.get())));
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

constexpr uint64_t kHeaderSize = 30;  // of a member, before its name: APPNOTE.TXT, 4.3.7

}  // namespace

void write_zip(AtomicFile& file, const std::vector<ZipMember>& members) {
  if (members.empty()) {  // libzip writes none: the end of a directory of nothing
    constexpr std::array<uint8_t, 22> nothing = {'P', 'K', 5, 6};
    file.write_at(0, nothing);
    return;
  }
  ZipOutput output(file);
  write_members(file, output, members);
}

uint64_t begin_of_first_member(const std::string& name) { return kHeaderSize + name.size(); }

void write_zip_around(AtomicFile& file, const std::string& first, uint64_t size,
                      const std::vector<ZipMember>& others) {
  const uint64_t begin = begin_of_first_member(first);
  std::vector<ZipMember> members = {{first, std::make_shared<WrittenSource>(file, begin, size)}};
  members.insert(members.end(), others.begin(), others.end());
  ZipOutput output(file);
  output.keep(begin, size);
  write_members(file, output, members);
  // Whether libzip has put the member where it was: behind a header without more than the name.
  std::array<uint8_t, kHeaderSize> header{};
  file.read_at(0, header);
  if (header[26] + 256u * header[27] != first.size() || header[28] != 0 || header[29] != 0) {
    throw_internal_error("libzip made room for more than a name");
  }
}

}  // namespace keratin
