#include "keratin/base/zip_archive_internal.h"

#include <zip.h>

#include <algorithm>
#include <memory>

#include "keratin/base/error.h"
#include "keratin/base/text.h"

namespace keratin {
namespace {

struct CloseArchive {
  void operator()(zip_t* archive) const { zip_discard(archive); }
};
struct CloseFile {
  void operator()(zip_file_t* file) const { zip_fclose(file); }
};
using Archive = std::unique_ptr<zip_t, CloseArchive>;
using File = std::unique_ptr<zip_file_t, CloseFile>;

[[noreturn]] void refuse_archive(const std::string& path, const std::string& why) {
  throw_file_error(text(path, ": ", why));
}

Archive open_memory(const std::string& path, zip_source_t* source) {
  zip_error_t error;
  zip_error_init(&error);
  zip_t* archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, &error);
  const std::string why = archive ? "" : zip_error_strerror(&error);
  zip_error_fini(&error);
  if (archive) return Archive(archive);
  zip_source_free(source);
  refuse_archive(path, text("this is not a whole zip archive (", why, ")"));
}

/// Member i, behind others of `total` bytes. What it declares is no reason to take memory: that
/// grows with the bytes that come.
ZipMember member_of(const std::string& path, zip_t* zip, zip_int64_t i, uint64_t total,
                    const ZipLimits& limits) {
  const auto index = static_cast<zip_uint64_t>(i);
  zip_stat_t about;
  zip_stat_init(&about);
  if (zip_stat_index(zip, index, 0, &about) != 0 || !(about.valid & ZIP_STAT_SIZE) ||
      !(about.valid & ZIP_STAT_NAME)) {
    refuse_archive(path, text("member ", i, " of the archive has no size"));
  }
  if (about.size > limits.total_bytes - total) {
    refuse_archive(path, text("the members hold more than ", limits.total_bytes, " bytes"));
  }
  ZipMember member{about.name, {}};
  const auto refuse_member = [&] {
    refuse_archive(path, text("the member '", member.name, "' of the archive is broken"));
  };
  const File file(zip_fopen_index(zip, index, 0));
  if (!file) refuse_member();
  constexpr size_t first_room = 1 << 20;
  while (member.bytes.size() < about.size) {
    const size_t done = member.bytes.size();
    const size_t room = std::min<uint64_t>(about.size - done, std::max(done, first_room));
    member.bytes.resize(done + room);
    if (zip_fread(file.get(), member.bytes.data() + done, room) != static_cast<zip_int64_t>(room)) {
      refuse_member();
    }
  }
  // Reading past the end makes libzip compare the checksum.
  uint8_t beyond = 0;
  if (zip_fread(file.get(), &beyond, 1) != 0) refuse_member();
  return member;
}

/// What is written must be read again as it is.
void check_members(const std::string& path, const std::vector<ZipMember>& members) {
  constexpr int64_t most = ZipLimits{}.members;
  if (static_cast<int64_t>(members.size()) > most) {
    refuse_archive(path, text("an archive of ", members.size(),
                              " members could not be read again: ", most, " are the most"));
  }
  for (const ZipMember& member : members) {
    const size_t end = member.name.find('\0');
    if (member.name.size() <= 65535 && end == std::string::npos) continue;
    refuse_archive(path, text("the name of ", member.name.size(), " bytes that begins with '",
                              member.name.substr(0, std::min<size_t>(20, end)),
                              "' can be no member of an archive"));
  }
}

}  // namespace

std::vector<ZipMember> read_zip(const std::string& path, const std::vector<uint8_t>& archive,
                                const ZipLimits& limits) {
  // libzip takes no bytes for an archive without members.
  if (archive.empty()) refuse_archive(path, "this is not a whole zip archive (the file is empty)");
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* source = zip_source_buffer_create(archive.data(), archive.size(), 0, &error);
  zip_error_fini(&error);
  if (!source) refuse_archive(path, "cannot be read as a zip archive");
  const Archive zip = open_memory(path, source);
  const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
  if (count > limits.members) {
    refuse_archive(path, text("the archive has ", count, " members, more than ", limits.members));
  }
  std::vector<ZipMember> members;
  uint64_t total = 0;
  for (zip_int64_t i = 0; i < count; ++i) {
    members.push_back(member_of(path, zip.get(), i, total, limits));
    total += members.back().bytes.size();
    if (total > limits.any_ratio && total / limits.ratio > archive.size()) {
      refuse_archive(path, text("the members hold more than ", limits.ratio,
                                " times the bytes of the archive"));
    }
  }
  return members;
}

std::vector<uint8_t> write_zip(const std::string& path, const std::vector<ZipMember>& members) {
  check_members(path, members);
  if (members.empty()) {  // libzip writes none: the end of a directory of nothing
    std::vector<uint8_t> bytes(22);
    std::copy_n("PK\5\6", 4, bytes.begin());
    return bytes;
  }
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t* target = zip_source_buffer_create(nullptr, 0, 0, &error);
  zip_t* zip = target ? zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, &error) : nullptr;
  zip_error_fini(&error);
  if (!zip) refuse_archive(path, "cannot make a zip archive");
  zip_source_keep(target);
  for (const ZipMember& member : members) {
    zip_source_t* data = zip_source_buffer(zip, member.bytes.data(), member.bytes.size(), 0);
    const zip_int64_t at = zip_file_add(zip, member.name.c_str(), data, ZIP_FL_ENC_UTF_8);
    if (at < 0) refuse_archive(path, text("cannot add '", member.name, "': ", zip_strerror(zip)));
    const auto index = static_cast<zip_uint64_t>(at);
    zip_set_file_compression(zip, index, ZIP_CM_STORE, 0);
    zip_file_set_mtime(zip, index, 315532800, 0);  // 1980: the same bytes on every day
  }
  if (zip_close(zip) != 0)
    refuse_archive(path, text("cannot write the archive: ", zip_strerror(zip)));
  std::vector<uint8_t> bytes;
  zip_source_open(target);
  zip_source_seek(target, 0, SEEK_END);
  bytes.resize(static_cast<size_t>(zip_source_tell(target)));
  zip_source_seek(target, 0, SEEK_SET);
  const zip_int64_t read = zip_source_read(target, bytes.data(), bytes.size());
  zip_source_close(target);
  zip_source_free(target);
  if (read != static_cast<zip_int64_t>(bytes.size()))
    refuse_archive(path, "cannot write the archive");
  return bytes;
}

}  // namespace keratin
