#include "keratin/base/zip_reader_internal.h"

#include <algorithm>
#include <map>
#include <mutex>
#include <optional>

#include "keratin/base/checksum_internal.h"
#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/zip_sources_internal.h"

namespace keratin {
namespace {

constexpr size_t kMemberPiece = 1 << 20;
constexpr const char* kTwins = "the archive has two members of one name";

[[noreturn]] void refuse_archive(const std::string& name, const std::string& why) {
  throw_file_error(text(name, ": ", why));
}

Zip open_zip(ZipInput& input) {
  const std::string& name = input.bytes().name();
  // libzip takes no bytes for an archive without members.
  if (input.bytes().size() == 0) {
    refuse_archive(name, "this is not a whole zip archive (the file is empty)");
  }
  ZipError error;
  zip_source_t* source = input.source();
  Zip zip(zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, error.get()));
  if (zip) return zip;
  zip_source_free(source);
  input.rethrow();
  if (zip_error_code_zip(error.get()) == ZIP_ER_EXISTS) refuse_archive(name, kTwins);
  refuse_archive(name, text("this is not a whole zip archive (", error.text(), ")"));
}

/// Bytes of another source from a place on.
class PartSource final : public ByteSource {
 public:
  PartSource(std::string name, std::shared_ptr<const ByteSource> whole, uint64_t begin,
             uint64_t size)
      : ByteSource(std::move(name)), whole_(std::move(whole)), begin_(begin), size_(size) {}
  uint64_t size() const override { return size_; }

 protected:
  void read_inside(uint64_t offset, std::span<uint8_t> out) const override {
    whole_->read(begin_ + offset, out);
  }

 private:
  std::shared_ptr<const ByteSource> whole_;
  uint64_t begin_, size_;
};

}  // namespace

struct ZipReader::State {
  struct Member {
    zip_uint64_t index = 0;
    uint64_t size = 0;
    uint32_t crc = 0;
    bool is_stored = false;
    const char* refusal = nullptr;  // why it cannot be read
  };

  static Member member_at(zip_uint64_t index, const zip_stat_t& about) {
    Member member{index, about.size, about.crc, about.comp_method == ZIP_CM_STORE};
    if (about.encryption_method != ZIP_EM_NONE) {
      member.refusal = "is encrypted";
    } else if (!member.is_stored && about.comp_method != ZIP_CM_DEFLATE) {
      member.refusal = "is packed in another way than 'deflate'";
    } else if (member.is_stored && about.size != about.comp_size) {
      member.refusal = "is stored with another size than its own";
    }
    return member;
  }

  State(std::shared_ptr<const ByteSource> archive, const ZipLimits& limits)
      : bytes(std::move(archive)), input(bytes), zip(open_zip(input)) {
    const zip_int64_t count = zip_get_num_entries(zip.get(), 0);
    if (count > limits.members) {
      refuse(text("the archive has ", count, " members, more than ", limits.members));
    }
    for (zip_int64_t i = 0; i < count; ++i) add(static_cast<zip_uint64_t>(i));
    check(limits);
  }

  [[noreturn]] void refuse(const std::string& why) const { refuse_archive(bytes->name(), why); }
  [[noreturn]] void refuse_broken(std::string_view name, const char* why) const {
    input.rethrow();
    refuse(text("the member '", name, "' of the archive is broken (", why, ")"));
  }

  void add(zip_uint64_t index) {
    zip_stat_t about;
    zip_stat_init(&about);
    constexpr zip_uint64_t needed = ZIP_STAT_NAME | ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE |
                                    ZIP_STAT_CRC | ZIP_STAT_COMP_METHOD |
                                    ZIP_STAT_ENCRYPTION_METHOD;
    if (zip_stat_index(zip.get(), index, 0, &about) != 0 || (about.valid & needed) != needed) {
      refuse(text("member ", index, " of the archive has no size"));
    }
    const Member member = member_at(index, about);
    if (!members.emplace(about.name, member).second) refuse(kTwins);
    entries.push_back({about.name, about.size, about.comp_size, member.is_stored});
  }

  void check(const ZipLimits& limits) const {
    uint64_t taken = 0, unpacked = 0;
    for (const ZipEntry& entry : entries) {
      if (entry.packed_size > bytes->size() - taken) refuse("the members of the archive overlap");
      taken += entry.packed_size;
      if (entry.is_stored) continue;
      if (entry.size > limits.unpacked_bytes - unpacked) {
        refuse(text("the members hold more than ", limits.unpacked_bytes, " bytes"));
      }
      unpacked += entry.size;
    }
    if (unpacked > limits.any_ratio && unpacked / limits.ratio > bytes->size()) {
      refuse(text("the members hold more than ", limits.ratio, " times the bytes of the archive"));
    }
  }

