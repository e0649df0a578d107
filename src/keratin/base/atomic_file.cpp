#include "keratin/base/atomic_file_internal.h"

#include <fcntl.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "keratin/base/error.h"
#include "keratin/base/text.h"
#include "keratin/base/transfer_watch_internal.h"

namespace keratin {
namespace {

constexpr size_t kPieceSize = 1 << 20;
constexpr uint64_t kSyncedAtOnce = 16 << 20;

std::string folder_of(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

/// Where symbolic links lead, to a file that need not be there.
std::string followed(std::string path) {
  for (const std::string first = path;;) {
    // The system says whether they go in a circle.
    struct stat about;
    if (stat(path.c_str(), &about) != 0 && errno == ELOOP) {
      throw_file_error(text(first, ": cannot be written: ", std::strerror(ELOOP)));
    }
    std::array<char, 4096> to{};
    const ssize_t length = readlink(path.c_str(), to.data(), to.size());
    if (length < 0) return path;
    const std::string link(to.data(), static_cast<size_t>(length));
    path = link.starts_with('/') ? link : folder_of(path) + "/" + link;
  }
  return path;
}

/// Makes a new file in a folder and gives its path. The descriptor is not open, with errno set,
/// where the folder takes none.
std::string make_temporary(const std::string& folder, const std::string& target, Descriptor& file) {
  // A name may have 255 bytes.
  const std::string name = target.substr(target.rfind('/') + 1, 200);
  // The clock keeps away from files that a kill has left: a container's processes have one number.
  const int64_t now = std::chrono::system_clock::now().time_since_epoch().count();
  std::string path;
  for (int i = 0; !file.is_open() && i < 100; ++i) {
    path = text(folder, "/", name, ".", getpid(), "-", now + i, ".tmp");
    file = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
    if (!file.is_open() && errno != EEXIST) break;
  }
  return path;
}

/// All bytes, as many at a time as the system takes; false with errno set.
template <class Write>
bool put_all(std::span<const uint8_t> bytes, Write write_some) {
  while (!bytes.empty()) {
    const ssize_t count = write_some(bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) return false;
    bytes = bytes.subspan(static_cast<size_t>(count));
  }
  return true;
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), target_(followed(path_)) {
  struct stat about;
  if (stat(target_.c_str(), &about) == 0) old_ = about;
  if (old_ && S_ISDIR(old_->st_mode)) {
    errno = EISDIR;
    fail("cannot be written");
  }
  const bool is_plain = !old_ || (S_ISREG(old_->st_mode) && old_->st_nlink == 1);
  replaces_ = is_plain && open_beside();
  if (!replaces_) open_elsewhere();
}

AtomicFile::~AtomicFile() {
  if (!temporary_.empty()) unlink(temporary_.c_str());
}

/// False, with nothing done, where only writing into the old file can help: the folder takes no new
/// file, or the owner cannot be given.
bool AtomicFile::open_beside() {
  const std::string path = make_temporary(folder_of(target_), target_, file_);
  if (!file_.is_open() && old_ && (errno == EACCES || errno == EPERM)) return false;
  if (!file_.is_open()) fail("cannot be written");
  temporary_ = path;
  if (takes_attributes()) return true;
  const int why = errno;
  unlink(temporary_.c_str());
  temporary_.clear();
  errno = why;
  // A broken disk is no reason to give up the old file.
  if (why == EIO || why == ENOSPC || why == EDQUOT) fail("cannot be written");
  return false;
}

void AtomicFile::open_elsewhere() {
  const char* folder = std::getenv("TMPDIR");
  if (!folder || !*folder) folder = "/tmp";
  file_ = Descriptor();
  const std::string path = make_temporary(folder, target_, file_);
  if (!file_.is_open()) fail(text("cannot be written by way of ", folder).c_str());
  temporary_ = path;
  // Nobody else reads on the way what may be secret in its place.
  fchmod(file_.get(), 0600);
}

/// The old file's owner and mode, as far as libraries can still open the file by its name.
bool AtomicFile::takes_attributes() {
  if (!old_) return true;
  const bool is_mine = old_->st_uid == geteuid() && old_->st_gid == getegid();
  return (is_mine || fchown(file_.get(), old_->st_uid, old_->st_gid) == 0) &&
         fchmod(file_.get(), (old_->st_mode & 07777) | S_IRUSR | S_IWUSR) == 0;
}

void AtomicFile::write(std::span<const uint8_t> bytes) {
  write_at(end_, bytes);
  end_ += bytes.size();
}

void AtomicFile::write(const ByteSource& bytes) {
  write_at(end_, bytes);
  end_ += bytes.size();
}

void AtomicFile::write_at(uint64_t offset, const ByteSource& bytes) {
  std::vector<uint8_t> room(std::min<uint64_t>(bytes.size(), kPieceSize));
  for (uint64_t at = 0; at < bytes.size(); at += room.size()) {
    const auto piece = std::span(room).first(std::min<uint64_t>(bytes.size() - at, room.size()));
    bytes.read(at, piece);
    write_at(offset + at, piece);
  }
}

void AtomicFile::write_at(uint64_t offset, std::span<const uint8_t> bytes) {
  const bool is_done = put_all(bytes, [&](std::span<const uint8_t> rest) {
    const uint64_t at = offset + (bytes.size() - rest.size());
    return pwrite(file_.get(), rest.data(), rest.size(), static_cast<off_t>(at));
  });
  if (!is_done) fail("cannot be written");
  TransferWatch::tell(TransferWatch::Way::write, bytes.size());
  // The disk begins while the rest is still being made; what fails here is told by fsync.
  unsynced_ += bytes.size();
  if (unsynced_ < kSyncedAtOnce) return;
  unsynced_ = 0;
  sync_file_range(file_.get(), 0, 0, SYNC_FILE_RANGE_WRITE);
}

void AtomicFile::read_at(uint64_t offset, std::span<uint8_t> out) const {
  for (size_t done = 0; done < out.size();) {
    const ssize_t got =
        pread(file_.get(), out.data() + done, out.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) errno = EIO;
    if (got <= 0) fail("cannot be read again");
    done += static_cast<size_t>(got);
  }
}

void AtomicFile::commit() {
  if (!file_.is_open()) throw_internal_error("a file that is written already");
  if (replaces_) {
    replace();
  } else {
    write_through();
  }
}

void AtomicFile::replace() {
  if (old_ && fchmod(file_.get(), old_->st_mode & 07777) != 0) fail("cannot be written");
  if (fsync(file_.get()) != 0 || !file_.close()) fail("cannot be written to the disk");
  if (rename(temporary_.c_str(), target_.c_str()) != 0) fail("cannot be renamed");
  temporary_.clear();
  // A folder that may not be read cannot be asked; some file systems know no such question.
  const Descriptor folder(open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (folder.is_open() && fsync(folder.get()) != 0 && errno != EINVAL && errno != EROFS) {
    fail("is written, but its folder's entry cannot be brought to the disk");
  }
}

/// Into what is there: a device, a pipe, a file with several names.
void AtomicFile::write_through() {
  Descriptor to(open(target_.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC));
  if (!to.is_open()) fail("cannot be written");
  std::vector<uint8_t> piece(kPieceSize);
  for (off_t at = 0;;) {
    const ssize_t got = pread(file_.get(), piece.data(), piece.size(), at);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail("cannot be written by way of a temporary file");
    if (got == 0) break;
    at += got;
    const bool is_done = put_all(
        {piece.data(), static_cast<size_t>(got)},
        [&](std::span<const uint8_t> rest) { return ::write(to.get(), rest.data(), rest.size()); });
    if (!is_done) fail("cannot be written");
  }
  if ((fsync(to.get()) != 0 && errno != EINVAL && errno != EROFS) || !to.close()) {
    fail("cannot be written to the disk");
  }
  file_.close();
}

void AtomicFile::fail(const char* what) const {
  throw_file_error(text(path_, ": ", what, ": ", std::strerror(errno)));
}

}  // namespace keratin