  const Member& find(std::string_view name) const {
    const auto found = members.find(name);
    if (found == members.end()) refuse(text("the archive has no member '", name, "'"));
    const Member& member = found->second;
    if (member.refusal) refuse(text("the member '", name, "' of the archive ", member.refusal));
    return member;
  }

  /// Asks `room(n)` for a place for the next bytes, at most n, until all have come and their
  /// checksum is right.
  template <class Room>
  void stream(std::string_view name, const Member& member, Room room) const {
    const ZipFile file(zip_fopen_index(zip.get(), member.index, 0));
    if (!file) refuse_broken(name, zip_strerror(zip.get()));
    for (uint64_t done = 0; done < member.size;) {
      const std::span<uint8_t> out = room(member.size - done);
      const zip_int64_t got = zip_fread(file.get(), out.data(), out.size());
      if (got <= 0) refuse_broken(name, got < 0 ? zip_file_strerror(file.get()) : "it ends early");
      if (static_cast<uint64_t>(got) < out.size()) refuse_broken(name, "it ends early");
      done += out.size();
    }
    // Reading past the end makes libzip compare the checksum.
    uint8_t beyond = 0;
    const zip_int64_t more = zip_fread(file.get(), &beyond, 1);
    if (more != 0) refuse_broken(name, more < 0 ? zip_file_strerror(file.get()) : "it goes on");
  }

  /// What a member declares is no reason to take memory: that grows with the bytes that come.
  std::vector<uint8_t> bytes_of(std::string_view name, const Member& member) const {
    const std::lock_guard lock(mutex);
    std::vector<uint8_t> all;
    stream(name, member, [&](uint64_t rest) {
      const size_t done = all.size();
      const size_t room = std::min<uint64_t>(rest, std::max(done, kMemberPiece));
      all.resize(done + room);
      return std::span(all).subspan(done);
    });
    return all;
  }

  /// Where a stored member begins: where libzip reads first when it is asked for a byte.
  uint64_t place_of(std::string_view name, const Member& member) const {
    const std::lock_guard lock(mutex);
    const ZipFile file(zip_fopen_index(zip.get(), member.index, 0));
    if (!file) refuse_broken(name, zip_strerror(zip.get()));
    input.watch();
    uint8_t byte = 0;
    if (zip_fread(file.get(), &byte, 1) != 1) refuse_broken(name, zip_file_strerror(file.get()));
    const std::optional<uint64_t> place = input.first();
    if (!place || member.size > bytes->size() || *place > bytes->size() - member.size) {
      refuse_broken(name, "it ends early");
    }
    return *place;
  }

  std::shared_ptr<const ByteSource> bytes;
  mutable std::mutex mutex;  // libzip's reading, and what it changes in the input
  mutable ZipInput input;
  Zip zip;
  std::vector<ZipEntry> entries;
  std::map<std::string, Member, std::less<>> members;
};

ZipReader::ZipReader(const std::string& path, const ZipLimits& limits)
    : ZipReader(file_source(path), limits) {}
ZipReader::ZipReader(std::shared_ptr<const ByteSource> archive, const ZipLimits& limits)
    : state_(std::make_unique<State>(std::move(archive), limits)) {}
ZipReader::~ZipReader() = default;

const std::vector<ZipEntry>& ZipReader::entries() const { return state_->entries; }

bool ZipReader::contains(std::string_view name) const { return state_->members.contains(name); }

std::vector<uint8_t> ZipReader::read(std::string_view name, uint64_t limit) const {
  const State::Member& member = state_->find(name);
  if (member.size > limit) {
    state_->refuse(text("the member '", name, "' of the archive holds ", member.size,
                        " bytes, more than ", limit));
  }
  return state_->bytes_of(name, member);
}

std::shared_ptr<const ByteSource> ZipReader::open(std::string_view name) const {
  const State::Member& member = state_->find(name);
  std::string full_name = text(state_->bytes->name(), ": ", name);
  if (!member.is_stored || member.size == 0) {
    return memory_source(std::move(full_name), state_->bytes_of(name, member));
  }
  auto part = std::make_shared<PartSource>(std::move(full_name), state_->bytes,
                                           state_->place_of(name, member), member.size);
  if (crc32_of(*part) != member.crc) state_->refuse_broken(name, "CRC error");
  return part;
}

}  // namespace keratin
